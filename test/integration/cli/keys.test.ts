import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { missing, run } from '../../helpers/counterpart.ts';
import { startLarder, type Finished } from '../../helpers/larder-process.ts';

const root = mkdtempSync(join(tmpdir(), 'larder-cli-keys-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(root, 'data-'));
});
const keys = (...argv: readonly string[]): Promise<Finished> =>
  startLarder(dir, ['keys', ...argv], '', { SECRET: 'correct horse', EMPTY: '' }).finished;

/** Of no one. */
const STRANGER = 'RWTP3MSWOhgkzhpyyuD7UC+AT5l2MiZnxRgyAB2MmShyZT9lFmVqrtAM';
const OTHER = 'RWRx/vePlTjkY1iJDyy3Ysi6Su70ymxG5GnZxepbVJIpFXgzf3guCkyH';

test('own keys and those of others, a line each', async () => {
  expect(await keys('--json')).toMatchObject({ code: 0, out: '' });
  const [made] = (await keys('new', 'me', '--plain', '--json')).records();
  expect(made).toEqual({ name: 'me', publicKey: expect.stringMatching(/^RW/), secret: true, trusted: true });
  const trusted = { name: 'Анна', publicKey: STRANGER, secret: false, trusted: true };
  expect((await keys('trust', 'Анна', STRANGER, '--json')).records()).toEqual([trusted]);
  expect((await keys('list', '--json')).records()).toEqual([made, trusted]);
  expect((await keys('--json')).records()).toEqual([made, trusted]);
  const shown = (await keys()).out;
  expect(shown).toContain('me (yours)\n');
  expect(shown).toMatch(/Анна\n {2}RWTP\S+\n {2}[a-z]+( [a-z]+){7}\n/);
  const library = JSON.parse(readFileSync(join(dir, 'library.json'), 'utf8')) as { senders: unknown[] };
  expect(library.senders).toMatchObject([{ name: 'Анна', publicKey: STRANGER }]);
});

test('a name belongs to one key, and a key already trusted gets the new name', async () => {
  await keys('new', 'me', '--plain');
  await keys('trust', 'Anna', STRANGER);
  for (const argv of [
    ['trust', 'anna', OTHER],
    ['trust', 'ME', OTHER],
    ['new', 'ANNA', '--plain'],
    ['new', 'Me', '--plain'],
  ]) {
    const { code, out, err } = await keys(...argv, '--json');
    expect({ argv, code, out }).toEqual({ argv, code: 1, out: '' });
    expect(err).toMatch(/^[^\n]+\n$/);
  }
  expect(await keys('trust', 'Anna', STRANGER)).toMatchObject({ code: 0 });
  expect(await keys('trust', 'Anna Z', STRANGER)).toMatchObject({ code: 0 });
  expect((await keys('--json')).records().map(({ name }) => name)).toEqual(['me', 'Anna Z']);
});

test.each([
  [['new', 'me']],
  [['new', 'me', '--plain', '--passphrase-env', 'SECRET']],
  [['new', 'me', '--passphrase-env', 'NOT_SET']],
  [['new', 'me', '--passphrase-env', 'EMPTY']],
  [['new', '--plain']],
  [['list', '--plain']],
  [['list', 'x']],
  [['trust', 'x']],
  [['lose', 'x']],
])('%j is not understood, and makes nothing', async (argv) => {
  const { code, out, err } = await keys(...argv);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).not.toMatch(/\bat .*\.ts/);
  expect((await keys('--json')).records()).toEqual([]);
});

test.each([
  ['a name that is a way out', ['new', '../x', '--plain']],
  ['a device of Windows', ['new', 'con', '--plain']],
  ['a key that is none', ['trust', 'x', 'RWQ']],
  ['a key file instead of a key', ['trust', 'x', 'me.pub']],
])('%s is refused with a sentence', async (_what, argv) => {
  const { code, out, err } = await keys(...argv);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^[^\n]+\n$/);
});

test.skipIf(missing('minisign', '-v') !== null)('the real minisign signs with a key made here', async () => {
  const [made] = (await keys('new', 'me', '--passphrase-env', 'SECRET', '--json')).records();
  const file = join(dir, 'm');
  writeFileSync(file, 'x');
  run('minisign', ['-S', '-s', join(dir, 'keys', 'me.key'), '-m', file], 'correct horse\n');
  expect(run('minisign', ['-Vm', file, '-P', String(made?.['publicKey'])]).code).toBe(0);
});
