// What the owner decided in a window or a browser holds on a terminal, too; and a kill costs nothing that was stored.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openArchive, openArchiveReader } from '../../../main/archive/archive.ts';
import type { Schedule } from '../../../shared/schedule.ts';
import { after, answer, startHostileServer, type HostileServer } from '../../helpers/hostile-server.ts';
import { runLarder, startLarder } from '../../helpers/larder-process.ts';
import { pageHtml, rss } from '../../helpers/made-news.ts';

const SITES = 12;
let dir: string;
let servers: HostileServer[];

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'larder-cli-schedule-'));
  servers = await Promise.all(Array.from({ length: SITES }, () => startHostileServer()));
  for (const [at, server] of servers.entries()) {
    const title = `Report ${at} from town ${String.fromCodePoint(65 + at).repeat(7)}`;
    server.on('/feed', answer({ body: rss({ title, items: [{ title, link: server.url(`/story/${at}`) }] }) }));
    // The first ones at once, the others so late that a kill finds them on their way.
    const page = answer({ body: pageHtml(title), headers: { 'Content-Type': 'text/html' } });
    server.on(`/story/${at}`, after(at < 4 ? 10 : 1_500, page));
  }
  expect((await runLarder(dir, ['add', ...servers.map((server) => server.url('/feed'))])).code).toBe(0);
  for (const server of servers) server.requests.length = 0;
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  rmSync(dir, { recursive: true, force: true });
});

const asked = (): string[] => servers.flatMap(({ requests }) => requests.map(({ path }) => path));

/** As the settings of a window would. */
function decide(change: Partial<Schedule>): void {
  const archive = openArchive({ dir, now: Date.now });
  archive.changeLibrary((library) => ({ ...library, schedule: { ...library.schedule, ...change } }));
  archive.close();
}

test('paused: `fetch` asks nobody, says so, and fails', async () => {
  decide({ paused: true });
  const { code, out, err } = await runLarder(dir, ['fetch']);
  expect({ code, out, err }).toEqual({ code: 1, out: '', err: 'Everything is paused; resume it first.\n' });
  expect(asked()).toEqual([]);
});

test.each([
  ['day', { dayBudgetBytes: 0 }],
  ['month', { monthBudgetBytes: 0 }],
] as const)('the bytes of the %s are spent: `fetch` asks nobody and says until when', async (whose, budget) => {
  decide(budget);
  const { code, out, err } = await runLarder(dir, ['fetch']);
  expect({ code, out }).toEqual({ code: 0, out: '' });
  expect(err).toMatch(new RegExp(`^The bytes of this ${whose} are spent; nothing more is fetched before 20`));
  expect(asked()).toEqual([]);
});

test('quiet hours and "only when asked" do not hold what is asked for on a terminal', async () => {
  decide({ onlyWhenAsked: true, quietHours: [{ days: [1, 2, 3, 4, 5, 6, 7], fromMinute: 0, toMinute: 1440 }] });
  const { code, records } = await runLarder(dir, ['fetch', '--json', '--feeds-only']);
  expect(code).toBe(0);
  expect(records().at(-1)).toMatchObject({ summary: { ok: SITES, new: SITES } });
});

test('a kill in the middle: the next fetch goes on where it was, and asks for nothing that is stored', async () => {
  const { child, finished } = startLarder(dir, ['fetch']);
  const isStory = (path: string): boolean => path.startsWith('/story/');
  await until(() => asked().filter(isStory).length >= 8);
  // On a machine that has much to do the first take their time, too.
  const reader = openArchiveReader({ dir, now: Date.now });
  await until(() => reader.counts().whole > 0).finally(() => reader.close());
  child.kill('SIGKILL');
  await finished;
  const listed = (await runLarder(dir, ['list', '--json', '--limit', '100'])).records();
  const stored = listed.filter((one) => one['stored'] !== 'headline').map((one) => String(one['url']));
  expect(stored.length).toBeGreaterThan(0);
  expect(stored.length).toBeLessThan(SITES);
  for (const server of servers) server.requests.length = 0;
  expect((await runLarder(dir, ['fetch'])).code).toBe(0);
  const again = asked().filter(isStory);
  expect(again.filter((path) => stored.some((url) => url.endsWith(path)))).toEqual([]);
  expect(again).toHaveLength(SITES - stored.length);
});

async function until(holds: () => boolean): Promise<void> {
  const deadlineMs = performance.now() + 30_000;
  while (!holds()) {
    if (performance.now() > deadlineMs) throw new Error('it never came to that');
    await delay(20);
  }
}
