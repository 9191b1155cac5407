import { describe, expect, it } from 'vitest';
import { lastSentence, nextSentence } from '../../../renderer/exports/export-sentences.ts';
import { cronOf, FIRST_RHYTHM, rhythmOf, rhythmSentence } from '../../../renderer/exports/rhythm.ts';
import { en } from '../../../renderer/messages/en.ts';
import { ru } from '../../../renderer/messages/ru.ts';
import { preparationSentences, readinessSentence } from '../../../renderer/readiness/readiness-sentences.ts';
import { amountOf, bytesOf } from '../../../renderer/schedule/byte-amount.ts';
import { dueSentence, planSentence } from '../../../renderer/schedule/due-sentence.ts';
import { holdHelp, holdSentence } from '../../../renderer/schedule/hold-sentence.ts';
import {
  ALL_DAYS,
  endMinuteOfTime,
  isOverMidnight,
  isWholeDay,
  minuteOfTime,
  timeOfMinute,
  withDay,
} from '../../../renderer/schedule/hours-rule.ts';
import { intervalOf, minutesOf } from '../../../renderer/schedule/interval.ts';
import { problemPlace, problemSentence } from '../../../renderer/schedule/problem-sentences.ts';
import { createFormat } from '../../../renderer/text/format.ts';
import { everyText, postsText, whenText } from '../../../renderer/text/when.ts';
import type {
  DueReason,
  Hold,
  PreparationView,
  Readiness,
  ScheduledExport,
  ScheduleProblem,
  SourcePlan,
} from '../../../shared/schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const at = (text: string): number => new Date(text).getTime();
const NOW_MS = at('2026-11-22T14:20:00');
const format = createFormat('en-GB', () => NOW_MS);
const russian = createFormat('ru', () => NOW_MS);
const BOTH = [
  { m: en, f: format },
  { m: ru, f: russian },
];

describe('a moment to come', () => {
  it('says its day unless that is today', () => {
    const days = ['2026-11-22T19:05', '2026-11-23T19:05', '2026-11-24T19:05', '2026-12-01T19:05'];
    expect(days.map((day) => whenText('until', at(day), en, format))).toEqual([
      'until 19:05',
      'until tomorrow at 19:05',
      'until Tuesday at 19:05',
      'until 1 December',
    ]);
    expect(days.map((day) => whenText('until', at(day), ru, russian))).toEqual([
      'до 19:05',
      'до завтра, 19:05',
      'до вторника, 19:05',
      'до 1 декабря',
    ]);
    // What should have been by now is still today's.
    expect(whenText('at', at('2026-11-21T10:00'), en, format)).toBe('at 10:00');
  });

  it('comes every so often, in words that fit the number', () => {
    const spans = [MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 75 * MINUTE_MS, 4 * HOUR_MS, 24 * HOUR_MS, 72 * HOUR_MS];
    expect(spans.map((ms) => everyText(ms, en))).toEqual([
      'every minute',
      'every 15 minutes',
      'every hour',
      'every 75 minutes',
      'every 4 hours',
      'every day',
      'every 3 days',
    ]);
    expect([HOUR_MS, 21 * MINUTE_MS, 2 * HOUR_MS, 5 * HOUR_MS].map((ms) => everyText(ms, ru))).toEqual([
      'каждый час',
      'каждую 21 минуту',
      'каждые 2 часа',
      'каждые 5 часов',
    ]);
  });

  it('posts so much a day, or a week', () => {
    expect([12.4, 1, 0.43, 0.01].map((perDay) => postsText(perDay, en))).toEqual([
      'posts about 12 a day',
      'posts about 1 a day',
      'posts about 3 a week',
      'posts rarely',
    ]);
    expect(postsText(21, ru)).toBe('публикует около 21 статьи в день');
  });
});

const HOLDS: readonly Hold[] = [
  { kind: 'paused' },
  { kind: 'stopped', untilMs: at('2026-11-22T14:20') },
  { kind: 'only-when-asked' },
  { kind: 'quiet-hours', untilMs: at('2026-11-23T07:00') },
  { kind: 'outside-hours', untilMs: at('2026-11-22T18:00') },
  { kind: 'outside-hours', untilMs: null },
  { kind: 'day-budget', untilMs: at('2026-11-23T00:00') },
  { kind: 'month-budget', untilMs: at('2026-12-01T00:00') },
  { kind: 'metered' },
  { kind: 'battery' },
  { kind: 'no-line' },
];

describe('what stands in the way', () => {
  it.each(BOTH)('is a sentence of its own, with what can be done', ({ m, f }) => {
    const sentences = HOLDS.map((hold) => holdSentence(hold, m, f));
    expect(new Set(sentences).size).toBe(HOLDS.length);
    for (const text of [...sentences, ...HOLDS.map((hold) => holdHelp(hold, m))]) expect(text).toMatch(/^\S.*\.$/u);
  });

  it('says until when', () => {
    expect(holdSentence({ kind: 'quiet-hours', untilMs: at('2026-11-23T07:00') }, en, format)).toBe(
      'Quiet hours until tomorrow at 07:00.',
    );
    expect(holdSentence({ kind: 'month-budget', untilMs: at('2026-12-01T00:00') }, ru, russian)).toBe(
      'Объём на месяц исчерпан до 1 декабря.',
    );
  });
});

const DUE: readonly DueReason[] = [
  { kind: 'new' },
  { kind: 'asked' },
  { kind: 'due', perDay: 12, everyMs: HOUR_MS },
  { kind: 'rests', perDay: 12, everyMs: HOUR_MS, atMs: at('2026-11-22T15:05') },
  { kind: 'rule', everyMs: 2 * HOUR_MS, atMs: at('2026-11-22T15:05') },
  { kind: 'rule', everyMs: 2 * HOUR_MS, atMs: at('2026-11-22T14:05') },
  { kind: 'overflow', atMs: at('2026-11-22T15:05') },
  { kind: 'fresh', atMs: at('2026-11-22T15:05') },
  { kind: 'retry-after', atMs: at('2026-11-22T15:05') },
  { kind: 'breaker', failures: 1, atMs: at('2026-11-22T15:05') },
  { kind: 'breaker', failures: 3, atMs: at('2026-11-22T15:05') },
  { kind: 'dark' },
  { kind: 'line-back' },
  { kind: 'last-call' },
  { kind: 'held', hold: { kind: 'battery' } },
];

describe('why a source is or is not asked', () => {
  it.each(BOTH)('is a sentence of its own for each reason', ({ m, f }) => {
    const sentences = DUE.map((reason) => dueSentence(reason, NOW_MS, m, f));
    expect(new Set(sentences).size).toBe(DUE.length);
    for (const sentence of sentences) expect(sentence).toMatch(/^\S.*\.$/u);
  });

  it('tells the numbers it goes by', () => {
    const say = (kind: DueReason['kind']) => {
      const reason = DUE.findLast((each) => each.kind === kind);
      return reason && dueSentence(reason, NOW_MS, en, format);
    };
    expect(say('due')).toBe('Due: it posts about 12 a day and is asked every hour.');
    expect(say('rests')).toBe('Rests until 15:05: it posts about 12 a day and is asked every hour.');
    expect(say('rule')).toBe('Due: asked every 2 hours, as you said.');
    expect(say('breaker')).toBe('It did not answer 3 times; tried again at 15:05.');
    expect(say('held')).toBe('Waits. On battery: nothing is fetched by itself.');
  });

  it('says once that headlines may be missing', () => {
    const plan = (reason: DueReason) => ({ reason, gapSuspected: true }) as SourcePlan;
    expect(planSentence(plan({ kind: 'dark' }), NOW_MS, en, format)).toMatch(/may have skipped some headlines\.$/);
    const overflow = planSentence(plan({ kind: 'overflow', atMs: NOW_MS }), NOW_MS, en, format);
    expect(overflow.match(/headlines/g)).toHaveLength(1);
  });
});

describe('a schedule that contradicts itself', () => {
  const PROBLEMS: readonly ScheduleProblem[] = [
    { kind: 'never-allowed' },
    { kind: 'hours-overlap', minutes: 840 },
    { kind: 'budget-zero', which: 'month' },
    { kind: 'day-over-month' },
    { kind: 'empty-rule', which: 'allowed' },
    { kind: 'bad-cron', exportId: 'a' },
    { kind: 'never-runs', exportId: 'a' },
  ];

  it('is told in a sentence beside what causes it', () => {
    for (const { m, f } of BOTH) {
      expect(new Set(PROBLEMS.map((problem) => problemSentence(problem, m, f))).size).toBe(PROBLEMS.length);
    }
    expect(PROBLEMS.map(problemPlace)).toEqual(['top', 'quiet', 'month', 'day', 'allowed', 'export', 'export']);
  });
});

describe('hours of a rule', () => {
  it('are minutes, of which midnight is the end of a day when it ends one', () => {
    expect([0, 65, 1380, 1440].map(timeOfMinute)).toEqual(['00:00', '01:05', '23:00', '00:00']);
    expect([minuteOfTime('00:00'), endMinuteOfTime('00:00'), minuteOfTime('')]).toEqual([0, 1440, null]);
    const rule = { days: ALL_DAYS, fromMinute: 0, toMinute: 1440 };
    expect([isWholeDay(rule), isOverMidnight(rule)]).toEqual([true, false]);
    expect(isOverMidnight({ ...rule, fromMinute: 1380, toMinute: 420 })).toBe(true);
  });

  it('hold on days in the order of the week', () => {
    expect(withDay({ days: [5], fromMinute: 0, toMinute: 60 }, 2, true).days).toEqual([2, 5]);
    expect(withDay({ days: [2, 5], fromMinute: 0, toMinute: 60 }, 5, false).days).toEqual([2]);
  });
});

describe('amounts', () => {
  it('of bytes are typed in the unit that suits them, and none is no limit', () => {
    expect(amountOf(50_000_000)).toEqual({ text: '50', unit: 'MB' });
    expect(amountOf(1_500_000_000)).toEqual({ text: '1.5', unit: 'GB' });
    expect(bytesOf({ text: '1,5', unit: 'GB' })).toBe(1_500_000_000);
    expect([bytesOf({ text: ' ', unit: 'MB' }), bytesOf({ text: '-3', unit: 'MB' })]).toEqual([null, null]);
    expect(bytesOf({ text: '0', unit: 'MB' })).toBe(0);
    expect(bytesOf({ text: '9999999', unit: 'GB' })).toBe(1e12);
  });

  it('of time stay within what may be asked', () => {
    expect(intervalOf(90)).toEqual({ number: 90, unit: 'minutes' });
    expect(intervalOf(2880)).toEqual({ number: 2, unit: 'days' });
    expect(minutesOf({ number: 1, unit: 'minutes' })).toBe(5);
    expect(minutesOf({ number: Number.NaN, unit: 'hours' })).toBe(60);
    expect(minutesOf({ number: 400, unit: 'days' })).toBe(40_320);
  });
});

describe('a stock', () => {
  const stock = (change: Partial<Readiness>): Readiness => ({
    unread: { whole: 412, text: 64, headline: 37 },
    sources: [],
    readPerDay: 130,
    days: 3.2,
    ...change,
  });
  const say = (change: Partial<Readiness>, m = en) => {
    const { count, stored, rest } = readinessSentence(stock(change), m);
    return `${count} ${stored}. ${rest ?? ''}`.trim();
  };

  it('is told in days where the pace of reading is known', () => {
    expect(say({})).toBe(
      '412 unread articles are stored whole, about 3 days of your reading. 64 more have text without all pictures, 37 have only a headline.',
    );
    expect(say({ days: null })).toContain('412 unread articles are stored whole.');
    expect(say({ days: 0.4 })).toContain('less than a day of your reading');
    expect(say({ unread: { whole: 0, text: 0, headline: 2 } })).toBe(
      '0 unread articles are stored whole. 2 have only a headline.',
    );
    expect(say({ unread: { whole: 21, text: 0, headline: 0 } }, ru)).toBe(
      '21 непрочитанная статья сохранена целиком: вам этого хватит примерно на 3 дня.',
    );
  });

  it('is prepared for, with how far that is and why it does not go on', () => {
    const preparation: PreparationView = {
      goal: { kind: 'bytes', bytes: 2e9 },
      folders: [['News', 'Local']],
      startedMs: NOW_MS,
      startBytes: 0,
      running: true,
      doneBytes: 840_000_000,
      progress: 0.42,
      missing: { texts: 37, images: 1 },
      leftMs: null,
      state: 'waiting-for-line',
    };
    expect(preparationSentences(preparation, en, format).join(' ')).toBe(
      'It waits for the line and goes on by itself. Goal: 2 GB more in the archive. Only from News / Local. 840 MB came so far. Still missing: 37 texts and 1 picture.',
    );
  });
});

describe('the rhythm of an export', () => {
  it('is a pattern of cron, and plain patterns are read back', () => {
    const rhythms = [
      { ...FIRST_RHYTHM, kind: 'day', minute: 19 * 60 + 30 },
      { ...FIRST_RHYTHM, kind: 'week', weekday: 7, minute: 0 },
      { ...FIRST_RHYTHM, kind: 'month', monthDay: 31, minute: 61 },
    ] as const;
    expect(rhythms.map(cronOf)).toEqual(['30 19 * * *', '0 0 * * 0', '1 1 31 * *']);
    for (const rhythm of rhythms) {
      const { kind, minute } = rhythmOf(cronOf(rhythm));
      expect({ kind, minute }).toEqual({ kind: rhythm.kind, minute: rhythm.minute });
    }
    expect(rhythmOf('0 0 * * 7').weekday).toBe(7);
  });

  it('that says more stays as it is', () => {
    for (const cron of ['30 19 * * 1-5', '*/5 * * * *', '0 25 * * *', '0 9 1 * 1', 'nonsense']) {
      expect(rhythmOf(cron)).toMatchObject({ kind: 'own', pattern: cron });
      expect(cronOf(rhythmOf(cron))).toBe(cron);
    }
  });

  it('is told with its next time and with what became of it last', () => {
    const item = { cron: '30 19 * * 2', enabled: true } as ScheduledExport;
    const state = { id: 'a', nextMs: at('2026-11-24T19:30'), lastMs: NOW_MS, lastFile: 'a.html', problem: null };
    expect(nextSentence(item, state, en, format)).toBe('Every Tuesday at 19:30. Next on Tuesday at 19:30.');
    expect(nextSentence({ ...item, enabled: false }, state, en, format)).toBe('Every Tuesday at 19:30. Switched off.');
    expect(nextSentence(item, { ...state, nextMs: null }, en, format)).toContain('It has no next time.');
    expect(lastSentence(state, en, format)).toBe('Last 14:20: a.html');
    expect(lastSentence({ ...state, problem: 'disk-full' }, en, format)).toBe('Last 14:20: the disk was full.');
    expect(rhythmSentence(rhythmOf('0 9 21 * *'), ru, russian)).toBe('Каждый месяц 21-го числа в 09:00.');
  });
});
