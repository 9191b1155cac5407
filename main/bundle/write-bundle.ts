/**
 * Larder's own bundle. Two readings of one moment of the archive: the first tells what comes and what it is called, the
 * second writes it in the order of its names. Nothing but names, sizes and hashes is held in between.
 */
import { setImmediate as othersWork } from 'node:timers/promises';
import { LarderError } from '../../shared/errors.ts';
import type { Sha256 } from '../../shared/model.ts';
import {
  chooseArticles,
  findCandidates,
  makeItem,
  pathOfObject,
  type BundleSource,
  type Choices,
  type Chosen,
  type ChosenArticles,
} from './choose-articles.ts';
import { BUNDLE_STYLE, indexPage } from './index-page.ts';
import { itemPath, sha256Of } from './item.ts';
import { INDEX, MANIFEST, MAX_ENTRIES, SIGNATURE, STYLE, writeManifest, type ManifestEntry } from './manifest.ts';
import type { Published } from './publication.ts';
import type { Sink, Watch } from './sink.ts';
import { createZipWriter, deflated, END_OVERHEAD, entryOverhead, type ZipWriter } from './zip-writer.ts';

export type BundleOptions = Omit<Choices, 'roomBytes'> & {
  /** The finished file has no more; null: no limit. */
  readonly maxBytes: number | null;
  /** Signs the manifest, in minisign's form. */
  readonly sign: ((manifest: Uint8Array) => Promise<Uint8Array>) | null;
};

export type WrittenBundle = Published & { readonly manifestSha256: string };

/** Headers, style and empty lists, at most: only the first guess at the room begins with it. */
const FRAME_BYTES = 4_096;
/** minisign's signatures have some 400 characters, their entry is called so twice. */
const SIGNATURE_ENTRY_BYTES = 1_024;
const TURN = 16;

/**
 * Writes a ZIP; the sink is not ended.
 * @throws LarderError NOTHING_TO_EXPORT; BUNDLE_TOO_LARGE beyond what a reader opens; ARCHIVE_DAMAGED when a stored picture is not what its hash says; what `sign`, the
 *   sink and `watch.goOn` throw
 */
export async function writeBundle(
  source: BundleSource,
  options: BundleOptions,
  sink: Sink,
  watch: Watch,
): Promise<WrittenBundle> {
  const moment = source.holdStill();
  try {
    const { articles, leftOut } = await chooseWithin(source, options, watch);
    if (articles.length === 0) throw new LarderError('NOTHING_TO_EXPORT', 'No article is left by this choice.');
    const plan = planOf(source, articles);
    if (plan.paths.length > MAX_ENTRIES) {
      throw new LarderError(
        'BUNDLE_TOO_LARGE',
        'That is more than one bundle holds: choose less, or without pictures.',
      );
    }
    const zip = createZipWriter(sink);
    const entries = await writeEntries(plan, { source, options, zip, watch });
    const manifest = writeManifest({ articles: articles.length, entries });
    await zip.add(MANIFEST, manifest);
    if (options.sign !== null) await zip.add(SIGNATURE, await options.sign(manifest), { store: true });
    await zip.finish();
    return {
      manifestSha256: sha256Of(manifest),
      articles: articles.length,
      pictures: plan.objects.size,
      leftOut,
      refs: articles.map(({ ref }) => ref),
    };
  } finally {
    moment.end();
  }
}

/** Looked for once more when less of a limit is used, so many times at most. */
const GOOD_USE = 0.98;
const MOST_TRIES = 4;

/**
 * What the lists take is known when they are made, and until then guessed: when they are larger there is that much less
 * room, and when they are smaller more. Less than what the guess left over would change nothing.
 */
async function chooseWithin(source: BundleSource, options: BundleOptions, watch: Watch): Promise<ChosenArticles> {
  const { maxBytes } = options;
  let roomBytes = maxBytes === null ? null : maxBytes - FRAME_BYTES;
  const candidates = await findCandidates(source, { ...options, roomBytes }, watch);
  let best: ChosenArticles | null = null;
  for (let tries = 1; ; tries += 1) {
    const chosen = chooseArticles(source, candidates, roomBytes);
    if (maxBytes === null || roomBytes === null || chosen.articles.length === 0) return best ?? chosen;
    const bytes = sizeOf(planOf(source, chosen.articles), source, chosen.articles, options);
    if (bytes <= maxBytes) {
      best = chosen;
      const isAll = chosen.leftOut.articles + chosen.leftOut.pictures === 0;
      if (isAll || bytes >= maxBytes * GOOD_USE || tries >= MOST_TRIES) return best;
    } else if (best !== null) return best;
    roomBytes += maxBytes - bytes;
    if (bytes > maxBytes) roomBytes -= chosen.unusedBytes ?? 0;
    watch.goOn();
    await othersWork();
  }
}

type Plan = {
  /** Everything but pictures and items, which are made again. */
  readonly fixed: ReadonlyMap<string, Uint8Array>;
  readonly items: ReadonlyMap<string, Chosen>;
  /** Path to SHA-256. */
  readonly objects: ReadonlyMap<string, string>;
  readonly paths: readonly string[];
};

function planOf(source: BundleSource, articles: readonly Chosen[]): Plan {
  const fixed = new Map<string, Uint8Array>([
    [INDEX, Buffer.from(indexPage(articles), 'utf8')],
    [STYLE, Buffer.from(BUNDLE_STYLE, 'utf8')],
  ]);
  const items = new Map(articles.map((article) => [itemPath(article.id, 'html'), article]));
  const objects = new Map<string, string>();
  for (const sha256 of articles.flatMap((article) => article.objects)) {
    const path = pathOfObject(source, sha256);
    if (path !== null) objects.set(path, sha256);
  }
  const jsons = articles.map(({ id }) => itemPath(id, 'json'));
  return { fixed, items, objects, paths: [...fixed.keys(), ...items.keys(), ...jsons, ...objects.keys()].sort() };
}

/** Of the finished file: to the byte, where it is not signed. */
function sizeOf(
  plan: Plan,
  source: BundleSource,
  articles: readonly Chosen[],
  { sign }: Pick<BundleOptions, 'sign'>,
): number {
  const packed = (bytes: Uint8Array): number => (deflated(bytes) ?? bytes).byteLength;
  const entries: ManifestEntry[] = [];
  let bytes = END_OVERHEAD + (sign === null ? 0 : SIGNATURE_ENTRY_BYTES);
  for (const [path, content] of plan.fixed) {
    bytes += packed(content) + entryOverhead(path);
    entries.push({ path, sha256: sha256Of(content), size: content.byteLength });
  }
  for (const article of articles) {
    bytes += article.packed;
    entries.push(...itemEntries(article));
  }
  for (const [path, sha256] of plan.objects) {
    const size = source.imageFacts(sha256 as Sha256)?.bytes ?? 0;
    bytes += size + entryOverhead(path);
    entries.push({ path, sha256, size });
  }
  return bytes + packed(writeManifest({ articles: articles.length, entries })) + entryOverhead(MANIFEST);
}

function itemEntries(article: Chosen): ManifestEntry[] {
  return [
    { path: itemPath(article.id, 'html'), sha256: article.pageSha256, size: article.pageSize },
    { path: itemPath(article.id, 'json'), sha256: article.id, size: article.jsonSize },
  ];
}

async function writeEntries(
  plan: Plan,
  { source, options, zip, watch }: { source: BundleSource; options: BundleOptions; zip: ZipWriter; watch: Watch },
): Promise<readonly ManifestEntry[]> {
  const entries: ManifestEntry[] = [];
  const add = async (path: string, bytes: Uint8Array, sha256: string, store: boolean): Promise<void> => {
    entries.push({ path, sha256, size: bytes.byteLength });
    await zip.add(path, bytes, { store });
  };
  let done = 0;
  /** Of an article's two entries the page comes first: its facts wait for their turn, which is the next. */
  let facts: Uint8Array | null = null;
  for (const path of plan.paths) {
    watch.goOn();
    const content = plan.fixed.get(path);
    const article = plan.items.get(path);
    const object = plan.objects.get(path);
    if (content !== undefined) await add(path, content, sha256Of(content), false);
    else if (article !== undefined) {
      const item = remade(article, source, options);
      facts = item.json;
      await add(path, item.page, article.pageSha256, false);
    } else if (object !== undefined) await add(path, picture(source, object), object, true);
    else if (facts !== null) await add(path, facts, sha256Of(facts), false);
    done += 1;
    watch.onProgress({ phase: 'writing', done, total: plan.paths.length, bytes: zip.size() });
    if (done % TURN === 0) await othersWork();
  }
  return entries;
}

function remade(article: Chosen, source: BundleSource, options: BundleOptions) {
  const exported = source.exported(article.ref);
  const item = exported === null ? null : makeItem(exported, source, options, article.pictures);
  // The archive was held still: this would be a mistake of ours, and must not become a bundle.
  if (item?.id !== article.id) throw new Error('An article changed while it was written.');
  return item;
}

function picture(source: BundleSource, sha256: string): Uint8Array {
  const image = source.image(sha256 as Sha256);
  if (image === null || sha256Of(image.bytes) !== sha256) {
    throw new LarderError('ARCHIVE_DAMAGED', 'A stored picture is not what it was: `larder doctor` tells more.');
  }
  return image.bytes;
}
