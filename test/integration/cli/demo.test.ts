import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const script = fileURLToPath(new URL('../../../scripts/demo.ts', import.meta.url));
const temporary = mkdtempSync(join(tmpdir(), 'larder-demo-test-'));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

test('the demo serves Larder beside its small web, harvests, and removes everything when asked to end', async () => {
  const child = spawn(process.execPath, [script, '--no-open', '--seconds', '60'], {
    // Where the build is old the demo builds, and the build's tools keep what Node compiled in the temporary directory.
    env: { ...process.env, TMPDIR: temporary, TEMP: temporary, NODE_DISABLE_COMPILE_CACHE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const until = async (pattern: RegExp): Promise<RegExpExecArray> => {
    for (;;) {
      const match = pattern.exec(said);
      if (match) return match;
      const over = await Promise.race([ended, new Promise<'wait'>((resolve) => setTimeout(resolve, 50, 'wait'))]);
      if (over !== 'wait') throw new Error(`the demo ended before it said ${String(pattern)}:\n${said}`);
    }
  };

  const [, address = ''] = await until(/^Larder: (http:\/\/127\.0\.0\.1:\d+\/\S+)$/m);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(303);
  expect((await fetch(address, { redirect: 'manual' })).status).toBe(404);
  await until(/articles: [1-9]\d* of 120/);
  expect(readdirSync(temporary).filter((name) => name.startsWith('larder-demo-'))).toHaveLength(1);

  child.kill('SIGINT');
  expect(await ended).toBe(0);
  expect(said).toContain('its archive is removed');
  expect(existsSync(temporary) ? readdirSync(temporary) : []).toEqual([]);
});
