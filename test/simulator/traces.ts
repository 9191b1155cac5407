/** The traces of the network study (3.3) by name; what is random in them follows from the seed. */
import { DAY, HOUR, MINUTE, SECOND } from './numbers.ts';
import { between, exponential, keyed, type Random, seeded } from './random.ts';
import type { Segment, Trace } from './trace.ts';

type Piece = Omit<Segment, 'fromS' | 'toS'> & { readonly ms: number };
type Built = {
  readonly pieces: (random: Random, totalMs: number) => Iterable<Piece>;
  readonly budgetBytesPerDay?: number;
};

const BUILT: Readonly<Record<string, Built>> = {
  markov10: { pieces: markov10 },
  curfew: { pieces: curfew },
  blackout: { pieces: blackout },
  allow: { pieces: allow },
  curtain: { pieces: (_, ms) => [{ ms, line: 'curtain' }] },
  throttle: { pieces: (_, ms) => [{ ms, line: 'throttle' }] },
  metered: { pieces: (_, ms) => [{ ms, line: 'open' }], budgetBytesPerDay: 4_000_000 },
  captive: { pieces: captive },
  flap: { pieces: flap },
  v6dead: { pieces: (_, ms) => [{ ms, line: 'open', ipv6: 'dead' }] },
  dnsdead: { pieces: dnsdead },
  open: { pieces: (_, ms) => [{ ms, line: 'open' }] },
};

export const TRACE_NAMES: readonly string[] = Object.keys(BUILT);

/** Null: there is none of that name. */
export function builtInTrace(name: string, seed: number, days: number): Trace | null {
  const built = Object.hasOwn(BUILT, name) ? BUILT[name] : undefined;
  if (!built) return null;
  const random = seeded(keyed(seed, 4, TRACE_NAMES.indexOf(name)));
  const totalS = (days * DAY) / SECOND;
  const segments: Segment[] = [];
  let fromS = 0;
  for (const { ms, ...piece } of built.pieces(random, days * DAY)) {
    // Milliseconds, so that what is written and read again is the same.
    const toS = Math.min(totalS, Math.round(fromS * SECOND + ms) / SECOND);
    if (toS > fromS) segments.push({ fromS, toS, ...piece });
    fromS = Math.max(fromS, toS);
    if (fromS >= totalS) break;
  }
  const { budgetBytesPerDay } = built;
  return { name, days, ...(budgetBytesPerDay === undefined ? {} : { budgetBytesPerDay }), segments };
}

/** Starts on, as a reader would. */
function* markov10(random: Random): Iterable<Piece> {
  for (;;) {
    const bytesPerSecond = Math.round(between(random, [30_000, 90_000]));
    yield { ms: Math.max(SECOND, exponential(random, 10 * MINUTE)), line: 'open', bytesPerSecond };
    yield { ms: Math.max(SECOND, exponential(random, 3 * HOUR)), line: 'local' };
  }
}

/** Off from 1 to 9 each night; the radio stays attached. */
function* curfew(): Iterable<Piece> {
  yield { ms: HOUR, line: 'open' };
  for (;;) {
    yield { ms: 8 * HOUR, line: 'silent' };
    yield { ms: 16 * HOUR, line: 'open' };
  }
}

/** Two days on, five off, one window of two hours at 40 kB/s, four off, and on to the end. */
function* blackout(_: Random, totalMs: number): Iterable<Piece> {
  yield { ms: 2 * DAY, line: 'open' };
  yield { ms: 5 * DAY, line: 'silent' };
  yield { ms: 2 * HOUR, line: 'open', bytesPerSecond: 40_000 };
  yield { ms: 4 * DAY, line: 'silent' };
  yield { ms: totalMs, line: 'open' };
}

/** Only domestic sites, but for one window a day at any hour. */
function* allow(random: Random): Iterable<Piece> {
  for (;;) {
    const ms = between(random, [0.5, 1.5]) * HOUR;
    const before = between(random, [0, DAY - ms]);
    yield { ms: before, line: 'allowlist' };
    yield { ms, line: 'open' };
    yield { ms: DAY - before - ms, line: 'allowlist' };
  }
}

/** One network after another, each with a portal that somebody signs in to after 20 minutes. */
function* captive(random: Random): Iterable<Piece> {
  for (;;) {
    const network = `cafe ${Math.floor(random() * 4)}`;
    const https = random() < 0.5 ? 'silent' : 'intercepted';
    yield { ms: 20 * MINUTE, line: 'captive', network, https };
    yield { ms: exponential(random, HOUR), line: 'open' };
    yield { ms: exponential(random, 3 * HOUR), line: 'local' };
  }
}

function* flap(): Iterable<Piece> {
  for (;;) {
    yield { ms: 30 * SECOND, line: 'open' };
    yield { ms: 90 * SECOND, line: 'local' };
  }
}

/** A day on which names are learned, and none after it. */
function* dnsdead(_: Random, totalMs: number): Iterable<Piece> {
  yield { ms: DAY, line: 'open' };
  yield { ms: totalMs, line: 'open', dns: 'dead' };
}
