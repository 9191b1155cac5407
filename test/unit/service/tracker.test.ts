import { describe, expect, test } from 'vitest';
import { createTracker } from '../../../main/service/tracker.ts';
import type { ConnectivityState } from '../../../shared/model.ts';

function tracker(state: ConnectivityState = 'unknown') {
  const ended: { asked: number; heard: boolean }[] = [];
  const made = createTracker({
    state: () => state,
    onPassEnded: (pass) => ended.push(pass),
    emit: () => undefined,
    onStatus: () => undefined,
  });
  return { made, ended };
}

describe('whether it is worth going on', () => {
  test('is taken for granted until the line is known to be down', () => {
    expect(tracker('unknown').made.isWorthAsking()).toBe(true);
    expect(tracker('allowlist').made.isWorthAsking()).toBe(true);
    expect(tracker('offline').made.isWorthAsking()).toBe(false);
  });

  test('one answer in this pass weighs more than what was known before it', () => {
    const { made } = tracker('offline');
    made.phase('feeds', 3);
    made.saw('HTTP_5XX');
    expect(made.isWorthAsking()).toBe(true);
    made.idle();
    made.phase('feeds', 3);
    expect(made.isWorthAsking()).toBe(false);
  });

  test('on a day when most sites are blocked, texts and pictures of those that answer are still asked for', () => {
    const { made } = tracker('allowlist');
    made.phase('feeds', 200);
    made.saw('OK');
    for (let site = 0; site < 100; site++) made.saw('TCP_BLACKHOLE');
    expect(made.isWorthAsking()).toBe(true);
    made.phase('images', 20);
    expect(made.lineHolds()).toBe(true);
  });

  test('eight silences in a row end a phase, an answer between them does not let them add up', () => {
    const { made } = tracker('open');
    made.phase('articles', 100);
    for (let site = 0; site < 7; site++) made.saw('DNS_FAIL');
    made.saw('HTTP_4XX');
    for (let site = 0; site < 7; site++) made.saw('DNS_FAIL');
    expect(made.lineHolds()).toBe(true);
    made.saw('DNS_FAIL');
    expect(made.lineHolds()).toBe(false);
  });
});

test('the end of a pass is told once, with what it met', () => {
  const { made, ended } = tracker();
  made.phase('feeds', 2);
  made.saw('TLS_RST');
  made.saw('TLS_RST');
  made.phase('articles', 0);
  made.idle();
  made.idle();
  expect(ended).toEqual([{ asked: 2, heard: false }]);
});
