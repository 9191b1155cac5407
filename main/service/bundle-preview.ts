/** Looks at a bundle as a stranger's: all of it is checked before anything is said of it, and nothing is stored. */
import type { BundlePreview } from '../../shared/bundles.ts';
import { openArchiveReader, type ArchiveReader } from '../archive/archive.ts';
import type { Watch } from '../bundle/sink.ts';
import { openBundle, type BundleItem, type OpenBundle } from '../bundle/read-bundle.ts';
import type { Opened, PreviewJob } from './bundle-job.ts';
import { openPlain } from './bundle-open.ts';
import { judgeSigner } from './bundle-signer.ts';

/** Asked of the archive at once: a few milliseconds. */
const LOOK_UP = 200;
/** What a person reads before deciding. */
const TITLES = 12;
const SOURCES = 40;

/** @throws LarderError BUNDLE_*, PASSPHRASE_WRONG, FILE_UNREADABLE, DISK_FULL, CLOSED */
export async function previewJob(
  job: PreviewJob,
  tools: { readonly dir: string; readonly now: () => number },
  watch: Watch,
): Promise<Opened> {
  const { path, encrypted } = await openPlain(job, tools, watch);
  const bundle = await openBundle(path, watch.goOn);
  try {
    // The signature first: it is cheap, and what it does not cover need not be looked at.
    const signer = judgeSigner(bundle.manifestBytes, bundle.signature, job.known);
    await bundle.verify(watch);
    const reader = openArchiveReader(tools);
    try {
      const found = await lookThrough(bundle, reader, watch);
      const { manifestSha256, articles, pictures, bytes } = bundle;
      const known = reader.knowsBundle(manifestSha256);
      return { path, preview: { manifestSha256, articles, pictures, bytes, signer, encrypted, known, ...found } };
    } finally {
      reader.close();
    }
  } finally {
    bundle.close();
  }
}

type Found = Pick<BundlePreview, 'fresh' | 'fuller' | 'titles' | 'sources'>;

async function lookThrough(bundle: OpenBundle, reader: ArchiveReader, watch: Watch): Promise<Found> {
  let fresh = 0;
  let fuller = 0;
  let done = 0;
  let newest: BundleItem[] = [];
  const sources = new Map<string, number>();
  let batch: BundleItem[] = [];

  function look(): void {
    watch.goOn();
    for (const found of reader.lookUp(batch)) {
      if (found === 'new') fresh += 1;
      if (found === 'fuller') fuller += 1;
    }
    newest = [...newest, ...batch].sort(byDate).slice(0, TITLES);
    done += batch.length;
    batch = [];
    watch.onProgress({ phase: 'checking', done, total: bundle.articles, bytes: bundle.bytes });
  }

  for await (const item of bundle.items()) {
    sources.set(item.sourceTitle, (sources.get(item.sourceTitle) ?? 0) + 1);
    batch.push(item);
    if (batch.length === LOOK_UP) look();
  }
  look();
  return {
    fresh,
    fuller,
    titles: newest.map(({ title, sourceTitle, direction }) => ({ title, source: sourceTitle, direction })),
    sources: [...sources]
      .sort(([, a], [, b]) => b - a)
      .slice(0, SOURCES)
      .map(([source]) => source),
  };
}

function byDate(a: BundleItem, b: BundleItem): number {
  return (b.publishedMs ?? 0) - (a.publishedMs ?? 0);
}
