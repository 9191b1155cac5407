const ENCODERS = new Map<string, Map<string, number>>();

/** Text in a one-byte charset, for publishers of the old school; what it cannot hold becomes `?`. */
export function encodeText(text: string, charset: 'utf-8' | 'windows-1251'): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  let table = ENCODERS.get(charset);
  if (!table) {
    // The platform decodes the charset but does not encode it: turn its table around.
    const decoded = new TextDecoder(charset).decode(Uint8Array.from({ length: 256 }, (_, byte) => byte));
    table = new Map(Array.from(decoded, (character, byte) => [character, byte]));
    ENCODERS.set(charset, table);
  }
  return Buffer.from(Array.from(text, (character) => table.get(character) ?? 0x3f));
}
