import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeBytes } from '../../main/extract/charset.ts';
import { parseDate } from '../../main/extract/dates.ts';
import { parseFeed } from '../../main/extract/feed.ts';
import { parseOpml } from '../../main/extract/opml.ts';
import type { ParsedFeed, ParsedOpml } from '../../shared/model.ts';

export type Tally = {
  readonly set: string;
  readonly tier: string;
  passed: number;
  total: number;
  readonly failures: string[];
};
/** A bar of the issue: the share of a tier's checks that must pass. */
export type Bar = { readonly set: string; readonly tier: string; readonly least: number };

type Check = { readonly path: string; readonly op: string; readonly value: unknown; readonly tier?: string };
type Case = {
  readonly id?: string;
  readonly file: string;
  readonly kind?: 'feed' | 'html' | 'xml';
  readonly tier?: string;
  readonly url?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly encoding?: string;
  readonly mustAccept: boolean;
  readonly checks: readonly Check[];
};
type DateCase = { readonly input: string; readonly expect: string | null; readonly tier: string };
/** What `ops.mjs` of the corpora exports. */
export type Operators = {
  readonly check: (actual: object, check: Check) => boolean;
  readonly checkOpml: (actual: object, check: Check) => boolean;
};

export const FEED_BARS: readonly Bar[] = [
  { set: 'feeds', tier: 'core', least: 0.98 },
  { set: 'feeds', tier: 'extra', least: 0.9 },
  { set: 'feeds', tier: 'opened', least: 1 },
  { set: 'encodings', tier: 'core', least: 0.98 },
  { set: 'encodings', tier: 'sniff', least: 0.5 },
  { set: 'dates', tier: 'core', least: 0.95 },
  { set: 'dates', tier: 'zone-free', least: 1 },
  { set: 'opml', tier: 'opened', least: 1 },
];

/** Runs the sets feeds, encodings, dates and opml of the corpora in `folder`; every case through the public functions. */
export async function benchFeeds(folder: string, operators: Operators): Promise<Tally[]> {
  const tallies = new Map<string, Tally>();
  const count = (set: string, tier: string, passed: boolean, what: string): void => {
    const key = `${set} ${tier}`;
    const tally = tallies.get(key) ?? { set, tier, passed: 0, total: 0, failures: [] };
    tallies.set(key, tally);
    tally.total++;
    if (passed) tally.passed++;
    else tally.failures.push(what);
  };
  await checkFeeds(join(folder, 'feeds'), operators, count);
  await checkEncodings(join(folder, 'encodings'), operators, count);
  checkDates(join(folder, 'dates'), count);
  checkOpml(join(folder, 'opml'), operators, count);
  return [...tallies.values()];
}

type Count = (set: string, tier: string, passed: boolean, what: string) => void;

function cases(folder: string): readonly unknown[] {
  if (!existsSync(join(folder, 'expected.json'))) return [];
  return (JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8')) as { cases: unknown[] }).cases;
}

async function checkFeeds(folder: string, operators: Operators, count: Count): Promise<void> {
  for (const test of cases(folder) as readonly Case[]) {
    const { feed, error } = await read(join(folder, test.file), test);
    if (test.mustAccept) count('feeds', 'opened', feed !== null, `${test.id} ${error}`);
    for (const check of test.checks) {
      const passed = check.op === 'throws' ? feed === null : feed !== null && passes(feed, check, operators);
      const what = `${test.id} ${check.path} ${check.op} ${JSON.stringify(check.value)}`;
      count('feeds', check.tier ?? 'core', passed, feed ? what : `${what}: ${error}`);
    }
  }
}

async function read(file: string, test: Case): Promise<{ feed: ParsedFeed | null; error: string }> {
  try {
    const source = { contentType: test.headers?.['Content-Type'] ?? null, url: test.url ?? '' };
    return { feed: await parseFeed(readFileSync(file), source), error: '' };
  } catch (error) {
    return { feed: null, error: String(error) };
  }
}

/** What a check may look at: the feed as HTML, and as text, for the corpora's values are either. */
function passes(feed: ParsedFeed, check: Check, operators: Operators): boolean {
  return operators.check(view(feed, 'html'), check) || operators.check(view(feed, 'text'), check);
}

function view(feed: ParsedFeed, as: 'html' | 'text'): object {
  return {
    feed: {
      ...feed,
      feedUrl: feed.selfUrl,
      author: feed.author === null ? [] : [feed.author],
    },
    entries: feed.items.map((item) => ({
      title: item.title,
      link: item.link,
      id: item.guid,
      published: iso(item.publishedMs),
      updated: iso(item.updatedMs),
      date: iso(item.publishedMs ?? item.updatedMs),
      author: item.authors,
      categories: item.categories,
      image: item.image,
      comments: item.comments,
      enclosures: item.enclosures,
      summary: as === 'html' ? item.summaryHtml : item.summaryText,
      content: as === 'html' ? item.contentHtml : item.contentText,
      bodies: [item.contentHtml, item.contentText, item.summaryHtml, item.summaryText].filter((body) => body !== null),
    })),
  };
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

async function checkEncodings(folder: string, operators: Operators, count: Count): Promise<void> {
  for (const test of cases(folder) as readonly Case[]) {
    const file = join(folder, test.file);
    const tier = test.tier ?? 'core';
    const contentType = test.headers?.['Content-Type'] ?? null;
    const decoded = decodeBytes(readFileSync(file), { contentType, kind: test.kind === 'html' ? 'html' : 'xml' });
    const { feed, error } = await read(file, test);
    for (const check of test.checks) {
      const what = `${test.file} ${check.path} ${check.op} ${JSON.stringify(check.value)} (${decoded.encoding}) ${error}`;
      if (check.op === 'encodingFamily')
        count('encodings', tier, family(decoded.encoding) === family(String(check.value)), what);
      else if (check.path === 'text') count('encodings', tier, decoded.text.includes(String(check.value)), what);
      else count('encodings', tier, feed !== null && passes(feed, check, operators), what);
    }
  }
}

function family(encoding: string): string {
  const name = encoding.toLowerCase();
  if (/^(?:us-ascii|iso-8859-1|windows-1252)$/.test(name)) return 'latin';
  return name.startsWith('gb') ? 'gb' : name;
}

function checkDates(folder: string, count: Count): void {
  const zone = process.env['TZ'];
  for (const test of cases(folder) as readonly DateCase[]) {
    const ms = parseDate(test.input);
    const passed =
      test.expect === null ? ms === null : test.expect === 'any' ? ms !== null : ms === Date.parse(test.expect);
    count('dates', test.tier, passed, `${test.input} -> ${iso(ms)}, not ${test.expect}`);
    const elsewhere = ['Europe/Moscow', 'Asia/Tehran', 'America/New_York'].map((name) => {
      process.env['TZ'] = name; // Node reads it again at once
      return parseDate(test.input);
    });
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
    count(
      'dates',
      'zone-free',
      elsewhere.every((other) => other === ms),
      test.input,
    );
  }
}

function checkOpml(folder: string, operators: Operators, count: Count): void {
  for (const test of cases(folder) as readonly Case[]) {
    let list: ParsedOpml | null = null;
    let failure = '';
    try {
      list = parseOpml(readFileSync(join(folder, test.file)));
    } catch (error) {
      failure = String(error);
    }
    if (test.mustAccept) count('opml', 'opened', list !== null, `${test.file} ${failure}`);
    for (const check of test.checks) {
      const passed = check.op === 'throws' ? list === null : list !== null && operators.checkOpml(list, check);
      count(
        'opml',
        check.tier ?? 'core',
        passed,
        `${test.file} ${check.path} ${check.op} ${JSON.stringify(check.value).slice(0, 200)} ${failure}`,
      );
    }
  }
}
