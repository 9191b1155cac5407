// Keys and signatures, ours read by the real minisign and the other way round.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  keyIdOf,
  parsePublicKey,
  publicKeyFile,
  publicKeyText,
  readPublicKeyFile,
  readSignature,
  sign,
  verify,
} from '../../../main/bundle/minisign.ts';
import {
  isSecretKeyLocked,
  lockedSecretKeyFile,
  makeSecretKey,
  openSecretKeyFile,
  plainSecretKeyFile,
} from '../../../main/bundle/minisign-secret.ts';
import { missing, run } from '../../helpers/counterpart.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-minisign-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const random = (bytes: number): Uint8Array => new Uint8Array(randomBytes(bytes));
const manifest = Buffer.from('{"articles":0,"entries":[],"format":"larder-bundle","version":1}');
const theirs = missing('minisign', '-v') === null;
const path = (name: string): string => join(folder, name);

describe('a signature', () => {
  const key = makeSecretKey(random);
  const signature = sign(manifest, key);

  test('is right for what was signed, and carries its key', () => {
    verify(manifest, signature, key.publicKey);
    expect(readSignature(signature)).toEqual({
      kind: 'hashed',
      keyId: keyIdOf(key.publicKey),
      publicKey: key.publicKey,
      trustedComment: 'larder bundle',
    });
    expect(sign(manifest, key)).toBe(signature);
  });

  test('is refused after any change of the manifest, the signature or its trusted comment', () => {
    const refused = { code: 'BUNDLE_SIGNATURE' };
    const other = Buffer.from(manifest);
    other[5] = (other[5] ?? 0) ^ 1;
    expect(() => verify(other, signature, key.publicKey)).toThrow(expect.objectContaining(refused));
    expect(() => verify(manifest, signature.replace('larder bundle', 'larder bundl3'), key.publicKey)).toThrow(
      expect.objectContaining(refused),
    );
    const lines = signature.split('\n');
    for (const index of [1, 3]) {
      const bytes = Buffer.from(lines[index] ?? '', 'base64');
      for (const at of [0, 5, 20, bytes.length - 1]) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0x10;
        const text = lines.with(index, changed.toString('base64')).join('\n');
        expect(() => verify(manifest, text, key.publicKey)).toThrow(expect.objectContaining(refused));
      }
    }
  });

  test('of another key is refused, also of one that took the same id', () => {
    const { key: point } = parsePublicKey(makeSecretKey(random).publicKey);
    const impostor = publicKeyText({ keyId: key.keyId, key: point });
    for (const publicKey of [makeSecretKey(random).publicKey, impostor]) {
      expect(() => verify(manifest, signature, publicKey)).toThrow(
        expect.objectContaining({ code: 'BUNDLE_SIGNATURE' }),
      );
    }
  });

  test('says nothing of a key whose id is not its own', () => {
    const claimed = signature.replace(key.publicKey, makeSecretKey(random).publicKey);
    expect(readSignature(claimed).publicKey).toBeNull();
  });

  test.each([
    ['nothing', ''],
    ['a page', '<html>'.repeat(10_000)],
    ['a cut one', signature.slice(0, 200)],
  ])('that is %s is none', (_what, text) => {
    expect(() => readSignature(text)).toThrow(expect.objectContaining({ code: 'BUNDLE_SIGNATURE' }));
  });

  test('comes through for any bytes and any key', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 3000 }),
        fc.uint8Array({ minLength: 40, maxLength: 40 }),
        (bytes, seed) => {
          const made = makeSecretKey((count) => (count === 8 ? seed.slice(0, 8) : seed.slice(8)));
          verify(bytes, sign(bytes, made), made.publicKey);
          expect(() => verify(Buffer.concat([bytes, Buffer.from([0])]), sign(bytes, made), made.publicKey)).toThrow(
            'does not belong',
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe('key files', () => {
  test('a public key comes back from its file, also with the line ends of Windows', () => {
    const { publicKey } = makeSecretKey(random);
    expect(readPublicKeyFile(publicKeyFile(publicKey))).toBe(publicKey);
    expect(readPublicKeyFile(publicKeyFile(publicKey).replaceAll('\n', '\r\n'))).toBe(publicKey);
  });

  test.each(['', 'RWQ', 'A'.repeat(56), 'untrusted comment: x\nRWQ\n'])('%j is no public key', (text) => {
    expect(() => parsePublicKey(text)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
    expect(() => readPublicKeyFile(text)).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
  });

  test('a plain secret key opens by itself', async () => {
    const key = makeSecretKey(random);
    const text = plainSecretKeyFile(key);
    expect(isSecretKeyLocked(text)).toBe(false);
    expect(await openSecretKeyFile(text, null)).toEqual(key);
  });

  test('a locked one only with its passphrase, and shows nothing of itself', async () => {
    const key = makeSecretKey(random);
    const text = await lockedSecretKeyFile(key, 'пароль с пробелами', random);
    expect(isSecretKeyLocked(text)).toBe(true);
    await expect(openSecretKeyFile(text, null)).rejects.toMatchObject({ code: 'KEY_LOCKED' });
    await expect(openSecretKeyFile(text, 'пароль')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    expect(await openSecretKeyFile(text, 'пароль с пробелами')).toEqual(key);
    expect(Buffer.from(text.split('\n')[1] ?? '', 'base64').indexOf(key.keyId)).toBe(-1);
    await expect(lockedSecretKeyFile(key, '', random)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });

  test('what is damaged, or asks for all memory there is, is no key', async () => {
    const [comment = '', line = ''] = plainSecretKeyFile(makeSecretKey(random)).split('\n');
    const changed = (edit: (bytes: Buffer) => void): string => {
      const bytes = Buffer.from(line, 'base64');
      edit(bytes);
      return `${comment}\n${bytes.toString('base64')}\n`;
    };
    const bad = [
      '',
      `${comment}\n`,
      `${comment}\n${line.slice(4)}\n`,
      changed((bytes) => bytes.write('Xx', 2)),
      changed((bytes) => (bytes[70] = (bytes[70] ?? 0) ^ 1)),
      // A checksum is not asked for in a plain file, but both halves must fit.
      changed((bytes) => {
        bytes[100] = (bytes[100] ?? 0) ^ 1;
        bytes.fill(0, 126);
      }),
      changed((bytes) => {
        bytes.write('Sc', 2);
        bytes.writeBigUInt64LE(2n ** 34n, 46);
      }),
      changed((bytes) => {
        bytes.write('Sc', 2);
        bytes.writeBigUInt64LE(2n ** 40n, 38);
      }),
    ];
    for (const text of bad) {
      await expect(openSecretKeyFile(text, 'x')).rejects.toMatchObject({ code: 'KEY_INVALID' });
    }
  });

  test('the least limits a file can name are not the most work', async () => {
    const bytes = Buffer.from(plainSecretKeyFile(makeSecretKey(random)).split('\n')[1] ?? '', 'base64');
    bytes.write('Sc', 2);
    for (const [operations, memory] of [
      [0n, 0n],
      [2n ** 25n, 0n],
      [0n, 2n ** 30n],
    ] as const) {
      bytes.writeBigUInt64LE(operations, 38);
      bytes.writeBigUInt64LE(memory, 46);
      const text = `untrusted comment: x\n${bytes.toString('base64')}\n`;
      await expect(openSecretKeyFile(text, 'x')).rejects.toMatchObject({ code: 'PASSPHRASE_WRONG' });
    }
  });
});

describe.skipIf(!theirs)('with the real minisign', () => {
  writeFileSync(path('manifest.json'), manifest);

  /** What minisign says of a signature of ours. */
  function theyVerify(signature: string, publicKey: string, message: Uint8Array = manifest): number | null {
    writeFileSync(path('m'), message);
    writeFileSync(path('m.minisig'), signature);
    return run('minisign', ['-Vm', path('m'), '-P', publicKey]).code;
  }

  test('it verifies what we signed, by key and by key file, and refuses the rest', () => {
    const key = makeSecretKey(random);
    const signature = sign(manifest, key);
    expect(theyVerify(signature, key.publicKey)).toBe(0);
    writeFileSync(path('ours.pub'), publicKeyFile(key.publicKey));
    const byFile = run('minisign', ['-Vm', path('m'), '-p', path('ours.pub')]);
    expect(byFile.text).toContain('Trusted comment: larder bundle');
    expect(theyVerify(signature, makeSecretKey(random).publicKey)).toBe(1);
    expect(theyVerify(signature, key.publicKey, Buffer.concat([manifest, Buffer.from(' ')]))).toBe(1);
    expect(theyVerify(signature.replace('larder bundle', 'larder bundl3'), key.publicKey)).toBe(1);
  });

  test('it signs with our plain key and with our locked one', async () => {
    const key = makeSecretKey(random);
    writeFileSync(path('plain.key'), plainSecretKeyFile(key));
    writeFileSync(path('locked.key'), await lockedSecretKeyFile(key, 'correct horse', random));
    const sig = path('theirs.minisig');
    for (const [file, input] of [
      ['plain.key', ''],
      ['locked.key', 'correct horse\n'],
    ] as const) {
      rmSync(sig, { force: true });
      const signed = run('minisign', ['-S', '-s', path(file), '-m', path('manifest.json'), '-x', sig], input);
      expect(signed.text).not.toContain('Wrong');
      verify(manifest, readFileSync(sig, 'utf8'), key.publicKey);
    }
    expect(run('minisign', ['-S', '-s', path('locked.key'), '-m', path('m'), '-x', sig], 'wrong\n').code).not.toBe(0);
  });

  test.each([
    ['plain', ['-W'], null, ''],
    ['locked', [], 'correct horse', 'correct horse\ncorrect horse\n'],
  ] as const)('we read its %s key and sign with it', async (name, options, passphrase, input) => {
    const [pub, sec] = [path(`${name}-t.pub`), path(`${name}-t.key`)];
    run('minisign', ['-G', '-f', ...options, '-p', pub, '-s', sec], input);
    const key = await openSecretKeyFile(readFileSync(sec, 'utf8'), passphrase);
    expect(key.publicKey).toBe(readPublicKeyFile(readFileSync(pub, 'utf8')));
    expect(readFileSync(pub, 'utf8')).toContain(keyIdOf(key.publicKey).replace(/^0+/, ''));
    expect(theyVerify(sign(manifest, key), key.publicKey)).toBe(0);
    if (passphrase !== null) {
      await expect(openSecretKeyFile(readFileSync(sec, 'utf8'), 'wrong')).rejects.toMatchObject({
        code: 'PASSPHRASE_WRONG',
      });
    }
  });

  test('we verify its signatures, hashed and legacy ones', () => {
    const [pub, sec] = [path('s.pub'), path('s.key')];
    run('minisign', ['-G', '-f', '-W', '-p', pub, '-s', sec]);
    const publicKey = readPublicKeyFile(readFileSync(pub, 'utf8'));
    for (const [options, kind] of [
      [['-H'], 'hashed'],
      [['-l'], 'plain'],
    ] as const) {
      run('minisign', ['-S', ...options, '-s', sec, '-m', path('manifest.json'), '-t', 'привет, мир']);
      const text = readFileSync(path('manifest.json.minisig'), 'utf8');
      expect(readSignature(text)).toMatchObject({ kind, publicKey: null, trustedComment: 'привет, мир' });
      verify(manifest, text, publicKey);
      expect(() => verify(Buffer.from('x'), text, publicKey)).toThrow(
        expect.objectContaining({ code: 'BUNDLE_SIGNATURE' }),
      );
    }
  });
});
