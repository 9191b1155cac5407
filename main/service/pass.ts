import type { Allowance, ConnectivityState, FeedId, FetchOutcome, Outcome } from '../../shared/model.ts';

export type PassOptions = {
  /** Null: all subscriptions. */
  readonly feedIds: readonly FeedId[] | null;
  readonly feedsOnly: boolean;
  readonly images: boolean;
  /** Milliseconds from now; null: as long as there is work. */
  readonly deadlineMs: number | null;
  /** Wire bytes; null: no limit. */
  readonly budgetBytes: number | null;
  readonly signal?: AbortSignal;
  /** Everything that is to be done by itself, and no more than that; absent: what is asked for. */
  readonly automatic?: boolean;
};

/** What came of one source in a pass. */
export type SourceReport = {
  readonly feed: string;
  readonly url: string;
  readonly outcome: Outcome;
  readonly items: number;
  readonly new: number;
  readonly bytes: number;
  readonly ms: number;
  readonly reason: string;
};

export type PassSummary = {
  readonly state: ConnectivityState;
  readonly sources: number;
  readonly ok: number;
  readonly failed: number;
  readonly new: number;
  readonly articles: number;
  readonly images: number;
  readonly bytes: number;
  readonly ms: number;
};

/**
 * One pass's limits and tallies: its deadline, its byte budget, the person's stop. Nothing is started once it is over;
 * a deadline or a stop also cancels what is on the wire.
 */
export type Pass = {
  readonly signal: AbortSignal;
  over(): boolean;
  /** May one more request start? Bytes that running requests will probably take count as spent. */
  hasBudgetFor(kind: Kind): boolean;
  /** Runs one request, counting its bytes as they come, and ends it where the budget would be overrun. */
  counted(kind: Kind, request: (allowance: Allowance) => Promise<FetchOutcome>): Promise<FetchOutcome>;
  /** Nothing more can be stored: end the pass. */
  end(): void;
  readonly bytes: number;
  close(): void;
};

type Kind = 'feed' | 'page' | 'image';

/**
 * What a response of a kind is guessed to weigh before any was seen, in wire bytes: the medians of the news feeds and
 * pages in our test sets, compressed, and of web images at reading size.
 */
const FIRST_GUESS_BYTES: Record<Kind, number> = { feed: 20_000, page: 40_000, image: 80_000 };
/** How much one more response moves the guess. */
const LEARNING_RATE = 0.2;

/** `onBytes` hears of the wire bytes of every finished request. */
export function openPass(
  limits: Pick<PassOptions, 'deadlineMs' | 'budgetBytes' | 'signal'>,
  onBytes: (bytes: number) => void,
): Pass {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  const timer = limits.deadlineMs === null ? null : setTimeout(stop, limits.deadlineMs);
  if (limits.signal?.aborted) stop();
  limits.signal?.addEventListener('abort', stop, { once: true });

  const guessBytes = { ...FIRST_GUESS_BYTES };
  let bytes = 0;
  let reservedBytes = 0;

  return {
    signal: controller.signal,
    over: () => controller.signal.aborted,
    hasBudgetFor: (kind) =>
      !controller.signal.aborted &&
      (limits.budgetBytes === null || bytes + reservedBytes + guessBytes[kind] <= limits.budgetBytes),
    async counted(kind, request) {
      let reserved = guessBytes[kind];
      let received = 0;
      reservedBytes += reserved;
      const reserve = (total: number): boolean => {
        const more = Math.max(0, total - reserved);
        if (limits.budgetBytes !== null && bytes + reservedBytes + more > limits.budgetBytes) return false;
        reservedBytes += more;
        reserved += more;
        return true;
      };
      try {
        const fetched = await request({
          announced: (length) => reserve(received + length),
          received: (length) => reserve((received += length)),
        });
        bytes += fetched.wireBytes;
        onBytes(fetched.wireBytes);
        if (fetched.outcome === 'OK') guessBytes[kind] += (fetched.wireBytes - guessBytes[kind]) * LEARNING_RATE;
        return fetched;
      } finally {
        reservedBytes -= reserved;
      }
    },
    end: stop,
    get bytes() {
      return bytes;
    },
    close() {
      if (timer) clearTimeout(timer);
      limits.signal?.removeEventListener('abort', stop);
    },
  };
}
