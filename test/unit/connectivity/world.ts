/**
 * A world to judge the rules in: 40 origins on a line that somebody else switches, and what an attempt comes to there.
 * The numbers are those of the network study, 1 and 3.2 where it has some, and invented where it has none.
 */
import type { SystemVerdict } from '../../../main/connectivity/events.ts';
import type { ConnectivityState } from '../../../shared/line.ts';
import type { Outcome } from '../../../shared/outcome.ts';

export type Regime =
  | { readonly kind: 'open' }
  | { readonly kind: 'no-interface' }
  | { readonly kind: 'shutdown' }
  | { readonly kind: 'portal'; readonly httpsIs: 'silent' | 'intercepted'; readonly systemTells: boolean }
  | { readonly kind: 'allowlist' }
  | { readonly kind: 'curtain' }
  | { readonly kind: 'throttle' };

export type Stretch = {
  readonly regime: Regime;
  readonly fromMs: number;
  readonly toMs: number;
  readonly identity: string;
};

export const TRUTH: Readonly<Record<Regime['kind'], ConnectivityState>> = {
  open: 'open',
  'no-interface': 'offline',
  shutdown: 'offline',
  portal: 'captive',
  allowlist: 'allowlist',
  curtain: 'degraded',
  throttle: 'degraded',
};

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** 26 hours that visit every state, each entered and left with and without a change of network. */
export function script(random: () => number): Stretch[] {
  const portal = (): Regime => ({
    kind: 'portal',
    httpsIs: random() < 0.5 ? 'silent' : 'intercepted',
    systemTells: random() < 0.3,
  });
  const plan: [Regime, number][] = [
    [{ kind: 'open' }, 4 * HOUR],
    [{ kind: 'open' }, 3 * HOUR],
    [{ kind: 'open' }, 2 * HOUR],
    [{ kind: 'allowlist' }, 3.5 * HOUR],
    [{ kind: 'allowlist' }, 2.5 * HOUR],
    [{ kind: 'curtain' }, 2.5 * HOUR],
    [{ kind: 'throttle' }, 1.5 * HOUR],
    [{ kind: 'shutdown' }, 3 * HOUR],
    [{ kind: 'shutdown' }, HOUR],
    [{ kind: 'no-interface' }, HOUR],
    [portal(), 60 * MINUTE],
    [portal(), 60 * MINUTE],
  ];
  // Uneven, so that no change falls on the hour at which a poller looks.
  const uneven = plan.map(([regime, ms]): [Regime, number] => [regime, ms * (0.6 + 0.8 * random())]);
  const order = shuffledApart(uneven, random);
  const total = order.reduce((sum, [, ms]) => sum + ms, 0);
  let fromMs = 0;
  let network = 0;
  return order.map(([regime, ms]) => {
    if (regime.kind === 'no-interface' || random() < 0.15) network++;
    const toMs = fromMs + (ms * 26 * HOUR) / total;
    const stretch = { regime, fromMs, toMs, identity: `network ${network}` };
    fromMs = toMs;
    return stretch;
  });
}

/** In any order in which no two of the same state meet. */
function shuffledApart(plan: readonly [Regime, number][], random: () => number): [Regime, number][] {
  for (;;) {
    const order = plan
      .map((one) => ({ one, key: random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ one }) => one);
    if (
      order.every(
        ([{ kind }], index) => TRUTH[kind] !== TRUTH[order[index + 1]?.[0].kind ?? 'open'] || !order[index + 1],
      )
    ) {
      return order;
    }
  }
}

export type WorldOrigin = {
  readonly origin: string;
  readonly domain: string;
  /** On the allow-list. */
  readonly domestic: boolean;
  /** Its host lies behind the curtain, when there is one. */
  readonly curtained: boolean;
  readonly lostName: boolean;
  /** Adaptive polling, 15 minutes to an hour (3.2). */
  readonly everyMs: number;
};

/** 8 of 40 are on the list, half of the others on curtained hosts, one in ten is http only. */
export function worldOrigins(random: () => number): WorldOrigin[] {
  return Array.from({ length: 40 }, (_, index) => {
    const domestic = index % 5 === 0;
    return {
      origin: `${index % 10 === 3 ? 'http' : 'https'}://feeds.site${index}.test`,
      domain: `site${index}.test`,
      domestic,
      curtained: !domestic && index % 2 === 1,
      lostName: index % 10 === 7,
      everyMs: (15 + random() * 45) * MINUTE,
    };
  });
}

export type Result = {
  readonly outcome: Outcome;
  readonly tookMs: number;
  readonly bytes: number;
  readonly transferMs: number;
  readonly handshakeMs: number | null;
  readonly verified: boolean;
  readonly stranger: string | null;
  readonly portalUrl: string | null;
};

const SILENCE: readonly Outcome[] = ['TCP_BLACKHOLE', 'TLS_BLACKHOLE', 'DNS_FAIL'];
const NOISE: readonly Outcome[] = ['TLS_RST', 'TCP_BLACKHOLE', 'DNS_FAIL', 'TCP_RST', 'HTTP_BLACKHOLE'];
/** As the connector gives up (3.2). */
const TIMEOUT_MS: Partial<Record<Outcome, number>> = {
  DNS_FAIL: 5_000,
  TCP_BLACKHOLE: 8_000,
  TLS_BLACKHOLE: 8_500,
  HTTP_BLACKHOLE: 20_500,
};

/** What one attempt comes to. `noise`: the share of attempts that end against the rule of the day. */
export function attemptIn(
  regime: Regime,
  target: WorldOrigin,
  conditional: boolean,
  noise: number,
  random: () => number,
): Result {
  const odd = random() < noise;
  const failed = (outcome: Outcome): Result => ({
    outcome,
    tookMs: TIMEOUT_MS[outcome] ?? 200 + random() * 300,
    bytes: 0,
    transferMs: 0,
    handshakeMs: null,
    verified: false,
    stranger: null,
    portalUrl: null,
  });
  const pick = (list: readonly Outcome[]): Outcome => list[Math.floor(random() * list.length)] ?? 'TCP_BLACKHOLE';
  const answered = (bytesPerSecond: number, handshakeMs: number): Result => {
    const unchanged = conditional && random() < 0.5;
    const bytes = unchanged ? 0 : bodyBytes(random);
    const transferMs = Math.max(1, (bytes / bytesPerSecond) * 1000);
    const tookMs = handshakeMs * 2 + Math.min(60_000, transferMs);
    const outcome: Outcome = transferMs > 60_000 ? 'SLOW' : unchanged ? 'NOT_MODIFIED' : 'OK';
    const secure = target.origin.startsWith('https:');
    const handshake = secure ? handshakeMs : null;
    const base = { outcome, tookMs, handshakeMs: handshake, verified: secure, stranger: null, portalUrl: null };
    return { ...base, bytes: Math.min(bytes, bytesPerSecond * 60), transferMs: Math.min(60_000, transferMs) };
  };
  const normal = (): Result =>
    odd ? failed(pick(NOISE)) : answered(100_000 + random() * 700_000, 150 + random() * 450);

  switch (regime.kind) {
    case 'open':
      return normal();
    case 'no-interface':
      return { ...failed('LOCAL'), tookMs: 5 };
    case 'shutdown':
      return failed(pick(SILENCE));
    case 'portal':
      if (odd) return failed('TCP_BLACKHOLE');
      if (target.origin.startsWith('http:')) {
        const portalUrl = 'http://login.hotel.test/welcome';
        return { ...failed('CAPTIVE'), stranger: 'login.hotel.test', portalUrl };
      }
      if (regime.httpsIs === 'silent') return failed('TCP_BLACKHOLE');
      return { ...failed('TLS_INTERCEPT'), stranger: 'ab'.repeat(32) };
    case 'allowlist':
      if (target.domestic) return normal();
      if (odd) return answered(300_000, 300);
      return failed(target.lostName ? 'DNS_NX' : random() < 0.5 ? 'TLS_BLACKHOLE' : 'TCP_BLACKHOLE');
    case 'curtain': {
      const result = normal();
      const stopsAt = 14_000 + random() * 6_000;
      // "The same host may pass a minute later."
      if (!target.curtained || result.bytes < stopsAt || random() < 0.2) return result;
      return { ...result, outcome: 'FROZEN', bytes: stopsAt, tookMs: 16_000, transferMs: 15_100 };
    }
    case 'throttle':
      return odd ? failed(pick(NOISE)) : answered(1_000 + random() * 2_500, 2_000 + random() * 3_000);
  }
}

export function verdictIn(regime: Regime): SystemVerdict | null {
  return regime.kind === 'portal' && regime.systemTells ? 'portal' : null;
}

/** Compressed feeds and pages: median some 20 KB, one in ten above 64 KB. */
function bodyBytes(random: () => number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return Math.min(500_000, Math.round(20_000 * Math.exp(0.9 * normal)));
}
