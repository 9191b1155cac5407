export const BYTE_UNITS = { MB: 1_000_000, GB: 1_000_000_000 } as const;
export type ByteUnit = keyof typeof BYTE_UNITS;

/** What a person typed: a number, which may be empty, and its unit. */
export type ByteAmount = { readonly text: string; readonly unit: ByteUnit };

/** As the contract has it. */
const MAX_BYTES = 1e12;

/** Bytes as one would type them; null, for no limit, is an empty field. */
export function amountOf(bytes: number | null): ByteAmount {
  if (bytes === null) return { text: '', unit: 'MB' };
  const unit = bytes >= BYTE_UNITS.GB ? 'GB' : 'MB';
  return { text: String(bytes / BYTE_UNITS[unit]), unit };
}

/** Null: empty, or no number. */
export function bytesOf({ text, unit }: ByteAmount): number | null {
  const number = Number(text.trim().replace(',', '.'));
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) return null;
  return Math.min(MAX_BYTES, Math.round(number * BYTE_UNITS[unit]));
}
