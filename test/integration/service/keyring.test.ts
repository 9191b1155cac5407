import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { verify } from '../../../main/bundle/minisign.ts';
import { createKeyring, type Keyring } from '../../../main/service/keyring.ts';
import { missing, run } from '../../helpers/counterpart.ts';

const root = mkdtempSync(join(tmpdir(), 'larder-keyring-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let dir: string;
let keys: string;
let keyring: Keyring;
beforeEach(() => {
  dir = mkdtempSync(join(root, 'data-'));
  keys = join(dir, 'keys');
  keyring = createKeyring({ dir, now: () => Date.UTC(2026, 10, 22) });
});
const message = Buffer.from('{"articles":0}');
const signed = async (name: string, passphrase: string | null): Promise<string> =>
  Buffer.from(await (await keyring.signer(name, passphrase))(message)).toString();

describe('own keys', () => {
  test('are listed by name, sign, and go', async () => {
    expect(keyring.list()).toEqual([]);
    expect(existsSync(keys)).toBe(false);
    const second = await keyring.create('red stick', null);
    const first = await keyring.create(' Анна', 'correct horse');
    expect(first).toMatchObject({ name: 'Анна', locked: true, secret: true });
    expect(keyring.list()).toEqual([second, first]);
    verify(message, await signed('RED STICK', null), second.publicKey);
    verify(message, await signed('анна', 'correct horse'), first.publicKey);
    keyring.remove('АННА');
    expect(keyring.list()).toEqual([second]);
    expect(readdirSync(keys).sort()).toEqual(['red stick.key', 'red stick.pub']);
  });

  test.skipIf(process.platform === 'win32')('can be read by nobody else, whatever the folder was', async () => {
    mkdirSync(keys, { mode: 0o755 });
    chmodSync(keys, 0o755);
    await keyring.create('me', null);
    await keyring.makeIdentity();
    expect(statSync(keys).mode & 0o777).toBe(0o700);
    const names = readdirSync(keys);
    expect(names.sort()).toEqual(['identity.age', 'me.key', 'me.pub']);
    for (const name of names) expect(statSync(join(keys, name)).mode & 0o777).toBe(0o600);
  });

  test('are never replaced, also not where only case or composition differ', async () => {
    const { publicKey } = await keyring.create('Caf\u00e9', null);
    for (const name of ['Caf\u00e9', 'cafe\u0301', ' CAF\u00c9 ']) {
      await expect(keyring.create(name, null)).rejects.toMatchObject({ code: 'KEY_EXISTS' });
    }
    const both = await Promise.allSettled([keyring.create('one', 'a'), keyring.create('ONE', 'b')]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(keyring.list().map((key) => key.name)).toContain('Caf\u00e9');
    verify(message, await signed('caf\u00e9', null), publicKey);
    await expect(keyring.create('../up', null)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(keyring.create('x', '')).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('say what is missing before anything is signed', async () => {
    await keyring.create('me', 'correct horse');
    await expect(keyring.signer('me', null)).rejects.toMatchObject({ code: 'KEY_LOCKED' });
    await expect(keyring.signer('me', 'wrong')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(keyring.signer('you', null)).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(() => keyring.remove('you')).toThrow(expect.objectContaining({ code: 'KEY_NOT_FOUND' }));
    writeFileSync(join(keys, 'me.key'), 'nonsense');
    await expect(keyring.signer('me', 'x')).rejects.toMatchObject({ code: 'KEY_INVALID' });
    rmSync(join(keys, 'me.key'));
    await expect(keyring.signer('me', 'x')).rejects.toMatchObject({ code: 'KEY_NOT_FOUND' });
    expect(keyring.list()).toMatchObject([{ name: 'me', secret: false, locked: false }]);
  });

  test('are known by their files, and other files in the folder disturb nothing', async () => {
    const { publicKey } = await keyring.create('me', null);
    renameSync(join(keys, 'me.pub'), join(keys, 'Cafe\u0301.pub'));
    renameSync(join(keys, 'me.key'), join(keys, 'Cafe\u0301.key'));
    writeFileSync(join(keys, 'notes.pub'), 'nothing');
    writeFileSync(join(keys, 'large.pub'), 'x'.repeat(100_000));
    writeFileSync(join(keys, '.being-written.tmp'), 'of a crash');
    expect(keyring.list()).toMatchObject([{ name: 'Caf\u00e9', publicKey }]);
    verify(message, await signed('café', null), publicKey);
    await keyring.create('other', null);
    expect(existsSync(join(keys, '.being-written.tmp'))).toBe(false);
  });

  test.skipIf(missing('minisign', '-v') !== null)('are files of minisign', async () => {
    const { publicKey } = await keyring.create('me', 'correct horse');
    const file = join(dir, 'm');
    writeFileSync(file, message);
    run('minisign', ['-S', '-s', join(keys, 'me.key'), '-m', file], 'correct horse\n');
    verify(message, readFileSync(`${file}.minisig`, 'utf8'), publicKey);
    writeFileSync(`${file}.minisig`, await signed('me', 'correct horse'));
    expect(run('minisign', ['-Vm', file, '-p', join(keys, 'me.pub')]).code).toBe(0);
  });
});

describe("the archive's own identity", () => {
  test('is made once, and kept', async () => {
    expect(keyring.identity()).toBeNull();
    expect(await keyring.recipient()).toBeNull();
    const made = await Promise.all([keyring.makeIdentity(), keyring.makeIdentity()]);
    expect(made[0].recipient).toMatch(/^age1[a-z0-9]{58}$/);
    expect(made[1]).toEqual(made[0]);
    expect(await keyring.recipient()).toBe(made[0].recipient);
    expect(keyring.identity()).toMatch(/^AGE-SECRET-KEY-1/);
    expect(readFileSync(join(keys, 'identity.age'), 'utf8')).toContain('# created: 2026-11-22T00:00:00.000Z\n');
  });

  test('that cannot be read is not silently made anew', async () => {
    mkdirSync(keys);
    writeFileSync(join(keys, 'identity.age'), 'nonsense');
    await expect(keyring.makeIdentity()).rejects.toMatchObject({ code: 'KEY_INVALID' });
    expect(readFileSync(join(keys, 'identity.age'), 'utf8')).toBe('nonsense');
  });

  test.skipIf(missing('age-keygen', '--version') !== null)('is a file of age', async () => {
    const { recipient } = await keyring.makeIdentity();
    expect(run('age-keygen', ['-y', join(keys, 'identity.age')]).text.trim()).toBe(recipient);
  });
});
