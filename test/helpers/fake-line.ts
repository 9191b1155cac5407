// A believable day on a restricted network, for the interface's tests and pictures: what failed and how, what was kept
// out, which ways lead around. No publisher, proxy or place in it exists.
import type { ArticleId, FeedId, LoggedAttempt, NetworkSettings, QuarantineEntry } from '../../shared/model.ts';
import type { FakeFeed } from './fake-articles.ts';

/** Sources that are each in a trouble of another kind; beside `FAKE_FEEDS`. */
export const TROUBLED_FEEDS: readonly FakeFeed[] = [
  {
    id: 'harbour',
    title: 'Harbour Gazette',
    url: 'http://harbour.example/rss',
    folder: [],
    lastOutcome: 'STUB',
    successAgo: 2900,
    authority: 'none',
    lastBytes: 1_900,
    totalBytes: 812_000,
  },
  {
    id: 'uplands',
    title: 'Uplands Review',
    url: 'https://uplands.example/feed',
    folder: [],
    lastOutcome: 'HTTP_5XX',
    successAgo: 190,
    lastBytes: 420,
    totalBytes: 5_300_000,
  },
  {
    id: 'almanac',
    title: 'The Old Almanac',
    url: 'https://almanac.example/atom',
    folder: [],
    lastOutcome: 'GONE',
    successAgo: 43_000,
    seemsGone: true,
    totalBytes: 96_000,
  },
  {
    id: 'sobor',
    title: 'Соборная площадь',
    url: 'https://sobor.example/rss',
    folder: ['Новости'],
    lastOutcome: 'PROXY_DOWN',
    successAgo: 700,
    lastRoute: 'home',
    totalBytes: 2_100_000,
  },
  {
    id: 'tides',
    title: 'Tide Tables',
    url: 'https://tides.example/feed',
    folder: ['Наука'],
    lastOutcome: 'TLS_CLOCK',
    successAgo: 260,
    totalBytes: 44_000,
  },
  {
    id: 'hills',
    title: 'Letters from the Hills',
    url: 'https://hills.example/feed',
    folder: [],
    lastOutcome: 'PARTIAL',
    successAgo: 31,
    dnsBlocked: true,
    lastRoute: 'office',
    lastBytes: 16_384,
    totalBytes: 3_700_000,
  },
  {
    id: 'quarry',
    title: 'Quarry Street',
    url: 'https://quarry.example/feed',
    folder: [],
    lastOutcome: 'TLS_INTERCEPT',
    successAgo: 1600,
    authority: 'local',
    totalBytes: 640_000,
  },
  {
    id: 'ferry',
    title: 'Ferry Notices',
    url: 'https://ferry.example/feed',
    folder: [],
    lastOutcome: 'DNS_NX',
    successAgo: null,
    totalBytes: 0,
  },
];

export const FAKE_NETWORK: NetworkSettings = {
  proxies: [
    { id: 'home', name: 'Home', kind: 'socks5', host: '192.168.1.20', port: 1080, username: null, password: null },
    {
      id: 'office',
      name: 'The office',
      kind: 'http',
      host: 'gate.office.example',
      port: 3128,
      username: 'anna',
      password: 'not for the interface',
    },
  ],
  routes: null,
  folderRoutes: [
    { path: ['Новости'], plan: { direct: 'never', chain: [{ via: 'proxy', proxyId: 'home', url: null }] } },
  ],
  dohUrl: null,
  systemRoots: false,
  log: true,
};

/** Nothing was set. */
export const PLAIN_NETWORK: NetworkSettings = {
  proxies: [],
  routes: null,
  folderRoutes: [],
  dohUrl: null,
  systemRoots: false,
  log: false,
};

const MINUTE_MS = 60_000;
const hash = (letter: string): string => letter.repeat(64);

export function fakeQuarantine(nowMs: number): QuarantineEntry[] {
  return [
    {
      what: 'feed',
      key: 'harbour',
      title: 'Harbour Gazette',
      feedId: 'harbour' as FeedId,
      articleId: null,
      host: 'harbour.example',
      outcome: 'STUB',
      reason: 'The answer sends readers on to another site.',
      sha256: hash('a'),
      atMs: nowMs - 12 * MINUTE_MS,
    },
    {
      what: 'page',
      key: 'article2',
      title: 'How a town keeps its library of the week',
      feedId: 'longwire' as FeedId,
      articleId: 'article2' as ArticleId,
      host: 'longwire.example',
      outcome: 'CAPTIVE',
      reason: 'The network wants its user to sign in.',
      sha256: hash('b'),
      atMs: nowMs - 95 * MINUTE_MS,
    },
    {
      what: 'image',
      key: 'http://pictures.example/lake.jpg',
      title: 'چگونه یخ دریاچه‌ها از گذشته خبر می‌دهد',
      feedId: 'danesh' as FeedId,
      articleId: 'article4' as ArticleId,
      host: 'pictures.example',
      outcome: 'NOT_AN_IMAGE',
      reason: 'A page came where a picture should be.',
      sha256: hash('c'),
      atMs: nowMs - 1500 * MINUTE_MS,
    },
  ];
}

export function fakeAttempts(nowMs: number): LoggedAttempt[] {
  const attempt = (
    minutesAgo: number,
    feed: string | null,
    rest: Omit<LoggedAttempt, 'atMs' | 'feedId'>,
  ): LoggedAttempt => ({ atMs: nowMs - minutesAgo * MINUTE_MS, feedId: feed as FeedId | null, ...rest });
  return [
    attempt(3, 'rechnoy', { what: 'feed', outcome: 'NOT_MODIFIED', route: 'direct', bytes: 0, ms: 212 }),
    attempt(4, 'zarya', { what: 'feed', outcome: 'FROZEN', route: 'direct', bytes: 16_384, ms: 15_800 }),
    attempt(5, 'sobor', { what: 'feed', outcome: 'PROXY_DOWN', route: 'home', bytes: 0, ms: 8_004 }),
    attempt(9, null, { what: 'page', outcome: 'OK', route: 'office', bytes: 48_120, ms: 1_930 }),
    attempt(12, 'harbour', { what: 'feed', outcome: 'STUB', route: 'direct', bytes: 1_900, ms: 340 }),
  ];
}
