// Getting Electron's binary, with scripts in the place of its install script, so that no network is asked.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fetchElectron, findElectron } from '../../../scripts/electron-binary.ts';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'larder-electron-test-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function attempt(script: string, silenceMs = 600) {
  const path = join(dir, 'install.mjs');
  await writeFile(path, `import { appendFileSync, mkdirSync } from 'node:fs';\n${script}`);
  const progress: number[] = [];
  const result = await fetchElectron({
    command: [process.execPath, path],
    unpackDir: join(dir, 'dist'),
    silenceMs,
    onProgress: (bytes) => progress.push(bytes),
  });
  return { result, progress };
}

describe('an attempt', () => {
  test('that says and does nothing is ended after the silence', async () => {
    const startedMs = Date.now();
    const { result } = await attempt('setInterval(() => {}, 1000);');
    expect(result).toMatchObject({ ok: false, why: 'silence' });
    expect(Date.now() - startedMs).toBeLessThan(5000);
  });

  test('that downloads slowly goes on as long as bytes arrive, and they are counted', async () => {
    const { result, progress } = await attempt(
      `const timer = setInterval(() => appendFileSync(process.env.TMPDIR + '/electron.zip', 'x'.repeat(1000)), 300);
       setTimeout(() => clearInterval(timer), 2500);`,
      1500,
    );
    expect(result).toEqual({ ok: true });
    expect(progress.length).toBeGreaterThan(2);
    expect(progress.at(-1)).toBeGreaterThan(3000);
  });

  test('that has stopped in the middle of the download is ended', async () => {
    const { result, progress } = await attempt(
      `appendFileSync(process.env.TMPDIR + '/electron.zip', 'x'.repeat(1000)); setInterval(() => {}, 1000);`,
      2000,
    );
    expect(result).toMatchObject({ ok: false, why: 'silence' });
    expect(progress).toEqual([1000]);
  });

  test('that unpacks is not silent', async () => {
    const { result } = await attempt(
      `mkdirSync(${JSON.stringify(join(dir, 'dist'))});
       let n = 0;
       const timer = setInterval(() => {
         appendFileSync(${JSON.stringify(join(dir, 'dist', 'electron'))}, 'x');
         if (++n === 8) clearInterval(timer);
       }, 200);`,
      1200,
    );
    expect(result).toEqual({ ok: true });
  });

  test('that fails says what it said', async () => {
    const { result } = await attempt('console.error("getaddrinfo ENOTFOUND"); process.exit(1);');
    expect(result).toMatchObject({ ok: false, why: 'failed', output: 'getaddrinfo ENOTFOUND\n' });
  });
});

describe('the installed binary', () => {
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
