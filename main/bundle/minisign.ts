/**
 * Signatures and public keys as minisign writes them (https://jedisct1.github.io/minisign/), so that `minisign -Vm` checks
 * what Larder signed and the other way round. Pure: text and bytes in, text out.
 *
 * BLAKE2b comes from @noble/hashes: BoringSSL's digests, which are all that Electron's node:crypto offers, have none.
 */
import { blake2b } from '@noble/hashes/blake2.js';
import { LarderError } from '../../shared/errors.ts';
import { signEd25519, verifyEd25519 } from './ed25519.ts';

/** Signed with the signature; it has no time, for that would make every export of the same another file. */
const TRUSTED_COMMENT = 'larder bundle';
const OUR_KEY = /^larder key ([A-Za-z0-9+/]{56})$/;

const UNTRUSTED = 'untrusted comment: ';
const TRUSTED = 'trusted comment: ';
const PUBLIC_KEY = /^[A-Za-z0-9+/]{56}$/;

/** minisign itself reads comments of 1 KB and 8 KB; the rest is a few hundred characters. */
const SIGNATURE_MOST_CHARACTERS = 16_384;

const KEY_ID_BYTES = 8;
const SIGNATURE_BYTES = 64;

export type PublicKey = { readonly keyId: Uint8Array; readonly key: Uint8Array };

export type SecretKey = {
  readonly keyId: Uint8Array;
  /** 32 bytes. */
  readonly seed: Uint8Array;
  /** In minisign's form. */
  readonly publicKey: string;
};

export type Signature = {
  /** `hashed`: of BLAKE2b-512 of the message ("ED", what minisign makes since 0.10); `plain`: of the message itself ("Ed"). */
  readonly kind: 'hashed' | 'plain';
  /** As `keyIdOf` says it. */
  readonly keyId: string;
  /** The key that came with the signature, if it says so and its id is that of the signature. Who it belongs to is not said. */
  readonly publicKey: string | null;
  readonly trustedComment: string;
};

type SignatureFile = {
  readonly hashed: boolean;
  readonly untrustedComment: string;
  readonly keyId: Uint8Array;
  readonly signature: Uint8Array;
  readonly trustedComment: string;
  readonly globalSignature: Uint8Array;
};

/** The 56 characters that stand in the second line of a `.pub` file. */
export function publicKeyText({ keyId, key }: PublicKey): string {
  return Buffer.concat([Buffer.from('Ed'), keyId, key]).toString('base64');
}

/** @throws LarderError KEY_INVALID when the text is not a public key of minisign's */
export function parsePublicKey(text: string): PublicKey {
  const bytes = PUBLIC_KEY.test(text) ? Buffer.from(text, 'base64') : null;
  if (bytes?.toString('latin1', 0, 2) !== 'Ed') {
    throw new LarderError('KEY_INVALID', 'This is not a public key of minisign (56 characters that begin with RW).');
  }
  return {
    keyId: new Uint8Array(bytes.subarray(2, 2 + KEY_ID_BYTES)),
    key: new Uint8Array(bytes.subarray(2 + KEY_ID_BYTES)),
  };
}

/** The number by which minisign calls a key: 16 hexadecimal digits. @throws LarderError KEY_INVALID */
export function keyIdOf(publicKey: string): string {
  return keyIdText(parsePublicKey(publicKey).keyId);
}

/** Both lines of a `.pub` file. @throws LarderError KEY_INVALID */
export function publicKeyFile(publicKey: string): string {
  return `${UNTRUSTED}minisign public key ${keyIdOf(publicKey)}\n${publicKey}\n`;
}

/** Of a `.pub` file, whoever made it: its public key. @throws LarderError KEY_INVALID */
export function readPublicKeyFile(text: string): string {
  const [comment = '', key = ''] = text.split('\n', 2).map((line) => line.replace(/\r$/, ''));
  if (!comment.startsWith(UNTRUSTED)) throw new LarderError('KEY_INVALID', 'This is not a key file of minisign.');
  return publicKeyText(parsePublicKey(key));
}

/** The text of `manifest.json.minisig`: the same for the same message and key. */
export function sign(message: Uint8Array, { keyId, seed, publicKey }: SecretKey): string {
  const signature = signEd25519(seed, blake2b(message, { dkLen: 64 }));
  const comment = Buffer.from(TRUSTED_COMMENT);
  const globalSignature = signEd25519(seed, Buffer.concat([signature, comment]));
  return [
    `${UNTRUSTED}larder key ${publicKey}`,
    Buffer.concat([Buffer.from('ED'), keyId, signature]).toString('base64'),
    `${TRUSTED}${TRUSTED_COMMENT}`,
    Buffer.from(globalSignature).toString('base64'),
    '',
  ].join('\n');
}

/** What a signature says of itself; nothing is checked yet. @throws LarderError BUNDLE_SIGNATURE when it is none */
export function readSignature(text: string): Signature {
  const { hashed, keyId, untrustedComment, trustedComment } = parseSignature(text);
  const named = OUR_KEY.exec(untrustedComment)?.[1] ?? null;
  return {
    kind: hashed ? 'hashed' : 'plain',
    keyId: keyIdText(keyId),
    publicKey: named !== null && isKeyWithId(named, keyId) ? named : null,
    trustedComment,
  };
}

/**
 * Throws unless both signatures, of the message and of the trusted comment, are
 * this key's.
 * @throws LarderError BUNDLE_SIGNATURE, and KEY_INVALID when the key is none
 */
export function verify(message: Uint8Array, signatureText: string, publicKey: string): void {
  const { key, keyId } = parsePublicKey(publicKey);
  const file = parseSignature(signatureText);
  const signed = file.hashed ? blake2b(message, { dkLen: 64 }) : message;
  const right =
    Buffer.compare(keyId, file.keyId) === 0 &&
    verifyEd25519(key, signed, file.signature) &&
    verifyEd25519(key, Buffer.concat([file.signature, Buffer.from(file.trustedComment)]), file.globalSignature);
  if (!right) throw new LarderError('BUNDLE_SIGNATURE', 'The signature does not belong to this bundle and key.');
}

function parseSignature(text: string): SignatureFile {
  const lines = text.slice(0, SIGNATURE_MOST_CHARACTERS + 1).split('\n');
  const [untrusted = '', signature = '', trusted = '', global = ''] = lines.map((line) => line.replace(/\r$/, ''));
  const bytes = fromBase64(signature, 2 + KEY_ID_BYTES + SIGNATURE_BYTES);
  const globalSignature = fromBase64(global, SIGNATURE_BYTES);
  const algorithm = bytes?.toString('latin1', 0, 2);
  if (
    text.length > SIGNATURE_MOST_CHARACTERS ||
    !untrusted.startsWith(UNTRUSTED) ||
    !trusted.startsWith(TRUSTED) ||
    !bytes ||
    !globalSignature ||
    (algorithm !== 'ED' && algorithm !== 'Ed')
  ) {
    throw new LarderError('BUNDLE_SIGNATURE', 'The signature is not one of minisign.');
  }
  return {
    hashed: algorithm === 'ED',
    untrustedComment: untrusted.slice(UNTRUSTED.length),
    keyId: new Uint8Array(bytes.subarray(2, 2 + KEY_ID_BYTES)),
    signature: new Uint8Array(bytes.subarray(2 + KEY_ID_BYTES)),
    trustedComment: trusted.slice(TRUSTED.length),
    globalSignature: new Uint8Array(globalSignature),
  };
}

/** Null unless it is exactly so many bytes, written the one way they can be. */
export function fromBase64(text: string, bytes: number): Buffer | null {
  const decoded = Buffer.from(text, 'base64');
  return decoded.length === bytes && decoded.toString('base64') === text ? decoded : null;
}

/** minisign reads the eight bytes as a number, least first, and prints it in hexadecimal. */
function keyIdText(keyId: Uint8Array): string {
  return Buffer.from(keyId).reverse().toString('hex').toUpperCase();
}

function isKeyWithId(publicKey: string, keyId: Uint8Array): boolean {
  try {
    return Buffer.compare(parsePublicKey(publicKey).keyId, keyId) === 0;
  } catch {
    return false; // not a key after all: as if it had not been there
  }
}
