import { isLarderError } from '../../../../shared/errors.ts';
import type { FetchKind, ParsedArticle, ParsedFeed, ParsedItem } from '../../../../shared/model.ts';
import { openExtractor, type Extractor } from '../../../service/extract.ts';
import type { Fetcher } from '../../../service/fetcher.ts';
import { isoTime, jsonLine } from '../../../../shared/json-line.ts';
import { choiceOf } from '../arguments.ts';
import { EXIT, type Call, type Command } from '../call.ts';
import { failureOf, type Failure } from '../failure.ts';
import type { Output } from '../output.ts';
import { readWholeFile } from '../read-file.ts';

/** More than the parsers take (30 MB), so that theirs is the refusal; and no more than memory holds several of. */
const MAX_FILE_BYTES = 64_000_000;
/** Files read ahead while the worker is busy with one. */
const READ_AHEAD = 3;
/**
 * Where no address is given, relative ones lead nowhere: nothing can be resolved against this, and no path of this
 * machine gets into the result.
 */
const NO_BASE = 'about:blank';

type What = 'feed' | 'article';
type Document = { readonly bytes: Uint8Array; readonly contentType: string | null; readonly url: string };
type Line = { readonly line: unknown; readonly failed: boolean };

/**
 * `inspect feed|article FILE|URL...`: a line for each, in their order, whatever becomes of the others; exit code 1 when
 * any failed. Always JSON, indented on a terminal: the parser's view has no other form.
 */
export const inspect: Command = async (call) => {
  const what = choiceOf(call.operands[0] ?? '', ['feed', 'article'] as const, 'Inspect what: `feed` or `article`?');
  const names = call.operands.slice(1);
  const extractor = openExtractor({ workerUrl: call.host.extractWorker });
  const network = lazyFetcher(call.now);
  let failed = false;
  try {
    const underWay: Promise<Line>[] = [];
    const waiting = names.values();
    while (!call.output.closed) {
      while (underWay.length <= READ_AHEAD) {
        const name = waiting.next().value;
        if (name === undefined) break;
        underWay.push(inspectOne(what, name, call, extractor, () => network.get()));
      }
      const first = underWay.shift();
      if (first === undefined) break;
      const result = await first;
      failed ||= result.failed;
      await print(call.output, result.line);
    }
  } finally {
    await extractor.close();
    await network.close();
  }
  return failed ? EXIT.failed : EXIT.done;
};

async function print(output: Output, line: unknown): Promise<void> {
  if (output.json || !output.terminal) await output.raw(`${jsonLine(line)}\n`);
  else await output.line(JSON.stringify(line, null, 2));
}

async function inspectOne(
  what: What,
  name: string,
  call: Call,
  extractor: Extractor,
  fetcher: () => Promise<Fetcher>,
): Promise<Line> {
  try {
    const found = await openDocument(what, name, call, fetcher);
    if ('failure' in found) return failureLine(name, found.failure);
    const source = { contentType: found.contentType, url: found.url };
    const record =
      what === 'feed'
        ? feedRecord(await extractor.run('feed', found.bytes, source))
        : articleRecord(await extractor.run('page', found.bytes, source));
    return { line: { file: name, ok: true, ...record }, failed: false };
  } catch (error) {
    // A bug in one file's reading is that file's failure; the others go on.
    if (!isLarderError(error)) call.host.onBug(error);
    return failureLine(name, failureOf(error));
  }
}

function failureLine(file: string, error: Failure): Line {
  return { line: { file, ok: false, error }, failed: true };
}

async function openDocument(
  what: What,
  name: string,
  { flags }: Call,
  fetcher: () => Promise<Fetcher>,
): Promise<Document | { readonly failure: Failure }> {
  if (!/^https?:\/\//i.test(name)) {
    const bytes = await readWholeFile(name, MAX_FILE_BYTES, what === 'feed' ? 'FEED_TOO_LARGE' : 'PAGE_TOO_LARGE');
    return { bytes, contentType: flags['content-type'] ?? null, url: flags.base ?? NO_BASE };
  }
  const kind: FetchKind = what === 'feed' ? 'feed' : 'page';
  // Typed by the person, so that an address on their own machine or network is meant.
  const fetched = await (await fetcher()).fetch({ url: name, kind, allowPrivate: true });
  if (fetched.outcome !== 'OK') {
    return { failure: { code: 'FETCH_FAILED', message: `${fetched.outcome}: ${fetched.reason}` } };
  }
  return {
    bytes: fetched.body,
    contentType: flags['content-type'] ?? fetched.contentType,
    url: flags.base ?? fetched.finalUrl,
  };
}

/** Files need no network code, which takes longer to load than most files to read. */
function lazyFetcher(now: () => number): { get(): Promise<Fetcher>; close(): Promise<void> } {
  let opened: Promise<Fetcher> | null = null;
  return {
    get: () => (opened ??= import('../../../service/fetcher.ts').then(({ openFetcher }) => openFetcher({ now }))),
    close: async () => (await opened)?.close(),
  };
}

function feedRecord(feed: ParsedFeed): Record<string, unknown> {
  return {
    format: feed.format,
    encoding: feed.encoding,
    id: feed.id,
    title: feed.title,
    description: feed.description,
    link: feed.link,
    language: feed.language,
    author: feed.author,
    image: feed.image,
    icon: feed.icon,
    categories: feed.categories,
    items: feed.items.map(itemRecord),
  };
}

function itemRecord(item: ParsedItem): Record<string, unknown> {
  return {
    id: item.guid,
    title: item.title,
    link: item.link,
    comments: item.comments,
    published: isoTime(item.publishedMs),
    updated: isoTime(item.updatedMs),
    authors: item.authors,
    categories: item.categories,
    image: item.image,
    summaryText: item.summaryText,
    summaryHtml: item.summaryHtml,
    contentHtml: item.contentHtml,
    contentText: item.contentText,
    enclosures: item.enclosures.map(({ url, type, length }) => ({ url, type, length })),
  };
}

function articleRecord(article: ParsedArticle): Record<string, unknown> {
  return {
    title: article.title,
    byline: article.byline,
    siteName: article.siteName,
    language: article.language,
    dir: article.direction,
    published: isoTime(article.publishedMs),
    text: article.text,
    html: article.html,
    images: article.imageUrls,
  };
}
