import { LarderError } from '../../shared/errors.ts';

/** The contract takes 12 MB of base64, which is 9 MB of file. */
const MAX_FILE_BYTES = 9_000_000;

/**
 * A chosen file as base64, for its charset is its own.
 * @throws LarderError BODY_TOO_LARGE, FILE_UNREADABLE
 */
export async function readBase64(file: File): Promise<string> {
  if (file.size > MAX_FILE_BYTES) throw new LarderError('BODY_TOO_LARGE', 'The file is too large.');
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new LarderError('FILE_UNREADABLE', 'The file could not be read.', {}, { cause });
  }
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}
