import { isoTime } from '../../shared/json-line.ts';

/** The day something stands under: `2026-11-20` in UTC, or nothing. */
export function dayOf({ publishedMs }: { readonly publishedMs: number | null }): string {
  return /^\d{4}-\d\d-\d\d(?=T)/.exec(isoTime(publishedMs) ?? '')?.[0] ?? '';
}
