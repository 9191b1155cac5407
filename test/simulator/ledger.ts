/** What the attempts of a run cost: bytes moved, bytes for nothing, attempts that failed. */
import { isSuccess } from '../../shared/outcome.ts';
import type { Attempt, Ending } from './attempt.ts';
import { NUMBERS } from './numbers.ts';
import type { Job } from './policy.ts';
import { jobKey } from './attempt.ts';

export type Ledger = {
  /** Body bytes that are kept of earlier tries. */
  partOf(job: Job): number;
  /** Notes an ended attempt; bytes of its body that are kept for the next one. `isNews`: it brought something. */
  note(attempt: Attempt, ending: Ending, isNews: boolean): number;
  totals(): Totals;
};

export type Totals = {
  readonly attempts: number;
  readonly failedAttempts: number;
  readonly movedBytes: number;
  /** Of failed transfers, parts that were never completed included. */
  readonly wastedBytes: number;
  /** Of complete feeds in which nothing was new. */
  readonly unchangedBytes: number;
};

export function createLedger(): Ledger {
  const parts = new Map<string, number>();
  let attempts = 0;
  let failedAttempts = 0;
  let movedBytes = 0;
  let lostBytes = 0;
  let unchangedBytes = 0;

  /** A feed is another one next time; its whole items are saved instead. */
  function keeps({ job, publisher, partBytes, gotBytes }: Attempt): boolean {
    return job.kind !== 'feed' && publisher.ranges && partBytes + gotBytes >= NUMBERS.partBytes;
  }

  return {
    partOf: (job) => (parts.size === 0 ? 0 : (parts.get(jobKey(job)) ?? 0)),
    note(attempt, { outcome }, isNews) {
      attempts++;
      movedBytes += attempt.movedBytes;
      if (isSuccess(outcome)) {
        parts.delete(attempt.key);
        if (outcome === 'OK' && attempt.job.kind === 'feed' && !isNews) unchangedBytes += attempt.movedBytes;
        return 0;
      }
      failedAttempts++;
      if (!keeps(attempt)) {
        // What was there before stays for another try.
        lostBytes += attempt.movedBytes;
        return parts.get(attempt.key) ?? 0;
      }
      const kept = (parts.get(attempt.key) ?? 0) + attempt.gotBytes;
      parts.set(attempt.key, kept);
      lostBytes += attempt.movedBytes - attempt.gotBytes;
      return kept;
    },
    totals() {
      let unfinished = 0;
      for (const bytes of parts.values()) unfinished += bytes;
      return { attempts, failedAttempts, movedBytes, wastedBytes: lostBytes + unfinished, unchangedBytes };
    },
  };
}
