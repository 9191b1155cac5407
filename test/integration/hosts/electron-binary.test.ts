// Getting Electron's binary, with scripts in the place of its install script, so that no network is asked.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fetchElectron, findElectron } from '../../../scripts/electron-binary.ts';

const folders: string[] = [];
async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'larder-electron-test-'));
  folders.push(folder);
  return folder;
}
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

/** @param script sees the folders it may fill as `download` and `unpacked` */
async function attempt(script: string, silenceMs: number) {
  const folder = await newFolder();
  const path = join(folder, 'install.mjs');
  const unpackDir = join(folder, 'dist');
  await writeFile(
    path,
    `import { appendFileSync, mkdirSync } from 'node:fs';
     const download = process.env.TMPDIR + '/electron.zip';
     const unpacked = ${JSON.stringify(unpackDir)};
     ${script}`,
  );
  const progress: number[] = [];
  const result = await fetchElectron({
    command: [process.execPath, path],
    unpackDir,
    silenceMs,
    onProgress: (bytes) => progress.push(bytes),
  });
  return { result, progress };
}

// Side by side, for they wait more than they work. Silences are long enough for a busy machine to start Node in.
describe.concurrent('an attempt', () => {
  test('that says and does nothing is ended after the silence', async ({ expect }) => {
    const startedMs = Date.now();
    const { result } = await attempt('setInterval(() => {}, 1000);', 600);
    expect(result).toMatchObject({ ok: false, why: 'silence' });
    expect(Date.now() - startedMs).toBeLessThan(10_000);
  });

  test('that downloads slowly goes on as long as bytes arrive, and they are counted', async ({ expect }) => {
    const { result, progress } = await attempt(
      `const timer = setInterval(() => appendFileSync(download, 'x'.repeat(1000)), 300);
       setTimeout(() => clearInterval(timer), 4500);`,
      3000,
    );
    expect(result).toEqual({ ok: true });
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toBeGreaterThan(3000);
  });

  test('that has stopped in the middle of the download is ended', async ({ expect }) => {
    const { result, progress } = await attempt(
      `appendFileSync(download, 'x'.repeat(1000)); setInterval(() => {}, 1000);`,
      3000,
    );
    expect(result).toMatchObject({ ok: false, why: 'silence' });
    expect(progress).toEqual([1000]);
  });

  test('that unpacks is not silent', async ({ expect }) => {
    const { result } = await attempt(
      `mkdirSync(unpacked);
       const timer = setInterval(() => appendFileSync(unpacked + '/electron', 'x'), 300);
       setTimeout(() => clearInterval(timer), 4500);`,
      3000,
    );
    expect(result).toEqual({ ok: true });
  });

  test('that fails says what it said', async ({ expect }) => {
    const { result } = await attempt('console.error("getaddrinfo ENOTFOUND"); process.exit(1);', 10_000);
    expect(result).toMatchObject({ ok: false, why: 'failed', output: 'getaddrinfo ENOTFOUND\n' });
  });
});

describe('the installed binary', () => {
  let dir = '';
  beforeEach(async () => {
    dir = await newFolder();
  });
  async function install({ version = '45.4.1', path = 'electron', file = 'electron' } = {}) {
    await mkdir(join(dir, 'dist'), { recursive: true });
    await writeFile(join(dir, 'package.json'), '{"version":"45.4.1"}');
    await writeFile(join(dir, 'dist', 'version'), version);
    await writeFile(join(dir, 'path.txt'), path);
    await writeFile(join(dir, 'dist', file), '');
  }

  test('is found by its own files, without loading the package', async () => {
    await install();
    expect(findElectron(dir)).toBe(join(dir, 'dist', 'electron'));
    await install({ version: 'v45.4.1' });
    expect(findElectron(dir)).toBe(join(dir, 'dist', 'electron'));
  });

  test('of another version, half unpacked or absent is none', async () => {
    expect(findElectron(dir)).toBe(null);
    await install({ version: '44.0.0' });
    expect(findElectron(dir)).toBe(null);
    await install({ path: 'Electron.app/Contents/MacOS/Electron' });
    expect(findElectron(dir)).toBe(null);
  });
});
