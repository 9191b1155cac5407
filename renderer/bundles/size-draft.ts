/** Sizes that files are given in, in bytes as sticks and messengers count them; null: no limit. */
export const SIZES = { none: null, mail: 10_000_000, messenger: 50_000_000, fat: 2_000_000_000 } as const;
export const SIZE_CHOICES = ['none', 'mail', 'messenger', 'fat', 'other'] as const;
export type SizeChoice = (typeof SIZE_CHOICES)[number];

export const SIZE_UNITS = { MB: 1_000_000, GB: 1_000_000_000 } as const;
export type SizeUnit = keyof typeof SIZE_UNITS;

/** Larger than any bundle, whichever the unit. */
export const MOST_UNITS = 9_999;

export type SizeDraft = {
  readonly choice: SizeChoice;
  /** Of another size, as typed: it may be empty. */
  readonly amount: string;
  readonly unit: SizeUnit;
};

export const ANY_SIZE: SizeDraft = { choice: 'none', amount: '', unit: 'MB' };

/** Null: no limit, or none that can be used yet. */
export function bytesOf({ choice, amount, unit }: SizeDraft): number | null {
  if (choice !== 'other') return SIZES[choice];
  return isAmount(amount) ? Number(amount) * SIZE_UNITS[unit] : null;
}

/** Another size was asked for, and is none. */
export function isUnfinished({ choice, amount }: SizeDraft): boolean {
  return choice === 'other' && !isAmount(amount);
}

function isAmount(amount: string): boolean {
  return /^\d{1,4}$/.test(amount) && Number(amount) >= 1;
}
