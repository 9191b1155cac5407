// What a planner would tell on a believable day of a restricted network: hours, windows, a queue, a stock of articles.
// The numbers come from the places of things, not from chance, so that every run and every picture shows the same.
import type { ArticleId, FeedId } from '../../shared/model.ts';
import type {
  DueReason,
  Forecast,
  LineHour,
  LineWindow,
  QueueView,
  Readiness,
  ScheduledExport,
  SourcePlan,
  WindowsView,
} from '../../shared/schedule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

type State = keyof LineHour['inState'];

/** Four weeks of nights without anything, evenings with a line, and days in between. */
export function fakeWindows(nowMs: number): WindowsView {
  const hours: LineHour[] = [];
  for (let back = 27; back >= 0; back--) {
    const today = new Date(nowMs);
    for (let hour = 0; hour < 24; hour++) {
      const hourMs = new Date(today.getFullYear(), today.getMonth(), today.getDate() - back, hour).getTime();
      const made = fakeHour(hourMs, hour, back, nowMs);
      if (made !== null) hours.push(made);
    }
  }
  const windows: LineWindow[] = hours
    .filter(({ headlines }) => headlines > 0)
    .toReversed()
    .slice(1, 30)
    .map(({ hourMs, bytes, headlines, texts, images, inState }) => {
      const state = (['open', 'degraded', 'allowlist'] as const).find((each) => inState[each] > 0) ?? 'open';
      const startMs = hourMs + 4 * MINUTE_MS;
      const endMs = startMs + inState[state];
      return { startMs, endMs, state, bytes, goodput: Math.round(bytes / 900), headlines, texts, images };
    });
  const forecast: Forecast = {
    surelyMs: 10 * MINUTE_MS,
    likelyMs: 40 * MINUTE_MS,
    curfewMs: new Date(nowMs).setHours(25, 0, 0, 0),
    windows: 23,
  };
  return {
    hours,
    windows,
    current: {
      startMs: nowMs - 25 * MINUTE_MS,
      endMs: null,
      state: 'allowlist',
      bytes: 9_000_000,
      goodput: 24_000,
      headlines: 214,
      texts: 31,
      images: 58,
      forecast,
    },
    nextMs: null,
    likelihood: Array.from({ length: 168 }, (_, hour) => (hour % 24 >= 18 ? 0.7 : 0.2)),
    networks: 2,
  };
}

/** Nobody was ever here. */
export const NO_WINDOWS: WindowsView = {
  hours: [],
  windows: [],
  current: null,
  nextMs: null,
  networks: 0,
  likelihood: Array.from({ length: 168 }, () => 0),
};

function fakeHour(hourMs: number, hour: number, back: number, nowMs: number): LineHour | null {
  if (hourMs > nowMs || (hour >= 1 && hour < 6 && back % 7 !== 2)) return null;
  const wave = Math.sin(hour * 1.7 + back * 2.3) + Math.cos(hour * 0.6 - back);
  const state: State =
    hour < 6 ? 'offline' : wave > 0.9 ? 'open' : wave > 0.3 ? 'degraded' : wave > -0.5 ? 'allowlist' : 'offline';
  const main = back === 3 && hour === 9 ? 'captive' : state;
  const length = Math.min(HOUR_MS, nowMs - hourMs);
  const share = main === 'offline' ? 1 : 0.55 + 0.4 * Math.abs(Math.sin(hour + back));
  const inState = { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 0 };
  inState[main] += Math.round(length * share);
  inState.offline += length - inState[main] - (main === 'offline' ? inState.offline - length : 0);
  const plenty = main === 'open' ? 1 : main === 'degraded' ? 0.3 : main === 'allowlist' ? 0.08 : 0;
  const texts = Math.round(plenty * (40 + ((hour * 7 + back * 5) % 30)));
  return {
    hourMs,
    inState,
    headlines: texts * 5 + (plenty > 0 ? 3 : 0),
    texts,
    images: Math.round(texts * 1.6),
    bytes: texts * 290_000,
  };
}

export function fakeQueue(): QueueView {
  const entry = (
    kind: QueueView['first'][number]['kind'],
    feed: string | null,
    title: string,
    bytes: number,
    value: number,
  ) => ({
    kind,
    title,
    bytes,
    value,
    asked: kind === 'resume',
    feedId: feed as FeedId | null,
    articleId: kind === 'article' || kind === 'image' ? ('article2' as ArticleId) : null,
  });
  return {
    kinds: [
      { kind: 'feed', count: 14, bytes: 410_000 },
      { kind: 'article', count: 37, bytes: 3_300_000 },
      { kind: 'image', count: 64, bytes: 11_800_000 },
      { kind: 'resume', count: 2, bytes: 900_000 },
      { kind: 'canary', count: 1, bytes: 2_000 },
      { kind: 'export', count: 0, bytes: 0 },
    ],
    first: [
      entry('canary', 'harbour', 'harbour.example', 2_000, 41.2),
      entry('feed', 'rechnoy', 'Речной вестник', 18_000, 22.5),
      entry('feed', 'longwire', 'The Long Wire', 31_000, 14.1),
      entry('article', 'rechnoy', 'Почему рецепты нельзя оформить без связи', 84_000, 6.31),
      entry('resume', 'zarya', 'Расписание пригородных поездов на неделю', 410_000, 4.02),
      entry('article', 'danesh', 'چگونه یخ دریاچه‌ها از گذشته خبر می‌دهد', 96_000, 3.4),
      entry('image', 'longwire', 'How a town keeps its library of the week', 220_000, 0.871),
    ],
    leftMs: 11 * MINUTE_MS,
  };
}

export const EMPTY_QUEUE: QueueView = { kinds: [], first: [], leftMs: null };

/** Of the sources there are, in their order. */
export function fakeReadiness(feedIds: readonly FeedId[]): Readiness {
  const [first, ...others] = feedIds;
  if (first === undefined) return { unread: NOTHING, sources: [], readPerDay: null, days: null };
  const rest = others.map((id, index) => ({ id, whole: index * 6, text: (index * 3) % 8, headline: index % 5 }));
  const sum = (kind: 'whole' | 'text' | 'headline') => rest.reduce((all, source) => all + source[kind], 0);
  const unread = { whole: 412, text: 64, headline: 37 };
  return {
    unread,
    sources: [
      {
        id: first,
        whole: unread.whole - sum('whole'),
        text: unread.text - sum('text'),
        headline: unread.headline - sum('headline'),
      },
      ...rest,
    ],
    readPerDay: 130,
    days: 3.2,
  };
}

const NOTHING = { headline: 0, text: 0, whole: 0 };

/** One source in each state a planner knows, in the order of `feedIds`. */
export function fakeSourcePlans(feedIds: readonly FeedId[], nowMs: number): SourcePlan[] {
  const at = (minutes: number): number => nowMs + minutes * MINUTE_MS;
  const reasons: readonly DueReason[] = [
    { kind: 'due', perDay: 12, everyMs: HOUR_MS },
    { kind: 'rests', perDay: 3.4, everyMs: 4 * HOUR_MS, atMs: at(95) },
    { kind: 'breaker', failures: 3, atMs: at(25) },
    { kind: 'overflow', atMs: at(4) },
    { kind: 'rule', everyMs: 12 * HOUR_MS, atMs: at(26 * 60) },
    { kind: 'dark' },
    { kind: 'retry-after', atMs: at(180) },
    { kind: 'fresh', atMs: at(40) },
    { kind: 'new' },
    { kind: 'asked' },
    { kind: 'line-back' },
    { kind: 'last-call' },
    { kind: 'held', hold: { kind: 'quiet-hours', untilMs: at(300) } },
  ];
  return feedIds.map((id, index) => ({
    id,
    isDue: index % 3 === 0,
    reason: reasons[index % reasons.length] ?? { kind: 'dark' },
    priority: index === 0 ? 'high' : index === 5 ? 'low' : 'normal',
    perDay: 12 - index * 0.8,
    gapSuspected: index === 3 || index === 7,
    usualBytes: index % 4 === 0 ? null : 20_000 + index * 900,
  }));
}

export const FAKE_EXPORTS: readonly ScheduledExport[] = [
  {
    id: 'evening',
    name: 'Evening stick',
    cron: '30 19 * * *',
    format: 'html',
    folder: '/media/stick/larder',
    days: 7,
    of: null,
    starred: false,
    unread: true,
    keep: 5,
    enabled: true,
    pictures: true,
    label: null,
    signWith: null,
    recipients: [],
  },
  {
    id: 'list',
    name: 'List of sources',
    cron: '0 9 1 * *',
    format: 'opml',
    folder: '/home/anna/backup',
    days: null,
    of: null,
    starred: false,
    unread: false,
    keep: 12,
    enabled: true,
    pictures: true,
    label: null,
    signWith: null,
    recipients: [],
  },
];
