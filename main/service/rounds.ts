/** Keeps a long-running host at work: the planner is asked again as soon as it may have something, and after every change. */

export type Rounds = {
  /** The network changed, or the machine woke: look again in a few seconds. */
  lookSoon(): void;
  /** A setting changed: look now. */
  look(): void;
  stop(): void;
};

/**
 * A new network needs a moment, and a thousand machines that wake at eight need not all ask in the same second. The network
 * study has 3 to 10 s; but windows of half a minute exist, and the first headlines are to be here in 15 s.
 */
const SOON_MS = { least: 200, most: 1_000 };
/** However long nothing is to be done: states of the line and schedules are looked at so often. */
const AT_MOST_MS = 15_000;
const AT_LEAST_MS = 200;

export type RoundsOptions = {
  /** One run; resolves with milliseconds until it is worth looking again. */
  readonly run: () => Promise<number>;
  readonly random?: () => number;
  readonly firstMs?: number;
  readonly soonMs?: { readonly least: number; readonly most: number };
  readonly atMostMs?: number;
  readonly onError: (error: unknown) => void;
};

export function startRounds(options: RoundsOptions): Rounds {
  const random = options.random ?? Math.random;
  const soonMs = options.soonMs ?? SOON_MS;
  const atMostMs = options.atMostMs ?? AT_MOST_MS;
  let stopped = false;
  let running = false;
  /** Asked for while one ran. */
  let again: number | null = null;
  let timer: NodeJS.Timeout;

  function schedule(inMs: number): void {
    if (stopped) return;
    if (running) {
      again = Math.min(again ?? inMs, inMs);
      return;
    }
    clearTimeout(timer);
    timer = setTimeout(() => void round(), inMs);
    timer.unref();
  }

  async function round(): Promise<void> {
    running = true;
    let nextMs = atMostMs;
    try {
      nextMs = await options.run();
    } catch (error) {
      options.onError(error);
    }
    running = false;
    const wantedMs = Math.max(Math.min(AT_LEAST_MS, atMostMs), Math.min(atMostMs, nextMs));
    const soonerMs = again;
    again = null;
    schedule(Math.min(soonerMs ?? wantedMs, wantedMs));
  }

  schedule(options.firstMs ?? soonMs.least);
  return {
    lookSoon: () => schedule(soonMs.least + random() * (soonMs.most - soonMs.least)),
    look: () => schedule(0),
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
