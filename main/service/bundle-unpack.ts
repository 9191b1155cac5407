/**
 * A bundle is read, every byte of it checked, its articles cleaned like any page and handed over ready to be written: pictures
 * first, then the articles that show them. It runs in a thread that is ended when it is silent for too long (bundle-thread.ts).
 */
import { isLarderError } from '../../shared/errors.ts';
import type { ImageInfo } from '../../shared/model.ts';
import { type PreparedArticle, prepareReceived } from '../archive/archive.ts';
import { type BundleItem, openBundle } from '../bundle/read-bundle.ts';
import type { Pictures } from '../bundle/pictures.ts';
import type { Watch } from '../bundle/sink.ts';
import { cleanFragment } from '../extract/fragment.ts';
import { inspectImage } from '../extract/images.ts';
import type { Delivery, JobResult, UnpackJob } from './bundle-job.ts';
import { oneBehind } from './one-behind.ts';
import { withPictures } from './picture-child.ts';

/** Written at once: some 10 ms of the one thread that writes. */
const BATCH = 32;
const BATCH_BYTES = 1_000_000;

type Tools = { readonly deliver: (delivery: Delivery) => Promise<void> };

/** @throws LarderError BUNDLE_DAMAGED, BUNDLE_INVALID, BUNDLE_TOO_LARGE, CLOSED; what `deliver` throws */
export async function unpackJob(job: UnpackJob, { deliver }: Tools, watch: Watch): Promise<JobResult['unpack']> {
  const bundle = await openBundle(job.path);
  const skip = new Set(job.skip);
  let badPictures = 0;
  let done = 0;
  const total = bundle.articles + bundle.pictures;
  const tell = (): void => watch.onProgress({ phase: 'storing', done, total, bytes: bundle.bytes });
  try {
    await withPictures(async (pictures) => {
      const take = async ({ bytes, info }: Looked): Promise<void> => {
        if (info === null) badPictures += 1;
        else await deliver({ kind: 'picture', bytes, info });
        done += 1;
        tell();
      };
      let before: Promise<Looked> | null = null;
      for (const sha256 of bundle.objects()) {
        watch.goOn();
        // One is decoded while the one before is stored.
        const next = look(bundle.object(sha256), pictures);
        next.catch(() => undefined);
        if (before !== null) await take(await before);
        before = next;
      }
      if (before !== null) await take(await before);
    });
    const behind = oneBehind(deliver);
    let batch: PreparedArticle[] = [];
    let bytes = 0;
    const hand = async (): Promise<void> => {
      if (batch.length > 0) await behind.hand({ kind: 'articles', articles: batch });
      batch = [];
      bytes = 0;
    };
    for await (const item of bundle.items()) {
      watch.goOn();
      done += 1;
      tell();
      if (skip.has(item.item)) continue;
      const article = prepare(item);
      batch.push(article);
      bytes += article.body.bytes.length;
      if (batch.length === BATCH || bytes > BATCH_BYTES) await hand();
    }
    await hand();
    // What nobody reads is checked all the same: a bundle that is damaged anywhere is damaged.
    await bundle.verify({ ...watch, onProgress: () => undefined });
    await behind.end();
    return { badPictures };
  } finally {
    bundle.close();
  }
}

function prepare({ rawHtml, ...item }: BundleItem): PreparedArticle {
  return prepareReceived({ ...item, html: cleanFragment(rawHtml) });
}

type Looked = { readonly bytes: Uint8Array; /** Null: none can show it. */ readonly info: ImageInfo | null };

/** Its header may be nonsense though a decoder took it: then it is left out like one that none can read. */
async function look(bytes: Uint8Array, pictures: Pick<Pictures, 'check'>): Promise<Looked> {
  try {
    await pictures.check(bytes);
    return { bytes, info: inspectImage(bytes) };
  } catch (error) {
    if (isLarderError(error) && error.code === 'IMAGE_INVALID') return { bytes, info: null };
    throw error;
  }
}
