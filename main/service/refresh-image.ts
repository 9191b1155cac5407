import { isLarderError } from '../../shared/errors.ts';
import type { FetchedBody, FetchOutcome, ImageInfo } from '../../shared/model.ts';
import type { ImageWanted } from '../archive/archive.ts';
import { admitImage, strangerVerdict, turnAway } from './admission.ts';
import { byWays, isOwnNetwork, type Taken } from './by-ways.ts';
import type { PieceContext } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';

type TakenImage = Taken & { readonly stored: boolean };

/** Fetches one picture. True: it was stored. */
export async function refreshImage(context: PieceContext, image: ImageWanted): Promise<boolean> {
  return context.underWay.run(async () => {
    const errand = {
      url: image.url,
      kind: 'image',
      feedIds: image.feedIds,
      allowPrivate: image.pageUrl !== null && isOwnNetwork(image.pageUrl),
      validators: null,
    } as const;
    const went = await byWays(context, errand, (fetched) => takeImage(context, image, fetched));
    return typeof went === 'object' && went.taken.stored;
  });
}

async function takeImage(context: PieceContext, image: ImageWanted, fetched: FetchOutcome): Promise<TakenImage> {
  if (fetched.outcome === 'OK') {
    return context.underWay.holding(fetched.body.length, () => takeBody(context, image, fetched));
  }
  const stranger = fetched.strangerBody ? await strangerVerdict(context, fetched) : null;
  return stranger ? turnedAway(context, image, fetched, stranger) : nothingOf(context, image, fetched);
}

async function takeBody(context: PieceContext, image: ImageWanted, fetched: FetchedBody): Promise<TakenImage> {
  let info: ImageInfo | null = null;
  let refused: Verdict | null = null;
  try {
    info = await context.extractor.run('image', fetched.body, {});
  } catch (error) {
    if (!isLarderError(error)) throw error;
    refused = refusal(error);
  }
  const admission = await admitImage(context, { image, fetched, info, refused });
  if (!admission.admit) return turnedAway(context, image, fetched, admission);
  if (info === null) return nothingOf(context, image, fetched, refused ?? fetched);
  const whole = info;
  const arrival = { route: fetched.route, authority: fetched.authority };
  await context.lessons.commit(context.commits, () => {
    context.archive.addImage(image.url, fetched.body, whole, arrival);
    context.archive.release('image', image.url);
  });
  context.tracker.changed({ feeds: false, articles: true });
  return { verdict: fetched, settle: null, stored: true };
}

function nothingOf(
  context: PieceContext,
  image: ImageWanted,
  fetched: FetchOutcome,
  verdict: Verdict = fetched,
): TakenImage {
  const settle = (): void => context.archive.imageTried(image.url, { ...verdict, authority: fetched.authority });
  return { verdict, settle, stored: false };
}

function turnedAway(
  context: PieceContext,
  image: ImageWanted,
  fetched: FetchOutcome,
  verdict: Verdict & { readonly quarantine: boolean },
): TakenImage {
  const settle = (): void => {
    context.archive.imageTried(image.url, { ...verdict, authority: fetched.authority });
    const feedId = image.feedIds[0] ?? null;
    turnAway(context, { what: 'image', key: image.url, feedId, articleId: image.articleId }, fetched, verdict);
  };
  return { verdict, settle, stored: false };
}
