// Encryption, ours opened by the real age and the other way round.
import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decryptInto, encrypting, type AgeKeys } from '../../../main/bundle/age.ts';
import { ageFormOf, readAgeHeader } from '../../../main/bundle/age-header.ts';
import { identityFile, makeIdentity, readIdentityFile, recipientOf } from '../../../main/bundle/age-identity.ts';
import type { Sink } from '../../../main/bundle/sink.ts';
import { missing, run, runInTerminal } from '../../helpers/counterpart.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-age-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = (name: string): string => join(folder, name);

const theirs = missing('age', '--version') === null && missing('age-keygen', '--version') === null;
const terminals = theirs && missing('python3', '--version') === null;

type Kept = Sink & { readonly bytes: () => Buffer; readonly state: () => 'open' | 'ended' | 'abandoned' };
function memory(): Kept {
  let pieces: Uint8Array[] = [];
  let state: 'open' | 'ended' | 'abandoned' = 'open';
  return {
    write: async (bytes) => void pieces.push(bytes),
    end: async () => void (state = 'ended'),
    abandon: async () => {
      state = 'abandoned';
      pieces = [];
    },
    bytes: () => Buffer.concat(pieces),
    state: () => state,
  };
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function encrypted(bytes: Uint8Array, lock: Parameters<typeof encrypting>[1]): Promise<Buffer> {
  const out = memory();
  const sink = await encrypting(out, lock);
  await sink.write(bytes);
  await sink.end();
  expect(out.state()).toBe('ended');
  return out.bytes();
}

async function opened(bytes: Uint8Array, keys: Partial<AgeKeys>, size = 65_536): Promise<Buffer> {
  const out = memory();
  try {
    await decryptInto(out, inPieces(bytes, size), { passphrase: null, identities: [], ...keys });
  } catch (error) {
    expect({ state: out.state(), left: out.bytes().length }).toEqual({ state: 'abandoned', left: 0 });
    throw error;
  }
  expect(out.state()).toBe('ended');
  return out.bytes();
}

let identity: string;
let recipient: string;
beforeAll(async () => {
  identity = await makeIdentity();
  recipient = await recipientOf(identity);
});
const toUs = (): Parameters<typeof encrypting>[1] => ({ kind: 'recipients', recipients: [recipient] });

describe('what was encrypted', () => {
  test('comes back, of any length and in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(0, 1, 65_535, 65_536, 65_537, 131_072, 300_000),
        fc.integer({ min: 50, max: 100_000 }),
        async (length, size) => {
          const bytes = randomBytes(length);
          expect((await opened(await encrypted(bytes, toUs()), { identities: [identity] }, size)).equals(bytes)).toBe(
            true,
          );
        },
      ),
      { numRuns: 25 },
    );
  });

  test('opens for each of its recipients and for nobody else', async () => {
    const others = await Promise.all([makeIdentity(), makeIdentity(), makeIdentity()]);
    const recipients = await Promise.all(others.slice(0, 2).map(recipientOf));
    const bytes = await encrypted(Buffer.from('news'), { kind: 'recipients', recipients });
    for (const mine of others.slice(0, 2)) {
      expect((await opened(bytes, { identities: [identity, mine] })).toString()).toBe('news');
    }
    for (const keys of [{ identities: others.slice(2) }, {}, { passphrase: 'x' }]) {
      await expect(opened(bytes, keys)).rejects.toMatchObject({
        code: 'BUNDLE_ENCRYPTED',
        details: { needs: 'identity' },
      });
    }
  });

  test('with a passphrase opens with it only', async () => {
    const bytes = await encrypted(Buffer.from('news'), { kind: 'passphrase', passphrase: 'верная лошадь' });
    expect((await opened(bytes, { passphrase: 'верная лошадь', identities: [identity] })).toString()).toBe('news');
    await expect(opened(bytes, { passphrase: 'wrong' })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    await expect(opened(bytes, { identities: [identity] })).rejects.toMatchObject({
      code: 'BUNDLE_ENCRYPTED',
      details: { needs: 'passphrase' },
    });
  });

  test('and cut or changed afterwards is refused, wherever, and nothing of it stays', async () => {
    const bytes = await encrypted(randomBytes(200_000), toUs());
    const header = bytes.indexOf('\n---');
    for (const length of [bytes.length - 1, bytes.length - 16, 131_072, header + 60, header + 10, 30, 0]) {
      await expect(opened(bytes.subarray(0, length), { identities: [identity] })).rejects.toMatchObject({
        code: 'BUNDLE_DAMAGED',
      });
    }
    for (const at of [header + 10, header + 70, 100_000, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await expect(opened(changed, { identities: [identity] })).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    }
    await expect(opened(Buffer.concat([bytes, Buffer.from('more')]), { identities: [identity] })).rejects.toMatchObject(
      { code: 'BUNDLE_DAMAGED' },
    );
  });

  test('does not take more memory than a few pieces, however large it is', async () => {
    // The sink is slower than the source: what is on its way must not pile up.
    let inside = 0;
    let most = 0;
    const slow: Sink = {
      write: (piece) =>
        new Promise((resolve) =>
          setTimeout(() => {
            inside -= piece.length;
            resolve();
          }, 0),
        ),
      end: async () => undefined,
      abandon: async () => undefined,
    };
    const sink = await encrypting(slow, toUs());
    for (let round = 0; round < 200; round++) {
      inside += 65_536;
      most = Math.max(most, inside);
      await sink.write(randomBytes(65_536));
    }
    await sink.end();
    expect(most).toBeLessThan(1_000_000);
  });
});

describe('what goes wrong elsewhere is told as it is', () => {
  test('a full disk under what is being encrypted', async () => {
    const full: Sink = {
      write: () => Promise.reject(new Error('ENOSPC')),
      end: async () => undefined,
      abandon: async () => undefined,
    };
    const sink = await encrypting(full, toUs());
    await expect(
      (async () => {
        for (let round = 0; round < 20; round++) await sink.write(randomBytes(100_000));
        await sink.end();
      })(),
    ).rejects.toThrow('ENOSPC');
    await sink.abandon();
  });

  test('an export that is given up leaves nothing', async () => {
    const out = memory();
    const sink = await encrypting(out, toUs());
    await sink.write(randomBytes(500_000));
    await sink.abandon();
    expect({ state: out.state(), left: out.bytes().length }).toEqual({ state: 'abandoned', left: 0 });
  });

  test('a stick that was pulled, a full disk, and somebody who stops it', async () => {
    const bytes = await encrypted(randomBytes(300_000), toUs());
    const keys = { passphrase: null, identities: [identity] };
    let closed = false;
    async function* pulled(): AsyncGenerator<Uint8Array> {
      try {
        yield bytes.subarray(0, 100_000);
        throw new Error('EIO');
      } finally {
        closed = true;
      }
    }
    const out = memory();
    await expect(decryptInto(out, pulled(), keys)).rejects.toThrow('EIO');
    expect({ closed, state: out.state() }).toEqual({ closed: true, state: 'abandoned' });

    const full: Sink = { ...memory(), write: () => Promise.reject(new Error('ENOSPC')) };
    await expect(decryptInto(full, inPieces(bytes, 50_000), keys)).rejects.toThrow('ENOSPC');

    const stop = (): void => {
      throw new Error('stopped');
    };
    await expect(decryptInto(memory(), inPieces(bytes, 50_000), keys, stop)).rejects.toThrow('stopped');
  });

  test('what is no recipient, and nobody to encrypt to', async () => {
    for (const text of ['age1nonsense', 'ssh-ed25519 AAAA', recipient.slice(0, -1)]) {
      await expect(encrypting(memory(), { kind: 'recipients', recipients: [text] })).rejects.toMatchObject({
        code: 'KEY_INVALID',
      });
    }
    await expect(encrypting(memory(), { kind: 'recipients', recipients: [] })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    await expect(encrypting(memory(), { kind: 'passphrase', passphrase: '' })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
  });
});

describe('a header', () => {
  const mac = `--- ${'A'.repeat(43)}\n`;

  test('that asks for more work than any machine should do is refused before it is done', async () => {
    const file = (factor: string): Buffer =>
      Buffer.from(
        `age-encryption.org/v1\n-> scrypt ${'A'.repeat(22)} ${factor}\n${'A'.repeat(43)}\n${mac}${'x'.repeat(99)}`,
      );
    await expect(opened(file('30'), { passphrase: 'x' })).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
    for (const factor of ['99999999999', '-1', 'x']) {
      await expect(opened(file(factor), { passphrase: 'x' })).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    }
    expect(readAgeHeader(file('20'))).toEqual({ needs: 'passphrase' });
  });

  test('without an end is refused after a while, and what is no header at once', async () => {
    const endless = Buffer.from(`age-encryption.org/v1\n${'-> X25519 AAAA\nAAAA\n'.repeat(20_000)}`);
    await expect(opened(endless, { identities: [identity] })).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
    await expect(opened(Buffer.from('PK\u0003\u0004'.repeat(100)), {})).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
    await expect(opened(Buffer.from(`age-encryption.org/v2\n${mac}`), {})).rejects.toMatchObject({
      code: 'BUNDLE_INVALID',
    });
  });

  test('tells the forms apart by the first bytes', () => {
    expect(ageFormOf(Buffer.from('age-encryption.org/v1\n->'))).toBe('binary');
    expect(ageFormOf(Buffer.from('\r\n-----BEGIN AGE ENCRYPTED FILE-----\r\nYWdl'))).toBe('armored');
    expect(ageFormOf(Buffer.from('PK\u0003\u0004'))).toBeNull();
    expect(ageFormOf(Buffer.alloc(0))).toBeNull();
  });
});

test('an identity file comes back, and what is none does not', async () => {
  const text = await identityFile(identity, Date.UTC(2026, 10, 22));
  expect(text).toBe(`# created: 2026-11-22T00:00:00.000Z\n# public key: ${recipient}\n${identity}\n`);
  expect(readIdentityFile(text.replaceAll('\n', '\r\n'))).toEqual([identity]);
  for (const bad of ['', '# nothing\n', recipient, `${identity}\nAGE-PLUGIN-X-1QQ\n`, `${identity}\n`.repeat(2000)]) {
    expect(() => readIdentityFile(bad)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  }
  await expect(recipientOf('AGE-SECRET-KEY-1XXXX')).rejects.toMatchObject({ code: 'KEY_INVALID' });
});

describe.skipIf(!theirs)('with the real age', () => {
  const plain = randomBytes(250_000);
  const plainPath = path('plain');
  const out = path('out');
  writeFileSync(plainPath, plain);
  async function ourFile(name: string, lock: Parameters<typeof encrypting>[1]): Promise<string> {
    writeFileSync(path(name), await encrypted(plain, lock));
    return path(name);
  }
  const isOut = (): boolean => readFileSync(out).equals(plain);

  test('it opens what we encrypted to a recipient, with our identity file and with its own', async () => {
    writeFileSync(path('ours.txt'), await identityFile(identity, 0));
    expect(
      run('age-keygen', ['-y', path('ours.txt')])
        .out.toString()
        .trim(),
    ).toBe(recipient);
    run('age-keygen', ['-o', path('theirs.txt')]);
    const [theirIdentity = ''] = readIdentityFile(readFileSync(path('theirs.txt'), 'utf8'));
    const file = await ourFile('to-both.age', {
      kind: 'recipients',
      recipients: [recipient, await recipientOf(theirIdentity)],
    });
    for (const key of ['ours.txt', 'theirs.txt']) {
      rmSync(out, { force: true });
      expect(run('age', ['-d', '-i', path(key), '-o', out, file]).text).toBe('');
      expect(isOut()).toBe(true);
    }
  });

  test.each([[[]], [['--armor']]])('we open what it encrypted to us (%j)', async (options) => {
    const file = path('to-us.age');
    run('age', ['-r', recipient, ...options, '-o', file, plainPath]);
    const kept = memory();
    await decryptInto(kept, createReadStream(file), { passphrase: null, identities: [identity] });
    expect(kept.bytes().equals(plain)).toBe(true);

    const bytes = readFileSync(file);
    for (const size of [1000, 77]) {
      expect((await opened(bytes, { identities: [identity] }, size)).equals(plain)).toBe(true);
    }
    for (const damaged of [bytes.subarray(0, 200_000), bytes.subarray(0, bytes.length - 3), bytes.subarray(0, 100)]) {
      await expect(opened(damaged, { identities: [identity] })).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    }
    const changed = Buffer.from(bytes);
    changed[150_000] = changed[150_000] === 65 ? 66 : 65;
    await expect(opened(changed, { identities: [identity] })).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
  });

  test('armor with the line ends of Windows and blank lines around it opens, and with anything else in it does not', async () => {
    run('age', ['-r', recipient, '-a', '-o', path('armored.age'), plainPath]);
    const text = readFileSync(path('armored.age'), 'utf8');
    const keys = { identities: [identity] };
    const mailed = Buffer.from(`\r\n${text.replaceAll('\n', '\r\n')}\r\n\r\n`);
    expect((await opened(mailed, keys, 1000)).equals(plain)).toBe(true);
    const lines = text.split('\n');
    for (const bad of [
      lines.toSpliced(500, 0, '').join('\n'),
      lines.toSpliced(500, 0, 'AAAA').join('\n'),
      lines.toSpliced(500, 1, 'x'.repeat(5000)).join('\n'),
      `${text}more`,
    ]) {
      await expect(opened(Buffer.from(bad), keys)).rejects.toMatchObject({ code: 'BUNDLE_DAMAGED' });
    }
  });

  test.skipIf(!terminals)('passphrases, both ways', async () => {
    const ours = await ourFile('ours.age', { kind: 'passphrase', passphrase: 'correct horse' });
    rmSync(out, { force: true });
    expect(runInTerminal(['wrong'], 'age', ['-d', '-o', out, ours]).code).not.toBe(0);
    const there = runInTerminal(['correct horse'], 'age', ['-d', '-o', out, ours]);
    expect(there).toMatchObject({ code: 0 });
    expect(isOut()).toBe(true);

    const made = runInTerminal(['correct horse', 'correct horse'], 'age', ['-p', '-o', path('theirs.age'), plainPath]);
    expect(made).toMatchObject({ code: 0 });
    const bytes = readFileSync(path('theirs.age'));
    expect((await opened(bytes, { passphrase: 'correct horse' })).equals(plain)).toBe(true);
    await expect(opened(bytes, { passphrase: 'wrong' })).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
  });
});
