import { describe, expect, test } from 'vitest';
import { evidenceDomain, isEvidence } from '../../../main/connectivity/evidence.ts';
import { observe } from '../../../main/connectivity/line.ts';
import { createLine, type LineMemory } from '../../../main/connectivity/memory.ts';
import type { Attempt } from '../../../main/connectivity/events.ts';
import type { Outcome } from '../../../shared/outcome.ts';
import { attempt, each, network, passEnded, START_MS, tell, view } from './story.ts';

const open = (): LineMemory => tell([network(0), ...each('good', 8, 'OK', 1)]);
/** So many asked at the very start, all of which end at `second`. */
const asked = (name: string, count: number, outcome: Outcome, second: number): Attempt[] =>
  each(name, count, outcome, second).map((one, index) => ({ ...one, tookMs: (second + index) * 1000 }));
/** 8 anchors answer, 12 foreign ones do not; all were good. */
const allowlist = (): LineMemory =>
  tell(
    Array.from({ length: 8 }, (_, index) => [
      attempt(`foreign${index}`, 'TLS_BLACKHOLE', 100 + index * 2, { tookMs: 8_000 }),
      attempt(`home${index}`, 'OK', 101 + index * 2),
    ]).flat(),
    tell([network(0), ...each('home', 8, 'OK', 1), ...each('foreign', 8, 'OK', 20)]),
  );

describe('before anything is known', () => {
  test('the state is unknown, since never', () => {
    expect(view(createLine())).toMatchObject({ state: 'unknown', reason: { kind: 'nothing-yet' }, sinceMs: null });
  });

  test('two unrelated answers make it open', () => {
    const one = tell([network(0), attempt('a', 'OK', 1)]);
    expect(view(one).state).toBe('unknown');
    expect(view(tell([attempt('a', 'NOT_MODIFIED', 2)], one)).state).toBe('unknown');
    expect(view(tell([attempt('b', 'NOT_MODIFIED', 3)], one))).toMatchObject({
      state: 'open',
      reason: { kind: 'answers', origins: 2 },
      sinceMs: START_MS + 3_000,
    });
  });

  test('an error page of a verified server is an answer, the same over http is not', () => {
    const verified = tell([attempt('a', 'OK', 1), attempt('b', 'HTTP_4XX', 2)]);
    expect(view(verified).state).toBe('open');
    const anybody = tell([attempt('a', 'OK', 1), attempt('b', 'HTTP_4XX', 2, { verified: false })]);
    expect(view(anybody).state).toBe('unknown');
  });
});

describe('a library of one to four sources', () => {
  test.each(['DNS_FAIL', 'TCP_REFUSED', 'TCP_BLACKHOLE', 'LOCAL'] as const)(
    'is offline when its only source met %s, also when it never was good, and open with its first answer',
    (outcome) => {
      const silent = tell([attempt('only', outcome, 1, { recentlyGood: false }), passEnded(2, 1)]);
      expect(view(silent)).toMatchObject({ state: 'offline', reason: { kind: 'silence', origins: 1 } });
      expect(view(tell([attempt('only', 'OK', 60)], silent)).state).toBe('open');
    },
  );

  test('is open after a pass with one answer, also a refusing one', () => {
    expect(view(tell([attempt('only', 'OK', 1), passEnded(2, 1)])).state).toBe('open');
    expect(view(tell([attempt('only', 'HTTP_5XX', 1, { verified: false }), passEnded(2, 1)])).state).toBe('open');
  });

  test('is captive when a portal answered for its only source', () => {
    const portalUrl = 'http://login.hotel.test/welcome';
    const caught = tell([attempt('only', 'CAPTIVE', 1, { recentlyGood: false, portalUrl }), passEnded(2, 1)]);
    expect(view(caught)).toMatchObject({
      state: 'captive',
      portalUrl,
      reason: { kind: 'portal', host: 'login.hotel.test' },
    });
  });

  test('one silent source does not make it offline while another answers', () => {
    const one = tell([attempt('a', 'OK', 1), attempt('b', 'TCP_BLACKHOLE', 9, { tookMs: 8_000 }), passEnded(9, 2)]);
    expect(view(one).state).toBe('open');
    // Asked alone, by hand.
    const alone = tell([attempt('b', 'TCP_BLACKHOLE', 20, { tookMs: 8_000 }), passEnded(20, 2)], one);
    expect(view(alone).state).toBe('open');
    const both = tell([attempt('a', 'TCP_BLACKHOLE', 40, { tookMs: 8_000 }), passEnded(40, 2)], alone);
    expect(view(both).state).toBe('offline');
  });

  test('a pass over a few of many sources cannot make it offline', () => {
    const few = tell([attempt('a', 'TCP_BLACKHOLE', 9), attempt('b', 'DNS_FAIL', 9), passEnded(9, 40)]);
    expect(view(few).state).toBe('unknown');
  });

  test('nothing but cancelled and refused attempts says nothing', () => {
    const nothing = tell([
      attempt('a', 'CANCELLED', 1),
      attempt('b', 'REFUSED_TARGET', 1),
      attempt('c', 'DISK_FULL', 1),
      attempt('d', 'PROXY_REJECT', 1, { route: 'p' }),
      passEnded(2, 4),
    ]);
    expect(view(nothing)).toMatchObject({ state: 'unknown', sinceMs: null });
  });
});

describe('offline', () => {
  test('53: at once without an interface, and unknown again with one', () => {
    const gone = tell([network(100, null)], open());
    expect(view(gone)).toMatchObject({
      state: 'offline',
      reason: { kind: 'no-interface' },
      sinceMs: START_MS + 100_000,
    });
    // An answer that was on its way when the cable was pulled.
    expect(view(tell([attempt('late', 'OK', 100.2)], gone)).state).toBe('offline');
    expect(view(tell([network(200)], gone))).toMatchObject({ state: 'unknown', reason: { kind: 'nothing-yet' } });
  });

  test('an answer after the interface was said to be gone is believed more than the list of interfaces', () => {
    expect(view(tell([network(100, null), attempt('a', 'OK', 110)], open())).state).toBe('open');
  });

  test('when three of the newest four attempts did not leave this device', () => {
    const two = tell([attempt('a', 'LOCAL', 50), attempt('b', 'LOCAL', 51)], open());
    expect(view(two).state).toBe('open');
    expect(view(tell([attempt('a', 'LOCAL', 52)], two))).toMatchObject({
      state: 'offline',
      reason: { kind: 'unreachable', origins: 2 },
    });
  });

  test('when so many unrelated good origins are silent, fewer of them when one is an anchor', () => {
    const seven = tell(each('good', 7, 'TCP_BLACKHOLE', 60), open());
    expect(view(seven).state).toBe('open');
    expect(view(tell([attempt('good7', 'DNS_FAIL', 70)], seven))).toMatchObject({
      state: 'offline',
      reason: { kind: 'silence', origins: 8 },
    });
    const five = each('good', 5, 'TCP_BLACKHOLE', 60);
    expect(view(tell(five, tell([attempt('good2', 'OK', 30, { anchorByOwner: true })], open()))).state).toBe('open');
    const anchored = five.map((one, index) => ({ ...one, anchorByOwner: index === 2 }));
    expect(view(tell(anchored, open())).state).toBe('offline');
  });

  test('many sources of one domain are one voice', () => {
    const one = each('good', 8, 'TCP_BLACKHOLE', 60).map((each) => ({ ...each, domain: 'platform.test' }));
    expect(view(tell(one, open())).state).toBe('open');
  });

  test('origins that never were good say nothing of the network beside such that were', () => {
    const dead = each('dead', 20, 'TCP_BLACKHOLE', 60, { recentlyGood: false });
    expect(view(tell([...dead, passEnded(90, 28)], open())).state).toBe('open');
  });

  test('in a new library that nobody answers, they are all there is', () => {
    const dead = each('new', 20, 'TCP_BLACKHOLE', 60, { recentlyGood: false });
    expect(view(tell([network(0), ...dead])).state).toBe('offline');
  });

  test('time-outs that end last, all in a row, were under way while others answered', () => {
    // 40 at once: 31 answer within two seconds, 9 end after eight.
    const pass = [...each('good', 31, 'OK', 1), ...asked('dark', 9, 'TCP_BLACKHOLE', 40)];
    const memory = tell([network(0), ...pass, passEnded(50, 40)]);
    expect(view(memory).state).toBe('open');
  });

  test('blocked sites that are silent in batches, when all others are done, do not make it', () => {
    // 50 answer within two seconds; 24 are silent, 12 at once, for eight seconds each.
    const batch = (name: string, endSecond: number): Attempt[] =>
      each(name, 12, 'TLS_BLACKHOLE', endSecond, { tookMs: 8_000 }).map((one) => ({
        ...one,
        atMs: START_MS + endSecond * 1000,
      }));
    const answers = each('good', 50, 'OK', 0).map((one) => ({ ...one, atMs: START_MS + 1_500 }));
    const pass = tell([network(0), ...answers, ...batch('early', 8), ...batch('late', 16)]);
    expect(view(pass).state).toBe('open');
    expect(view(tell([passEnded(17, 74)], pass)).state).toBe('open');
  });

  test('a pass that was broken off by a shutdown does not end it by what answered before', () => {
    const broken = tell([...each('good', 8, 'TCP_BLACKHOLE', 60), passEnded(70, 8)], open());
    expect(view(broken).state).toBe('offline');
  });

  test('the first verified answer ends it', () => {
    const offline = tell(each('good', 8, 'TCP_BLACKHOLE', 60), open());
    expect(view(offline).state).toBe('offline');
    expect(view(tell([attempt('good3', 'TCP_RST', 100), attempt('good4', 'STUB', 101)], offline)).state).toBe(
      'offline',
    );
    expect(view(tell([attempt('good3', 'NOT_MODIFIED', 100)], offline)).state).toBe('open');
  });

  test('when the system says so and an attempt agrees', () => {
    const none = tell([{ kind: 'system', atMs: START_MS, verdict: 'none' }]);
    expect(view(none).state).toBe('unknown');
    expect(view(tell([attempt('a', 'DNS_FAIL', 1)], none)).state).toBe('offline');
  });

  test('where only some answered before, the answer of one of these says no more than that', () => {
    const dark = tell(
      Array.from({ length: 8 }, (_, index) => attempt(`home${index}`, 'TCP_BLACKHOLE', 200 + index)),
      allowlist(),
    );
    expect(view(dark).state).toBe('offline');
    expect(view(tell([attempt('home7', 'OK', 300)], dark)).state).toBe('allowlist');
    expect(view(tell([attempt('foreign1', 'OK', 300)], dark)).state).toBe('open');
  });
});

describe('captive', () => {
  const portalUrl = 'http://login.hotel.test/welcome?mac=00';
  const sign = (site: string, second: number) =>
    attempt(site, 'CAPTIVE', second, { origin: `http://${site}.test`, stranger: 'login.hotel.test', portalUrl });

  test('46: a portal in the place of two origins, and no verified answer since', () => {
    const one = tell([sign('a', 60)], open());
    expect(view(one)).toMatchObject({ state: 'open', portalUrl: null });
    expect(view(tell([sign('b', 63)], one))).toMatchObject({
      state: 'captive',
      reason: { kind: 'portal', host: 'login.hotel.test' },
      portalUrl,
    });
    expect(view(tell([attempt('good1', 'OK', 62), sign('b', 63)], one)).state).toBe('open');
  });

  test('twice the same origin is that origin', () => {
    expect(view(tell([sign('a', 60), sign('a', 63), sign('a', 66)], open())).state).toBe('open');
  });

  test('one stranger in the place of two unrelated origins, where nobody verified has answered for a minute', () => {
    const wrong = (site: string, second: number) =>
      attempt(site, 'TLS_INTERCEPT', second, { stranger: 'ab'.repeat(32) });
    expect(view(tell([wrong('a', 100), wrong('b', 103)], open())).state).toBe('captive');
    expect(view(tell([wrong('a', 20), wrong('b', 23)], open())).state).toBe('open');
    const other = attempt('b', 'TLS_INTERCEPT', 103, { stranger: 'cd'.repeat(32) });
    expect(view(tell([wrong('a', 100), other], open())).state).toBe('open');
  });

  test('an operator who shows one page for blocked sites is no portal while others answer', () => {
    const blocked = each('blocked', 6, 'STUB', 100, { stranger: 'warning.isp.test' });
    const mixed = blocked.flatMap((one, index) => [one, attempt(`good${index}`, 'OK', 100 + index)]);
    expect(view(tell(mixed, open())).state).not.toBe('captive');
  });

  test('silence all around and one sign of a portal is a portal', () => {
    const memory = tell([sign('plain', 60), ...each('good', 8, 'TCP_BLACKHOLE', 61)], open());
    expect(view(memory).state).toBe('captive');
    const offline = tell(each('good', 8, 'TCP_BLACKHOLE', 61), open());
    expect(view(tell([sign('plain', 90)], offline)).state).toBe('captive');
  });

  test('the word of the system is enough, until a verified answer refutes it for good', () => {
    const says = (verdict: 'portal' | 'full', second: number) =>
      ({ kind: 'system', atMs: START_MS + second * 1000, verdict }) as const;
    const captive = tell([network(0), says('portal', 1)]);
    expect(view(captive)).toMatchObject({ state: 'captive', reason: { kind: 'portal', host: null } });
    const answered = tell([attempt('a', 'OK', 10)], captive);
    expect(view(answered).state).toBe('open');
    const later = tell([says('portal', 600), attempt('b', 'TCP_RST', 601), says('portal', 900)], answered);
    expect(view(later).state).toBe('open');
    expect(view(tell([says('full', 1000), says('portal', 1100)], later)).state).toBe('captive');
  });

  test('the first verified answer ends it; one over http only where a portal had answered before', () => {
    const captive = tell([sign('a', 60), sign('b', 63)], open());
    expect(view(tell([attempt('good1', 'OK', 70)], captive))).toMatchObject({ state: 'open', portalUrl: null });
    const plain = { verified: false, origin: 'http://new.test', domain: 'new.test' };
    expect(view(tell([attempt('new', 'OK', 70, plain)], captive)).state).toBe('captive');
    const freed = { verified: false, origin: 'http://a.test' };
    expect(view(tell([attempt('a', 'OK', 70, freed)], captive)).state).toBe('open');
  });

  test('silence does not end it, unless those are silent by whom it was seen', () => {
    const captive = tell([sign('a', 60), sign('b', 63)], open());
    const quiet = tell(each('good', 8, 'TCP_BLACKHOLE', 70), captive);
    expect(view(quiet).state).toBe('captive');
    const gone = { origin: 'http://a.test' };
    const first = tell([attempt('a', 'TCP_BLACKHOLE', 100, gone)], quiet);
    expect(view(first).state).toBe('captive');
    expect(view(tell([attempt('b', 'TCP_BLACKHOLE', 160, { origin: 'http://b.test' })], first)).state).toBe('offline');
  });
});

describe('allow-list', () => {
  test('55: some answer and many that were good do not', () => {
    expect(view(allowlist())).toMatchObject({
      state: 'allowlist',
      reason: { kind: 'only-some-answer', answering: 8, dark: 8 },
    });
    expect(view(allowlist()).darkOrigins).toContain('https://foreign3.test');
    expect(view(allowlist()).darkOrigins).not.toContain('https://home3.test');
  });

  test('who answered beside the dark is an anchor at once', () => {
    expect(view(allowlist()).anchors).toContain('https://home7.test');
    const pass = [...each('home', 8, 'OK', 1), ...asked('foreign', 32, 'TLS_BLACKHOLE', 16)];
    expect(view(tell([network(0), ...pass])).anchors).toHaveLength(8);
  });

  test('more of the dark, batch after batch, does not make it offline', () => {
    const more = each('more', 30, 'TLS_BLACKHOLE', 130, { tookMs: 900 });
    expect(view(tell([...more, passEnded(170, 46)], allowlist())).state).toBe('allowlist');
  });

  test('a whole pass at once is seen as well, though those that answer end first', () => {
    const pass = [...each('home', 8, 'OK', 1), ...asked('foreign', 32, 'TLS_BLACKHOLE', 16)];
    expect(view(tell([network(0), ...pass])).state).toBe('allowlist');
  });

  test('dead sources that never were good are none', () => {
    const pass = [
      ...each('home', 8, 'OK', 1),
      ...asked('dead', 32, 'TLS_BLACKHOLE', 16).map((one) => ({ ...one, recentlyGood: false })),
    ];
    expect(view(tell([network(0), ...pass])).state).toBe('open');
  });

  test('a new library on such a day: a pass over those that never answered is no outage', () => {
    const never = { recentlyGood: false, tookMs: 16_000 };
    const all = [...each('home', 8, 'OK', 1), ...each('foreign', 8, 'TLS_BLACKHOLE', 20, never), passEnded(40, 16)];
    const first = tell([network(0), ...all]);
    const later = tell([...each('foreign', 8, 'TLS_BLACKHOLE', 1_500, never), passEnded(1_510, 16)], first);
    expect(view(later).state).toBe('open');
    // One that had answered, and falls silent with them, tells of it.
    const silent = [...each('foreign', 8, 'TLS_BLACKHOLE', 1_500, never), attempt('home1', 'TCP_BLACKHOLE', 1_509)];
    expect(view(tell([...silent, passEnded(1_510, 16)], first)).state).toBe('offline');
  });

  test('56: one dark origin that answers is an anchor, and the state stays', () => {
    const one = tell([attempt('foreign1', 'OK', 400)], allowlist());
    expect(view(one).state).toBe('allowlist');
    expect(view(one).anchors).toContain('https://foreign1.test');
    const late = tell([attempt('foreign2', 'OK', 491)], one);
    expect(view(late).state).toBe('allowlist');
  });

  test('57: a second one within 90 seconds opens the line, and neither is an anchor', () => {
    const memory = tell([attempt('foreign1', 'OK', 400), attempt('foreign2', 'OK', 489)], allowlist());
    expect(view(memory)).toMatchObject({ state: 'open', sinceMs: START_MS + 489_000 });
    expect(view(memory).anchors).not.toContain('https://foreign1.test');
  });

  test('those that were dark until it was over make no list anew beside the next answer', () => {
    const scouts = each('foreign', 6, 'TLS_BLACKHOLE', 600, { tookMs: 16_000 });
    const exit = [attempt('foreign6', 'OK', 700), attempt('foreign7', 'OK', 701)];
    const memory = tell([...scouts, ...exit, attempt('home1', 'NOT_MODIFIED', 702)], allowlist());
    expect(view(memory).state).toBe('open');
    const dark = each('foreign', 6, 'TLS_BLACKHOLE', 760, { tookMs: 16_000 });
    expect(view(tell([...dark, attempt('home2', 'OK', 770)], memory)).state).toBe('allowlist');
  });

  test('those that answer all the time are anchors and end nothing, however many', () => {
    const steady = Array.from({ length: 40 }, (_, index) => attempt(`home${index % 8}`, 'OK', 400 + index));
    const memory = tell(steady, allowlist());
    expect(view(memory).state).toBe('allowlist');
    // Not asked since it began, and never dark: on the list as well.
    expect(view(tell([attempt('new0', 'OK', 460), attempt('new1', 'OK', 461)], memory)).state).toBe('allowlist');
  });

  test('what was marked by the owner is an anchor from the first', () => {
    const owned = { anchorByOwner: true };
    const failed = tell([attempt('a', 'TCP_RST', 300, owned), attempt('b', 'TCP_RST', 301, owned)], allowlist());
    const back = tell([attempt('a', 'OK', 310, owned), attempt('b', 'OK', 311, owned)], failed);
    expect(view(back).state).toBe('allowlist');
    expect(view(back).anchors).toEqual(expect.arrayContaining(['https://a.test', 'https://b.test']));
  });

  test('a learned anchor that fails twice is none any more', () => {
    const memory = tell([attempt('foreign1', 'OK', 400)], allowlist());
    const lost = tell([attempt('foreign1', 'TLS_RST', 700), attempt('foreign1', 'TLS_RST', 1000)], memory);
    expect(view(lost).anchors).not.toContain('https://foreign1.test');
    expect(view(lost).darkOrigins).toContain('https://foreign1.test');
  });

  test('what was learned over an hour stays learned when the line opens, and is known to the next line', () => {
    const hour = tell([attempt('home1', 'OK', 200), attempt('home1', 'OK', 3800)], allowlist());
    const opened = tell([attempt('foreign1', 'OK', 3900), attempt('foreign2', 'OK', 3910)], hour);
    expect(view(opened)).toMatchObject({ state: 'open' });
    expect(view(opened).anchors).toContain('https://home1.test');
    expect(view(createLine(view(opened).anchors)).anchors).toEqual(view(opened).anchors);
  });

  test('failures alone do not end it, nor does time', () => {
    const hours = Array.from({ length: 100 }, (_, index) =>
      attempt(`foreign${index % 8}`, 'TLS_BLACKHOLE', 300 + index * 300),
    );
    expect(view(tell(hours, allowlist())).state).toBe('allowlist');
  });

  test('cut and frozen transfers are no darkness', () => {
    const cut = each('good', 6, 'FROZEN', 60, { verified: true, bytes: 16_000, tookMs: 16_000 });
    expect(view(tell(cut, open())).state).toBe('degraded');
  });
});

describe('degraded', () => {
  const frozen = (site: string, second: number) =>
    attempt(site, 'FROZEN', second, { verified: true, bytes: 16_384, transferMs: 15_200, tookMs: 16_000 });
  const whole = (site: string, second: number, bytes: number, transferMs = 100) =>
    attempt(site, 'OK', second, { bytes, transferMs });

  test('29: two frozen origins while others answer', () => {
    const one = tell([frozen('good1', 60)], open());
    expect(view(one).state).toBe('open');
    expect(view(tell([frozen('good2', 70)], one))).toMatchObject({
      state: 'degraded',
      reason: { kind: 'transfers-freeze', origins: 2 },
      flags: { curtain: true, throttle: false, slowHandshakes: false },
    });
    expect(view(tell([frozen('good1', 70)], one)).state).toBe('open');
  });

  test('an unchanged feed comes through a curtain and proves nothing', () => {
    const curtain = tell([frozen('good1', 60), frozen('good2', 70)], open());
    const short = ['good1', 'good2', 'good3'].map((site, index) => attempt(site, 'NOT_MODIFIED', 100 + index));
    expect(view(tell(short, curtain)).state).toBe('degraded');
  });

  test('it is over when the frozen ones come through with more than any curtain passes', () => {
    const curtain = tell([frozen('good1', 60), frozen('good2', 70), frozen('good3', 75), frozen('good4', 76)], open());
    const two = tell([whole('good1', 100, 30_000), whole('good2', 101, 30_000)], curtain);
    expect(view(two).state).toBe('degraded');
    expect(view(tell([whole('good5', 102, 300_000)], two)).state).toBe('degraded');
    expect(view(tell([whole('good3', 102, 30_000)], two))).toMatchObject({ state: 'open', flags: { curtain: false } });
    // One slips through now and then; a frozen one between begins the count anew.
    const again = tell([frozen('good4', 102), whole('good3', 103, 30_000)], two);
    expect(view(again).state).toBe('degraded');
  });

  test('slow transfers of three origins make it throttled, three fast ones end it', () => {
    const slow = tell(
      ['good1', 'good2', 'good3'].map((site, index) => whole(site, 60 + index, 20_000, 10_000)),
      open(),
    );
    expect(view(slow)).toMatchObject({
      state: 'degraded',
      reason: { kind: 'slow', bytesPerSecond: 2_000 },
      flags: { throttle: true },
    });
    const medium = ['good4', 'good5', 'good6'].map((site, index) => whole(site, 100 + index, 20_000, 1_000));
    expect(view(tell(medium, slow)).state).toBe('degraded');
    const fast = ['good4', 'good5', 'good6'].map((site, index) => whole(site, 100 + index, 20_000, 100));
    expect(view(tell(fast, slow)).state).toBe('open');
  });

  test('one slow server is one slow server, and a short answer tells no rate', () => {
    const one = Array.from({ length: 6 }, (_, index) => whole('good1', 60 + index, 20_000, 10_000));
    expect(view(tell(one, open())).state).toBe('open');
    const short = ['good1', 'good2', 'good3'].map((site, index) => whole(site, 60 + index, 500, 400));
    expect(view(tell(short, open())).state).toBe('open');
  });

  test('slow handshakes make it degraded, fast ones end it', () => {
    const shake = (handshakeMs: number, second: number) => each('good', 3, 'NOT_MODIFIED', second, { handshakeMs });
    const slow = tell(shake(4_000, 60), open());
    expect(view(slow)).toMatchObject({ state: 'degraded', reason: { kind: 'slow-handshakes', ms: 4_000 } });
    expect(view(tell(shake(2_000, 100), slow)).state).toBe('degraded');
    expect(view(tell(shake(400, 100), slow)).state).toBe('open');
  });

  test('from here a larger share must be dark for an allow-list', () => {
    const curtain = tell([frozen('good1', 60), frozen('good2', 70)], open());
    const half = [...each('good', 4, 'OK', 700), ...each('dark', 4, 'TLS_BLACKHOLE', 700)];
    expect(view(tell(half, curtain)).state).toBe('degraded');
    expect(view(tell(each('dark', 7, 'TLS_BLACKHOLE', 700), tell(each('good', 4, 'OK', 700), curtain))).state).toBe(
      'allowlist',
    );
  });
});

describe('through proxies', () => {
  const proxied = { route: 'proxy-1' };

  test('failures behind one say nothing of the line', () => {
    const memory = tell(each('good', 8, 'TCP_BLACKHOLE', 60, proxied), open());
    expect(view(memory).state).toBe('open');
  });

  test('where everything goes through them, answers open the line and a dead proxy closes it', () => {
    const answers = tell([network(0), ...each('a', 2, 'OK', 1, proxied)]);
    expect(view(answers).state).toBe('open');
    const down = tell([...each('a', 2, 'PROXY_DOWN', 1, proxied), passEnded(3, 1)]);
    expect(view(down).state).toBe('offline');
    expect(view(tell([attempt('a0', 'OK', 9, proxied)], down)).state).toBe('open');
  });

  test('a proxy that answers while everything direct is silent makes an allow-list of one', () => {
    const offline = tell(each('good', 8, 'TCP_BLACKHOLE', 60), open());
    const memory = tell([attempt('good1', 'OK', 100, proxied)], offline);
    expect(view(memory).state).toBe('allowlist');
    expect(view(memory).anchors).toEqual([]);
  });

  test('a dead proxy is one silent thing, however many sources go through it', () => {
    const memory = tell([...each('good', 8, 'PROXY_DOWN', 60, proxied)], open());
    expect(view(memory).state).toBe('open');
  });
});

describe('another network, another evidence', () => {
  test('54: a new network and a wake from sleep wipe what was heard', () => {
    for (const event of [network(500, 'café'), { kind: 'woke', atMs: START_MS + 500_000 } as const]) {
      const memory = observe(allowlist(), event);
      expect(view(memory)).toMatchObject({ state: 'unknown', darkOrigins: [], sinceMs: START_MS + 500_000 });
      expect(view(tell([attempt('a', 'OK', 501), attempt('b', 'OK', 502)], memory)).state).toBe('open');
    }
  });

  test('the same network told again changes nothing', () => {
    expect(view(tell([network(500), network(505)], allowlist())).state).toBe('allowlist');
  });

  test('the first word of where we are is no change', () => {
    const early = tell(each('good', 2, 'OK', 1));
    expect(view(tell([network(3)], early)).state).toBe('open');
  });
});

describe('a clock that is set', () => {
  test('61: two years back or ahead keeps the state and goes on', () => {
    const years = 2 * 365 * 24 * 3600;
    for (const jump of [years, -years]) {
      const memory = tell([attempt('home1', 'OK', jump)], allowlist());
      expect(view(memory).state).toBe('allowlist');
      expect(view(memory).sinceMs).toBeLessThanOrEqual(memory.atMs);
      const later = tell([attempt('foreign1', 'OK', jump + 60), attempt('foreign2', 'OK', jump + 70)], memory);
      expect(view(later).state).toBe('open');
      expect(view(tell(each('home', 8, 'TCP_BLACKHOLE', jump + 100), later)).state).toBe('offline');
    }
  });

  test('attempts told a few seconds out of order are in order', () => {
    const memory = tell([attempt('a', 'OK', 10), attempt('b', 'OK', 7)]);
    expect(view(memory)).toMatchObject({ state: 'open', sinceMs: START_MS + 10_000 });
  });
});

describe('the clock of this device', () => {
  const expired = (site: string, second = 1) => attempt(site, 'TLS_CLOCK', second, { certificateOff: 'ahead' });

  test('22: two unrelated certificates out of their time in one direction are its fault, and nothing else', () => {
    const early = each('a', 8, 'TLS_CLOCK', 1, { certificateOff: 'behind' });
    const memory = tell([network(0), ...early, passEnded(20, 8)]);
    expect(view(memory)).toMatchObject({
      state: 'unknown',
      clockOffMs: 0,
      clock: { direction: 'behind', offMs: 0 },
      darkOrigins: [],
    });
  });

  test('23: one is the problem of that server', () => {
    expect(view(tell([expired('a'), expired('a', 60)])).clock).toBeNull();
    expect(view(tell([expired('a'), attempt('b', 'TLS_CLOCK', 2, { certificateOff: 'behind' })])).clock).toBeNull();
  });

  test('two old certificates are their servers own where the Date of others agrees with this clock', () => {
    const dated = ['c', 'd'].map((site) => attempt(site, 'OK', 3, { serverDateMs: START_MS + 3_000 }));
    expect(view(tell([expired('a'), expired('b'), ...dated])).clock).toBeNull();
  });

  test('the Date headers of verified answers tell by how much', () => {
    const off = (site: string, byMs: number, verified = true) =>
      attempt(site, 'OK', 1, { serverDateMs: START_MS + 1_000 - byMs, verified });
    const hour = 3_600_000;
    expect(view(tell([off('a', hour), off('b', hour + 2_000), off('c', hour - 2_000)])).clockOffMs).toBe(hour);
    expect(view(tell([off('a', -hour), off('b', -hour)])).clock).toEqual({ direction: 'behind', offMs: -hour });
    expect(view(tell([off('a', hour), off('b', 0), off('c', 0)])).clock).toBeNull();
    expect(view(tell([off('a', 240_000), off('b', 240_000)])).clock).toBeNull();
    expect(view(tell([off('a', hour, false), off('b', hour, false)])).clock).toBeNull();
  });

  test('once it is set, or a certificate is accepted, nothing of it is left', () => {
    const wrong = tell([expired('a'), expired('b')]);
    expect(view(wrong).clockOffMs).toBe(0);
    expect(view(observe(wrong, { kind: 'clock-set', atMs: START_MS + 2_000 })).clock).toBeNull();
    expect(view(tell([attempt('a', 'OK', 5)], wrong)).clock).toBeNull();
  });
});

describe('which origins speak of the web', () => {
  test.each([
    ['https://news.example.org', true],
    ['http://203.0.113.7:8080', true],
    ['http://127.0.0.1:8080', false],
    ['http://[::1]:8080', false],
    ['http://192.168.1.7', false],
    ['http://nas.local', false],
    ['http://localhost:3000', false],
    ['nonsense', false],
  ])('%s: %s', (origin, speaks) => {
    expect(isEvidence(origin)).toBe(speaks);
  });

  test('they are told apart by registrable domain, addresses by themselves', () => {
    expect(evidenceDomain('https://feeds.bbc.co.uk')).toBe('bbc.co.uk');
    expect(evidenceDomain('http://203.0.113.7:8080')).toBe('203.0.113.7:8080');
    expect(evidenceDomain('http://127.0.0.1:8081')).not.toBe(evidenceDomain('http://127.0.0.1:8082'));
  });
});
