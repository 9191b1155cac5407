/**
 * Secret keys in minisign's own file: locked by a passphrase (scrypt, then XOR, with a BLAKE2b-256 checksum inside), or
 * plain, as `minisign -G -W` makes them.
 *
 * The file says how dear the passphrase is to try, as libsodium's opslimit and memlimit. minisign writes 2^25 and 2^30,
 * which is N = 2^20, r = 8, p = 1: a gigabyte of memory and some 4 s. That is read, and nothing above it: a hostile file
 * must not take all memory there is. Our own keys are written with 2^24 and 2^27, which is N = 2^17, r = 8, p = 4: 128 MB
 * and 1.1 s here, for an export must stay under 300 MB; four rounds give back some of what the smaller memory costs. The
 * real minisign reads that as well, for it takes whatever the file says.
 */
import { scrypt } from 'node:crypto';
import { blake2b } from '@noble/hashes/blake2.js';
import { LarderError } from '../../shared/errors.ts';
import { publicKeyOfSeed } from './ed25519.ts';
import { fromBase64, publicKeyText, type SecretKey } from './minisign.ts';

const OUR_LIMITS = { operations: 2 ** 24, memory: 2 ** 27 };
const MOST_OPERATIONS = 2 ** 25;
const MOST_MEMORY_BYTES = 2 ** 30;

const COMMENT = 'untrusted comment: ';
/** Where things begin in the 158 bytes: algorithm, KDF, checksum's algorithm, salt, two limits, then what is locked. */
const AT = { kdf: 2, checksum: 4, salt: 6, operations: 38, memory: 46, locked: 54 };
const FILE_BYTES = 158;
/** Of what is locked: id of the key, seed, public key, checksum. */
const IN = { seed: 8, key: 40, checksum: 72 };
const LOCKED_BYTES = 104;
/** minisign's own limit. */
const PASSPHRASE_MOST_BYTES = 1024;
/** A comment of at most a kilobyte and 212 characters, with room. */
const FILE_MOST_CHARACTERS = 4096;

/** So many random bytes. */
export type Random = (bytes: number) => Uint8Array;

export function makeSecretKey(random: Random): SecretKey {
  const keyId = random(8);
  const seed = random(32);
  return { keyId, seed, publicKey: publicKeyText({ keyId, key: publicKeyOfSeed(seed) }) };
}

/** The text of a key file that anyone who reads it can sign with. */
export function plainSecretKeyFile(secret: SecretKey): string {
  const head = Buffer.alloc(AT.locked);
  head.write('Ed\0\0B2', 'latin1');
  return fileText('minisign secret key', Buffer.concat([head, contentsOf(secret)]));
}

/** The text of a key file that wants `passphrase`. @throws LarderError BAD_REQUEST for an empty or endless passphrase */
export async function lockedSecretKeyFile(secret: SecretKey, passphrase: string, random: Random): Promise<string> {
  if (passphrase === '' || Buffer.byteLength(passphrase) >= PASSPHRASE_MOST_BYTES) {
    throw new LarderError('BAD_REQUEST', 'A passphrase has between 1 and 1023 bytes.');
  }
  const salt = random(32);
  const head = Buffer.alloc(AT.locked);
  head.write('EdScB2', 'latin1');
  head.set(salt, AT.salt);
  head.writeBigUInt64LE(BigInt(OUR_LIMITS.operations), AT.operations);
  head.writeBigUInt64LE(BigInt(OUR_LIMITS.memory), AT.memory);
  const stream = await derive(passphrase, salt, OUR_LIMITS);
  return fileText('minisign encrypted secret key', Buffer.concat([head, xor(contentsOf(secret), stream)]));
}

/** Whether the file wants a passphrase. @throws LarderError KEY_INVALID */
export function isSecretKeyLocked(text: string): boolean {
  return parse(text).limits !== null;
}

/**
 * Opens a key file of ours or of minisign's. A plain one opens with any passphrase.
 * @throws LarderError KEY_INVALID, KEY_LOCKED without a passphrase, PASSPHRASE_WRONG
 */
export async function openSecretKeyFile(text: string, passphrase: string | null): Promise<SecretKey> {
  const { bytes, limits } = parse(text);
  let contents = bytes.subarray(AT.locked);
  if (limits) {
    if (passphrase === null) throw new LarderError('KEY_LOCKED', 'The secret key wants its passphrase.');
    contents = xor(contents, await derive(passphrase, bytes.subarray(AT.salt, AT.operations), limits));
  }
  const secret: SecretKey = {
    keyId: new Uint8Array(contents.subarray(0, IN.seed)),
    seed: new Uint8Array(contents.subarray(IN.seed, IN.key)),
    publicKey: publicKeyText({
      keyId: contents.subarray(0, IN.seed),
      key: contents.subarray(IN.key, IN.checksum),
    }),
  };
  const checksum = contents.subarray(IN.checksum);
  // minisign writes no checksum into a plain file, and reads none there.
  const isRight = checksumOf(contents).equals(checksum) || (!limits && checksum.every((byte) => byte === 0));
  if (!isRight) {
    throw limits
      ? new LarderError('PASSPHRASE_WRONG', 'This is not the passphrase of the secret key.')
      : new LarderError('KEY_INVALID', 'The secret key is damaged.');
  }
  if (Buffer.compare(publicKeyOfSeed(secret.seed), contents.subarray(IN.key, IN.checksum)) !== 0) {
    throw new LarderError('KEY_INVALID', 'The two halves of the secret key do not belong together.');
  }
  return secret;
}

type Limits = { readonly operations: number; readonly memory: number };

function parse(text: string): { readonly bytes: Buffer; readonly limits: Limits | null } {
  const lines = text.slice(0, FILE_MOST_CHARACTERS).split('\n', 2);
  const [comment = '', key = ''] = lines.map((line) => line.replace(/\r$/, ''));
  const bytes = comment.startsWith(COMMENT) ? fromBase64(key, FILE_BYTES) : null;
  const kdf = bytes?.toString('latin1', AT.kdf, AT.checksum);
  if (
    !bytes ||
    bytes.toString('latin1', 0, AT.kdf) !== 'Ed' ||
    (kdf !== 'Sc' && kdf !== '\0\0') ||
    bytes.toString('latin1', AT.checksum, AT.salt) !== 'B2'
  ) {
    throw new LarderError('KEY_INVALID', 'This is not a secret key of minisign.');
  }
  if (kdf !== 'Sc') return { bytes, limits: null };
  const operations = bytes.readBigUInt64LE(AT.operations);
  const memory = bytes.readBigUInt64LE(AT.memory);
  if (operations > MOST_OPERATIONS || memory > MOST_MEMORY_BYTES) {
    throw new LarderError('KEY_INVALID', 'The secret key asks for more memory or time than minisign itself does.');
  }
  return { bytes, limits: { operations: Number(operations), memory: Number(memory) } };
}

/**
 * libsodium's crypto_pwhash_scryptsalsa208sha256: two limits become scrypt's N and p; r is always 8.
 * In libuv's threads, not in ours.
 */
function derive(passphrase: string, salt: Uint8Array, limits: Limits): Promise<Buffer> {
  const r = 8;
  const operations = Math.max(limits.operations, 32_768);
  const isMemoryPlenty = operations < Math.floor(limits.memory / 32);
  const mostN = isMemoryPlenty ? operations / (r * 4) : limits.memory / (r * 128);
  let logN = 1;
  while (2 ** logN <= mostN / 2) logN++;
  const N = 2 ** logN;
  const p = isMemoryPlenty ? 1 : Math.max(1, Math.floor(Math.min(operations / 4 / N, 0x3fffffff) / r));
  // What it needs, and some for OpenSSL's and BoringSSL's own counting.
  const maxmem = 128 * r * (N + p) + 2 ** 20;
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, LOCKED_BYTES, { N, r, p, maxmem }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

function contentsOf({ keyId, seed }: SecretKey): Buffer {
  const known = Buffer.concat([keyId, seed, publicKeyOfSeed(seed)]);
  return Buffer.concat([known, checksumOf(known)]);
}

function checksumOf(contents: Uint8Array): Buffer {
  const known = Buffer.concat([Buffer.from('Ed'), contents.subarray(0, IN.checksum)]);
  return Buffer.from(blake2b(known, { dkLen: 32 }));
}

function xor(bytes: Uint8Array, stream: Uint8Array): Buffer {
  return Buffer.from(bytes.map((byte, index) => byte ^ (stream[index] ?? 0)));
}

function fileText(comment: string, bytes: Uint8Array): string {
  return `${COMMENT}${comment}\n${Buffer.from(bytes).toString('base64')}\n`;
}
