import { describe, expect, it } from 'vitest';
import { en } from '../../../renderer/messages/en.ts';
import { ru } from '../../../renderer/messages/ru.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import { cameText, hourSentence, lastDays, mainState, stateText, stretches } from '../../../renderer/windows/hours.ts';
import { moved } from '../../../renderer/windows/map-keys.ts';
import { currentSentences } from '../../../renderer/windows/window-sentences.ts';
import type { LineHour, WindowsView } from '../../../shared/schedule.ts';

const MINUTE_MS = 60_000;
const at = (text: string): number => new Date(text).getTime();
const NOW_MS = at('2026-11-22T14:20:00');
const format = createFormat('en-GB', () => NOW_MS);
const russian = createFormat('ru', () => NOW_MS);

function hour(time: string, minutes: Partial<LineHour['inState']>, came: Partial<LineHour> = {}): LineHour {
  const inState = { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 0 };
  for (const [state, length] of Object.entries(minutes)) inState[state as keyof typeof inState] = length * MINUTE_MS;
  return { hourMs: at(time), inState, bytes: 0, headlines: 0, texts: 0, images: 0, ...came };
}

describe('an hour', () => {
  const state = (minutes: Partial<LineHour['inState']>) => mainState(hour('2026-11-22T10:00:00', minutes).inState);

  it('is named for the state most of what was seen of it was in', () => {
    expect(state({ offline: 40, open: 20 })).toBe('offline');
    expect(state({ degraded: 25, open: 15, allowlist: 20 })).toBe('degraded');
    // What was not seen does not count against it.
    expect(state({ open: 12 })).toBe('open');
    expect(state({})).toBe('away');
    // Of two that lasted alike, the better one.
    expect(state({ offline: 30, open: 30 })).toBe('open');
  });

  it('is told with its time, how it was and what came', () => {
    const [day] = lastDays(
      [
        hour(
          '2026-11-22T10:00:00',
          { open: 25, offline: 35 },
          { headlines: 214, texts: 31, images: 1, bytes: 9_000_000 },
        ),
      ],
      NOW_MS,
      1,
    );
    const told = day?.hours[10];
    if (!told) throw new Error('The hour is not there.');
    expect(hourSentence(told, en, format)).toBe(
      'Sun 22 Nov, 10:00 to 11:00: open 25 minutes and nothing 35 minutes. 214 headlines, 31 texts, 1 picture and 9 MB.',
    );
    expect(hourSentence(told, ru, russian)).toMatch(/214 заголовков, 31 текст, 1 картинка и 9 МБ\.$/);
  });

  it('that was the same all along is one word, and one without anything has no sums', () => {
    const [day] = lastDays([hour('2026-11-22T09:00:00', { offline: 60 })], NOW_MS, 1);
    const [nine, ten] = [day?.hours[9], day?.hours[10]];
    if (!nine || !ten) throw new Error('The hours are not there.');
    expect(stateText(nine, en, format)).toBe('nothing');
    expect(stateText(ten, en, format)).toBe('Larder not running');
    expect(cameText(nine, en, format)).toBeNull();
  });
});

describe('the last days', () => {
  it('begin with today, of which the rest is still to come', () => {
    const days = lastDays([], NOW_MS, 7);
    expect(days).toHaveLength(7);
    expect(days[0]?.hours.filter((each) => each === null)).toHaveLength(9);
    expect(days[6]?.dayMs).toBe(at('2026-11-16T00:00:00'));
  });

  it('put an hour that the clock showed twice into one place', () => {
    const [day] = lastDays(
      [
        hour('2026-11-22T10:00:00', { open: 20 }, { texts: 2 }),
        hour('2026-11-22T10:00:00', { offline: 30 }, { texts: 3 }),
      ],
      NOW_MS,
      1,
    );
    expect(day?.hours[10]).toMatchObject({ texts: 5, state: 'offline' });
  });

  it('as a table join what was alike and empty, and begin where the notes begin', () => {
    const days = lastDays(
      [
        hour('2026-11-21T22:00:00', { open: 60 }, { headlines: 7 }),
        hour('2026-11-21T23:00:00', { offline: 60 }),
        hour('2026-11-22T00:00:00', { offline: 60 }),
        hour('2026-11-22T01:00:00', { offline: 60 }),
        hour('2026-11-22T02:00:00', { open: 60 }, { headlines: 9 }),
        hour('2026-11-22T03:00:00', { open: 60 }, { headlines: 4 }),
      ],
      NOW_MS,
      7,
    );
    const rows = stretches(days).map(({ fromMs, toMs, state, headlines }) => [
      new Date(fromMs).getHours(),
      new Date(toMs).getHours(),
      state,
      headlines,
    ]);
    expect(rows).toEqual([
      [4, 14, 'away', 0],
      [3, 4, 'open', 4],
      [2, 3, 'open', 9],
      [23, 2, 'offline', 0],
      [22, 23, 'open', 7],
    ]);
  });
});

describe('the current window', () => {
  const came = { bytes: 9_000_000, headlines: 214, texts: 31, images: 0 };
  const forecast = { surelyMs: 10 * MINUTE_MS, likelyMs: 40 * MINUTE_MS, curfewMs: at('2026-11-23T01:00'), windows: 2 };
  const window = { startMs: NOW_MS - 25 * MINUTE_MS, endMs: null, state: 'open', goodput: null, ...came } as const;
  const view = (change: Partial<WindowsView>): WindowsView => ({
    hours: [],
    windows: [],
    current: { ...window, forecast },
    nextMs: null,
    likelihood: [],
    networks: 1,
    ...change,
  });
  const say = (change: Partial<WindowsView>, m = en, f = format) =>
    currentSentences(view(change), NOW_MS, m, f).join(' ');

  it('is told with what it brought, and for how long it will be', () => {
    expect(say({})).toBe(
      'This window has lasted 25 minutes and brought 214 headlines, 31 texts and 9 MB. It will probably last about 40 minutes more, most likely at least 10 minutes. Going by 2 windows seen in this network. The line usually goes at about 01:00.',
    );
    expect(say({}, ru, russian)).toContain(
      'Судя по 2 окнам, замеченным в этой сети. Обычно связь пропадает около 01:00.',
    );
  });

  it('promises nothing where none was seen before, or where it should be over', () => {
    expect(say({ current: { ...window, forecast: { ...forecast, windows: 0 } } })).toMatch(
      /brought .*\. It is the first window seen in this network, so how long it will last is not known\.$/,
    );
    expect(say({ current: { ...window, forecast: { ...forecast, likelyMs: 0, surelyMs: 0 } } })).toContain(
      'it may go at any moment',
    );
    expect(say({ current: { ...window, headlines: 0, texts: 0, bytes: 0, forecast } })).toContain(
      'brought nothing new yet',
    );
  });

  it('that is not there is replaced by the next one, when anything is known of it', () => {
    const none = { current: null, nextMs: at('2026-11-22T19:00') };
    expect(say(none)).toBe('The line is most likely open again at about 19:00.');
    expect(say({ ...none, nextMs: at('2026-11-23T08:00') })).toContain('tomorrow at about 08:00.');
    expect(say({ ...none, nextMs: at('2026-11-24T08:00') }, ru, russian)).toBe(
      'Скорее всего, связь снова появится во вторник около 08:00.',
    );
    expect(say({ ...none, nextMs: null, windows: [window] })).toMatch(/not known: too few windows/);
    expect(say({ ...none, nextMs: null })).toBe('');
  });
});

describe('keys in the map', () => {
  const press = (key: string, ctrlKey = false) => ({ key, ctrlKey, metaKey: false, altKey: false });
  const map = { days: 7, mirrored: false };

  it('follow what one sees, also in a mirrored window, and stop at the edges', () => {
    expect(moved({ day: 2, hour: 5 }, press('ArrowRight'), map)).toEqual({ day: 2, hour: 6 });
    expect(moved({ day: 2, hour: 5 }, press('ArrowRight'), { ...map, mirrored: true })).toEqual({ day: 2, hour: 4 });
    expect(moved({ day: 0, hour: 23 }, press('ArrowRight'), map)).toEqual({ day: 0, hour: 23 });
    expect(moved({ day: 6, hour: 3 }, press('ArrowDown'), map)).toEqual({ day: 6, hour: 3 });
    expect(moved({ day: 3, hour: 9 }, press('Home'), map)).toEqual({ day: 3, hour: 0 });
    expect(moved({ day: 3, hour: 9 }, press('End', true), map)).toEqual({ day: 6, hour: 23 });
    expect(moved({ day: 3, hour: 9 }, press('PageUp'), map)).toEqual({ day: 0, hour: 9 });
  });

  it('that are not for it are left alone', () => {
    expect(moved({ day: 3, hour: 9 }, press('a'), map)).toBeNull();
    expect(moved({ day: 3, hour: 9 }, { ...press('ArrowLeft'), altKey: true }, map)).toBeNull();
  });
});
