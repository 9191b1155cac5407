import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { isLarderError, LarderError } from '../../../../shared/errors.ts';
import type { FeedSummary } from '../../../../shared/model.ts';
import { EXPORT_FORMATS } from '../../../../shared/schedule.ts';
import { writeWhole } from '../../../service/export-file.ts';
import { exportPieces } from '../../../service/export-formats.ts';
import type { Piece } from '../../../service/export-piece.ts';
import { openReader } from '../../../service/reader.ts';
import { counted, parseSinceMs } from '../amounts.ts';
import { choiceOf, UsageError, type Flags } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { printable, type Output } from '../output.ts';
import { why } from '../read-file.ts';
import { findFeed, isInFolder, parseFolder } from '../sources.ts';

const FORMATS = 'This version exports --as opml (subscriptions), --as html and --as json (articles).';

export const exportFile: Command = async ({ dir, flags, now, output }) => {
  const as = choiceOf(flags.as ?? '', EXPORT_FORMATS, FORMATS);
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
    const pieces = exportPieces(reader, {
      format: as,
      title: 'Larder',
      feeds,
      selection: {
        feedIds: all ? null : feeds.map((feed) => feed.id),
        sinceMs,
        query: flags.query ?? null,
        starred: flags.starred === true,
        unread: flags.unread === true,
      },
    });
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
  try {
    const temporary = `${path}.${randomBytes(4).toString('hex')}.part`;
    return await writeWhole({ temporary, pieces, place: () => rename(temporary, path) });
  } catch (error) {
    if (typeof (error as { code?: unknown }).code !== 'string' || isLarderError(error)) throw error;
    const code = (error as { code: string }).code === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNREADABLE';
    throw new LarderError(code, `Cannot write the file: ${why(error)}.`, {}, { cause: error });
  }
}
