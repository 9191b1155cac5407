/** How values leave this program as text. */

/**
 * JSON on one line whatever reads it: Python's splitlines and others also break at U+0085, U+2028 and U+2029, and
 * terminals obey the C1 controls, all of which JSON.stringify leaves as they are.
 */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** ISO 8601 UTC, or null: the only form in which times leave in text. */
export function isoTime(ms: number | null): string | null {
  if (ms === null) return null;
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
