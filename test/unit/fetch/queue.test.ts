import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEFAULT_LIMITS, type FetchLimits } from '../../../main/fetch/limits.ts';
import { createQueue, type Turn, type TurnQueue } from '../../../main/fetch/queue.ts';
import { cancelled, createStop } from '../../../main/fetch/stop.ts';
import type { FetchKind } from '../../../shared/model.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

type Prepare = (hostname: string) => Promise<{ paced: boolean }>;

function queueWith(limits: Partial<FetchLimits> = {}, prepare: Prepare = async () => ({ paced: false })): TurnQueue {
  return createQueue({ limits: { ...DEFAULT_LIMITS, ...limits }, monotonicMs: () => Date.now(), prepare });
}

/** Asks for turns and notes, in order, which were given and when. */
function visitors(queue: TurnQueue): {
  ask: (url: string, kind?: FetchKind) => void;
  given: { url: string; atMs: number; turn: Turn }[];
} {
  const given: { url: string; atMs: number; turn: Turn }[] = [];
  const startMs = Date.now();
  return {
    given,
    ask(url, kind = 'feed') {
      void queue
        .turn(new URL(url), kind, createStop())
        .then((turn) => given.push({ url, atMs: Date.now() - startMs, turn }));
    },
  };
}

const soon = (): Promise<unknown> => vi.advanceTimersByTimeAsync(0);

describe('turns', () => {
  it('two at a time for one host, http and https together, and hosts take turns', async () => {
    const { ask, given } = visitors(queueWith({ connectionsAtFirst: 3 }));
    for (const path of ['1', '2', '3', '4']) ask(`https://a.com/${path}`);
    ask('http://a.com/5');
    for (const path of ['1', '2']) ask(`https://b.com/${path}`);
    await soon();
    const order = (): string[] => given.map(({ url }) => url.replace(/^https?:\/\//, ''));
    expect(order()).toEqual(['a.com/1', 'a.com/2', 'b.com/1']);
    given[0]?.turn.done('neutral');
    await soon();
    expect(order().slice(3)).toEqual(['a.com/3']);
    given[1]?.turn.done('neutral');
    await soon();
    expect(order().slice(4)).toEqual(['b.com/2']);
  });

  it('eight in all at first, one more with every success, up to 32, and fewer after path failures', async () => {
    const queue = queueWith();
    const { ask, given } = visitors(queue);
    for (let host = 0; host < 200; host++) ask(`http://h${host}.com/`);
    await soon();
    expect(given).toHaveLength(8);
    let done = 0;
    const finish = async (verdict: 'good' | 'bad' | 'neutral'): Promise<void> => {
      given[done++]?.turn.done(verdict);
      await soon();
    };
    for (let count = 0; count < 30; count++) await finish('good');
    expect(given.length - done).toBe(32);
    expect(queue.limit()).toBe(32);
    await finish('bad');
    expect(queue.limit()).toBe(28);
    for (let count = 0; count < 10; count++) await finish('bad');
    expect(queue.limit()).toBe(8);
    await finish('neutral');
    expect(queue.limit()).toBe(8);
  });

  it('fewer, down to three, on a line that is full with them; a silent one then lends its place only after six seconds', async () => {
    const queue = queueWith();
    const { ask, given } = visitors(queue);
    for (let host = 0; host < 200; host++) ask(`http://h${host}.com/`);
    await soon();
    for (const { turn } of given.slice(0, 5)) turn.done('full');
    await soon();
    expect(queue.limit()).toBe(3);
    // Three were left of eight, and nobody new came: the line is as full as it may be.
    expect(given).toHaveLength(8);
    await vi.advanceTimersByTimeAsync(5_900);
    expect(given).toHaveLength(8);
    await vi.advanceTimersByTimeAsync(200);
    expect(given.length).toBeGreaterThan(8);
    given[5]?.turn.done('bad');
    expect(queue.limit()).toBe(3);
    given[6]?.turn.done('good');
    expect(queue.limit()).toBe(4);
  });

  it('half a second between the pages of a host, and between its feeds after the second; pictures need none', async () => {
    const { ask, given } = visitors(queueWith({}, async () => ({ paced: true })));
    for (const path of ['1', '2', '3']) ask(`http://pages.com/${path}`, 'page');
    for (const path of ['1', '2', '3', '4']) ask(`http://feeds.com/${path}`, 'feed');
    for (const path of ['1', '2', '3']) ask(`http://pictures.com/${path}`, 'image');
    const times: Record<string, number[]> = {};
    for (let step = 0; step < 300; step++) {
      await vi.advanceTimersByTimeAsync(10);
      for (const { url, atMs, turn } of given.splice(0)) {
        (times[new URL(url).hostname] ??= []).push(Math.round(atMs / 50) * 50);
        turn.done('good');
      }
    }
    expect(times['pages.com']).toEqual([0, 500, 1000]);
    expect(times['feeds.com']).toEqual([0, 0, 500, 1000]);
    expect(times['pictures.com']).toEqual([0, 0, 0]);
  });

  it('a host whose name is still looked up holds nobody back', async () => {
    const never = new Promise<{ paced: boolean }>(() => undefined);
    const { ask, given } = visitors(
      queueWith({}, (name) => (name.startsWith('s') ? never : Promise.resolve({ paced: false }))),
    );
    for (let host = 0; host < 12; host++) ask(`http://s${host}.com/`);
    ask('http://good.com/');
    await soon();
    expect(given.map(({ url }) => url)).toEqual(['http://good.com/']);
  });

  it('hundreds of silent look-ups let the others through as they grow old', async () => {
    const never = new Promise<{ paced: boolean }>(() => undefined);
    const { ask, given } = visitors(
      queueWith({}, (name) => (name.startsWith('s') ? never : Promise.resolve({ paced: false }))),
    );
    for (let host = 0; host < 100; host++) ask(`http://s${host}.com/`);
    ask('http://good.com/');
    await soon();
    expect(given).toEqual([]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(given.map(({ url }) => url)).toEqual(['http://good.com/']);
  });

  it('a silent connection lends its place, one that moves does not, and 32 is the end', async () => {
    const { ask, given } = visitors(queueWith());
    for (let host = 0; host < 60; host++) ask(`http://h${host}.com/`);
    await soon();
    expect(given).toHaveLength(8);
    await vi.advanceTimersByTimeAsync(1_000);
    given[0]?.turn.progress();
    await vi.advanceTimersByTimeAsync(600);
    expect(given).toHaveLength(15);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(given).toHaveLength(32);
  });

  it('through a proxy no name is looked up, and the host has a line of its own by each way', async () => {
    const lookedUp: string[] = [];
    const queue = queueWith({}, async (name) => {
      lookedUp.push(name);
      return { paced: false };
    });
    const proxy = { via: 'socks5', host: '127.0.0.1', port: 1080, username: null, password: null } as const;
    const given: string[] = [];
    for (const via of [{ ...proxy, id: 'one' }, { ...proxy, id: 'two' }, { via: 'direct' } as const])
      for (let count = 0; count < 3; count++)
        void queue
          .turn(new URL('http://a.com/'), 'image', createStop(), via)
          .then(() => given.push(via.via === 'direct' ? 'direct' : via.id));
    await soon();
    expect(given.toSorted()).toEqual(['direct', 'direct', 'one', 'one', 'two', 'two']);
    expect(lookedUp).toEqual(['a.com']);
  });

  it('one that waits for leave to connect lends its place, but not its host’s connection', async () => {
    const { ask, given } = visitors(queueWith({ connectionsAtFirst: 2, connectionsAtMost: 2 }));
    for (const path of ['1', '2', '3']) ask(`http://a.com/${path}`);
    await soon();
    for (const host of ['b', 'c']) ask(`http://${host}.com/`);
    await soon();
    const order = (): string[] => given.map(({ url }) => url.slice('http://'.length));
    expect(order()).toEqual(['a.com/1', 'a.com/2']);
    const resume = given[0]?.turn.pause();
    await soon();
    expect(order().slice(2)).toEqual(['b.com/']);
    resume?.();
    given[2]?.turn.done('good');
    await soon();
    // It counts again, and two are under way.
    expect(order().slice(3)).toEqual([]);
    given[0]?.turn.done('good');
    await soon();
    expect(order().slice(3)).toHaveLength(1);
  });

  it('one that is stopped while it waits leaves the line', async () => {
    const queue = queueWith();
    const { ask, given } = visitors(queue);
    ask('http://a.com/1');
    ask('http://a.com/2');
    const stop = createStop();
    const waiting = queue.turn(new URL('http://a.com/3'), 'feed', stop);
    ask('http://a.com/4');
    await soon();
    stop.stop(cancelled());
    await expect(waiting).rejects.toMatchObject({ outcome: 'CANCELLED' });
    given[0]?.turn.done('good');
    given[0]?.turn.done('good');
    await soon();
    expect(given.map(({ url }) => url)).toEqual(['http://a.com/1', 'http://a.com/2', 'http://a.com/4']);
  });

  it('ten thousand waiting requests cost little', async () => {
    vi.useRealTimers();
    const queue = createQueue({
      limits: DEFAULT_LIMITS,
      monotonicMs: () => performance.now(),
      prepare: async () => ({ paced: false }),
    });
    const startMs = performance.now();
    await Promise.all(
      Array.from({ length: 10_000 }, async (_, index) => {
        const turn = await queue.turn(new URL(`http://h${index % 500}.com/`), 'page', createStop());
        turn.done('good');
      }),
    );
    expect(performance.now() - startMs).toBeLessThan(2_000);
  });
});
