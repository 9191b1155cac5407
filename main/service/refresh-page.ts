import { isLarderError } from '../../shared/errors.ts';
import type { FetchedBody, FetchOutcome, ParsedArticle } from '../../shared/model.ts';
import type { PageWanted } from '../archive/archive.ts';
import { admitPage, strangerVerdict, turnAway, withdrawEarlier } from './admission.ts';
import { byWays, isOwnNetwork, type Taken } from './by-ways.ts';
import type { PieceContext, Stages } from './stages.ts';
import { refusal, type Verdict } from './verdict.ts';
import type { Way } from './ways.ts';

type TakenPage = Taken & { readonly stored: boolean };

/** Fetches the page behind one headline and stores its article. True: a text was stored. */
export async function refreshPage(context: PieceContext, page: PageWanted): Promise<boolean> {
  return context.underWay.run(async () => {
    const errand = {
      url: page.url,
      kind: 'page',
      feedIds: page.feedIds,
      allowPrivate: page.feedUrl !== null && isOwnNetwork(page.feedUrl),
      validators: null,
    } as const;
    const went = await byWays(context, errand, (fetched, way) => takePage(context, page, fetched, way));
    return typeof went === 'object' && went.taken.stored;
  });
}

async function takePage(context: PieceContext, page: PageWanted, fetched: FetchOutcome, way: Way): Promise<TakenPage> {
  if (fetched.outcome === 'OK') {
    return context.underWay.holding(fetched.body.length, () => takeBody(context, page, fetched, way));
  }
  const stranger = fetched.strangerBody ? await strangerVerdict(context, fetched) : null;
  return stranger ? turnedAway(context, page, fetched, stranger, null) : nothingOf(context, page, fetched, null);
}

async function takeBody(context: PieceContext, page: PageWanted, fetched: FetchedBody, way: Way): Promise<TakenPage> {
  let article: ParsedArticle | null = null;
  let refused: Verdict | null = null;
  // What stopped the extractor is kept, so that a better one can try again without the network.
  let kept: Uint8Array | null = null;
  try {
    article = await readPage(context, fetched);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    refused = refusal(error);
    if (error.code === 'EXTRACT_TIMEOUT') kept = fetched.body;
  }
  const proven = fetched.framingProven && !fetched.trailerMissing;
  if (article !== null && !article.complete && !proven) {
    const cut: Verdict = { outcome: 'TRUNC', reason: 'The page broke off before its end; nothing of it was stored.' };
    return nothingOf(context, page, fetched, null, cut);
  }
  const { admission, seen } = await admitPage(context, { page, fetched, way, article, refused });
  if (!admission.admit || article === null) {
    // The first ones of a series looked like articles. They were not.
    const withdrawn = seen ? withdrawEarlier(context, seen) : 0;
    if (withdrawn > 0) context.tracker.changed({ feeds: true, articles: true });
    return admission.admit
      ? nothingOf(context, page, fetched, kept, refused ?? fetched)
      : turnedAway(context, page, fetched, admission, kept);
  }
  const whole = article;
  const arrival = { route: fetched.route, authority: fetched.authority };
  const fetchedAs = { url: page.url, finalUrl: fetched.finalUrl, sha256: fetched.sha256, arrival };
  await context.lessons.commit(context.commits, () => {
    context.archive.addPage(page.articleId, whole, fetchedAs);
    context.archive.release('page', page.articleId);
  });
  context.tracker.changed({ feeds: false, articles: true });
  return { verdict: fetched, settle: null, stored: true };
}

function nothingOf(
  context: PieceContext,
  page: PageWanted,
  fetched: FetchOutcome,
  kept: Uint8Array | null,
  verdict: Verdict = fetched,
): TakenPage {
  const settle = (): void =>
    context.archive.pageTried(page.articleId, { ...verdict, authority: fetched.authority }, kept);
  return { verdict, settle, stored: false };
}

function turnedAway(
  context: PieceContext,
  page: PageWanted,
  fetched: FetchOutcome,
  verdict: Verdict & { readonly quarantine: boolean },
  kept: Uint8Array | null,
): TakenPage {
  const settle = (): void => {
    // The body of a stub is not kept: it can name its reader.
    const heard = { ...verdict, authority: fetched.authority };
    context.archive.pageTried(page.articleId, heard, verdict.quarantine ? null : kept);
    const thing = { what: 'page', key: page.articleId, feedId: page.feedId, articleId: page.articleId } as const;
    turnAway(context, thing, fetched, verdict);
  };
  return { verdict, settle, stored: false };
}

/** @throws LarderError of the extractor */
export function readPage(context: Pick<Stages, 'extractor'>, fetched: FetchedBody): Promise<ParsedArticle> {
  return context.extractor.run('page', fetched.body, { contentType: fetched.contentType, url: fetched.finalUrl });
}
