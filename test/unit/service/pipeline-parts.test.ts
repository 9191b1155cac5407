import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createCommits } from '../../../main/service/commits.ts';
import { UnderWay } from '../../../main/service/under-way.ts';
import { openPass } from '../../../main/service/pass.ts';
import { takingTurns } from '../../../main/schedule/turns.ts';
import type { FetchOutcome } from '../../../shared/model.ts';

describe('taking turns', () => {
  test('one host with many feeds stands behind everybody else’s first', () => {
    const urls = ['http://a/1', 'http://a/2', 'http://a/3', 'http://b/1', 'http://c/1', 'http://c/2'];
    expect(takingTurns(urls, (url) => url)).toEqual([
      'http://a/1',
      'http://b/1',
      'http://c/1',
      'http://a/2',
      'http://c/2',
      'http://a/3',
    ]);
  });
});

describe('the gate', () => {
  test('never lets in more at once than it should, and loses nobody', async () => {
    const gate = new UnderWay(3, 1000);
    let inside = 0;
    let most = 0;
    const done = await Promise.all(
      Array.from({ length: 20 }, (_unused, index) =>
        gate.run(async () => {
          most = Math.max(most, ++inside);
          await sleep(1);
          inside--;
          return index;
        }),
      ),
    );
    expect(done).toHaveLength(20);
    expect(most).toBe(3);
  });

  test('holds newcomers back while too many bytes wait to be stored', async () => {
    const gate = new UnderWay(10, 100);
    let release: () => void = () => undefined;
    const held = gate.holding(150, () => new Promise<void>((resolve) => (release = resolve)));
    let entered = false;
    const late = gate.run(async () => {
      entered = true;
    });
    await sleep(5);
    expect(entered).toBe(false);
    release();
    await held;
    await late;
    expect(entered).toBe(true);
  });

  test('a failure inside frees the place', async () => {
    const gate = new UnderWay(1, 100);
    await expect(gate.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await expect(gate.run(() => Promise.resolve('yes'))).resolves.toBe('yes');
  });
});

describe('a pass', () => {
  const ok = (wireBytes: number): FetchOutcome => ({ outcome: 'OK', wireBytes }) as FetchOutcome;

  test('keeps its byte budget, counting what is on the wire', async () => {
    const pass = openPass({ deadlineMs: null, budgetBytes: 100_000 }, () => undefined);
    let finish: (fetched: FetchOutcome) => void = () => undefined;
    const first = pass.counted('image', () => new Promise((resolve) => (finish = resolve)));
    expect(pass.hasBudgetFor('image')).toBe(false); // two guesses of 80 kB are over 100 kB
    finish(ok(10_000));
    await first;
    expect(pass.hasBudgetFor('image')).toBe(true);
    expect(pass.bytes).toBe(10_000);
    pass.close();
  });

  test('refuses a body whose announced length does not fit, and stops one that grows past it', async () => {
    const pass = openPass({ deadlineMs: null, budgetBytes: 100_000 }, () => undefined);
    await pass.counted('feed', (allowance) => {
      expect(allowance.announced(90_000)).toBe(true);
      expect(pass.hasBudgetFor('feed')).toBe(false);
      expect(allowance.announced(110_000)).toBe(false);
      expect(allowance.received(90_000)).toBe(true);
      expect(allowance.received(11_000)).toBe(false);
      return Promise.resolve(ok(90_000));
    });
    pass.close();
  });

  test('is over at its deadline, or when told', async () => {
    const pass = openPass({ deadlineMs: 10, budgetBytes: null }, () => undefined);
    expect(pass.over()).toBe(false);
    await sleep(40);
    expect(pass.over()).toBe(true);
    expect(pass.hasBudgetFor('feed')).toBe(false);
    pass.close();
  });
});

describe('group commit', () => {
  test('pieces that are ready together share one transaction, in order, and each hears its own result', async () => {
    const log: string[] = [];
    const commits = createCommits(
      (work) => {
        log.push('begin');
        work();
        log.push('commit');
      },
      () => 0,
    );
    const pieces = ['a', 'b', 'c'].map((name) => commits.store(() => log.push(name)));
    expect(await Promise.all(pieces)).toEqual([2, 3, 4]);
    expect(log).toEqual(['begin', 'a', 'b', 'c', 'commit']);
  });

  test('a piece that fails takes no other with it', async () => {
    let stored: string[] = [];
    const commits = createCommits(
      (work) => {
        const before = [...stored];
        try {
          work();
        } catch (error) {
          stored = before;
          throw error;
        }
      },
      () => 0,
    );
    const good = ['a', 'b'].map((name) => commits.store(() => stored.push(name)));
    const bad = commits.store(() => {
      stored.push('half');
      throw new Error('no');
    });
    await expect(bad).rejects.toThrow('no');
    await Promise.all([...good, commits.store(() => stored.push('c'))]);
    expect(stored).toEqual(['a', 'b', 'c']);
  });

  test('a long queue is cut into slices, so that the sockets are heard in between', async () => {
    let nowMs = 0;
    let transactions = 0;
    const commits = createCommits(
      (work) => {
        transactions++;
        work();
      },
      () => nowMs,
    );
    await Promise.all(Array.from({ length: 10 }, () => commits.store(() => (nowMs += 8))));
    expect(transactions).toBe(4);
  });
});
