import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import type { ArticleId } from '../../../shared/model.ts';
import { subscribe, temporaryFolder } from './temporary-archive.ts';

const KILLS = 32;

/** Runs the writer until it is killed, some time after it has begun to store. @returns what it said to have stored */
async function killedWriter(dir: string, first: number, afterMs: number): Promise<string[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'writing-process.ts'), dir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  const begun = new Promise<void>((resolve) => {
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      if (said.includes('open\n')) resolve();
    });
  });
  const ended = new Promise<void>((resolve) => void child.once('close', () => resolve()));
  await Promise.race([begun, ended]);
  await pause(afterMs);
  child.kill('SIGKILL');
  await ended;
  return said.split('\n').slice(0, -1);
}

it(`is valid after each of ${KILLS} kill -9 at random moments, and has lost nothing it said to have stored`, async () => {
  const dir = temporaryFolder();
  const setUp = openArchive({ dir, now: Date.now });
  subscribe(setUp, 'feed');
  setUp.close();

  let next = 0;
  let articles = 0;
  let pieces = 0;
  let spent = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const said = await killedWriter(dir, next, Math.random() * 120);
    // The killed writer's lock is free at once.
    const archive = openArchive({ dir, now: Date.now });
    const report = archive.check();
    expect(report.problems).toEqual([]);

    const numbers = (what: string) =>
      said.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));
    const items = numbers('items');
    pieces += said.length;
    articles += items.length * 5;
    // The piece in hand may have been stored without being told; no more than that, and no part of it.
    expect([articles, articles + 5]).toContain(report.articles);
    articles = report.articles;
    for (const id of numbers('page')) expect(archive.article(id as ArticleId)?.origin).toBe('page');
    for (const piece of numbers('image')) {
      expect(archive.imagesWanted(100_000).map((row) => row.url)).not.toContain(
        `https://news.example/${piece}/page.jpg`,
      );
    }
    spent += numbers('spent').length * 1_000;
    expect([spent, spent + 1_000]).toContain(archive.spentSince(0));
    spent = archive.spentSince(0);
    const window = Number(numbers('window').at(-1) ?? NaN);
    if (!Number.isNaN(window)) expect([window, window + 1]).toContain(archive.diaryWindows('home', 1)[0]?.bytes);
    const folder = Number(numbers('library').at(-1) ?? NaN);
    const written = Number.isNaN(folder)
      ? [archive.library().folders]
      : [folder, folder + 1].map((n) => [[`folder ${n}`]]);
    expect(written).toContainEqual(archive.library().folders);
    next = Math.max(next, Number(items.at(-1) ?? next) + 2);
    archive.close();
  }
  // Otherwise the kills came before there was anything to lose.
  expect(pieces).toBeGreaterThan(KILLS);
});
