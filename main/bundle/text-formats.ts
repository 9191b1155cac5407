/** Formats that are one text, made as it is read. */
import { setImmediate as othersWork } from 'node:timers/promises';
import type { BundleFormat } from '../../shared/bundles.ts';
import { LarderError } from '../../shared/errors.ts';
import type { FeedSummary, Sha256 } from '../../shared/model.ts';
import type { ArchiveReader, ExportedArticle, ExportSelection } from '../archive/archive.ts';
import { fitWords, keptOf, type Fitted } from './fit-words.ts';
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
  /** Addresses go out with their queries, which may carry personal tokens. Of `opml` they always do. */
  readonly queries?: boolean;
};

export function exportPieces(archive: ExportSource, content: ExportContent<TextFormat>): Iterable<Piece> {
  const { format, title, feeds, selection, pictures, queries = false } = content;
  switch (format) {
    case 'opml':
      return opmlPieces(feeds);
    case 'json':
      return jsonPieces(archive.export(selection), queries);
    case 'json-feed':
      return jsonFeedPieces(title, archive.export(selection), queries);
    case 'text':
      return plainTextPieces(title, archive.export(selection), queries);
    case 'html':
      return htmlPieces(
        title,
        {
          articles: () => archive.export(selection),
          image: (sha256) => (pictures ? archive.image(sha256) : null),
        },
        queries,
      );
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
  const fitted = await fitting(archive, content, maxBytes, watch);
  const images = withinRoom(archive, fitted.spareBytes);
  let refs: number[] = [];
  const source: ExportSource = {
    *export(selection) {
      // A page reads them twice: what stands in it is what the last reading found.
      refs = [];
      for (const article of keptOf(archive.export(selection), fitted)) {
        yield article;
        refs.push(article.ref);
      }
    },
    image: (sha256) => images.image(sha256),
  };
  const total = fitted.kept?.size ?? null;
  let articles = 0;
  let bytes = 0;
  for (const piece of exportPieces(source, content)) {
    watch.goOn();
    articles += piece.counts;
    const text = Buffer.from(piece.text);
    bytes += text.byteLength;
    if (text.byteLength > 0) await sink.write(text);
    watch.onProgress({ phase: 'writing', done: articles, total, bytes });
    await othersWork();
  }
  if (articles === 0) throw new LarderError('NOTHING_TO_EXPORT', 'No article is left by this choice.');
  return { articles, pictures: images.shown(), leftOut: { articles: fitted.leftOut, pictures: images.missed() }, refs };
}

/** Which articles come, by what each takes without pictures. A list of subscriptions is never cut. */
function fitting(
  archive: ExportSource,
  content: ExportContent<TextFormat>,
  maxBytes: number | null,
  watch: Watch,
): Promise<Fitted> {
  const bytesWith = (articles: readonly ExportedArticle[]): number => {
    let bytes = 0;
    const source: ExportSource = { export: () => articles.values(), image: () => null };
    for (const { text } of exportPieces(source, { ...content, pictures: false })) bytes += Buffer.byteLength(text);
    return bytes;
  };
  const frame = bytesWith([]);
  const room = maxBytes === null || content.format === 'opml' ? null : maxBytes - frame;
  // What it adds when it stands there alone, in a list of contents, too: beside others of its day it adds less.
  const bytesOf = (article: ExportedArticle): number => bytesWith([article]) - frame + BETWEEN_BYTES;
  return fitWords(room === null ? [] : archive.export(content.selection), bytesOf, room, watch);
}

/** A comma and a line break. */
const BETWEEN_BYTES = 2;

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
