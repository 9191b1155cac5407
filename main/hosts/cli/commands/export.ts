import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { LarderError } from '../../../../shared/errors.ts';
import type { FeedSummary } from '../../../../shared/model.ts';
import { writeOpml } from '../../../service/opml.ts';
import { openReader, type ExportedArticle } from '../../../service/reader.ts';
import { counted, isoTime, parseSinceMs } from '../amounts.ts';
import { choiceOf, UsageError, type Flags } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { jsonLine, printable, type Output } from '../output.ts';
import { why } from '../read-file.ts';
import { findFeed, isInFolder, parseFolder } from '../sources.ts';

const FORMATS = 'This version exports --as opml (subscriptions) and --as json (articles).';

export const exportFile: Command = async ({ dir, flags, now, output }) => {
  const as = choiceOf(flags.as ?? '', ['opml', 'json'] as const, FORMATS);
  if (flags.output === undefined && output.json) {
    throw new UsageError('With --json the export itself needs a file: -o FILE.');
  }
  const narrowing = (['since', 'query', 'starred', 'unread'] as const).find((name) => flags[name] !== undefined);
  if (as === 'opml' && narrowing !== undefined) {
    throw new UsageError(`OPML holds subscriptions, not articles: --${narrowing} has no meaning there.`);
  }
  const sinceMs = flags.since === undefined ? null : parseSinceMs(flags.since, now());
  if (flags.since !== undefined && sinceMs === null) {
    throw new UsageError(`--since wants a day such as 2026-11-01 or an age such as 7d, not "${flags.since}".`);
  }
  const reader = openReader({ dir, now });
  try {
    const feeds = chosenFeeds(reader.feeds(), flags);
    const all = flags.feed === undefined && flags.folder === undefined;
    const pieces =
      as === 'opml'
        ? opmlPieces(feeds)
        : jsonPieces(
            reader.export({
              feedIds: all ? null : feeds.map((feed) => feed.id),
              sinceMs,
              query: flags.query ?? null,
              starred: flags.starred === true,
              unread: flags.unread === true,
            }),
          );
    const count = await write(output, flags.output, pieces);
    const what = as === 'opml' ? 'subscription' : 'article';
    if (flags.output !== undefined) {
      await output.record({ file: flags.output, as, [`${what}s`]: count });
      await output.line(`${printable(flags.output)}: ${counted(count, what)}`);
    }
    return EXIT.done;
  } finally {
    reader.close();
  }
};

function chosenFeeds(feeds: readonly FeedSummary[], flags: Flags): readonly FeedSummary[] {
  let chosen = feeds;
  if (flags.feed !== undefined) chosen = [findFeed(chosen, flags.feed)];
  if (flags.folder !== undefined) {
    const path = parseFolder(flags.folder);
    chosen = chosen.filter((feed) => isInFolder(feed, path));
    if (chosen.length === 0) throw new UsageError(`There is no source in a folder "${flags.folder}".`);
  }
  return chosen;
}

/** Text to write, and whether it is one of the things being counted. */
type Piece = { readonly text: string; readonly counts: number };

function* opmlPieces(feeds: readonly FeedSummary[]): Generator<Piece> {
  const subscriptions = feeds.filter((feed) => feed.subscribed);
  // From the database, so that no lock is needed; the feeds' own names stand in for those nobody gave.
  yield {
    text: writeOpml({ subscriptions, folders: [] }, (feed) => feed.title ?? feed.url),
    counts: subscriptions.length,
  };
}

/** One array, an article to a line, so that it can be read whole as well as line by line. */
function* jsonPieces(articles: Iterable<ExportedArticle>): Generator<Piece> {
  let count = 0;
  for (const article of articles) {
    const line = jsonLine({
      title: article.title,
      url: article.url,
      feed: article.feedTitle,
      byline: article.byline,
      language: article.language,
      published: isoTime(article.publishedMs),
      stored: article.stored,
      text: article.text,
      html: article.html,
    });
    yield { text: `${count === 0 ? '[\n' : ',\n'}${line}`, counts: 1 };
    count += 1;
  }
  yield { text: count === 0 ? '[]\n' : '\n]\n', counts: 0 };
}

/** To a file that appears only when it is complete, or to standard output. Returns how many things were written. */
async function write(output: Output, path: string | undefined, pieces: Iterable<Piece>): Promise<number> {
  let count = 0;
  if (path === undefined || path === '-') {
    for (const piece of pieces) {
      if (output.closed) break;
      count += piece.counts;
      await output.raw(piece.text);
    }
    return count;
  }
  const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
  try {
    // 0600: what a person reads is their own business.
    const file = await open(temporary, 'wx', 0o600);
    try {
      for (const piece of pieces) {
        count += piece.counts;
        await file.write(piece.text);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    if (typeof (error as { code?: unknown }).code !== 'string' || error instanceof LarderError) throw error;
    const code = (error as { code: string }).code === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNREADABLE';
    throw new LarderError(code, `Cannot write the file: ${why(error)}.`, {}, { cause: error });
  }
  return count;
}
