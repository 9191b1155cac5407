// A fetch that is killed at any moment loses at most the piece in hand and leaves a valid archive. Real processes, SIGKILL.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openReader } from '../../../main/service/reader.ts';
import type { Stored } from '../../../shared/model.ts';
import { startNewsWeb, type NewsWeb } from '../../../scripts/demo/news-web.ts';
import { PUBLISHERS } from '../../../scripts/demo/publishers.ts';
import { runLarder, startLarder } from '../../helpers/larder-process.ts';

const KILLS = 20;
/** Some 35 s on a free machine; test machines are shared. */
const TIMEOUT_MS = 300_000;
const dir = mkdtempSync(join(tmpdir(), 'larder-kill-'));
const cast = PUBLISHERS.filter((publisher) => !publisher.blocked).map((publisher) => ({ ...publisher, stories: 40 }));
let web: NewsWeb;

beforeAll(async () => {
  web = await startNewsWeb({ nowMs: Date.now(), publishers: cast, latencyMs: 5, imageWidth: 96 });
});
afterAll(async () => {
  await web.close();
  rmSync(dir, { recursive: true, force: true });
});

/** Numbers that are the same in every run, so that a failure can be had again. (mulberry32, public domain) */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const RANK: Record<Stored, number> = { headline: 0, text: 1, whole: 2 };

/** What is stored, and how much of it. */
function storedNow(): Map<string, Stored> {
  const reader = openReader({ dir, now: Date.now });
  try {
    const stored = new Map<string, Stored>();
    for (;;) {
      const page = { view: { kind: 'all' }, offset: stored.size, limit: 500, asOfMs: Date.now() } as const;
      const { items, total } = reader.articles(page);
      for (const article of items) stored.set(article.id, article.stored);
      if (items.length === 0 || stored.size >= total) return stored;
    }
  } finally {
    reader.close();
  }
}

/** In the work, not in time: machines are slow now and then. */
const MOST_ANSWERS = 150;

/** Resolves when the simulated web has given so many more answers, or the process ends that asks it. */
async function answersGiven(web: NewsWeb, answers: number, finished: Promise<unknown>): Promise<void> {
  const before = web.answered;
  let isOver = false;
  const end = (): boolean => (isOver = true);
  void finished.then(end, end);
  while (!isOver && web.answered < before + answers) await delay(2);
}

test(
  `${KILLS} kills at random moments of a fetch: valid each time, nothing lost, and one more pass completes it`,
  async () => {
    const added = await runLarder(dir, ['add', ...web.sites.map((site) => site.feedUrl)]);
    expect(added.code).toBe(0);
    const random = seeded(20261122);
    let before = new Map<string, Stored>();
    const progress: number[] = [];

    for (let kill = 0; kill < KILLS; kill += 1) {
      // New work every time, so that also the last kill meets a process that writes.
      web.publish(3, Date.now());
      const { child, finished } = startLarder(dir, ['fetch']);
      // A quarter anywhere in the start; the others once it works, for that is where something could be lost.
      if (kill % 4 === 0) await delay(random() * 600);
      else await answersGiven(web, 1 + random() * MOST_ANSWERS, finished).then(() => delay(random() * 50));
      child.kill('SIGKILL');
      await finished;

      const checked = await runLarder(dir, ['doctor', '--json']);
      expect({ kill, code: checked.code, err: checked.err }).toEqual({ kill, code: 0, err: '' });
      expect(checked.records()[0]).toMatchObject({ ok: true, problems: [] });

      const after = storedNow();
      for (const [id, stored] of before) {
        const now = after.get(id);
        expect(now).toBeDefined();
        expect(RANK[now ?? 'headline']).toBeGreaterThanOrEqual(RANK[stored]);
      }
      before = after;
      progress.push(after.size);
    }
    // The kills did come while work was being done and kept: otherwise this test shows nothing.
    expect(progress.at(-1)).toBeGreaterThan(200);
    expect(new Set(progress).size).toBeGreaterThan(5);

    const last = await runLarder(dir, ['fetch', '--json']);
    expect(last.code).toBe(0);
    const published = web.sites.flatMap((site) => site.articles.map((article) => article.story.title));
    const listed = (await runLarder(dir, ['list', '--json'])).records();
    expect(listed.map((article) => String(article['title'])).sort()).toEqual(published.sort());
    expect(new Set(listed.map((article) => article['stored']))).toEqual(new Set(['whole']));
    expect((await runLarder(dir, ['doctor'])).code).toBe(0);
  },
  TIMEOUT_MS,
);
