// `npm start` on a machine without a window: builds what is stale and says where to look.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../../scripts/parts.ts';
import { root } from '../../../scripts/run.ts';

const start = fileURLToPath(new URL('../../../scripts/start.ts', import.meta.url));
let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'larder-start-'));
});
afterEach(() => rm(dir, { recursive: true }));

function run(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [start, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LARDER_DATA: dir, ...env },
  });
}

async function addressOf(child: ChildProcess): Promise<{ lines: string[]; address: string }> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: child.stdout! })) {
    lines.push(line);
    if (line.startsWith('http://')) return { lines, address: line };
  }
  throw new Error(`No address in:\n${lines.join('\n')}`);
}

async function end(child: ChildProcess): Promise<unknown> {
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  return (await exit)[0];
}

test('with --web it serves the app at once, says why, and ends in order', async () => {
  const child = run(['--web', '--no-open']);
  const { lines, address } = await addressOf(child);
  expect(lines.some((line) => line.startsWith('Opening Larder in the browser ('))).toBe(true);
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  expect(await answer.text()).toContain('<title>Larder</title>');
  expect(await end(child)).toBe(0);
});

test('without Electron, or a display for it, it serves the app and says so in one line', async () => {
  // The one attempt to fetch Electron belongs to the person who starts it, not to a test run.
  const child = run(['--no-open'], { DISPLAY: '', WAYLAND_DISPLAY: '', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' });
  const { lines } = await addressOf(child);
  expect(lines.filter((line) => /Electron is not installed|no display here|ended with code/.test(line))).toHaveLength(
    1,
  );
  expect(await end(child)).toBe(0);
});

describe.runIf(process.platform === 'linux')('with an Electron', () => {
  /** A program in its place that writes down how it was called and ends with that code. */
  async function install(code: number): Promise<Record<string, string>> {
    const program = `#!/bin/sh\necho "electron $1 data=$LARDER_DATA node=$ELECTRON_RUN_AS_NODE"\nexit ${code}\n`;
    await writeFile(join(dir, 'electron'), program, { mode: 0o700 });
    return { ELECTRON_OVERRIDE_DIST_PATH: dir, DISPLAY: ':0', ELECTRON_RUN_AS_NODE: '1' };
  }

  test('it opens the program in it, on the same archive, and ends when the window does', async () => {
    const child = run([], await install(0));
    const lines: string[] = [];
    createInterface({ input: child.stdout! }).on('line', (line) => lines.push(line));
    expect((await once(child, 'close'))[0]).toBe(0);
    expect(lines.filter((line) => line.startsWith('electron '))).toEqual([`electron ${root} data=${dir} node=`]);
    expect(lines.some((line) => line.includes('browser'))).toBe(false);
  });

  test('that ends at once, it serves the app and says so in one line', async () => {
    const child = run(['--no-open'], await install(133));
    const { lines } = await addressOf(child);
    expect(lines.filter((line) => line.includes('Electron ended with code 133'))).toHaveLength(1);
    expect(await end(child)).toBe(0);
  });
});

test('a word it does not know is answered with its usage and code 2', async () => {
  const child = run(['--wbe']);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
  const [code] = (await once(child, 'close')) as [number];
  expect(code).toBe(2);
  expect(said).toContain('--no-open');
});

test('a part is stale when the content of what it is made from changed, and only then', async () => {
  const file = join(dir, 'a.ts');
  await writeFile(file, 'one');
  const before = fingerprint(dir, ['a.ts', 'absent']);
  await writeFile(file, 'one');
  expect(fingerprint(dir, ['a.ts', 'absent'])).toBe(before);
  await writeFile(file, 'two');
  expect(fingerprint(dir, ['a.ts', 'absent'])).not.toBe(before);
  await rm(file);
  await writeFile(join(dir, 'b.ts'), 'one');
  expect(fingerprint(dir, ['b.ts'])).not.toBe(before);
});
