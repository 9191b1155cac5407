/** Formats that are one text, made as it is read. */
import { setImmediate as othersWork } from 'node:timers/promises';
import type { BundleFormat } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { FeedSummary, Sha256 } from '../../shared/model.ts';
import type { ArchiveReader, ExportSelection } from '../archive/archive.ts';
import { htmlPieces } from './html.ts';
import { jsonFeedPieces } from './json-feed.ts';
import { jsonPieces } from './json.ts';
import { opmlPieces } from './opml-pieces.ts';
import type { Piece } from './piece.ts';
import { plainTextPieces } from './plain-text.ts';
import type { Published } from './publication.ts';
import type { Sink, Watch } from './sink.ts';

export type ExportSource = Pick<ArchiveReader, 'export' | 'image'>;

export const TEXT_FORMATS = ['html', 'json', 'json-feed', 'opml', 'text'] as const;
export type TextFormat = (typeof TEXT_FORMATS)[number];

export function isTextFormat(format: BundleFormat): format is TextFormat {
  return (TEXT_FORMATS as readonly string[]).includes(format);
}

export type ExportContent<F extends BundleFormat = Exclude<BundleFormat, 'bundle'>> = {
  readonly format: F;
  /** A heading, where the format has one. */
  readonly title: string;
  /** Of lists of subscriptions. */
  readonly feeds: readonly FeedSummary[];
  /** Of articles. */
  readonly selection: ExportSelection;
  readonly pictures: boolean;
  /** Addresses go out with their queries, which may carry personal tokens. Of `html`, `json` and `opml` they always do. */
  readonly queries?: boolean;
};

export function exportPieces(archive: ExportSource, content: ExportContent<TextFormat>): Iterable<Piece> {
  const { format, title, feeds, selection, pictures, queries = false } = content;
  switch (format) {
    case 'opml':
      return opmlPieces(feeds);
    case 'json':
      return jsonPieces(archive.export(selection));
    case 'json-feed':
      return jsonFeedPieces(title, archive.export(selection), queries);
    case 'text':
      return plainTextPieces(title, archive.export(selection), queries);
    case 'html':
      return htmlPieces(title, {
        articles: () => archive.export(selection),
        image: (sha256) => (pictures ? archive.image(sha256) : null),
      });
  }
}

/** The newest that fit, then as many pictures as fit. @throws LarderError NOTHING_TO_EXPORT */
export async function writeText(
  archive: ExportSource,
  content: ExportContent<TextFormat>,
  maxBytes: number | null,
  sink: Sink,
  watch: Watch,
): Promise<Published> {
  const fitted = maxBytes === null ? UNLIMITED : await fitting(archive, content, maxBytes, watch);
  const images = withinRoom(archive, fitted.spareBytes);
  const source = { export: firstOf(archive, fitted.kept), image: (sha256: Sha256) => images.image(sha256) };
  let articles = 0;
  let bytes = 0;
  for (const piece of exportPieces(source, content)) {
    watch.goOn();
    articles += piece.counts;
    const text = Buffer.from(piece.text);
    bytes += text.byteLength;
    if (text.byteLength > 0) await sink.write(text);
    watch.onProgress({ phase: 'writing', done: articles, total: fitted.kept, bytes });
    await othersWork();
  }
  if (articles === 0) throw new LarderError('NOTHING_TO_EXPORT', 'No article is left by this choice.');
  return { articles, pictures: images.shown(), leftOut: { articles: fitted.leftOut, pictures: images.missed() } };
}

const UNLIMITED = { kept: null, leftOut: 0, spareBytes: Infinity } as const;

/** How many of the newest fit without pictures: the pieces are made once for their lengths. */
async function fitting(archive: ExportSource, content: ExportContent<TextFormat>, maxBytes: number, watch: Watch) {
  const ends: number[] = [];
  let bytes = 0;
  for (const piece of exportPieces(archive, { ...content, pictures: false })) {
    watch.goOn();
    bytes += Buffer.byteLength(piece.text);
    if (piece.counts > 0) ends.push(bytes);
    watch.onProgress({ phase: 'reading', done: ends.length, total: null, bytes });
    await othersWork();
  }
  const excess = bytes - maxBytes;
  if (excess <= 0) return { kept: ends.length, leftOut: 0, spareBytes: -excess };
  // What is dropped at the end also leaves the list at the beginning, which makes it smaller still.
  const kept = ends.filter((end) => end <= (ends.at(-1) ?? 0) - excess).length;
  return { kept, leftOut: ends.length - kept, spareBytes: 0 };
}

/** What stands around the bytes of a picture in a page. */
const PICTURE_TAG_BYTES = 400;

/** Pictures as pages show them, in base64, until the room is full. */
function withinRoom(archive: ExportSource, roomBytes: number) {
  const shown = new Set<Sha256>();
  const missed = new Set<Sha256>();
  let left = roomBytes;
  return {
    shown: () => shown.size,
    missed: () => [...missed].filter((sha256) => !shown.has(sha256)).length,
    image(sha256: Sha256) {
      const stored = archive.image(sha256);
      if (stored === null) return null;
      const bytes = Math.ceil(stored.bytes.byteLength / 3) * 4 + PICTURE_TAG_BYTES;
      if (bytes > left) {
        missed.add(sha256);
        return null;
      }
      left -= bytes;
      shown.add(sha256);
      return stored;
    },
  };
}

/** @param count null: all of them */
function firstOf(archive: ExportSource, count: number | null): ExportSource['export'] {
  return function* (selection) {
    let given = 0;
    for (const article of archive.export(selection)) {
      if (given === count) return;
      given += 1;
      yield article;
    }
  };
}
