/** A ZIP of Markdown files with their pictures: for note-takers, archives and whoever edits text. */
import { setImmediate as othersWork } from 'node:timers/promises';
import { LarderError } from '../../shared/errors.ts';
import { isoTime } from '../../shared/json-line.ts';
import type { Sha256 } from '../../shared/model.ts';
import type { ArchiveReader, ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { cutToBytes } from './cut-text.ts';
import { dayOf } from './day-of.ts';
import { fitWords, keptOf } from './fit-words.ts';
import { htmlTree, pictureAddresses, type HtmlNode } from './html-tree.ts';
import { markdownLine, markdownOf } from './markdown-text.ts';
import { extensionOf } from './portable-html.ts';
import type { Watch } from './sink.ts';
import type { Publication, Published } from './publication.ts';
import { deflated, entryOverhead, type ZipWriter } from './zip-writer.ts';

export type MarkdownOptions = {
  readonly title: string;
  readonly pictures: boolean;
  /** Addresses with their queries, which may carry personal tokens. */
  readonly queries: boolean;
  readonly maxBytes: number | null;
};

/** With day, number and ending below 143 bytes, which is all that some encrypted home folders (eCryptfs) leave. */
const MAX_NAME_BYTES = 100;
/** Windows and FAT forbid some of these; the others would have to be escaped in links. */
const NOT_IN_NAMES = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>:"/\\|?*#%()[\]{}'`~^&;!$=+,@\ufffd]/gu;
const FRAME_BYTES = 1_024;

/** Where the files go: a ZIP, which whoever called ends. */
export type Files = Pick<ZipWriter, 'add' | 'size'>;

/** @throws LarderError NOTHING_TO_EXPORT; what `files` and `watch.goOn` throw */
export async function writeMarkdown(
  source: Publication,
  { title, pictures, queries, maxBytes }: MarkdownOptions,
  files: Files,
  watch: Watch,
): Promise<Published> {
  const room = maxBytes === null ? null : maxBytes - FRAME_BYTES - 4 * Buffer.byteLength(title);
  const fitted = await fitWords(source.articles(), (article) => bytesOf(article, queries), room, watch);
  const beside = createPictures(files, source.image, fitted.spareBytes);
  const freeName = createNames();
  const index: string[] = [];
  const refs: number[] = [];
  let day = '';
  for (const article of keptOf(source.articles(), fitted)) {
    watch.goOn();
    const nodes = htmlTree(article.html);
    const paths = pictures ? await beside.add(pictureAddresses(nodes), article.images) : NO_PICTURES;
    const name = freeName(article);
    const text = documentOf(article, nodes, queries, (address) => paths.get(address) ?? null);
    await files.add(name, Buffer.from(text));
    refs.push(article.ref);
    const own = dayOf(article);
    if (own !== day && own !== '') {
      day = own;
      index.push(`\n## ${day}\n`);
    }
    index.push(indexLine(article, name));
    const total = fitted.kept?.size ?? null;
    watch.onProgress({ phase: 'writing', done: refs.length, total, bytes: files.size() });
    await othersWork();
  }
  if (refs.length === 0) throw new LarderError('NOTHING_TO_EXPORT', 'No article is left by this choice.');
  await files.add('index.md', Buffer.from(`# ${markdownLine(title) || '—'}\n${index.join('\n')}\n`));
  return {
    articles: refs.length,
    pictures: beside.count(),
    leftOut: { articles: fitted.leftOut, pictures: beside.missed() },
    refs,
  };
}

const NO_PICTURES: ReadonlyMap<string, string> = new Map();

/** Byte for byte as they came: what edits Markdown shows them all. */
function createPictures(files: Files, image: ArchiveReader['image'], roomBytes: number) {
  const packed = new Map<string, string | null>();
  let left = roomBytes;
  let count = 0;
  let missed = 0;

  async function pack(sha256: string): Promise<string | null> {
    const stored = image(sha256 as Sha256);
    const extension = stored === null ? null : extensionOf(stored.mediaType);
    if (stored === null || extension === null) return null;
    const path = `images/${sha256.slice(0, 32)}.${extension}`;
    const bytes = stored.bytes.byteLength + entryOverhead(path);
    if (bytes > left) {
      missed += 1;
      return null;
    }
    left -= bytes;
    count += 1;
    await files.add(path, stored.bytes, { store: true });
    return path;
  }

  return {
    count: () => count,
    missed: () => missed,
    async add(addresses: readonly string[], images: ExportedArticle['images']): Promise<ReadonlyMap<string, string>> {
      const paths = new Map<string, string>();
      for (const address of addresses) {
        const sha256 = images.get(address)?.sha256 ?? null;
        if (sha256 === null) continue;
        if (!packed.has(sha256)) packed.set(sha256, await pack(sha256));
        const path = packed.get(sha256) ?? null;
        // Its place in the text, too.
        if (path === null || left < path.length) continue;
        left -= path.length;
        paths.set(address, path);
      }
      return paths;
    },
  };
}

function bytesOf(article: ExportedArticle, queries: boolean): number {
  const text = Buffer.from(documentOf(article, htmlTree(article.html), queries, () => null));
  const listed = Buffer.byteLength(indexLine(article, '')) + 40;
  return (deflated(text) ?? text).byteLength + listed + entryOverhead('') + 3 * (MAX_NAME_BYTES + 30);
}

function indexLine({ title, sourceTitle }: ExportedArticle, name: string): string {
  return `- [${markdownLine(title) || '—'}](<${name}>) · ${markdownLine(sourceTitle)}`;
}

function documentOf(
  article: ExportedArticle,
  nodes: readonly HtmlNode[],
  queries: boolean,
  pictureOf: (address: string) => string | null,
): string {
  const facts = [
    ['title', article.title],
    ['source', article.sourceTitle],
    ['author', article.byline],
    ['date', isoTime(article.publishedMs)],
    ['url', cutAddress(article.url, { queries }).url],
    ['language', article.language],
    ['direction', article.direction === 'rtl' ? 'rtl' : null],
  ] as const;
  const front = facts.flatMap(([name, value]) => (value === null ? [] : [`${name}: ${yamlString(value)}`]));
  const heading = markdownLine(article.title) || '—';
  return `---\n${front.join('\n')}\n---\n\n# ${heading}\n\n${markdownOf(nodes, { queries, pictureOf })}\n`;
}

/** A JSON string is one of YAML (1.2, "double-quoted style"), less what YAML 1.1 takes for a line break. */
function yamlString(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Each a name of its own, on disks that do not tell capital letters apart, too. */
function createNames(): (article: ExportedArticle) => string {
  const taken = new Set<string>();
  const next = new Map<string, number>();
  return (article) => {
    const plain = article.title.toWellFormed().normalize('NFC').replace(NOT_IN_NAMES, ' ').replace(/\s+/g, ' ').trim();
    const cut = cutToBytes(plain, MAX_NAME_BYTES).replace(/[\s.]+$/, '');
    const stem = [dayOf(article) || 'undated', cut].filter(Boolean).join(' ');
    const key = stem.toLowerCase();
    for (let number = next.get(key) ?? 1; ; number += 1) {
      const name = `${stem}${number === 1 ? '' : ` ${number}`}.md`;
      if (taken.has(name.toLowerCase())) continue;
      taken.add(name.toLowerCase());
      next.set(key, number + 1);
      return name;
    }
  };
}
