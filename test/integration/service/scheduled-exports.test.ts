// Scheduled exports of a real archive: killed while they write, on a disk that is full, and beside the one who waits.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openReader } from '../../../main/service/reader.ts';
import { createScheduledExports } from '../../../main/service/scheduled-exports.ts';
import { buildBigArchive } from '../../helpers/big-archive.ts';
import { usualExport } from './usual-export.ts';

const ARTICLES = 2_000;
const KILLS = 12;
const root = mkdtempSync(join(tmpdir(), 'larder-exporting-'));
const dir = join(root, 'archive');

beforeAll(() => buildBigArchive(dir, ARTICLES, { feeds: 20 }), 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

function newFolder(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

function exporter(folder: string) {
  const reader = openReader({ dir, now: Date.now });
  const exports = createScheduledExports({
    now: Date.now,
    library: () => usualExport(folder),
    archive: reader,
    runs: { exportRuns: () => [], saveExportRun: () => undefined },
    onBug: (error) => expect.unreachable(String(error)),
  });
  return {
    exports,
    async close() {
      await exports.stop();
      reader.close();
    },
  };
}

/** @returns the files that it said to have written */
async function killedExporter(folder: string, afterMs: number): Promise<string[]> {
  const script = join(import.meta.dirname, 'exporting-process.ts');
  const child = spawn(process.execPath, [script, dir, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
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
  return said.split('\n').slice(1, -1);
}

test(`after each of ${KILLS} kill -9 every file with a name is whole, and the half one is cleared away`, async () => {
  const folder = newFolder('killed');
  let halves = 0;
  for (let kill = 0; kill < KILLS; kill += 1) {
    const said = await killedExporter(folder, Math.random() * 700);
    const files = readdirSync(folder);
    const whole = files.filter((file) => !file.startsWith('.'));
    halves += files.length - whole.length;
    for (const file of said) expect(whole).toContain(file);
    for (const file of whole) {
      const html = readFileSync(join(folder, file), 'utf8');
      expect(html.endsWith('</html>\n')).toBe(true);
      expect(html.match(/<article /g)).toHaveLength(ARTICLES);
      rmSync(join(folder, file));
    }
    const next = exporter(folder);
    next.exports.look();
    await vi.waitFor(() => expect(readdirSync(folder)).toEqual([]), 5_000);
    await next.close();
  }
  // Otherwise nothing was shown.
  expect(halves).toBeGreaterThan(0);
});

test('a small disk that really fills up is named, and nothing half is left on it', async (context) => {
  // A file system of our own needs rights that not every test machine gives.
  const folder = newFolder('small');
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', folder]);
  if (mounted.status !== 0) context.skip('no right to mount a small file system');
  try {
    writeFileSync(join(folder, 'mine.txt'), 'mine');
    const small = exporter(folder);
    await expect(small.exports.run('e1')).rejects.toMatchObject({ code: 'DISK_FULL' });
    expect(readdirSync(folder)).toEqual(['mine.txt']);
    await small.close();
  } finally {
    spawnSync('umount', [folder]);
  }
});

test('the thread that writes it is free for others all the while', async () => {
  const folder = newFolder('beside');
  const beside = exporter(folder);
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const { file } = await beside.exports.run('e1');
  delay.disable();
  await beside.close();
  expect(readFileSync(join(folder, file), 'utf8').match(/<article /g)).toHaveLength(ARTICLES);
  console.log(
    `longest turn ${(delay.max / 1e6).toFixed(1)} ms, 99.9% below ${(delay.percentile(99.9) / 1e6).toFixed(1)} ms`,
  );
  // 25 ms is what is wanted; a shared machine adds its own. Without turns it would be the whole second.
  expect(delay.percentile(99) / 1e6).toBeLessThan(100);
});
