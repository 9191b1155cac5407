import { describe, expect, test } from 'vitest';
import { createOrigins } from '../../../main/service/origins.ts';
import type { FetchOutcome, Outcome } from '../../../shared/model.ts';

const DAY_MS = 86_400_000;
const ORIGIN = 'https://news.example';

function worldOf() {
  let nowMs = 1_000 * DAY_MS;
  const origins = createOrigins([], () => nowMs);
  return { origins, pass: (ms: number) => void (nowMs += ms), again: () => createOrigins(origins.all(), () => nowMs) };
}

/** What origins look at of an outcome. */
function fetched(outcome: Outcome, change: Partial<FetchOutcome> = {}): FetchOutcome {
  return {
    outcome,
    url: `${ORIGIN}/feed.xml`,
    wireBytes: 100_000,
    issuer: null,
    phases: { lookupMs: 10, tcpMs: 60, tlsMs: 150, firstByteMs: 200, totalMs: 2_200 },
    ...change,
  } as FetchOutcome;
}

test('an origin is recently good for seven days after it was', () => {
  const { origins, pass, again } = worldOf();
  expect(origins.recentlyGood(ORIGIN)).toBe(false);
  origins.saw(fetched('OK'), 'OK');
  pass(6 * DAY_MS);
  expect(origins.recentlyGood(ORIGIN)).toBe(true);
  expect(again().recentlyGood(ORIGIN)).toBe(true);
  pass(2 * DAY_MS);
  expect(origins.recentlyGood(ORIGIN)).toBe(false);
});

test('what a gate called a stub did the origin no credit', () => {
  const { origins } = worldOf();
  origins.saw(fetched('OK'), 'STUB');
  expect(origins.facts(ORIGIN)).toMatchObject({ lastOkMs: null, lastOutcome: 'STUB', counts: { STUB: 1 } });
});

test('counts fade by half a week, so that they tell of now', () => {
  const { origins, pass } = worldOf();
  for (let count = 0; count < 8; count++) origins.saw(fetched('TLS_RST'), 'TLS_RST');
  pass(7 * DAY_MS);
  origins.saw(fetched('OK'), 'OK');
  expect(origins.facts(ORIGIN)?.counts).toEqual({ TLS_RST: 4, OK: 1 });
});

test('speed and distance are learned from whole transfers', () => {
  const { origins } = worldOf();
  origins.saw(fetched('OK'), 'OK');
  expect(origins.facts(ORIGIN)).toMatchObject({ goodput: 50_000, roundTripMs: 50 });
  origins.saw(fetched('OK', { wireBytes: 100 }), 'OK');
  expect(origins.facts(ORIGIN)?.goodput).toBe(50_000);
  const reused = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: 30, totalMs: 40 };
  origins.saw(fetched('NOT_MODIFIED', { wireBytes: 0, phases: reused }), 'NOT_MODIFIED');
  expect(origins.facts(ORIGIN)).toMatchObject({ goodput: 50_000, roundTripMs: 50 });
});

describe('addresses that were verified', () => {
  test('are kept newest first, four of them, for thirty days', () => {
    const { origins, pass } = worldOf();
    for (const last of [1, 2, 3, 4, 5, 3]) origins.verifiedAt(ORIGIN, `192.0.2.${last}`, null);
    expect(origins.addresses(ORIGIN)).toEqual(['192.0.2.3', '192.0.2.5', '192.0.2.4', '192.0.2.2']);
    pass(29 * DAY_MS);
    origins.verifiedAt(ORIGIN, '192.0.2.9', null);
    pass(2 * DAY_MS);
    expect(origins.addresses(ORIGIN)).toEqual(['192.0.2.9']);
  });
});

describe('who issued the certificate', () => {
  const issuer = (name: string) => ({ class: 'public' as const, name, rootSpki: name });
  test('stays who it was until an answer of the new one is let in', () => {
    const { origins } = worldOf();
    origins.verifiedAt(ORIGIN, '192.0.2.1', issuer('Old'));
    origins.verifiedAt(ORIGIN, '192.0.2.1', issuer('New'));
    expect(origins.issuer(ORIGIN)?.name).toBe('Old');
    origins.saw(fetched('OK', { issuer: issuer('New') }), 'TAMPER');
    expect(origins.issuer(ORIGIN)?.name).toBe('Old');
    origins.saw(fetched('OK', { issuer: issuer('New') }), 'OK');
    expect(origins.issuer(ORIGIN)?.name).toBe('New');
  });
});

test('a transfer that froze is remembered for a day, or until one flows', () => {
  const { origins, pass } = worldOf();
  origins.froze(ORIGIN);
  origins.provedHard(ORIGIN);
  expect([origins.freezes(ORIGIN), origins.curtainHard(ORIGIN)]).toEqual([true, true]);
  origins.flowed(ORIGIN);
  expect([origins.freezes(ORIGIN), origins.curtainHard(ORIGIN)]).toEqual([false, false]);
  origins.froze(ORIGIN);
  pass(DAY_MS);
  expect(origins.freezes(ORIGIN)).toBe(false);
});

test('only what changed is handed over to be saved, once', () => {
  const { origins } = worldOf();
  origins.provedRanges(ORIGIN);
  origins.setAnchor('http://other.example', true);
  expect(origins.takeChanged().map(({ origin }) => origin)).toEqual([ORIGIN, 'http://other.example']);
  origins.provedRanges(ORIGIN);
  origins.setAnchor('http://other.example', true);
  origins.flowed(ORIGIN);
  expect(origins.takeChanged()).toEqual([]);
});

test('what nobody asked or sent teaches nothing', () => {
  const { origins } = worldOf();
  for (const outcome of ['CANCELLED', 'REFUSED_TARGET', 'DISK_FULL'] as const) origins.saw(fetched(outcome), outcome);
  expect(origins.all()).toEqual([]);
});
