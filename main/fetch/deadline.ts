import { NOWHERE, putIn, takeOut, type Bagged } from './bag.ts';

export type Deadline = {
  cancel(): void;
  /** Starts over. */
  refresh(): void;
};

/** All limits are looked at together, this often, while there are any: a timer for each costs more than the rest of it. */
const LOOK_MS = 20;

/** A class, for a request has several. */
class Running implements Deadline, Bagged {
  at = NOWHERE;
  dueMs: number;
  readonly #ms: number;
  readonly expired: () => void;

  constructor(ms: number, expired: () => void) {
    this.#ms = ms;
    this.dueMs = performance.now() + ms;
    this.expired = expired;
  }

  cancel(): void {
    takeOut(running, this);
  }

  refresh(): void {
    this.dueMs = performance.now() + this.#ms;
  }
}

const running: Running[] = [];
let look: NodeJS.Timeout | undefined;

function lookAtAll(): void {
  const nowMs = performance.now();
  for (const one of running) {
    // Still to be cancelled or started over by what is read until then.
    if (one.dueMs <= nowMs) setImmediate(expire, one);
  }
  if (running.length === 0) {
    clearInterval(look);
    look = undefined;
  }
}

function expire(one: Running): void {
  if (one.dueMs <= performance.now() && takeOut(running, one)) one.expired();
}

/**
 * A limit on waiting for the network; it may be some 20 ms late. It expires only after everything that has already arrived
 * was read: when our own work has held up the event loop for seconds, timers come before the bytes that are waiting, and a
 * good line would be called frozen.
 */
export function startDeadline(ms: number, expired: () => void): Deadline {
  const one = new Running(ms, expired);
  putIn(running, one);
  look ??= setInterval(lookAtAll, LOOK_MS);
  return one;
}
