import { describe, expect, test } from 'vitest';
import { createTracker } from '../../../main/service/tracker.ts';

function tracker() {
  const clock = { ms: 1_000_000 };
  const made = createTracker({
    now: () => clock.ms,
    monotonicMs: () => clock.ms,
    emit: () => undefined,
    onStatus: () => undefined,
  });
  return { made, clock };
}

describe('whether the line answers', () => {
  test('is not known before the first attempt, and open with the first answer, also a refusing one', () => {
    const { made } = tracker();
    expect(made.state()).toBe('unknown');
    made.saw('HTTP_5XX');
    expect(made.state()).toBe('open');
  });

  test('blocked sites that time out in a row after others answered do not make it offline', () => {
    const { made, clock } = tracker();
    made.phase('feeds', 10);
    made.saw('OK');
    clock.ms += 8_000;
    for (let site = 0; site < 6; site++) made.saw('TCP_BLACKHOLE');
    made.idle();
    expect(made.state()).toBe('open');
  });

  test('silence of several hosts for a while does', () => {
    const { made, clock } = tracker();
    made.phase('feeds', 10);
    made.saw('OK');
    clock.ms += 25_000;
    for (let site = 0; site < 4; site++) made.saw('TCP_BLACKHOLE');
    expect(made.state()).toBe('offline');
    expect(made.sinceMs()).toBe(clock.ms);
  });

  test('a pass in which nobody answered does, however few were asked, and the next answer ends it', () => {
    const { made } = tracker();
    made.phase('feeds', 1);
    made.saw('DNS_FAIL');
    made.idle();
    expect(made.state()).toBe('offline');
    made.saw('NOT_MODIFIED');
    expect(made.state()).toBe('open');
  });

  test('on a day when most sites are blocked, texts and pictures of those that answer are still asked for', () => {
    const { made, clock } = tracker();
    made.phase('feeds', 200);
    made.saw('OK');
    clock.ms += 50_000;
    for (let site = 0; site < 100; site++) made.saw('TCP_BLACKHOLE');
    expect(made.isWorthAsking()).toBe(true);
    made.phase('images', 20);
    expect(made.lineHolds()).toBe(true);
    for (let image = 0; image < 7; image++) made.saw('TCP_BLACKHOLE');
    made.saw('OK');
    expect(made.lineHolds()).toBe(true);
    for (let image = 0; image < 8; image++) made.saw('TCP_RST');
    expect(made.lineHolds()).toBe(false);
  });

  test('nobody heard in a pass: nothing more is worth asking', () => {
    const { made } = tracker();
    made.phase('feeds', 5);
    for (let site = 0; site < 5; site++) made.saw('TCP_BLACKHOLE');
    expect(made.isWorthAsking()).toBe(false);
  });

  test('what a stub can fake says nothing', () => {
    const { made } = tracker();
    for (const outcome of ['NOT_A_FEED', 'TLS_INTERCEPT', 'REFUSED_TARGET', 'CANCELLED'] as const) made.saw(outcome);
    expect(made.state()).toBe('unknown');
  });
});
