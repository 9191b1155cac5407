/** One article in a bundle: its facts as canonical JSON, and itself as a page. Hashes tie the two together. */
import { hash } from 'node:crypto';
import * as v from 'valibot';
import { LarderError } from '../../shared/errors.ts';
import { isoTime } from '../../shared/json-line.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { ExportedArticle } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { articlePage } from './article-page.ts';
import { canonicalJson } from './canonical-json.ts';
import { MAX_OBJECTS, portableHtml } from './portable-html.ts';

export type ItemFacts = {
  readonly byline: string | null;
  readonly complete: boolean;
  readonly direction: 'ltr' | 'rtl';
  /** ISO 8601 UTC, as all times here. */
  readonly fetched: string | null;
  /** SHA-256 of the page. */
  readonly html: string;
  readonly language: string | null;
  readonly objects: readonly string[];
  readonly published: string | null;
  readonly source: string;
  readonly title: string;
  readonly url: string | null;
  readonly urlCut: boolean;
};

export type Item = {
  /** SHA-256 of `json`. */
  readonly id: string;
  readonly json: Uint8Array;
  readonly page: Uint8Array;
  readonly facts: ItemFacts;
};

export function itemPath(id: string, kind: 'json' | 'html'): string {
  return `items/${id.slice(0, 32)}.${kind}`;
}

export type ItemOptions = {
  readonly queries: boolean;
  readonly fetchTimes: boolean;
  /** Where a stored picture lies in the bundle; null: it does not come along. */
  readonly pathOf: (sha256: string) => string | null;
};

/** The same article gives the same item, whoever has it. */
export function itemOf(article: ExportedArticle, options: ItemOptions): Item {
  const { html, objects } = portableHtml(article.html, article.images, options);
  const { url, cut } = cutAddress(article.url, options);
  const shown = {
    byline: article.byline === null ? null : cutLine(article.byline, MAX_LINE),
    complete: article.complete,
    direction: article.direction,
    fetched: options.fetchTimes ? timeOf(toTheSecond(article.fetchedMs)) : null,
    language: article.language !== null && LANGUAGE.test(article.language) ? article.language : null,
    published: timeOf(article.publishedMs),
    source: cutLine(article.sourceTitle, MAX_LINE),
    title: cutLine(article.title, MAX_TITLE),
    url,
    urlCut: article.urlCut || cut,
  };
  const page = Buffer.from(articlePage(shown, html), 'utf8');
  const facts = { ...shown, html: sha256Of(page), objects };
  const json = Buffer.from(canonicalJson(facts), 'utf8');
  return { id: sha256Of(json), json, page, facts };
}

/** What an archive holds is not what a bundle may say in every case: whoever reads it would refuse it as a whole. */
function cutLine(text: string, most: number): string {
  return text.slice(0, most).toWellFormed();
}

/** Years of four digits: the others are written in another way, and none of them is true. */
function timeOf(ms: number | null): string | null {
  const time = isoTime(ms);
  return time !== null && TIME.test(time) ? time : null;
}

function toTheSecond(ms: number | null): number | null {
  return ms === null ? null : Math.floor(ms / 1000) * 1000;
}

export function sha256Of(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}

/** Facts of an article are short; a title of a megabyte is an attack on whoever lists it. */
export const MAX_ITEM_JSON_BYTES = 256 * 1024;
/** The cleaner cuts at 12 million characters; a page of letters of two bytes is twice that. */
export const MAX_ITEM_PAGE_BYTES = 32 * 1024 * 1024;
/** Pictures above 10 MB are never stored (main/fetch/limits.ts); half as much again for those of a later Larder. */
export const MAX_OBJECT_BYTES = 16 * 1024 * 1024;
/** Characters. Titles are cut at 1,000 when they come; names of many authors together can be longer. */
const MAX_TITLE = 4_000;
const MAX_LINE = 2_000;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const LANGUAGE = /^(?=.{1,100}$)[A-Za-z]{1,8}(?:[-_][A-Za-z0-9]{1,8})*$/;

const line = (most: number) => v.pipe(v.string(), v.maxLength(most));
const sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const time = v.pipe(
  v.string(),
  v.regex(TIME),
  v.check((text) => isoTime(Date.parse(text)) === text),
);
const factsShape = v.strictObject({
  byline: v.nullable(line(MAX_LINE)),
  complete: v.boolean(),
  direction: v.picklist(['ltr', 'rtl']),
  fetched: v.nullable(time),
  html: sha256,
  language: v.nullable(v.pipe(v.string(), v.regex(LANGUAGE))),
  objects: v.pipe(v.array(sha256), v.maxLength(MAX_OBJECTS)),
  published: v.nullable(time),
  source: line(MAX_LINE),
  title: line(MAX_TITLE),
  url: v.nullable(
    v.pipe(
      v.string(),
      v.check((text) => parseHttpUrl(text) !== null),
    ),
  ),
  urlCut: v.boolean(),
});

/** @throws LarderError BUNDLE_INVALID naming `path` */
export function readItemFacts(bytes: Uint8Array, path: string): ItemFacts {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    throw new LarderError('BUNDLE_INVALID', `The article ${path} cannot be read.`, { item: path });
  }
  const parsed = v.safeParse(factsShape, value, { abortEarly: true });
  // There is one way to write it: in another its name would be another, and it would come twice.
  if (!parsed.success || !Buffer.from(canonicalJson(parsed.output), 'utf8').equals(bytes)) {
    throw new LarderError('BUNDLE_INVALID', `The article ${path} is none.`, { item: path });
  }
  return parsed.output;
}
