/** Which articles a bundle holds, and with which pictures: known before its first byte is written. */
import type { ArchiveReader, ExportedArticle, ExportSelection } from '../archive/archive.ts';
import type { Sha256 } from '../../shared/model.ts';
import { setImmediate as othersWork } from 'node:timers/promises';
import type { HaveList } from './have-list.ts';
import {
  itemOf,
  itemPath,
  MAX_ITEM_JSON_BYTES,
  MAX_ITEM_PAGE_BYTES,
  MAX_OBJECT_BYTES,
  sha256Of,
  type Item,
} from './item.ts';
import type { Listed } from './index-page.ts';
import { extensionOf, objectPath } from './portable-html.ts';
import type { Watch } from './sink.ts';
import { deflated, entryOverhead } from './zip-writer.ts';

export type BundleSource = Pick<
  ArchiveReader,
  'export' | 'exported' | 'image' | 'imageFacts' | 'holdStill' | 'holdingKey'
>;

/** What of an item must be remembered until it is written: the rest is made again. */
export type Chosen = Listed & {
  readonly ref: number;
  readonly pictures: boolean;
  readonly jsonSize: number;
  readonly pageSize: number;
  readonly pageSha256: string;
  readonly objects: readonly string[];
  /** Its two entries in the ZIP, headers included, but not what lists say of them; only where a limit asks for it. */
  readonly packed: number;
};

export type Choices = {
  readonly selection: ExportSelection;
  readonly pictures: boolean;
  readonly telling: { readonly queries: boolean; readonly fetchTimes: boolean };
  readonly have: HaveList | null;
  /** Bytes that articles and pictures may take; null: all come. */
  readonly roomBytes: number | null;
};

export type ChosenArticles = {
  /** Newest first. */
  readonly articles: readonly Chosen[];
  readonly leftOut: { readonly articles: number; readonly pictures: number };
  /** What is left of the room; null: there is no limit. */
  readonly unusedBytes: number | null;
};

/** Others get their turn after so many articles: a few milliseconds. */
const TURN = 16;
/**
 * What an entry costs in the list of contents, packed, nearly: hashes do not compress, digits of four bits in bytes of
 * eight do by half. An object's hash stands there twice, which packs into one. What it costs indeed is known when the list
 * is made (write-bundle.ts).
 */
const LISTED_BYTES = 70;
/** The same for an article's line on the page that lists them. */
const IN_INDEX_BYTES = 80;

export function makeItem(
  article: ExportedArticle,
  source: BundleSource,
  choices: Omit<Choices, 'pictures' | 'selection' | 'have' | 'roomBytes'>,
  pictures: boolean,
): Item {
  return itemOf(article, {
    ...choices.telling,
    pathOf: (sha256) => (pictures ? pathOfObject(source, sha256) : null),
  });
}

/** Null: not here, nothing that is shown as a picture, or more than a reader takes. */
export function pathOfObject(source: Pick<BundleSource, 'imageFacts'>, sha256: string): string | null {
  const facts = source.imageFacts(sha256 as Sha256);
  const extension = facts === null || facts.bytes > MAX_OBJECT_BYTES ? null : extensionOf(facts.mediaType);
  return extension === null ? null : objectPath(sha256, extension);
}

/** What could come, newest first: made once, and then fitted into whatever room there is. */
export type Candidates = {
  readonly found: readonly { readonly plain: Chosen; readonly illustrated: Chosen | null }[];
  /** Those that were not even made: no room is left for them, or they are too large for any bundle. */
  readonly leftOut: number;
};

export async function findCandidates(source: BundleSource, choices: Choices, watch: Watch): Promise<Candidates> {
  const seen = new Set<string>();
  const found: { readonly plain: Chosen; readonly illustrated: Chosen | null }[] = [];
  let leftOut = 0;
  let bytes = 0;
  let left = choices.roomBytes ?? Infinity;
  let turn = 0;
  for (const article of source.export(choices.selection)) {
    watch.goOn();
    turn += 1;
    if (turn % TURN === 0) await othersWork();
    if (isHad(article, source, choices)) continue;
    if (left < 0) {
      leftOut += 1;
      continue;
    }
    const illustrated = choices.pictures ? chosenOf(article, source, choices, true) : null;
    const hasPictures = illustrated !== null && illustrated.objects.length > 0;
    // Without a limit only what is written has to be made.
    const needsPlain = !hasPictures || choices.roomBytes !== null;
    const plain = needsPlain ? chosenOf(article, source, choices, false) : illustrated;
    if (
      Math.max(plain.pageSize, illustrated?.pageSize ?? 0) > MAX_ITEM_PAGE_BYTES ||
      plain.jsonSize > MAX_ITEM_JSON_BYTES
    ) {
      leftOut += 1;
      continue;
    }
    // The same article twice, by two sources with one text: it is one item.
    if (seen.has(plain.id)) continue;
    seen.add(plain.id);
    bytes += plain.pageSize + plain.jsonSize;
    if (!isLong(plain, choices.roomBytes)) left -= plain.packed;
    found.push({ plain, illustrated: hasPictures ? illustrated : null });
    watch.onProgress({ phase: 'reading', done: found.length, total: null, bytes });
  }
  return { found, leftOut };
}

/** One long read must not be all that comes, or keep everything older out: it comes last, if it still fits. */
function isLong({ packed }: Chosen, roomBytes: number | null): boolean {
  return roomBytes !== null && packed > roomBytes / 4;
}

/** @param roomBytes that articles and pictures may take; null: all come */
export function chooseArticles(source: BundleSource, candidates: Candidates, roomBytes: number | null): ChosenArticles {
  if (roomBytes !== null) return fit(source, candidates, roomBytes);
  const articles = candidates.found.map(({ plain, illustrated }) => illustrated ?? plain);
  return { articles, leftOut: { articles: candidates.leftOut, pictures: 0 }, unusedBytes: null };
}

function isHad(article: ExportedArticle, source: BundleSource, { have, pictures }: Choices): boolean {
  if (have === null) return false;
  const key = source.holdingKey(article);
  if (have.has(key, 'whole')) return true;
  const bringsPictures = pictures && [...article.images.values()].some(({ sha256 }) => sha256 !== null);
  return !bringsPictures && have.has(key, 'text');
}

function chosenOf(article: ExportedArticle, source: BundleSource, choices: Choices, pictures: boolean): Chosen {
  const { id, json, page, facts } = makeItem(article, source, choices, pictures);
  const { title, source: sourceTitle, published, language, direction, objects } = facts;
  const packed = choices.roomBytes === null ? 0 : packedSize(id, json, page);
  return {
    ref: article.ref,
    pictures,
    id,
    title: title.slice(0, 500),
    source: sourceTitle,
    published,
    language,
    direction,
    jsonSize: json.byteLength,
    pageSize: page.byteLength,
    pageSha256: sha256Of(page),
    objects,
    packed,
  };
}

function packedSize(id: string, json: Uint8Array, page: Uint8Array): number {
  const sizeOf = (bytes: Uint8Array): number => (deflated(bytes) ?? bytes).byteLength;
  return sizeOf(json) + sizeOf(page) + entryOverhead(itemPath(id, 'json')) + entryOverhead(itemPath(id, 'html'));
}

/** Newest first, then the long ones; then pictures for them, newest first, in what room is left. */
function fit(source: BundleSource, { found, leftOut }: Candidates, roomBytes: number): ChosenArticles {
  let left = roomBytes;
  const chosen = new Set<(typeof found)[number]>();
  const take = (candidate: (typeof found)[number]): boolean => {
    const bytes = candidate.plain.packed + 2 * LISTED_BYTES + IN_INDEX_BYTES;
    if (bytes > left) return false;
    left -= bytes;
    chosen.add(candidate);
    return true;
  };
  for (const candidate of found) if (!isLong(candidate.plain, roomBytes) && !take(candidate)) break;
  for (const candidate of found) if (isLong(candidate.plain, roomBytes)) take(candidate);
  const fitting = found.filter((candidate) => chosen.has(candidate));
  const objects = new Set<string>();
  const missed = new Set<string>();
  const articles = fitting.map(({ plain, illustrated }) => {
    if (illustrated === null) return plain;
    const fresh = illustrated.objects.filter((sha256) => !objects.has(sha256));
    const more = fresh.reduce((sum, sha256) => sum + objectBytes(source, sha256), illustrated.packed - plain.packed);
    if (more > left) {
      for (const sha256 of illustrated.objects) missed.add(sha256);
      return plain;
    }
    left -= more;
    for (const sha256 of fresh) objects.add(sha256);
    return illustrated;
  });
  const pictures = [...missed].filter((sha256) => !objects.has(sha256)).length;
  return {
    articles,
    leftOut: { articles: found.length - fitting.length + leftOut, pictures },
    unusedBytes: left,
  };
}

function objectBytes(source: BundleSource, sha256: string): number {
  const bytes = source.imageFacts(sha256 as Sha256)?.bytes ?? 0;
  return bytes + entryOverhead(objectPath(sha256, 'jpeg')) + LISTED_BYTES;
}
