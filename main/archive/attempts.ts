import { type Authority, isVerified } from '../../shared/line.ts';
import type { Outcome } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl } from '../../shared/url.ts';

/** What came of an attempt, and who vouches for the answer; absent: it is taken for the server's own. */
export type Verdict = { readonly outcome: Outcome; readonly reason: string; readonly authority?: Authority };

/** Anybody on the way may have said it. On the person's own network nobody is on the way. */
export function isHearsay(verdict: Verdict, url: string): boolean {
  if (verdict.authority === undefined || isVerified(verdict.authority)) return false;
  return !isPrivateHost(parseHttpUrl(url)?.hostname ?? '');
}

/** What the server or the document itself said for good; asking again would only cost. */
const FINAL: ReadonlySet<Outcome> = new Set<Outcome>([
  ...(['GONE', 'HTTP_4XX', 'SERVER_LEGAL', 'NOT_A_FEED', 'NOT_AN_ARTICLE', 'NOT_AN_IMAGE', 'TOO_LARGE'] as const),
  ...(['REDIRECT_LOOP', 'BAD_ENCODING', 'TOO_DEEP', 'REFUSED_TARGET'] as const),
]);
/** Whatever else ended an attempt may be different another time. */
export function settlesForGood(outcome: Outcome | null): boolean {
  return outcome !== null && FINAL.has(outcome);
}

/** A server in trouble: it was reached, so that every further try costs it and us something. */
const SERVER_TROUBLE: ReadonlySet<Outcome> = new Set<Outcome>(['HTTP_429', 'HTTP_503', 'HTTP_5XX', 'SERVER_CHALLENGE']);
/** It says nothing of the address: this machine could not even ask. */
const NOT_TRIED: ReadonlySet<Outcome> = new Set<Outcome>(['LOCAL', 'DISK_FULL', 'PROXY_DOWN', 'PROXY_REJECT']);
/** Long enough that a pass does not ask for the same thing over and over while the machine is offline. */
const NOT_TRIED_PAUSE_MS = 30_000;

/** Pauses after the first, second ... answer of a server in trouble. */
const SERVER_PAUSES_MS = [60_000, 5 * 60_000, 20 * 60_000, 60 * 60_000, 3 * 60 * 60_000, 12 * 60 * 60_000];
/** Lines come back within minutes, and a window may be short: a failure of the path must not hold anything up for long. */
const PATH_PAUSE_MS = 2 * 60_000;
/** A server that was in trouble this often means it. Failures of the path are never counted out. */
const MAX_SERVER_FAILURES = 8;

/**
 * The network answered in the server's place. It will do so again in two minutes, and each attempt shows it what is being
 * read; but what it hides is never given up.
 */
const INSTEAD: ReadonlySet<Outcome> = new Set<Outcome>(['STUB', 'TAMPER']);
const LONGEST_INSTEAD_PAUSE_MS = 60 * 60_000;
/** As far as these count: afterwards a server in trouble still has a few tries. */
const MOST_INSTEAD_COUNTED = 4;

/** No pause is longer: one that ends later was noted while this clock was ahead. */
export const MAX_PAUSE_MS = 24 * 60 * 60_000;

export type Attempt = {
  /** Never ask again. */
  readonly final: boolean;
  /** Answers of a server in trouble so far, and of a network in its place. */
  readonly attempts: number;
  readonly pauseMs: number;
};

/**
 * What an outcome means for asking again. `attempts`: as counted before. `hearsay`: nobody vouches for the answer, so that
 * it may be the network's own; it is believed when it has been said as often as a server in trouble is asked.
 */
export function afterAttempt(outcome: Outcome, attempts: number, hearsay = false): Attempt {
  const final = FINAL.has(outcome);
  if (final && (!hearsay || outcome === 'REFUSED_TARGET')) return { final: true, attempts: attempts + 1, pauseMs: 0 };
  if (outcome === 'CANCELLED') return { final: false, attempts, pauseMs: 0 }; // the person stopped it
  if (NOT_TRIED.has(outcome)) return { final: false, attempts, pauseMs: NOT_TRIED_PAUSE_MS };
  if (INSTEAD.has(outcome)) {
    const count = Math.max(attempts, Math.min(attempts + 1, MOST_INSTEAD_COUNTED));
    return { final: false, attempts: count, pauseMs: Math.min(pauseMs(count), LONGEST_INSTEAD_PAUSE_MS) };
  }
  if (!final && !SERVER_TROUBLE.has(outcome)) return { final: false, attempts, pauseMs: PATH_PAUSE_MS };
  const count = attempts + 1;
  return {
    final: count >= MAX_SERVER_FAILURES,
    attempts: count,
    pauseMs: pauseMs(count),
  };
}

function pauseMs(count: number): number {
  return SERVER_PAUSES_MS[Math.min(count, SERVER_PAUSES_MS.length) - 1] ?? 60_000;
}
