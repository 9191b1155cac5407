import { describe, expect, it } from 'vitest';
import { createLink, type Link } from '../../simulator/link.ts';
import { seeded } from '../../simulator/random.ts';

/** Plays the link until nothing is on it. */
function drain(link: Link): number {
  let lastMs = 0;
  for (let atMs = link.nextMs(); atMs < Infinity; atMs = link.nextMs()) {
    link.settle(atMs);
    lastMs = atMs;
  }
  return lastMs;
}

describe('the link', () => {
  it('shares its capacity equally', () => {
    const link = createLink(1_000, 0);
    const ends: [string, number][] = [];
    link.start(1_000, 0, (ms) => ends.push(['one', ms]));
    link.start(3_000, 0, (ms) => ends.push(['three', ms]));
    drain(link);
    // One has 500 B/s for its 1000; three has 1000 left then, alone.
    expect(ends).toEqual([
      ['one', 2_000],
      ['three', 4_000],
    ]);
  });

  it('changes its speed in the middle of a transfer', () => {
    const link = createLink(1_000, 0);
    let endMs = 0;
    link.start(2_000, 0, (ms) => (endMs = ms));
    link.setCapacity(100, 1_000);
    drain(link);
    expect(endMs).toBeCloseTo(11_000);
  });

  it('says how much came of one that is stopped', () => {
    const link = createLink(1_000, 0);
    const flow = link.start(5_000, 0, () => {});
    expect(link.stop(flow, 2_000)).toBeCloseTo(2_000);
    expect(link.nextMs()).toBe(Infinity);
  });

  it('carries each byte once, however transfers come and go', () => {
    const random = seeded(7);
    const link = createLink(50_000, 1_767_571_200_000);
    let nowMs = 1_767_571_200_000;
    let asked = 0;
    let came = 0;
    const running = new Set<ReturnType<Link['start']>>();
    for (let step = 0; step < 2_000; step++) {
      const untilMs = nowMs + random() * 400;
      for (let atMs = link.nextMs(); atMs <= untilMs; atMs = link.nextMs()) link.settle(atMs);
      nowMs = untilMs;
      const dice = random();
      if (dice < 0.7) {
        const bytes = Math.round(1 + random() * 30_000);
        asked += bytes;
        const flow = link.start(bytes, nowMs, () => {
          running.delete(flow);
          came += bytes;
        });
        running.add(flow);
      } else if (dice < 0.8) {
        const [flow] = running;
        if (!flow) continue;
        running.delete(flow);
        const bytes = link.stop(flow, nowMs);
        came += bytes;
        asked -= flow.bytes - bytes;
      } else if (dice < 0.85) link.setCapacity(5_000 + random() * 100_000, nowMs);
    }
    const endMs = Math.max(nowMs, drain(link));
    expect(came).toBeCloseTo(asked, 0);
    expect(Math.abs(link.carried(endMs) - asked)).toBeLessThan(asked * 1e-6);
  });
});
