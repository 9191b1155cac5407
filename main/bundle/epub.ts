/**
 * EPUB 3: a book of articles, by day and source, that any e-reader opens. Written as it is read: in memory are its list of
 * chapters and one article at a time, so that its size does not matter. Why it is as it is: docs/notes/epub.md.
 */
import { createHash } from 'node:crypto';
import { setImmediate as othersWork } from 'node:timers/promises';
import { LarderError } from '../../shared/errors.ts';
import { isoTime } from '../../shared/json-line.ts';
import type { ExportedArticle } from '../archive/archive.ts';
import { dayOf } from './day-of.ts';
import { chapterFiles } from './epub-chapter.ts';
import {
  contentsOf,
  contentsPage,
  dayPages,
  navDocument,
  ncxDocument,
  type Chapter,
  type Contents,
} from './epub-contents.ts';
import { CONTAINER, packageDocument } from './epub-package.ts';
import { createEpubPictures } from './epub-pictures.ts';
import { EPUB_STYLE } from './epub-style.ts';
import { fitWords, keptOf } from './fit-words.ts';
import { htmlTree, pictureAddresses } from './html-tree.ts';
import type { Publication, Published } from './publication.ts';
import type { Pictures } from './pictures.ts';
import type { Sink, Watch } from './sink.ts';
import { languageTag } from './xml-text.ts';
import { createZipWriter, deflated, entryOverhead, type ZipWriter } from './zip-writer.ts';

export type EpubOptions = {
  readonly title: string;
  /** What makes pictures small; null: none come along. */
  readonly pictures: Pictures | null;
  /** Addresses with their queries, which may carry personal tokens. */
  readonly queries: boolean;
  /** The finished book has no more; null: no limit. */
  readonly maxBytes: number | null;
};

/** Longer ones are cut in lists; a chapter shows all of its own. */
const MAX_TITLE = 300;
const MAX_SOURCE = 200;
/** Everything that is there without articles. */
const FRAME_BYTES = 8_192;
/** A line in a list, packed, without the words in it; a day's page without its headlines. */
const ENTRY_BYTES = 100;
const DAY_BYTES = 800;

/** @throws LarderError NOTHING_TO_EXPORT; what the sink and `watch.goOn` throw. The sink is not ended. */
export async function writeEpub(
  source: Publication,
  { title, pictures, queries, maxBytes }: EpubOptions,
  sink: Sink,
  watch: Watch,
): Promise<Published> {
  const room = maxBytes === null ? null : maxBytes - FRAME_BYTES - 4 * Buffer.byteLength(title);
  const fitted = await fitWords(source.articles(), measure(queries), room, watch);
  const zip = createZipWriter(sink);
  // First and stored, so that a program sees what it is by its first bytes (OCF 3.3, "mimetype").
  await zip.add('mimetype', Buffer.from('application/epub+zip'), { store: true });
  await zip.add('META-INF/container.xml', Buffer.from(CONTAINER));
  await zip.add('EPUB/style.css', Buffer.from(EPUB_STYLE));
  const packed = createEpubPictures(
    zip,
    pictures === null ? null : { pictures, image: source.image },
    fitted.spareBytes,
  );
  const identity = createHash('sha256').update(title);
  const chapters: Chapter[] = [];
  const refs: number[] = [];
  let newestMs: number | null = null;
  for (const article of keptOf(source.articles(), fitted)) {
    watch.goOn();
    const shown = await packed.add(pictureAddresses(htmlTree(article.html)), article.images);
    const files = chapterFiles(article, nameOf(chapters.length), {
      queries,
      pictureOf: (address) => shown.get(address) ?? null,
    });
    for (const { name, text } of files) {
      identity.update(text);
      await zip.add(`EPUB/a/${name}`, Buffer.from(text));
    }
    chapters.push(
      chapterOf(
        article,
        files.map(({ name }) => `a/${name}`),
      ),
    );
    refs.push(article.ref);
    newestMs = Math.max(newestMs ?? 0, article.publishedMs ?? 0);
    const total = fitted.kept?.size ?? null;
    watch.onProgress({ phase: 'writing', done: chapters.length, total, bytes: zip.size() });
    await othersWork();
  }
  if (chapters.length === 0) throw new LarderError('NOTHING_TO_EXPORT', 'No article is left by this choice.');
  for (const { sha256 } of packed.files()) identity.update(sha256);
  await writeContents(zip, contentsOf(titleOf(title, chapters), chapters), {
    uuid: uuidOf(identity.digest()),
    modified: (isoTime(newestMs || null) ?? '1980-01-01T00:00:00.000Z').replace(/\.\d+Z$/, 'Z'),
    pictures: packed.files(),
  });
  await zip.finish();
  return {
    articles: chapters.length,
    pictures: packed.files().length,
    leftOut: { articles: fitted.leftOut, pictures: packed.missed() },
    refs,
  };
}

async function writeContents(
  zip: ZipWriter,
  contents: Contents,
  facts: Omit<Parameters<typeof packageDocument>[0], 'contents'>,
): Promise<void> {
  const add = (path: string, text: string): Promise<void> => zip.add(`EPUB/${path}`, Buffer.from(text));
  await add('contents.xhtml', contentsPage(contents));
  for (const day of contents.days) {
    for (const { path, text } of dayPages(day, contents.direction)) await add(path, text);
  }
  await add('nav.xhtml', navDocument(contents));
  await add('toc.ncx', ncxDocument(contents, facts.uuid));
  await add('package.opf', packageDocument({ contents, ...facts }));
}

function nameOf(place: number): string {
  return String(place + 1).padStart(5, '0');
}

function chapterOf(article: ExportedArticle, [href = '', ...more]: readonly string[]): Chapter {
  return {
    href,
    title: article.title.slice(0, MAX_TITLE),
    source: article.sourceTitle.slice(0, MAX_SOURCE),
    day: dayOf(article),
    language: languageTag(article.language),
    direction: article.direction,
    more,
  };
}

/** At most: its chapters, packed, and its lines in four lists, of which words pack into less than their own length. */
function measure(queries: boolean): (article: ExportedArticle) => number {
  const days = new Set<string>();
  return (article) => {
    const day = dayOf(article);
    const names = Buffer.byteLength(article.title.slice(0, MAX_TITLE) + article.sourceTitle.slice(0, MAX_SOURCE));
    let bytes = 3 * names + ENTRY_BYTES + (days.has(day) ? 0 : DAY_BYTES);
    days.add(day);
    for (const { text } of chapterFiles(article, '00000', { queries, pictureOf: () => null })) {
      const whole = Buffer.from(text);
      bytes += (deflated(whole) ?? whole).byteLength + entryOverhead('EPUB/a/00000-000.xhtml') + ENTRY_BYTES;
    }
    return bytes;
  };
}

function titleOf(title: string, chapters: readonly Chapter[]): string {
  const days = chapters.flatMap(({ day }) => (day === '' ? [] : [day])).sort();
  const span = [...new Set([days[0], days.at(-1)])].filter(Boolean).join(' – ');
  return span === '' ? title : `${title} ${span}`;
}

/** RFC 9562, version 8: made of a hash. */
function uuidOf(digest: Buffer): string {
  const bytes = Buffer.from(digest.subarray(0, 16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
