import { isLarderError } from '../../shared/errors.ts';
import type { ImageInfo } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';
import type { ImageWanted } from '../archive/archive.ts';
import type { PassContext } from './stages.ts';
import { refusal } from './verdict.ts';

/** Fetches one picture. True: it was stored. */
export async function refreshImage(context: PassContext, image: ImageWanted): Promise<boolean> {
  return context.gate.run(async () => {
    if (!context.pass.hasBudgetFor('image')) return false;
    const fetched = await context.pass.counted('image', (allowance) =>
      context.fetcher.fetch({
        url: image.url,
        kind: 'image',
        allowPrivate:
          image.pageUrl !== null && isPrivateHost(parseHttpUrl(image.pageUrl)?.hostname ?? 'public.example'),
        allowance,
        signal: context.pass.signal,
      }),
    );
    if (fetched.outcome === 'CANCELLED') return false;
    if (fetched.outcome !== 'OK') {
      context.tracker.saw(fetched.outcome);
      await context.commits.store(() => context.archive.imageTried(image.url, fetched));
      return false;
    }
    return context.gate.holding(fetched.body.length, async () => {
      try {
        const info = await context.extractor.run('image', fetched.body, {});
        if (!info.complete) {
          const reason = 'The picture broke off before its end; it was not stored.';
          await context.commits.store(() => context.archive.imageTried(image.url, { outcome: 'TRUNC', reason }));
          return false;
        }
        if (isPixel(info)) {
          const reason = 'This is a counting pixel, not a picture.';
          await context.commits.store(() => context.archive.imageTried(image.url, { outcome: 'NOT_AN_IMAGE', reason }));
          return false;
        }
        await context.commits.store(() => context.archive.addImage(image.url, fetched.body, info));
        context.tracker.changed({ feeds: false, articles: true });
        return true;
      } catch (error) {
        if (!isLarderError(error) || error.code === 'DISK_FULL') throw error;
        await context.commits.store(() => context.archive.imageTried(image.url, refusal(error)));
        return false;
      }
    });
  });
}

/** Nothing so small shows anything; it counts readers. */
function isPixel(info: ImageInfo): boolean {
  return info.width !== null && info.height !== null && info.width <= 2 && info.height <= 2;
}
