import type { Outcome } from '../../../shared/model.ts';

/** Outcomes in which the other end itself answered: the line was there, whatever it said. */
const ANSWERED: ReadonlySet<Outcome> = new Set<Outcome>([
  'OK',
  'NOT_MODIFIED',
  'PARTIAL',
  'HTTP_429',
  'HTTP_503',
  'HTTP_4XX',
  'HTTP_5XX',
  'GONE',
  'SERVER_LEGAL',
  'SERVER_CHALLENGE',
  'NOT_A_FEED',
  'TOO_LARGE',
  'TOO_DEEP',
  'BAD_ENCODING',
  'REDIRECT_LOOP',
  // Ours, and no word about the line.
  'REFUSED_TARGET',
  'DISK_FULL',
  'CANCELLED',
]);

/** The line's failure and not the source's: exit code 4 when nothing else happened, and worth trying again later. */
export function isUnreachable(outcome: Outcome): boolean {
  return !ANSWERED.has(outcome);
}
