/**
 * How well pages are read as articles, over a folder of pages with expectations (../shared/corpora/articles, or another of
 * the same shape). Beside every number stands what Readability alone reaches on the same pages: no row may be below it,
 * and dates and bylines must be above. By itself: `node test/bench/corpus-articles.ts [FOLDER] [--verbose]`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Readability } from '@mozilla/readability';
import { createExtractor } from '../../main/extract/extractor.ts';
import { dateIn } from '../../main/extract/page-dates.ts';
import { openPage } from '../../main/extract/page-document.ts';

type Case = {
  readonly id: string;
  readonly file: string;
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly mode: 'full' | 'recall' | 'prefix' | 'snippets' | 'date-only';
  readonly script: string;
  readonly expected: { readonly title?: string; readonly byline?: string; readonly publishedTime?: string };
  readonly textFile?: string;
  readonly with?: readonly string[];
  readonly without?: readonly string[];
};

type Reading = {
  readonly title: string | null;
  readonly byline: string | null;
  readonly publishedMs: number | null;
  readonly text: string;
};

export type ArticlesRow = {
  readonly name: string;
  readonly passed: number;
  readonly of: number;
  /** What Readability alone passes on the same pages; null where the row is a number of ours only. */
  readonly baseline: number | null;
  readonly failed: boolean;
};
export type ArticlesReport = {
  readonly rows: readonly ArticlesRow[];
  readonly failed: boolean;
  readonly failures: readonly string[];
  readonly timeFailed: boolean;
  readonly medianMs: number;
  readonly p90Ms: number;
  readonly maxMs: number;
};

const NOTHING: Reading = { title: null, byline: null, publishedMs: null, text: '' };
/** The issue's bar for one page in the worker. */
const MEDIAN_BAR_MS = 25;
/** Each page is read so often and the fastest counts: what else the machine does is not the page's cost. */
const TIMES = 3;

export async function articlesReport(folder: string): Promise<ArticlesReport> {
  const { cases } = JSON.parse(readFileSync(resolve(folder, 'expected.json'), 'utf8')) as { cases: readonly Case[] };
  const extractor = createExtractor({ workerUrl: new URL('../../main/extract/extract.worker.ts', import.meta.url) });
  const ours = new Map<string, Reading>();
  const timesMs: number[] = [];
  try {
    // The first page loads the parsers; that is start-up, not reading.
    await readInWorker(extractor, folder, cases[0]);
    for (const one of cases) {
      let bestMs = Number.POSITIVE_INFINITY;
      for (let time = 0; time < TIMES; time += 1) {
        const start = performance.now();
        ours.set(one.id, await readInWorker(extractor, folder, one));
        bestMs = Math.min(bestMs, performance.now() - start);
      }
      timesMs.push(bestMs);
    }
  } finally {
    await extractor.close();
  }
  const theirs = new Map(cases.map((one) => [one.id, readAlone(folder, one)]));
  const truths = new Map(
    cases.map((one) => [one.id, one.textFile ? readFileSync(resolve(folder, one.textFile), 'utf8') : '']),
  );

  const failures: string[] = [];
  const rows: ArticlesRow[] = [];
  function row(name: string, chosen: readonly Case[], judge: (one: Case, reading: Reading) => boolean, strict = false) {
    if (chosen.length === 0) return;
    const passing = chosen.filter((one) => judge(one, ours.get(one.id) ?? NOTHING));
    const baseline = chosen.filter((one) => judge(one, theirs.get(one.id) ?? NOTHING)).length;
    for (const one of chosen) if (!passing.includes(one)) failures.push(`${name}: ${one.id}`);
    const passed = passing.length;
    const failed = passed < baseline || (strict && passed === baseline && passed < chosen.length);
    rows.push({ name, passed, of: chosen.length, baseline, failed });
  }

  const text = (one: Case, reading: Reading) => textRight(one, reading.text, truths.get(one.id) ?? '');
  const withMode = (mode: Case['mode']) => cases.filter((one) => one.mode === mode);
  row('full text, F1 >= 0.9', withMode('full'), text);
  row('recall >= 0.9', withMode('recall'), text);
  row('snippets, all with and none without', withMode('snippets'), text);
  row('prefix', withMode('prefix'), text);
  for (const script of ['cyrillic', 'arabic', 'cjk']) {
    row(
      `text in ${script}`,
      cases.filter((one) => one.script === script && one.mode !== 'date-only'),
      text,
    );
  }
  row(
    'title',
    cases.filter((one) => one.expected.title),
    (one, { title }) => sameTitle(title, one.expected.title ?? ''),
  );
  row(
    'date',
    cases.filter((one) => one.expected.publishedTime),
    (one, { publishedMs }) => sameDay(publishedMs, one.expected.publishedTime ?? ''),
    true,
  );
  row('date only', withMode('date-only'), (one, { publishedMs }) =>
    sameDay(publishedMs, one.expected.publishedTime ?? ''),
  );
  row(
    'byline',
    cases.filter((one) => one.expected.byline),
    (one, { byline }) => sameNames(byline, one.expected.byline ?? ''),
    true,
  );

  const sorted = timesMs.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const medianMs = at(0.5);
  // With more at work than there are cores a time says nothing; the numbers are still printed.
  const timeFailed = medianMs > MEDIAN_BAR_MS && (loadavg()[0] ?? 0) <= availableParallelism() + 1;
  return {
    rows,
    failed: rows.some(({ failed }) => failed) || timeFailed,
    timeFailed,
    failures,
    medianMs,
    p90Ms: at(0.9),
    maxMs: at(1),
  };
}

async function readInWorker(
  extractor: ReturnType<typeof createExtractor>,
  folder: string,
  one: Case | undefined,
): Promise<Reading> {
  if (!one) return NOTHING;
  const bytes = readFileSync(resolve(folder, one.file));
  return await extractor.run('page', bytes, { contentType: contentType(one), url: one.url }).catch(() => NOTHING);
}

function readAlone(folder: string, one: Case): Reading {
  const { document } = openPage(readFileSync(resolve(folder, one.file)), {
    contentType: contentType(one),
    url: one.url,
  });
  const article = new Readability(document).parse();
  return {
    title: article?.title ?? null,
    byline: article?.byline ?? null,
    publishedMs: dateIn(article?.publishedTime ?? ''),
    text: article?.textContent ?? '',
  };
}

function contentType(one: Case): string | null {
  return one.headers?.['Content-Type'] ?? one.headers?.['content-type'] ?? null;
}

function textRight(one: Case, text: string, truth: string): boolean {
  if (one.mode === 'full') return overlap(text, truth).f1 >= 0.9;
  // Upstream compares the beginning of what it extracts; captions and bylines before it are a matter of taste.
  if (one.mode === 'recall' || one.mode === 'prefix') return overlap(text, truth).recall >= 0.9;
  if (one.mode === 'snippets') {
    const words = spaced(text);
    return (
      (one.with ?? []).every((snippet) => words.includes(spaced(snippet))) &&
      !(one.without ?? []).some((snippet) => words.includes(spaced(snippet)))
    );
  }
  return true;
}

/** Words, and single characters where a script does not part words. */
function tokens(text: string): string[] {
  return (
    text
      .toLowerCase()
      .match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

function overlap(text: string, truth: string): { f1: number; recall: number } {
  const wanted = new Map<string, number>();
  const truthTokens = tokens(truth);
  for (const token of truthTokens) wanted.set(token, (wanted.get(token) ?? 0) + 1);
  const found = tokens(text);
  let hits = 0;
  for (const token of found) {
    const left = wanted.get(token) ?? 0;
    if (left > 0) {
      hits += 1;
      wanted.set(token, left - 1);
    }
  }
  const recall = truthTokens.length === 0 ? 1 : hits / truthTokens.length;
  const precision = found.length === 0 ? (truthTokens.length === 0 ? 1 : 0) : hits / found.length;
  return { f1: recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision), recall };
}

function spaced(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}

function sameTitle(title: string | null, expected: string): boolean {
  return title !== null && squeezed(title).normalize('NFC') === squeezed(expected).normalize('NFC');
}

/** The same minute; or the same day where the expectation names no time (or midnight, which is how some write that). */
function sameDay(ms: number | null, expected: string): boolean {
  const wanted = dateIn(expected);
  if (ms === null || wanted === null) return false;
  if (Math.abs(ms - wanted) < 61_000) return true;
  const isDayOnly = /^\d{4}-\d{2}-\d{2}(?:[ T]00:00(?::00)?)?$/.test(expected.trim());
  // A day without a zone covers that day anywhere on earth.
  return isDayOnly && ms > wanted - 14 * 3_600_000 && ms < wanted + 38 * 3_600_000;
}

/** Every expected name is there, and not buried: at most twice as much text around them. */
function sameNames(byline: string | null, expected: string): boolean {
  if (byline === null) return false;
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replace(/^(?:by|von|por)\s+/, '')
      .replace(/[^\p{L}\p{N},]/gu, '');
  const ours = plain(byline);
  const names = plain(expected)
    .split(',')
    .filter((name) => name !== '');
  return names.every((name) => ours.includes(name)) && ours.length <= 2 * plain(expected).length + 2;
}

/** For a terminal. */
export function formatArticlesReport(report: ArticlesReport): string {
  const lines = report.rows.map(
    ({ name, passed, of, baseline, failed }) =>
      `${failed ? 'FAIL' : 'ok  '} ${name.padEnd(38)} ${`${passed}/${of}`.padStart(7)}   Readability alone ${baseline ?? '-'}`,
  );
  const times = `${report.medianMs.toFixed(1)} ms median, ${report.p90Ms.toFixed(1)} p90, ${report.maxMs.toFixed(0)} most`;
  return [
    ...lines,
    `${report.timeFailed ? 'FAIL' : report.medianMs > MEDIAN_BAR_MS ? 'busy' : 'ok  '} one page in the worker: ${times}`,
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const named = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
  const folder = resolve(named ?? new URL('../../../shared/corpora/articles', import.meta.url).pathname);
  if (existsSync(resolve(folder, 'expected.json'))) {
    const report = await articlesReport(folder);
    console.log(formatArticlesReport(report));
    if (process.argv.includes('--verbose')) console.log(report.failures.join('\n'));
    process.exitCode = report.failed ? 1 : 0;
  } else {
    console.log(`skipped: no article corpus in ${folder}`);
  }
}
