/** One attempt while it is under way, and what is left when it has ended. */
import type { Outcome } from '../../shared/outcome.ts';
import type { Appointment } from './agenda.ts';
import type { Flow } from './link.ts';
import type { Job, Phases, Result } from './policy.ts';
import type { Publisher } from './press.ts';
import type { Random } from './random.ts';

/** A connection and how much may still come over it; Infinity: no curtain, or it slipped through. */
export type Connection = { leftBytes: number };

/**
 * `knocking`: nobody has answered yet. `doomed`: how it ends is settled, unless the interface goes. `connecting`: between
 * the first answer and the first byte of the body. `body`. `parted`: waiting for its turn to fetch the next segment.
 */
export type Stage = 'knocking' | 'doomed' | 'connecting' | 'body' | 'parted';

export type Attempt = {
  readonly job: Job;
  readonly key: string;
  readonly publisher: Publisher;
  readonly dice: Random;
  readonly startMs: number;
  readonly phases: { -readonly [Key in keyof Phases]: Phases[Key] };
  stage: Stage;
  appointment: Appointment | null;
  flow: Flow | null;
  /** Of the running flow: bytes that are not body, and bytes on the wire for each of the body. */
  flowOverhead: number;
  flowRate: number;
  connections: number;
  movedBytes: number;
  /** Of the body: all, what an earlier try left, what this one got. */
  bodyBytes: number;
  partBytes: number;
  gotBytes: number;
  /** When the server put its answer together. */
  answeredMs: number;
};

/** What the world makes of an ended attempt; the client's `Result` is completed from it. */
export type Ending = {
  readonly outcome: Outcome;
  readonly stranger?: string;
  readonly portalUrl?: string;
};

export function jobKey(job: Job): string {
  switch (job.kind) {
    case 'feed':
      return `feed ${job.source.id}`;
    case 'page':
      return `page ${job.item.id}`;
    case 'image':
      return `image ${job.image.id}`;
  }
}

/** For the dice: distinct numbers for distinct jobs. */
export function jobNumbers(job: Job): readonly [number, number] {
  switch (job.kind) {
    case 'feed':
      return [1, job.source.id];
    case 'page':
      return [2, job.item.id];
    case 'image':
      return [3, job.image.id];
  }
}

export function resultOf(attempt: Attempt, ending: Ending, nowMs: number): Result {
  return {
    outcome: ending.outcome,
    phases: { ...attempt.phases, totalMs: nowMs - attempt.startMs },
    wireBytes: Math.round(attempt.gotBytes),
    movedBytes: Math.round(attempt.movedBytes),
    connections: attempt.connections,
    newItems: [],
    listed: 0,
    freshForMs: null,
    verified: attempt.publisher.secure && attempt.phases.firstByteMs !== null,
    route: 'direct',
    stranger: ending.stranger ?? null,
    portalUrl: ending.portalUrl ?? null,
  };
}
