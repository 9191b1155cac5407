import { randomBytes } from 'node:crypto';
import { rename } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';
import { BUNDLE_FORMATS, type BundleFormat, type ExportResult } from '../../../../shared/bundles.ts';
import { isLarderError, LarderError } from '../../../../shared/errors.ts';
import type { FeedSummary } from '../../../../shared/model.ts';
import { writeWhole } from '../../../service/export-file.ts';
import {
  exportPieces,
  isTextFormat,
  openReader,
  type ExportSelection,
  type Piece,
  type TextFormat,
} from '../../../service/reader.ts';
import type { ExportJob } from '../../../service/bundle-job.ts';
import { runBundleJobs } from '../../../service/run-bundle-job.ts';
import { counted, formatBytes, parseSinceMs } from '../amounts.ts';
import { choiceOf, fileBytesOf, UsageError, type Flags } from '../arguments.ts';
import { EXIT, type Call, type Command, type ExitCode } from '../call.ts';
import { lockOf, secretFrom } from '../locks.ts';
import { openLarder } from '../open-larder.ts';
import { printable, type Output } from '../output.ts';
import { why } from '../read-file.ts';
import { findFeed, isInFolder, parseFolder } from '../sources.ts';
import { watchOf } from '../watch.ts';

const FORMATS = `Export as what? --as ${BUNDLE_FORMATS.join('|')}: opml holds subscriptions, all others articles.`;
/** What only a bundle can do. */
const OF_BUNDLES = ['have', 'have-passphrase-env', 'sign', 'key-passphrase-env', 'fetch-times'] as const;
const OF_FILES = ['max-size', 'split', 'recipient', 'passphrase-env', 'label', 'no-images'] as const;
const OF_ARTICLES = ['since', 'until', 'tag', 'query', 'starred', 'unread', 'queries'] as const;

export const exportFile: Command = async (call) => {
  const { dir, flags, now, output } = call;
  const as = choiceOf(flags.as ?? '', BUNDLE_FORMATS, FORMATS);
  const toFile = flags.output !== undefined && flags.output !== '-';
  if (flags.output === undefined && output.json) {
    throw new UsageError('With --json the export itself needs a file: -o FILE.');
  }
  refuse(flags, as === 'opml' ? [...OF_ARTICLES, ...OF_FILES] : [], 'OPML holds subscriptions, not articles');
  refuse(flags, as === 'bundle' ? [] : OF_BUNDLES, 'Only a bundle can do that');
  const reader = openReader({ dir, now });
  let feeds: readonly FeedSummary[];
  let selection: ExportSelection;
  try {
    feeds = chosenFeeds(reader.feeds(), flags);
    selection = selectionOf(flags, feeds, now());
    if (isTextFormat(as) && (as === 'opml' || !toFile)) {
      refuse(flags, OF_FILES, 'That needs a file (-o FILE)');
      // A page reads twice: what its list of contents names must be what follows.
      const moment = reader.holdStill();
      try {
        const content = { title: 'Larder', feeds, selection, pictures: true, queries: flags.queries === true };
        const pieces = exportPieces(reader, { ...content, format: as });
        return await writeText(as, pieces, flags, output);
      } finally {
        moment.end();
      }
    }
  } finally {
    reader.close();
  }
  if (!toFile) throw new UsageError(`--as ${as} needs a file: -o FILE.`);
  return await writeFile(call, as, selection, resolve(flags.output ?? ''));
};

function refuse(flags: Flags, names: readonly (keyof Flags)[], sentence: string): void {
  const given = names.find((name) => flags[name] !== undefined);
  if (given !== undefined) throw new UsageError(`${sentence}: --${given} has no meaning there.`);
}

function selectionOf(flags: Flags, feeds: readonly FeedSummary[], nowMs: number): ExportSelection {
  const all = flags.feed === undefined && flags.folder === undefined;
  return {
    feedIds: all ? null : feeds.map((feed) => feed.id),
    sinceMs: dayOf(flags, 'since', nowMs),
    untilMs: dayOf(flags, 'until', nowMs),
    tag: flags.tag ?? null,
    query: flags.query ?? null,
    starred: flags.starred === true,
    unread: flags.unread === true,
    ids: null,
    notGivenTo: flags.label ?? null,
  };
}

function dayOf(flags: Flags, name: 'since' | 'until', nowMs: number): number | null {
  const text = flags[name];
  if (text === undefined) return null;
  const ms = parseSinceMs(text, nowMs);
  if (ms === null)
    throw new UsageError(`--${name} wants a day such as 2026-11-01 or an age such as 7d, not "${text}".`);
  return ms;
}

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

/** Packed, locked, cut: whatever a file can be. With a label, what it was given is remembered once the file is there. */
async function writeFile(call: Call, as: BundleFormat, selection: ExportSelection, path: string): Promise<ExitCode> {
  const { flags, output } = call;
  const job: ExportJob = {
    kind: 'export',
    format: as,
    selection,
    title: 'Larder',
    pictures: flags['no-images'] !== true,
    maxBytes: fileBytesOf(flags, 'max-size'),
    splitBytes: fileBytesOf(flags, 'split'),
    signWith: flags.sign ?? null,
    keyPassphrase: secretFrom(call, 'key-passphrase-env'),
    lock: lockOf(call),
    telling: { fetchTimes: flags['fetch-times'] === true, queries: flags.queries === true },
    have:
      flags.have === undefined
        ? null
        : { path: resolve(flags.have), passphrase: secretFrom(call, 'have-passphrase-env') },
    folder: dirname(path),
    name: basename(path),
    exactName: true,
    overwrites: true,
  };
  // Its lock is taken before the work, so that nothing is given away that cannot be noted.
  const larder = flags.label === undefined ? null : await openLarder(call);
  try {
    const { result, refs } = await runBundleJobs(call.dir)(job, watchOf(output));
    if (larder !== null && flags.label !== undefined) larder.archive.given(flags.label, refs);
    await tell(output, path, as, result);
    return EXIT.done;
  } finally {
    await larder?.close();
  }
}

async function tell(output: Output, path: string, as: BundleFormat, result: ExportResult): Promise<void> {
  const { files, articles, pictures, manifestSha256, leftOut } = result;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  await output.record({ file: path, as, articles, pictures, bytes, manifest: manifestSha256, files, leftOut });
  await output.line(
    `${printable(path)}: ${counted(articles, 'article')}, ${counted(pictures, 'picture')}, ${formatBytes(bytes)}`,
  );
  if (leftOut.articles + leftOut.pictures > 0) {
    output.note(
      `Left out, for want of room: ${counted(leftOut.articles, 'article')}, ${counted(leftOut.pictures, 'picture')}.`,
    );
  }
  if (files.length > 1) for (const { name } of files) output.note(`  ${name}`);
  if (manifestSha256 !== null) output.note(`  ${manifestSha256}`);
}

async function writeText(as: TextFormat, pieces: Iterable<Piece>, flags: Flags, output: Output): Promise<ExitCode> {
  const count = await write(output, flags.output, pieces);
  const what = as === 'opml' ? 'subscription' : 'article';
  if (flags.output !== undefined) {
    await output.record({ file: flags.output, as, [`${what}s`]: count });
    await output.line(`${printable(flags.output)}: ${counted(count, what)}`);
  }
  return EXIT.done;
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
    throw unwritable(error);
  }
}

function unwritable(error: unknown): LarderError {
  const code = (error as { code: string }).code === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNREADABLE';
  return new LarderError(code, `Cannot write the file: ${why(error)}.`, {}, { cause: error });
}
