/** What experience has taught of each origin: in memory while the program runs, and as aggregates in the archive. */
import type { OriginFacts } from '../../shared/line.ts';
import { type FetchOutcome, isSuccess, type Outcome } from '../../shared/model.ts';
import { parseHttpUrl } from '../../shared/url.ts';
import type { OriginMemory } from '../fetch/origin-memory.ts';

export type Origins = OriginMemory & {
  /** One attempt, with what was made of it in the end (a gate may have called an OK a stub). */
  saw(fetched: FetchOutcome, outcome: Outcome): void;
  facts(origin: string): OriginFacts | null;
  all(): readonly OriginFacts[];
  /** It was good within the last seven days: a failure of the way now says something of the network. */
  recentlyGood(origin: string): boolean;
  setAnchor(origin: string, anchor: boolean): void;
  /** What changed since the last call; to be saved with the piece of work that taught it. */
  takeChanged(): readonly OriginFacts[];
};

const RECENT_MS = 7 * 86_400_000;
/** Addresses move; after a month an old one is more likely somebody else's. */
const ADDRESS_MS = 30 * 86_400_000;
const MAX_ADDRESSES = 4;
/** Filters come and go within hours; after a day a frozen origin is asked for the whole again. */
const FROZEN_MS = 86_400_000;
const WEEK_MS = 7 * 86_400_000;
/** How much one transfer moves the averages. */
const LEARNING_RATE = 0.3;
/** Below this a transfer's speed is that of the handshake. */
const MEASURABLE_BYTES = 4_096;

export function createOrigins(saved: readonly OriginFacts[], now: () => number): Origins {
  const known = new Map(saved.map((facts) => [facts.origin, facts]));
  const changed = new Set<string>();

  function change(origin: string, change: Partial<OriginFacts>): void {
    known.set(origin, { ...(known.get(origin) ?? unknown(origin)), ...change });
    changed.add(origin);
  }

  const freezes = (origin: string): boolean => {
    const frozenMs = known.get(origin)?.frozenMs ?? null;
    return frozenMs !== null && Math.abs(now() - frozenMs) < FROZEN_MS;
  };

  return {
    addresses: (origin) =>
      (known.get(origin)?.addresses ?? [])
        .filter(({ okMs }) => Math.abs(now() - okMs) < ADDRESS_MS)
        .map(({ address }) => address),
    rangesOk: (origin) => known.get(origin)?.rangesOk ?? false,
    freezes,
    curtainHard: (origin) => freezes(origin) && (known.get(origin)?.curtainHard ?? false),
    issuer: (origin) => known.get(origin)?.issuer ?? null,
    verifiedAt(origin, address, issuer) {
      const others = (known.get(origin)?.addresses ?? []).filter((other) => other.address !== address);
      const addresses = [{ address, okMs: now() }, ...others].slice(0, MAX_ADDRESSES);
      // Who vouched first stays: a change of hands must be seen, and not quietly become the new truth.
      change(origin, { addresses, issuer: known.get(origin)?.issuer ?? issuer });
    },
    provedRanges: (origin) => {
      if (!known.get(origin)?.rangesOk) change(origin, { rangesOk: true });
    },
    froze: (origin) => change(origin, { frozenMs: now() }),
    provedHard: (origin) => change(origin, { curtainHard: true }),
    flowed(origin) {
      const facts = known.get(origin);
      if (facts && (facts.frozenMs !== null || facts.curtainHard))
        change(origin, { frozenMs: null, curtainHard: false });
    },
    saw(fetched, outcome) {
      if (outcome === 'CANCELLED' || outcome === 'REFUSED_TARGET' || outcome === 'DISK_FULL') return;
      const origin = parseHttpUrl(fetched.url)?.origin;
      if (origin === undefined) return;
      const before = known.get(origin) ?? unknown(origin);
      const nowMs = now();
      const good = isSuccess(outcome);
      const { firstByteMs, totalMs, tcpMs, lookupMs } = fetched.phases;
      const bodyMs = firstByteMs === null ? 0 : totalMs - firstByteMs;
      const measurable = good && fetched.wireBytes >= MEASURABLE_BYTES && bodyMs > 0;
      const roundTripMs = tcpMs === null ? null : tcpMs - (lookupMs ?? 0);
      change(origin, {
        ...(good ? { lastOkMs: nowMs } : { lastFailMs: nowMs }),
        lastOutcome: outcome,
        counts: counted(before, outcome, nowMs),
        ...(measurable && { goodput: smoothed(before.goodput, (fetched.wireBytes * 1000) / bodyMs) }),
        ...(roundTripMs !== null && roundTripMs >= 0 && { roundTripMs: smoothed(before.roundTripMs, roundTripMs) }),
        // It was let in: the new issuer is accepted from now on.
        ...(good && fetched.issuer && { issuer: fetched.issuer }),
      });
    },
    facts: (origin) => known.get(origin) ?? null,
    all: () => [...known.values()],
    recentlyGood(origin) {
      const lastOkMs = known.get(origin)?.lastOkMs ?? null;
      return lastOkMs !== null && Math.abs(now() - lastOkMs) < RECENT_MS;
    },
    setAnchor(origin, anchor) {
      if ((known.get(origin)?.anchor ?? false) !== anchor) change(origin, { anchor });
    },
    takeChanged() {
      const facts = [...changed].flatMap((origin) => known.get(origin) ?? []);
      changed.clear();
      return facts;
    },
  };
}

function unknown(origin: string): OriginFacts {
  return {
    origin,
    lastOkMs: null,
    lastFailMs: null,
    lastOutcome: null,
    counts: {},
    addresses: [],
    rangesOk: false,
    frozenMs: null,
    curtainHard: false,
    issuer: null,
    anchor: false,
    goodput: null,
    roundTripMs: null,
  };
}

/** Halved for every week since the last attempt, so that they tell of now. */
function counted(before: OriginFacts, outcome: Outcome, nowMs: number): OriginFacts['counts'] {
  const lastMs = Math.max(before.lastOkMs ?? 0, before.lastFailMs ?? 0);
  const keep = lastMs === 0 ? 1 : 2 ** (-Math.max(0, nowMs - lastMs) / WEEK_MS);
  const counts = Object.fromEntries(
    Object.entries(before.counts).map(([name, count]) => [name, Math.round(count * keep * 1000) / 1000]),
  ) as Record<Outcome, number>;
  return { ...counts, [outcome]: (counts[outcome] ?? 0) + 1 };
}

function smoothed(before: number | null, now: number): number {
  return Math.round(before === null ? now : before + (now - before) * LEARNING_RATE);
}
