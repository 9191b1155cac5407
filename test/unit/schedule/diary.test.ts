import { describe, expect, test } from 'vitest';
import { createPurse, type Kept } from '../../../main/schedule/budget.ts';
import { createDiary, type DiaryPages } from '../../../main/schedule/diary.ts';
import { remainingMs } from '../../../main/schedule/forecast.ts';
import { utc } from '../../../main/schedule/local-time.ts';
import type { ConnectivityState, FetchKind } from '../../../shared/model.ts';
import type { DiaryHour, DiaryWindow } from '../../../shared/planning.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A Monday, 0:00. */
const START_MS = Date.UTC(2026, 0, 5);

function keep() {
  const hours: DiaryHour[] = [];
  const windows: DiaryWindow[] = [];
  return {
    hours,
    windows,
    pages: (network: string): DiaryPages => ({
      hours: hours.filter((hour) => hour.network === network),
      windows: windows.filter((window) => window.network === network).toReversed(),
    }),
    addToHour: (hour: DiaryHour) => void hours.push(hour),
    saveWindow(window: DiaryWindow) {
      const n = window.n ?? windows.length;
      windows[n] = { ...window, n };
      return n;
    },
  };
}

function diaryOf(store = keep(), nowMs = START_MS) {
  const diary = createDiary({ store, network: 'home', local: utc, nowMs });
  /** Minute by minute, as the product looks. */
  function live(fromMs: number, toMs: number, stateAt: (atMs: number) => ConnectivityState): void {
    for (let atMs = fromMs; atMs <= toMs; atMs += MINUTE_MS) diary.look(stateAt(atMs), atMs);
  }
  return { diary, store, live };
}
const curfew = (atMs: number): ConnectivityState => {
  const hour = new Date(atMs).getUTCHours();
  return hour >= 1 && hour < 9 ? 'offline' : 'open';
};

describe('the diary of windows', () => {
  test('a window begins when the line carries something, ends when it does not, and hours are cut at their ends', () => {
    const { diary, store, live } = diaryOf();
    live(START_MS, START_MS + 3 * HOUR_MS, (atMs) => (atMs < START_MS + 90 * MINUTE_MS ? 'open' : 'offline'));
    diary.flush(START_MS + 3 * HOUR_MS);
    expect(store.windows).toMatchObject([{ startMs: START_MS, endMs: START_MS + 90 * MINUTE_MS, state: 'open' }]);
    const { hours } = diary.view(START_MS + 3 * HOUR_MS, 1);
    expect(hours.map(({ inState }) => [inState.open / MINUTE_MS, inState.offline / MINUTE_MS])).toEqual([
      [60, 0],
      [30, 30],
      [0, 60],
    ]);
  });

  test('what came stands with its hour and its window', () => {
    const { diary } = diaryOf();
    diary.look('open', START_MS);
    diary.came({ bytes: 500, headlines: 3 });
    diary.came({ bytes: 700, texts: 1, images: 2 });
    const { current, hours } = diary.view(START_MS + MINUTE_MS, 1);
    expect(current).toMatchObject({ bytes: 1200, headlines: 3, texts: 1, images: 2, startMs: START_MS, endMs: null });
    expect(hours[0]).toMatchObject({ bytes: 1200, headlines: 3, texts: 1, images: 2 });
  });

  test('of a sleep, and of a clock that was set, nobody knows what the line did', () => {
    const { diary, store } = diaryOf();
    diary.look('open', START_MS);
    diary.look('open', START_MS + MINUTE_MS);
    diary.look('open', START_MS + 5 * HOUR_MS);
    expect(store.windows).toMatchObject([{ endMs: START_MS + MINUTE_MS }]);
    diary.look('open', START_MS - 700 * DAY_MS);
    diary.look('open', START_MS - 700 * DAY_MS + MINUTE_MS);
    const sums = diary.view(START_MS, 1).hours.map(({ inState }) => inState.open);
    expect(sums.every((ms) => ms >= 0 && ms <= HOUR_MS)).toBe(true);
  });

  test('another network has pages of its own', () => {
    const store = keep();
    const { diary, live } = diaryOf(store);
    live(START_MS, START_MS + 10 * MINUTE_MS, () => 'open');
    diary.moved('cafe', START_MS + 10 * MINUTE_MS);
    expect(diary.view(START_MS + 10 * MINUTE_MS, 2)).toMatchObject({ windows: [], current: null });
    diary.moved('home', START_MS + 11 * MINUTE_MS);
    expect(diary.view(START_MS + 11 * MINUTE_MS, 2).windows).toHaveLength(1);
  });

  test('a new start knows what was written, and what was forgotten stays so', () => {
    const store = keep();
    const first = diaryOf(store);
    first.live(START_MS, START_MS + 4 * HOUR_MS, (atMs) => (atMs % (2 * HOUR_MS) < HOUR_MS ? 'open' : 'offline'));
    first.diary.flush(START_MS + 4 * HOUR_MS);
    const again = diaryOf(store, START_MS + 4 * HOUR_MS).diary;
    expect(again.view(START_MS + 4 * HOUR_MS, 1).windows).toHaveLength(2);
    first.diary.look('open', START_MS + 4 * HOUR_MS + MINUTE_MS);
    first.diary.flush(START_MS + 4 * HOUR_MS + 2 * MINUTE_MS);
    store.hours.length = store.windows.length = 0;
    first.diary.forget(START_MS + 4 * HOUR_MS + 3 * MINUTE_MS);
    first.diary.look('open', START_MS + 4 * HOUR_MS + 4 * MINUTE_MS);
    first.diary.flush(START_MS + 4 * HOUR_MS + 5 * MINUTE_MS);
    expect(store.windows.map(({ startMs }) => startMs)).toEqual([START_MS + 4 * HOUR_MS + 4 * MINUTE_MS]);
  });

  test('62 a nightly curfew is known after five nights, and not after two', () => {
    const { diary, live } = diaryOf();
    const beforeOne = (night: number): number => START_MS + night * DAY_MS + 25 * MINUTE_MS;
    live(START_MS, beforeOne(1), curfew);
    expect(diary.forecast(beforeOne(1))?.curfewMs).toBeNull();
    live(beforeOne(1), beforeOne(2), curfew);
    expect(diary.forecast(beforeOne(2))?.curfewMs).toBeNull();
    live(beforeOne(2), beforeOne(6), curfew);
    const forecast = diary.forecast(beforeOne(6));
    expect(forecast?.curfewMs).toBe(START_MS + 6 * DAY_MS + HOUR_MS);
    expect(forecast?.surelyMs).toBeLessThanOrEqual(35 * MINUTE_MS);
    live(beforeOne(6), START_MS + 6 * DAY_MS + 2 * HOUR_MS, curfew);
    const night = diary.view(START_MS + 6 * DAY_MS + 2 * HOUR_MS, 1);
    expect(new Date(night.nextMs ?? 0).getUTCHours()).toBe(9);
    expect(diary.gapMs()).toBeGreaterThan(7 * HOUR_MS);
  });
});

describe('what a new start knows of the line', () => {
  test('its hours as they were: a curfew that was learned is known at once', () => {
    const store = keep();
    const sixDaysMs = START_MS + 6 * DAY_MS + 25 * MINUTE_MS;
    const first = diaryOf(store);
    first.live(START_MS, sixDaysMs, curfew);
    first.diary.flush(sixDaysMs);
    const again = diaryOf(store, sixDaysMs).diary;
    expect(again.likelihoodAt(sixDaysMs + 2 * HOUR_MS)).toBeLessThan(0.3);
    again.look('open', sixDaysMs);
    expect(again.forecast(sixDaysMs)?.curfewMs).toBe(START_MS + 6 * DAY_MS + HOUR_MS);
  });

  test('a window that ended with the program, or in a sleep, says nothing of how long windows last', () => {
    const store = keep();
    for (let pass = 0; pass < 30; pass++) {
      const fromMs = START_MS + pass * HOUR_MS;
      const { diary } = diaryOf(store, fromMs);
      diary.look('open', fromMs);
      diary.flush(fromMs + MINUTE_MS / 3);
      store.windows.forEach((window, n) => (store.windows[n] = { ...window, endMs: window.endMs ?? fromMs + 20_000 }));
    }
    const nowMs = START_MS + 30 * HOUR_MS;
    const { diary } = diaryOf(store, nowMs);
    diary.look('open', nowMs);
    expect(diary.view(nowMs, 1).windows).toHaveLength(30);
    expect(diary.forecast(nowMs + MINUTE_MS)).toMatchObject({ windows: 0, surelyMs: 9 * MINUTE_MS });
  });

  test('a line that is found to be gone was there until somebody last answered, and no longer', () => {
    const { diary, store, live } = diaryOf();
    live(START_MS, START_MS + 65 * MINUTE_MS, () => 'open');
    diary.heard(START_MS + 62 * MINUTE_MS);
    live(START_MS + 66 * MINUTE_MS, START_MS + 80 * MINUTE_MS, () => 'open');
    diary.look('offline', START_MS + 80 * MINUTE_MS);
    diary.look('offline', START_MS + 81 * MINUTE_MS);
    diary.flush(START_MS + 82 * MINUTE_MS);
    expect(store.windows).toMatchObject([{ startMs: START_MS, endMs: START_MS + 62 * MINUTE_MS }]);
    expect(store.hours.map(({ inState }) => [inState.open, inState.offline])).toEqual([
      [HOUR_MS, 0],
      [2 * MINUTE_MS, 2 * MINUTE_MS],
    ]);
  });

  test('what comes before the state of the line is known counts for the hour and the window in which it came', () => {
    const { diary, store } = diaryOf();
    diary.came({ bytes: 900, headlines: 2 });
    diary.look('open', START_MS + MINUTE_MS);
    diary.flush(START_MS + 2 * MINUTE_MS);
    expect(store.hours).toMatchObject([{ hourMs: START_MS, bytes: 900, headlines: 2 }]);
    expect(store.windows).toMatchObject([{ startMs: START_MS + MINUTE_MS, bytes: 900, headlines: 2 }]);
  });

  test('nothing of what was forgotten, not even the hour or the window that lasts', () => {
    const store = keep();
    const { diary } = diaryOf(store);
    diary.look('open', START_MS + 50 * MINUTE_MS);
    diary.look('open', START_MS + 59 * MINUTE_MS);
    diary.flush(START_MS + 59 * MINUTE_MS);
    diary.look('open', START_MS + 59.5 * MINUTE_MS);
    store.hours.length = store.windows.length = 0;
    // In the next hour, and after a sleep: both are occasions on which it would write down what it had.
    diary.forget(START_MS + 80 * MINUTE_MS);
    diary.look('open', START_MS + 81 * MINUTE_MS);
    diary.flush(START_MS + 82 * MINUTE_MS);
    expect(store.hours.map(({ hourMs, inState }) => [hourMs, inState.open])).toEqual([
      [START_MS + HOUR_MS, 2 * MINUTE_MS],
    ]);
    expect(store.windows.map(({ startMs }) => startMs)).toEqual([START_MS + 81 * MINUTE_MS]);
  });
});

describe('how long a window will last', () => {
  test('by those that lasted longer, and some that are assumed', () => {
    expect(remainingMs([], 0, 0.25)).toBe(10 * MINUTE_MS);
    const halves = Array.from({ length: 30 }, () => 30 * MINUTE_MS);
    expect(remainingMs(halves, 0, 0.5)).toBe(30 * MINUTE_MS);
    expect(remainingMs(halves, 29 * MINUTE_MS, 0.25)).toBe(MINUTE_MS);
  });

  test('where none lasted so long, as such things do', () => {
    expect(remainingMs([], 10 * HOUR_MS, 0.5)).toBe(10 * HOUR_MS);
  });
});

describe('a day’s bytes', () => {
  const ALL: ReadonlySet<FetchKind> = new Set(['feed', 'page', 'image']);
  const purseOf = (dayBudgetBytes: number | null, before = 0, monthBudgetBytes: number | null = null) =>
    createPurse({
      limits: () => ({ dayBudgetBytes, monthBudgetBytes }),
      spentSince: () => before,
      local: utc,
      likelihoodAt: () => 0.5,
    });
  const noonMs = START_MS + 12 * HOUR_MS;

  test('without a limit everything goes, with nothing nothing', () => {
    expect(purseOf(null).allows('image', 1e9, ALL, noonMs)).toBe(true);
    expect(purseOf(0).allows('feed', 1, ALL, noonMs)).toBe(false);
  });

  test('are not gone by breakfast, and all there in the evening', () => {
    const purse = purseOf(1_000_000);
    expect(purse.allows('page', 30_000, ALL, START_MS)).toBe(true);
    expect(purse.allows('page', 100_000, ALL, START_MS)).toBe(false);
    // A list that is about to overflow cannot wait.
    expect(purse.allows('feed', 300_000, ALL, START_MS)).toBe(true);
    purse.spend('feed', 1_000, START_MS);
    expect(purse.allows('feed', 390_000, ALL, START_MS + DAY_MS - 1)).toBe(true);
    expect(purse.allows('feed', 510_000, ALL, START_MS + DAY_MS - 1)).toBe(false);
  });

  test('go to texts where no headline waits, and to pictures only where no text does', () => {
    const purse = purseOf(1_000_000);
    const lateMs = START_MS + DAY_MS - 1;
    purse.spend('page', 1_000, START_MS);
    expect(purse.allows('page', 800_000, ALL, lateMs)).toBe(false);
    expect(purse.allows('page', 800_000, new Set<FetchKind>(['page']), lateMs)).toBe(true);
    expect(purse.allows('image', 1_000, ALL, lateMs)).toBe(false);
    expect(purse.allows('image', 50_000, new Set<FetchKind>(['image']), lateMs)).toBe(true);
  });

  test('are spent once, also over a restart, and are there again after midnight, whichever way the clock went', () => {
    const purse = purseOf(1_000_000, 950_000);
    expect(purse.spent(noonMs)).toEqual({ dayBytes: 950_000, monthBytes: 950_000 });
    purse.spend('feed', 60_000, noonMs);
    expect(purse.allows('feed', 1, ALL, noonMs)).toBe(false);
    const fresh = purseOf(1_000_000);
    fresh.spend('feed', 1_000_000, noonMs);
    expect(fresh.allows('feed', 1_000, ALL, noonMs)).toBe(false);
    expect(fresh.allows('feed', 1_000, ALL, noonMs + 730 * DAY_MS)).toBe(true);
    expect(fresh.allows('feed', 1_000, ALL, noonMs - 730 * DAY_MS)).toBe(true);
  });

  describe('where they are scarce', () => {
    const text = (purse: ReturnType<typeof purseOf>, kept: Partial<Kept>, atMs: number, bytes = 40_000) =>
      purse.allowsText(bytes, { headlines: 0, texts: 0, isPaced: false, ...kept }, atMs);

    test('a text leaves the headlines theirs, and what is wanted more as much as the line will probably carry', () => {
      const purse = purseOf(1_000_000);
      expect(text(purse, {}, START_MS, 900_000)).toBe(true);
      expect(text(purse, { headlines: 200_000 }, START_MS, 900_000)).toBe(false);
      // The line is there half of the time.
      expect(text(purse, { texts: 200_000 }, START_MS, 880_000)).toBe(true);
      expect(text(purse, { texts: 400_000 }, START_MS, 880_000)).toBe(false);
    });

    test('texts of which there are more than bytes go over the day, in bursts', () => {
      const purse = purseOf(1_000_000);
      const paced = { isPaced: true };
      expect(text(purse, paced, START_MS, 600_000)).toBe(false);
      expect(text(purse, paced, START_MS + DAY_MS - 1, 900_000)).toBe(true);
      expect(text(purse, paced, START_MS + 12 * HOUR_MS)).toBe(true);
      purse.spend('page', 700_000, START_MS + 12 * HOUR_MS);
      expect(text(purse, paced, START_MS + 12 * HOUR_MS)).toBe(false);
      // Room for one is there before room for a burst is.
      expect(text(purse, paced, START_MS + 13 * HOUR_MS)).toBe(false);
      expect(text(purse, paced, START_MS + 23 * HOUR_MS)).toBe(true);
    });

    test('none is begun that the rest of the day has no room for', () => {
      const purse = purseOf(1_000_000, 980_000);
      expect(text(purse, {}, noonMs)).toBe(false);
      expect(text(purseOf(0), {}, noonMs)).toBe(false);
      expect(text(purseOf(null), { headlines: 1e9 }, noonMs)).toBe(true);
    });
  });

  test('of a month are shared among its days', () => {
    expect(purseOf(null, 0, 31_000_000).dayLimit(START_MS - 4 * DAY_MS)).toBeCloseTo(1_000_000, -1);
  });

  test('too few for any share still bring one piece in the end', () => {
    const purse = purseOf(30_000);
    expect(purse.allows('feed', 20_000, ALL, START_MS)).toBe(false);
    expect(purse.allows('feed', 20_000, ALL, START_MS + 20 * HOUR_MS)).toBe(true);
  });
});
