// What ends a command early: Ctrl-C, a deadline, a budget, another process, a reader that hangs up, a damaged file.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startNewsWeb, type NewsWeb } from '../../../scripts/demo/news-web.ts';
import { PUBLISHERS } from '../../../scripts/demo/publishers.ts';
import { runLarder, startLarder } from '../../helpers/larder-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-limits-'));
let web: NewsWeb;
let lastDir = 0;

beforeAll(async () => {
  // Slow enough that a pass takes some ten seconds: whatever ends early was ended.
  const cast = PUBLISHERS.slice(0, 2).map((publisher) => ({ ...publisher, stories: 40 }));
  web = await startNewsWeb({ nowMs: Date.now(), publishers: cast, latencyMs: 250, imageWidth: 96 });
});
afterAll(async () => {
  await web.close();
  rmSync(folder, { recursive: true, force: true });
});

async function subscribed(): Promise<string> {
  const dir = join(folder, String((lastDir += 1)));
  const added = await runLarder(dir, ['add', ...web.sites.map((site) => site.feedUrl)]);
  expect(added.code).toBe(0);
  return dir;
}

async function answers(count: number): Promise<void> {
  const enough = web.answered + count;
  while (web.answered < enough) await delay(10);
}

type Summary = Readonly<Record<'sources' | 'ok' | 'failed' | 'new' | 'articles' | 'images' | 'bytes' | 'ms', number>>;
const summaryOf = (records: Record<string, unknown>[]): Summary => records.at(-1)?.['summary'] as Summary;

describe('a fetch that ends early', () => {
  test('at Ctrl-C, in order: a summary of what was stored, code 1, and the rest with the next pass', async () => {
    const dir = await subscribed();
    const { child, finished } = startLarder(dir, ['fetch', '--json']);
    await answers(12);
    child.kill('SIGINT');
    const { code, records, err } = await finished;
    expect(code).toBe(1);
    expect(err).toContain('Stopped in order');
    const summary = summaryOf(records());
    expect(summary).toMatchObject({ sources: 2, ok: 2, new: 80 });
    expect(summary.articles).toBeLessThan(80);
    expect((await runLarder(dir, ['doctor'])).code).toBe(0);
    const rest = summaryOf((await runLarder(dir, ['fetch', '--json', '--no-images'])).records());
    expect(rest.articles + summary.articles).toBe(80);
  });

  test('while it runs a second writer is refused with a sentence, and readers are not', async () => {
    const dir = await subscribed();
    const { child, finished } = startLarder(dir, ['fetch', '--json']);
    await answers(4);
    const second = await runLarder(dir, ['fetch']);
    expect(second).toMatchObject({ code: 1, out: '' });
    expect(second.err).toContain(String(child.pid));
    expect((await runLarder(dir, ['list', '--json'])).records().length).toBeGreaterThan(0);
    child.kill('SIGTERM');
    expect((await finished).code).toBe(1);
  });

  test('at its deadline, and within its budget', async () => {
    const dir = await subscribed();
    const startedMs = performance.now();
    const late = await runLarder(dir, ['fetch', '--json', '--deadline', '2s']);
    expect(late.code).toBe(0);
    expect(performance.now() - startedMs).toBeLessThan(10_000);
    expect(summaryOf(late.records()).articles).toBeLessThan(80);

    const other = await subscribed();
    const thrifty = summaryOf((await runLarder(other, ['fetch', '--json', '--budget', '120kB'])).records());
    expect(thrifty.bytes).toBeGreaterThan(20_000);
    expect(thrifty.bytes).toBeLessThanOrEqual(120_000);
    expect(thrifty.articles).toBeLessThan(80);
  });

  test('--feeds-only brings headlines and nothing else', async () => {
    const dir = await subscribed();
    const summary = summaryOf((await runLarder(dir, ['fetch', '--json', '--feeds-only'])).records());
    expect(summary).toMatchObject({ new: 80, articles: 0, images: 0 });
  });
});

test('a reader that hangs up is no failure', async () => {
  const dir = await subscribed();
  await runLarder(dir, ['fetch', '--feeds-only']);
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../../../main/entry.ts', import.meta.url)), 'list', '--json', '--data', dir],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.on('close', resolve));
  expect({ code, err }).toEqual({ code: 0, err: '' });
});

test('doctor tells of a file that is no archive, and changes nothing', async () => {
  const dir = join(folder, 'damaged');
  mkdirSync(dir);
  writeFileSync(join(dir, 'archive.db'), 'not a database at all '.repeat(500));
  const { code, records, err } = await runLarder(dir, ['doctor', '--json']);
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(records()[0]).toMatchObject({ ok: false, problems: [{ what: 'archive.db' }] });
  expect((await runLarder(dir, ['list'])).err).toMatch(/damaged/);
});

test('a data folder that cannot be is a sentence, not a stack', async () => {
  const file = join(folder, 'a-file');
  writeFileSync(file, '');
  const { code, out, err } = await runLarder(join(file, 'archive'), ['fetch']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^The data folder cannot be used: [^\n]+\n$/);
});
