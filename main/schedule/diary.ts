/**
 * The diary of windows: in which state the line was, hour by hour, what came in it, and how long each window lasted. Of one
 * network at a time; another one has pages of its own. Nothing in it names a site.
 */
import { type ConnectivityState, isDown } from '../../shared/line.ts';
import type { DiaryHour, DiaryWindow } from '../../shared/planning.ts';
import type { Forecast, WindowsView } from '../../shared/schedule.ts';
import {
  curfewMs,
  type HoursSeen,
  likelihoods,
  nextLikelyMs,
  noHours,
  onInAnHour,
  remainingMs,
  withHour,
} from './forecast.ts';
import { hourOfWeek, type LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';

const { window: numbers } = NUMBERS;
const HOUR_MS = 3_600_000;

export type DiaryPages = { readonly hours: readonly DiaryHour[]; readonly windows: readonly DiaryWindow[] };

/** Where the diary is kept. */
export type DiaryStore = {
  pages(network: string): DiaryPages;
  addToHour(hour: DiaryHour): void;
  /** Returns its number. */
  saveWindow(window: DiaryWindow): number;
};

export type Come = {
  readonly bytes: number;
  readonly ms: number;
  readonly headlines: number;
  readonly texts: number;
  readonly images: number;
};

export type Diary = {
  /** The line is in this state from now on. Call it whenever that may have changed, and once a minute. */
  look(state: ConnectivityState, nowMs: number): void;
  came(what: Partial<Come>): void;
  /** Somebody answered: until now the line was there. */
  heard(nowMs: number): void;
  /** Another network: what was open there is closed. */
  moved(network: string, nowMs: number): void;
  /** What was not written down yet is. */
  flush(nowMs: number): void;
  /** Null: no window is open. */
  forecast(nowMs: number): Forecast | null;
  /** Since when this window is open; null: none is. */
  openSinceMs(): number | null;
  /** How long the line is usually away between two windows; 0: it was not seen to go. */
  gapMs(): number;
  /** 0 to 1; for the hour of the week in which an instant lies. */
  likelihoodAt(atMs: number): number;
  onInAnHour(nowMs: number): number;
  /** Usual length of the stretches in which more than the approved sites answer; null: none was seen to end. */
  usualWindowMs(): number | null;
  view(nowMs: number, networks: number): WindowsView;
  forget(nowMs: number): void;
};

type Width = 'wide' | 'narrow' | null;

/** Days of approved sites are windows of their own kind: they say nothing of how long an open line lasts. */
function widthOf(state: ConnectivityState): Width {
  if (state === 'open' || state === 'degraded') return 'wide';
  return state === 'allowlist' ? 'narrow' : null;
}

function awayMs({ offline, captive, allowlist, degraded, open }: DiaryHour['inState'], width: Width): number {
  return offline + captive + (width === 'wide' ? allowlist : degraded + open);
}

const NOTHING: Come = { bytes: 0, ms: 0, headlines: 0, texts: 0, images: 0 };
const NO_STATES = { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 0 };

export function createDiary(options: {
  readonly store: DiaryStore;
  readonly network: string;
  readonly local: LocalTime;
  readonly nowMs: number;
}): Diary {
  const { store, local } = options;
  let network = options.network;
  let hours = new Map<number, DiaryHour>();
  let windows: DiaryWindow[] = [];
  let seen: HoursSeen = noHours();
  let likely: readonly number[] = likelihoods(seen);
  let state: ConnectivityState = 'unknown';
  let sinceMs = options.nowMs;
  /** What came before so many had answered that the line was known to be open: it came in that window. */
  let early: Come = NOTHING;
  let heardMs: number | null = null;
  let current: (DiaryWindow & { readonly width: Width; readonly movingMs: number }) | null = null;
  let pending: { hourMs: number; inState: Record<keyof typeof NO_STATES, number>; come: Come } | null = null;

  function read(nowMs: number): void {
    const pages = store.pages(network);
    hours = new Map(pages.hours.map((hour) => [hour.hourMs, hour]));
    windows = pages.windows.filter(({ endMs }) => endMs !== null);
    seen = noHours();
    for (const hour of hours.values()) count(hour.hourMs, hour.inState, nowMs);
    likely = likelihoods(seen);
  }

  function count(hourMs: number, inState: DiaryHour['inState'], nowMs: number): void {
    const onMs = inState.open + inState.degraded;
    const watchedMs = onMs + inState.allowlist + inState.captive + inState.offline;
    if (watchedMs > 0 && hourMs <= nowMs)
      seen = withHour(seen, hourOfWeek(hourMs, local), onMs, watchedMs, nowMs - hourMs);
  }

  /** Writes down what has gathered of one hour. */
  function writeHour(nowMs: number): void {
    if (!pending) return;
    const { hourMs, inState, come } = pending;
    pending = null;
    const { bytes, headlines, texts, images } = come;
    const more: DiaryHour = { network, hourMs, inState, bytes, headlines, texts, images };
    store.addToHour(more);
    const before = hours.get(hourMs);
    hours.set(hourMs, before ? added(before, more) : more);
    count(hourMs, inState, nowMs);
    likely = likelihoods(seen);
    for (const old of hours.keys()) if (nowMs - old > numbers.keptMs) hours.delete(old);
  }

  function gathered(atMs: number): NonNullable<typeof pending> {
    const hourMs = Math.floor(atMs / HOUR_MS) * HOUR_MS;
    if (pending && pending.hourMs !== hourMs) writeHour(atMs);
    pending ??= { hourMs, inState: { ...NO_STATES }, come: NOTHING };
    return pending;
  }

  /** Time passed in the state it was; hours are cut at their ends. */
  function pass(nowMs: number): void {
    // It slept, or the clock was set: nobody knows what the line did meanwhile.
    if (nowMs < sinceMs || nowMs - sinceMs > numbers.gapMs) {
      endWindow(Math.min(sinceMs, nowMs));
      sinceMs = nowMs;
      return;
    }
    while (sinceMs < nowMs) {
      const toMs: number = Math.min(nowMs, (Math.floor(sinceMs / HOUR_MS) + 1) * HOUR_MS);
      if (state !== 'unknown') gathered(sinceMs).inState[state] += toMs - sinceMs;
      sinceMs = toMs;
    }
  }

  /**
   * That a line is gone shows when it is next used. Since when it was silent it may have been gone: that time of this hour
   * is not known. Returns when it was last known to be there.
   */
  function takeBackSilence(nowMs: number): number {
    const fromMs = Math.min(nowMs, Math.max(heardMs ?? nowMs, current?.startMs ?? nowMs));
    if (pending && state !== 'unknown') {
      const silentMs = nowMs - Math.max(fromMs, pending.hourMs);
      pending.inState[state] = Math.max(0, pending.inState[state] - silentMs);
    }
    return fromMs;
  }

  function endWindow(endMs: number): void {
    if (!current) return;
    const { width: _width, movingMs, ...ended } = current;
    current = null;
    if (endMs - ended.startMs < numbers.leastMs) return;
    const done: DiaryWindow = { ...ended, endMs, goodput: goodputOf(ended.bytes, movingMs) };
    windows = [{ ...done, n: store.saveWindow(done) }, ...windows].slice(0, 200);
  }

  /** Of those that the line ended. One that ended with this program, or in a sleep, lasted nobody knows how long. */
  function lengthsOf(width: Width): number[] {
    return windows.flatMap((one) =>
      widthOf(one.state) === width && one.endMs !== null && wasSeenToEnd(one.endMs, width)
        ? [one.endMs - one.startMs]
        : [],
    );
  }

  function wasSeenToEnd(endMs: number, width: Width): boolean {
    const hourMs = Math.floor(endMs / HOUR_MS) * HOUR_MS;
    return [hourMs, hourMs + HOUR_MS].some((atMs) => {
      const seenThen = [hours.get(atMs)?.inState, ...(pending?.hourMs === atMs ? [pending.inState] : [])];
      return seenThen.some((inState) => inState !== undefined && awayMs(inState, width) > 0);
    });
  }

  function forecastAt(nowMs: number): Forecast | null {
    if (!current) return null;
    const lengths = lengthsOf(current.width);
    const elapsed = Math.max(0, nowMs - current.startMs);
    const curfew = current.width === 'wide' ? curfewMs(seen, likely, nowMs, local) : null;
    const cap = (ms: number): number => (curfew === null ? ms : Math.min(ms, curfew - nowMs));
    return {
      surelyMs: cap(remainingMs(lengths, elapsed, numbers.surely)),
      likelyMs: cap(remainingMs(lengths, elapsed, numbers.likely)),
      curfewMs: curfew,
      windows: lengths.length,
    };
  }

  read(options.nowMs);

  return {
    look(next, nowMs) {
      pass(nowMs);
      const width = widthOf(next);
      const isLost = current !== null && isDown(next);
      const goneMs = isLost ? takeBackSilence(nowMs) : nowMs;
      state = next;
      if (current && current.width !== width) endWindow(goneMs);
      if (next !== 'unknown' && width === null) early = NOTHING;
      if (width === null) return;
      // The worst that a window was is what it is called: an open one that was slow for a while was slow.
      if (current) current = { ...current, state: current.state === 'degraded' ? 'degraded' : next };
      else
        current = {
          network,
          n: null,
          startMs: nowMs,
          endMs: null,
          state: next,
          width,
          movingMs: early.ms,
          bytes: early.bytes,
          goodput: null,
          headlines: early.headlines,
          texts: early.texts,
          images: early.images,
        };
      early = NOTHING;
    },
    came(what) {
      const come = { ...NOTHING, ...what };
      const page = gathered(sinceMs);
      page.come = plus(page.come, come);
      if (!current) {
        if (state === 'unknown') early = plus(early, come);
        return;
      }
      const { bytes, headlines, texts, images } = plus({ ...current, ms: 0 }, come);
      current = { ...current, bytes, headlines, texts, images, movingMs: current.movingMs + come.ms };
    },
    heard: (nowMs) => void (heardMs = nowMs),
    moved(next, nowMs) {
      if (next === network) return;
      pass(nowMs);
      endWindow(nowMs);
      writeHour(nowMs);
      network = next;
      state = 'unknown';
      early = NOTHING;
      read(nowMs);
    },
    flush(nowMs) {
      pass(nowMs);
      writeHour(nowMs);
      if (current && nowMs - current.startMs >= numbers.leastMs) {
        const { width: _width, movingMs, ...open } = current;
        const n = store.saveWindow({ ...open, goodput: goodputOf(open.bytes, movingMs) });
        current = { ...current, n };
      }
    },
    forecast: forecastAt,
    openSinceMs: () => current?.startMs ?? null,
    gapMs() {
      const wide = windows.filter((one) => widthOf(one.state) === 'wide');
      const gaps = wide.slice(0, numbers.seen).flatMap((one, at) => {
        const before = wide[at + 1]?.endMs ?? null;
        return before === null || one.startMs <= before ? [] : [one.startMs - before];
      });
      const lastEndMs = wide[0]?.endMs ?? null;
      if (current?.width === 'wide' && lastEndMs !== null) gaps.push(Math.max(0, current.startMs - lastEndMs));
      gaps.sort((a, b) => a - b);
      return gaps[Math.min(gaps.length - 1, Math.floor(gaps.length * numbers.gap))] ?? 0;
    },
    likelihoodAt: (atMs) => likely[hourOfWeek(atMs, local)] ?? 0.5,
    onInAnHour: (nowMs) =>
      onInAnHour(lengthsOf('wide'), Math.max(0, nowMs - (current?.startMs ?? nowMs)), likely, nowMs, local),
    usualWindowMs() {
      const lengths = lengthsOf('wide')
        .slice(0, numbers.seen)
        .sort((a, b) => a - b);
      // Of two the shorter: what a new library takes for its first open day was an allow-list's.
      return lengths[Math.floor((lengths.length - 1) / 2)] ?? null;
    },
    view(nowMs, networks) {
      pass(nowMs);
      const all = new Map(hours);
      if (pending) {
        const { hourMs, inState, come } = pending;
        const { bytes, headlines, texts, images } = come;
        const more: DiaryHour = { network, hourMs, inState, bytes, headlines, texts, images };
        const before = all.get(hourMs);
        all.set(hourMs, before ? added(before, more) : more);
      }
      const forecast = forecastAt(nowMs);
      return {
        hours: [...all.values()].sort((a, b) => a.hourMs - b.hourMs).map(({ network: _network, ...hour }) => hour),
        windows: windows.slice(0, 50).map(shown),
        current: current && forecast ? { ...shown(current), forecast } : null,
        nextMs: current || windows.length === 0 ? null : nextLikelyMs(likely, nowMs, local),
        likelihood: likely,
        networks,
      };
    },
    forget(nowMs) {
      // Without a last look: it would write down the hour, or the window, that was just forgotten.
      sinceMs = nowMs;
      pending = null;
      current = null;
      early = NOTHING;
      hours = new Map();
      windows = [];
      seen = noHours();
      likely = likelihoods(seen);
    },
  };
}

function shown({ startMs, endMs, state, bytes, goodput, headlines, texts, images }: DiaryWindow) {
  return { startMs, endMs, state, bytes, goodput, headlines, texts, images };
}

function plus(before: Come, more: Come): Come {
  return {
    bytes: before.bytes + more.bytes,
    ms: before.ms + more.ms,
    headlines: before.headlines + more.headlines,
    texts: before.texts + more.texts,
    images: before.images + more.images,
  };
}

function added(before: DiaryHour, more: DiaryHour): DiaryHour {
  const inState = { ...before.inState };
  for (const [name, ms] of Object.entries(more.inState) as [keyof typeof inState, number][]) inState[name] += ms;
  return {
    ...before,
    inState,
    bytes: before.bytes + more.bytes,
    headlines: before.headlines + more.headlines,
    texts: before.texts + more.texts,
    images: before.images + more.images,
  };
}

/** Less moved than this tells the delay, not the rate. */
const MEASURABLE_BYTES = 50_000;

function goodputOf(bytes: number, movingMs: number): number | null {
  return bytes < MEASURABLE_BYTES || movingMs < 1_000 ? null : Math.round((bytes * 1000) / movingMs);
}
