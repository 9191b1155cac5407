import { describe, expect, it } from 'vitest';
import type { LineReason } from '../../../shared/line.ts';
import { type FeedSummary, type Outcome, OUTCOMES, outcomeClass, type QuarantineEntry } from '../../../shared/model.ts';
import { quarantineSentence } from '../../../renderer/activity/quarantine-sentence.ts';
import { blameOf, blameOfOutcome, byTrouble, isInTrouble } from '../../../renderer/activity/trouble.ts';
import { en } from '../../../renderer/messages/en.ts';
import { ru } from '../../../renderer/messages/ru.ts';
import { clockSentence, fullReason, isolated, shortReason } from '../../../renderer/status/line-sentences.ts';
import { createFormat } from '../../../renderer/text/format.ts';

const NOW_MS = new Date('2026-11-22T14:20:00').getTime();
const format = createFormat('en-GB', () => NOW_MS);

const REASONS: readonly LineReason[] = [
  { kind: 'nothing-yet' },
  { kind: 'no-interface' },
  { kind: 'unreachable', origins: 3 },
  { kind: 'silence', origins: 7 },
  { kind: 'portal', host: null },
  { kind: 'portal', host: 'login.example' },
  { kind: 'only-some-answer', answering: 8, dark: 11 },
  { kind: 'transfers-freeze', origins: 2 },
  { kind: 'slow', bytesPerSecond: 3400 },
  { kind: 'slow-handshakes', ms: 4200 },
  { kind: 'answers', origins: 0 },
  { kind: 'answers', origins: 14 },
];

describe('a reason', () => {
  it.each([en, ru])('is a sentence of its own for each kind, short and in full', (m) => {
    const short = REASONS.map((reason) => shortReason(reason, m, format));
    const full = REASONS.map((reason) => fullReason(reason, m, format));
    for (const sentence of [...short, ...full]) expect(sentence).toMatch(/^\S.*\.$/u);
    expect(new Set(short).size).toBe(REASONS.length);
    expect(new Set(full).size).toBe(REASONS.length);
  });

  it('has its count in the right form', () => {
    const waiting = [1, 2, 5, 21].map((dark) =>
      shortReason({ kind: 'only-some-answer', answering: 1, dark }, ru, format),
    );
    expect(waiting).toEqual(['Ждёт 1 источник.', 'Ждут 2 источника.', 'Ждут 5 источников.', 'Ждёт 21 источник.']);
    expect(fullReason({ kind: 'only-some-answer', answering: 1, dark: 1 }, en, format)).toMatch(
      /^1 site answers, and 1 that usually does is silent\./,
    );
  });

  it('takes a host as a stranger’s word: cut to what a name can be, its direction kept to itself', () => {
    expect(isolated('login.example')).toBe('login.example');
    expect(isolated('x'.repeat(9000))).toHaveLength(253);
    expect(isolated('ورود.example')).toBe('\u2068ورود.example\u2069');
  });
});

describe('a clock', () => {
  const DAY_MS = 86_400_000;
  it('is not mentioned while there is no reason to', () => {
    expect(clockSentence(null, en, format)).toBeNull();
  });

  it('is wrong by about so much, ahead or behind', () => {
    expect(clockSentence(-2 * 365 * DAY_MS, en, format)).toContain('wrong by about 2 years: secure connections will');
    expect(clockSentence(364 * DAY_MS, en, format)).toContain('about 1 year:');
    expect(
      clockSentence(
        40 * DAY_MS,
        ru,
        createFormat('ru', () => NOW_MS),
      ),
    ).toContain('примерно 1 месяц:');
  });

  it('that is off by less than a day may still let certificates pass', () => {
    expect(clockSentence(6 * 60_000, en, format)).toMatch(/about 6 minutes: .* may fail/);
    expect(clockSentence(-10 * 3_600_000, en, format)).toMatch(/about 10 hours: .* may fail/);
  });

  it('may be wrong by an unknown amount', () => {
    expect(clockSentence(0, en, format)).toBe(en.line.clock.unknown);
  });
});

const feed = (change: Partial<FeedSummary>): FeedSummary =>
  ({
    id: 'f',
    title: 'Feed',
    subscribed: true,
    lastOutcome: 'OK',
    lastSuccessMs: NOW_MS - 3_600_000,
    seemsGone: false,
    dnsBlocked: false,
    ...change,
  }) as FeedSummary;

describe('a result', () => {
  it('speaks of the network, the clock, the site, a proxy or this device, and of nobody when all went well', () => {
    const others = OUTCOMES.filter((outcome) => !outcome.startsWith('PROXY_'));
    for (const outcome of others) {
      const expected = outcomeClass(outcome);
      expect(blameOfOutcome(outcome)).toBe(expected === 'success' ? null : expected);
    }
    expect(blameOfOutcome('PROXY_DOWN')).toBe('proxy');
    expect(blameOfOutcome('PROXY_REJECT')).toBe('proxy');
  });

  it('speaks of the network alone only where the site was well within a week', () => {
    const blame = (lastSuccessMs: number | null) =>
      blameOf(feed({ lastOutcome: 'TCP_BLACKHOLE', lastSuccessMs }), NOW_MS);
    expect(blame(NOW_MS - 6 * 86_400_000)).toBe('path');
    expect(blame(NOW_MS - 8 * 86_400_000)).toBe('pathOrSite');
    expect(blame(null)).toBe('pathOrSite');
    // The network's own page is the network's doing, whoever was asked.
    expect(blameOf(feed({ lastOutcome: 'STUB', lastSuccessMs: null }), NOW_MS)).toBe('path');
    expect(blameOf(feed({ lastOutcome: null }), NOW_MS)).toBeNull();
  });

  it('puts those that fail first, then those with a flaw, then the rest, by name', () => {
    const feeds = [
      feed({ title: 'b well' }),
      feed({ title: 'a well' }),
      feed({ title: 'cut', lastOutcome: 'PARTIAL' }),
      feed({ title: 'denied', dnsBlocked: true }),
      feed({ title: 'z fails', lastOutcome: 'STUB' }),
      feed({ title: 'fails', lastOutcome: 'HTTP_5XX' }),
    ];
    expect(feeds.toSorted(byTrouble('en')).map(({ title }) => title)).toEqual([
      'fails',
      'z fails',
      'cut',
      'denied',
      'a well',
      'b well',
    ]);
    expect(feeds.filter(isInTrouble)).toHaveLength(4);
  });
});

describe('what was kept out', () => {
  const entry = (outcome: Outcome): QuarantineEntry =>
    ({ what: 'feed', host: 'example.org', outcome, reason: 'x' }) as QuarantineEntry;

  it('is told with the host that was asked, whatever the outcome', () => {
    for (const m of [en, ru]) {
      for (const outcome of OUTCOMES) expect(quarantineSentence(entry(outcome), m)).toContain('example.org');
    }
  });

  it('looks like a page from the network when it does', () => {
    expect(quarantineSentence(entry('STUB'), en)).toBe(
      'Not archived: looks like a page from your network, not from example.org.',
    );
    expect(quarantineSentence(entry('CAPTIVE'), en)).toContain('sign-in page');
    expect(quarantineSentence(entry('TLS_INTERCEPT'), en)).toContain('could not prove to be example.org');
  });
});

describe('times and spans', () => {
  it('are as long as they need to be', () => {
    expect([0, 812, 1500, 15_840].map((ms) => format.duration(ms))).toEqual([
      '0 ms',
      '812 ms',
      '1.5 secs',
      '15.8 secs',
    ]);
    const MINUTE_MS = 60_000;
    expect([10, MINUTE_MS, 59 * MINUTE_MS, 26 * 60 * MINUTE_MS].map((ms) => format.span(ms))).toEqual([
      '1 minute',
      '1 minute',
      '1 hour',
      '1 day',
    ]);
  });
});
