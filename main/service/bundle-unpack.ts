/** What was checked is read once more, and handed over: pictures first, then the articles that show them. */
import { isLarderError } from '../../shared/errors.ts';
import type { Watch } from '../bundle/sink.ts';
import { openBundle, type BundleItem } from '../bundle/read-bundle.ts';
import type { Delivery, JobResult, UnpackJob } from './bundle-job.ts';
import { withPictures } from './picture-child.ts';

/** Cleaned and stored at once: what a thread holds of them is little, and asking for each alone costs as much as cleaning. */
const BATCH = 32;
const BATCH_CHARACTERS = 2_000_000;

type Tools = { readonly deliver: (delivery: Delivery) => Promise<void> };

/** @throws LarderError BUNDLE_DAMAGED when the file is not what was checked; what `deliver` throws */
export async function unpackJob(job: UnpackJob, { deliver }: Tools, watch: Watch): Promise<JobResult['unpack']> {
  const bundle = await openBundle(job.path);
  const skip = new Set(job.skip);
  let badPictures = 0;
  let done = 0;
  const total = bundle.articles + bundle.pictures;
  const tell = (): void => watch.onProgress({ phase: 'storing', done, total, bytes: bundle.bytes });
  try {
    await withPictures(async (child) => {
      for (const sha256 of bundle.objects()) {
        watch.goOn();
        const bytes = bundle.object(sha256);
        if (child === null || (await canBeShown(child, bytes))) await deliver({ kind: 'picture', bytes });
        else badPictures += 1;
        done += 1;
        tell();
      }
    });
    let batch: BundleItem[] = [];
    let characters = 0;
    const hand = async (): Promise<void> => {
      if (batch.length > 0) await deliver({ kind: 'articles', articles: batch });
      batch = [];
      characters = 0;
      tell();
    };
    for await (const item of bundle.items()) {
      watch.goOn();
      done += 1;
      if (skip.has(item.item)) continue;
      batch.push(item);
      characters += item.rawHtml.length;
      if (batch.length === BATCH || characters > BATCH_CHARACTERS) await hand();
    }
    await hand();
    return { badPictures };
  } finally {
    bundle.close();
  }
}

async function canBeShown(child: { check(bytes: Uint8Array): Promise<void> }, bytes: Uint8Array): Promise<boolean> {
  try {
    await child.check(bytes);
    return true;
  } catch (error) {
    if (isLarderError(error) && error.code === 'IMAGE_INVALID') return false;
    throw error;
  }
}
