import { describe, expect, test } from 'vitest';
import { createTracker } from '../../../main/service/tracker.ts';

function tracker() {
  const ended: { asked: number; heard: boolean }[] = [];
  const made = createTracker({
    onPassEnded: (pass) => ended.push(pass),
    emit: () => undefined,
    onStatus: () => undefined,
  });
  return { made, ended };
}

describe('what is going on', () => {
  test('is told by phase, with how much of it is done', () => {
    const { made } = tracker();
    const ends = [made.begin('feed', 'a', 2), made.begin('feed', 'b', 1)];
    ends[0]?.();
    expect(made.activity()).toMatchObject({ phase: 'feeds', done: 1, total: 3, current: ['b'] });
    ends[1]?.();
    made.begin('page', 'c', 0);
    expect(made.activity()).toMatchObject({ phase: 'articles', done: 0, total: 1 });
  });

  test('stays with the texts when a headline comes between', () => {
    const { made } = tracker();
    made.begin('page', 'text', 4);
    made.begin('feed', 'headline', 0)();
    expect(made.activity()).toMatchObject({ phase: 'articles', done: 0, total: 5 });
  });

  test('ends once, however often it is said to', () => {
    const { made } = tracker();
    const end = made.begin('feed', 'a', 0);
    end();
    end();
    expect(made.activity()).toMatchObject({ done: 1, total: 1 });
  });
});

describe('whether it is worth going on', () => {
  test('eight silences in a row end a phase, an answer between them does not let them add up', () => {
    const { made } = tracker();
    made.begin('page', 'a', 100);
    for (let site = 0; site < 7; site++) made.saw('DNS_FAIL');
    made.saw('HTTP_4XX');
    for (let site = 0; site < 7; site++) made.saw('DNS_FAIL');
    expect(made.lineHolds()).toBe(true);
    made.saw('DNS_FAIL');
    expect(made.lineHolds()).toBe(false);
  });

  test('a new phase begins without silences', () => {
    const { made } = tracker();
    const end = made.begin('page', 'a', 0);
    for (let site = 0; site < 20; site++) made.saw('DNS_FAIL');
    end();
    made.begin('image', 'b', 0);
    expect(made.lineHolds()).toBe(true);
  });
});

test('the end of a pass is told once, with what it met', () => {
  const { made, ended } = tracker();
  const end = made.begin('feed', 'a', 1);
  made.saw('TLS_RST');
  made.saw('TLS_RST');
  end();
  made.idle();
  made.idle();
  expect(ended).toEqual([{ asked: 2, heard: false }]);
});
