/**
 * What an archive of many articles costs: `node test/bench/archive.ts [ARTICLES] [FOLDER]`. Builds one in FOLDER (or a
 * temporary one) unless it is there already, and prints medians of a handful of runs, first run apart, for the first is
 * what a person who just started the program feels.
 */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArchiveReader, openArchive, openArchiveReader } from '../../main/archive/archive.ts';
import type { ListView } from '../../shared/contract.ts';
import type { FeedId } from '../../shared/model.ts';
import { buildBigArchive, makeItems } from '../helpers/big-archive.ts';
import { reportResult } from './report.ts';

const RUNS = 9;
const LATER = Number.MAX_SAFE_INTEGER;

function main(): void {
  const count = Number(process.argv[2] ?? 100_000);
  const given = process.argv[3];
  const dir = given ?? mkdtempSync(join(tmpdir(), 'larder-bench-'));
  try {
    if (!existsSync(join(dir, 'archive.db'))) build(dir, count);
    reading(dir, count);
    writing(dir);
  } finally {
    if (given === undefined) rmSync(dir, { recursive: true, force: true });
  }
}

function build(dir: string, count: number): void {
  const cpu = process.cpuUsage();
  buildBigArchive(dir, count);
  const { user, system } = process.cpuUsage(cpu);
  line(`building ${count} articles, CPU ms an article`, (user + system) / 1000 / count);
}

function reading(dir: string, count: number): void {
  const reader = measured(
    'open for reading',
    () => openArchiveReader({ dir, now: Date.now }),
    (opened) => opened.close(),
  );
  const view = (name: string, kind: ListView, offset: number): void => {
    measured(`list: ${name}`, () => reader.articles({ view: kind, offset, limit: 50, asOfMs: LATER }));
  };
  view('all, first page', { kind: 'all' }, 0);
  view('all, at 90%', { kind: 'all' }, Math.floor(count * 0.9));
  view('unread, first page', { kind: 'unread' }, 0);
  view('unread, far down', { kind: 'unread' }, Math.floor(count * 0.15));
  view('one feed', { kind: 'feed', feedId: 'feed3' as FeedId, unreadOnly: false }, 0);
  view(
    'a folder of a quarter, far down',
    { kind: 'folder', path: ['World'], unreadOnly: false },
    Math.floor(count * 0.2),
  );
  view('starred', { kind: 'starred' }, 0);
  measured('counts', () => reader.counts());
  measured('sources with counts', () => reader.feeds());
  for (const query of [
    'the ',
    'правительство',
    'government market',
    '"the government"',
    'gov',
    'пра',
    'бава ',
    '政府',
    'دولت',
  ]) {
    const { total } = reader.search({ query, offset: 0, limit: 20 });
    measured(`search: ${query} (${total} found)`, () => reader.search({ query, offset: 0, limit: 20 }));
  }
  const ids = reader
    .articles({ view: { kind: 'all' }, offset: 1000, limit: 50, asOfMs: LATER })
    .items.map((row) => row.id);
  let next = 0;
  measured('article with its body', () => [reader.article(ids[next % 50]!), reader.body(ids[(next += 1) % 50]!)]);
  sizes(reader);
  reader.close();
}

function sizes(reader: ArchiveReader): void {
  const { articles, bytes } = measured('stats', () => reader.stats());
  for (const [what, size] of Object.entries(bytes)) line(`bytes an article: ${what}`, size / articles, 'B');
}

/** As a pass does it: a feed's slice of headlines at a time, each its own transaction. */
function writing(dir: string): void {
  const archive = openArchive({ dir, now: Date.now, what: 'bench' });
  const { id } = archive.feedsToFetch()[0]!;
  const slices = Array.from({ length: 40 }, (_, slice) => makeItems(25, `bench ${Date.now()} ${slice}`, 600));
  const times: number[] = [];
  const cpu = process.cpuUsage();
  for (const slice of slices) {
    const startedMs = performance.now();
    archive.addItems(id, slice);
    times.push(performance.now() - startedMs);
  }
  const { user, system } = process.cpuUsage(cpu);
  times.sort((a, b) => a - b);
  line('adding 25 items, median', times[20]!);
  line('adding 25 items, worst of 40', times.at(-1)!);
  line('adding an item, CPU', (user + system) / 1000 / 1000);
  archive.close();
}

function measured<T>(what: string, work: () => T, undo?: (result: T) => void): T {
  const times: number[] = [];
  let result: T | undefined;
  for (let run = 0; run < RUNS; run += 1) {
    if (result !== undefined) undo?.(result);
    const startedMs = performance.now();
    result = work();
    times.push(performance.now() - startedMs);
  }
  const first = times[0]!;
  times.sort((a, b) => a - b);
  const medianMs = times[RUNS >> 1]!;
  console.log(`${what.padEnd(48)} ${medianMs.toFixed(1).padStart(9)} ms   first ${first.toFixed(1)} ms`);
  reportResult({ what, larder: `${medianMs.toFixed(1)} ms`, beside: '', ratio: null });
  return result as T;
}

function line(what: string, value: number, unit = 'ms'): void {
  console.log(`${what.padEnd(48)} ${value.toFixed(unit === 'B' ? 0 : 2).padStart(9)} ${unit}`);
}

main();
