// The core in memory: the contract's handlers over made-up content, for tests of the interface that need a certain state
// of the world (a cut line, a full disk, a slow answer). What the archive does is tested against the archive.
import { fakeBundles } from './fake-bundles.ts';
import { createHash } from 'node:crypto';
import type { EventName, EventOf, Handlers, Input, ListView, Method, Output } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type {
  Article,
  ArticleId,
  ArticleSummary,
  FeedId,
  FeedSummary,
  Library,
  LoggedAttempt,
  Outcome,
  QuarantineEntry,
  SearchHit,
  Sha256,
  Status,
} from '../../shared/model.ts';
import { isSuccess } from '../../shared/model.ts';
import { dispatch } from '../../shared/rpc.ts';
import { parseTypedUrl } from '../../shared/url.ts';
import { articleDocument } from '../../main/service/article-document.ts';
import type { Core } from '../../main/service/core.ts';
import { FAKE_ARTICLES, FAKE_FEEDS, type FakeArticle, fakePicture } from './fake-articles.ts';
import { FAKE_NETWORK, fakeAttempts, fakeQuarantine, PLAIN_NETWORK, TROUBLED_FEEDS } from './fake-line.ts';
import { fakeNetworkHandlers, shownLibrary } from './fake-network.ts';
import { DEFAULT_SCHEDULE } from '../../shared/schedule.ts';
import { type FakePlans, fakeSchedule } from './fake-schedule.ts';

type Stored = { -readonly [Key in keyof Article]: Article[Key] } & {
  html: string;
  seenMs: number;
  readMs: number | null;
};

export type FakeCore = Core & {
  /** What was called, in order. */
  readonly calls: { method: string; input: unknown }[];
  emit<E extends EventName>(name: E, event: EventOf<E>): void;
  setStatus(change: Partial<Status>): void;
  /** Something becomes of a source, and the interface is told. */
  setFeed(id: string, change: Partial<FeedSummary>): void;
  /** The planner tells something else from now on, and the interface is told. */
  setPlans(part: Partial<FakePlans>): void;
  /** Exports and imports that wait (`transfersWait`) are done. */
  endTransfers(): void;
  /** A picture of the first article arrives. */
  complete(): void;
  /** A new article arrives, and the interface is told. */
  arrive(title: string): void;
};

export type FakeOptions = {
  readonly nowMs: number;
  /** False: the first start. */
  readonly filled: boolean;
  /** Rows besides the written ones, for long lists. */
  readonly more?: number;
  /** A day on a restricted network: sources in every kind of trouble, something kept out, proxies, the log on. */
  readonly restricted?: boolean;
  /** What articles are tagged with. */
  readonly tags?: readonly string[];
  /** Exports and imports go on until the test ends them. */
  readonly transfersWait?: boolean;
  /** Extra articles with bodies of the test's own. */
  readonly articles?: readonly FakeArticle[];
};

export function createFakeCore(options: FakeOptions): FakeCore {
  const { nowMs } = options;
  const startedMs = performance.now();
  const clock = (): number => nowMs + performance.now() - startedMs;
  const listeners = new Map<EventName, Set<(event: never) => void>>();
  const calls: FakeCore['calls'] = [];
  let articles: Stored[] = [];
  let feeds: FeedSummary[] = [];
  let library: Library = {
    version: 1,
    subscriptions: [],
    folders: [],
    preferences: { locale: null, theme: 'system', textSize: 100 },
    network: PLAIN_NETWORK,
    schedule: DEFAULT_SCHEDULE,
    senders: [],
    watchedFolder: null,
  };
  let quarantine: QuarantineEntry[] = [];
  let attempts: LoggedAttempt[] = [];
  let status: Status = {
    state: 'allowlist',
    reason: { kind: 'only-some-answer', answering: 8, dark: 11 },
    sinceMs: nowMs - 70 * 60_000,
    portalUrl: null,
    clockOffMs: null,
    quarantined: 0,
    lastSuccessMs: nowMs - 22 * 60_000,
    activity: { phase: 'idle', current: [], done: 0, total: 0, bytes: 0 },
    articles: 0,
    whole: 0,
    unread: 0,
    diskLow: false,
    sources: { total: 0, failing: 0 },
    hold: null,
  };
  if (options.filled) fill();
  else status = { ...status, state: 'unknown', reason: { kind: 'nothing-yet' }, sinceMs: null, lastSuccessMs: null };

  function fill(): void {
    const written = [...(options.articles ?? []), ...FAKE_ARTICLES].map((article, index) =>
      stored(article, index, nowMs),
    );
    const more = Array.from({ length: options.more ?? 0 }, (_, index) => filler(index, nowMs));
    articles = [...written, ...more].sort((a, b) => b.sortMs - a.sortMs);
    const sources = options.restricted ? [...FAKE_FEEDS, ...TROUBLED_FEEDS] : FAKE_FEEDS;
    if (options.restricted) [quarantine, attempts] = [fakeQuarantine(nowMs), fakeAttempts(nowMs)];
    library = {
      ...library,
      folders: [['Новости'], ['Наука']],
      subscriptions: sources.map((feed) => ({
        ...NO_ROUTES,
        id: feed.id as FeedId,
        url: feed.url,
        title: null,
        siteUrl: null,
        folder: feed.folder,
        addedMs: nowMs,
      })),
      network: options.restricted ? FAKE_NETWORK : PLAIN_NETWORK,
    };
    feeds = sources.map((feed) => ({
      id: feed.id as FeedId,
      title: feed.title,
      url: feed.url,
      siteUrl: null,
      folder: feed.folder,
      total: 0,
      unread: 0,
      lastSuccessMs: feed.successAgo === null ? null : nowMs - feed.successAgo * 60_000,
      lastAttemptMs: nowMs - 20 * 60_000,
      lastOutcome: feed.lastOutcome as Outcome | null,
      lastReason: null,
      subscribed: true,
      lastRoute: feed.lastRoute ?? 'direct',
      lastBytes: feed.lastBytes ?? 0,
      totalBytes: feed.totalBytes ?? 1_240_000,
      authority: feed.successAgo === null ? null : (feed.authority ?? 'tls'),
      seemsGone: feed.seemsGone ?? false,
      dnsBlocked: feed.dnsBlocked ?? false,
    }));
  }

  function inView(article: Stored, view: ListView, asOfMs: number): boolean {
    const unreadThen = article.readMs === null || article.readMs > asOfMs;
    switch (view.kind) {
      case 'all':
        return true;
      case 'unread':
        return unreadThen;
      case 'today':
        return article.sortMs >= view.sinceMs;
      case 'starred':
        return article.starred;
      case 'saved':
        return article.origin === 'page' && article.feedId === null;
      case 'feed':
        return article.feedId === view.feedId && (!view.unreadOnly || unreadThen);
      case 'folder': {
        const folder = feeds.find((feed) => feed.id === article.feedId)?.folder ?? [];
        return view.path.every((name, level) => folder[level] === name) && (!view.unreadOnly || unreadThen);
      }
    }
  }

  function listed(view: ListView, asOfMs: number): Stored[] {
    return articles.filter((article) => article.seenMs <= asOfMs && inView(article, view, asOfMs));
  }

  function find(id: ArticleId): Stored {
    const article = articles.find((candidate) => candidate.id === id);
    if (!article) throw new LarderError('NOT_FOUND', 'No such article.');
    return article;
  }

  function counted(): Status {
    const unread = articles.filter((article) => !article.read).length;
    const whole = articles.filter((article) => article.stored === 'whole').length;
    return {
      ...status,
      articles: articles.length,
      whole,
      unread,
      quarantined: quarantine.length,
      sources: {
        total: feeds.length,
        failing: feeds.filter(({ lastOutcome }) => lastOutcome !== null && !isSuccess(lastOutcome)).length,
      },
    };
  }

  function emit<E extends EventName>(name: E, event: EventOf<E>): void {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  }
  const changed = (): void => emit('changed', { feeds: true, articles: true });

  const planner = fakeSchedule({
    library: () => library,
    setLibrary: (next) => (library = next),
    setHold(hold) {
      status = { ...status, hold };
      emit('status', counted());
    },
    changed,
    nowMs: clock,
    restricted: options.restricted ?? false,
  });
  library = { ...library, schedule: { ...library.schedule, exports: planner.exports } };

  const bundles = fakeBundles({
    nowMs: clock,
    tell: (all) => emit('transfers', all),
    changed,
    articles: () => articles.length,
    tags: options.tags ?? [],
    wait: options.transfersWait ?? false,
  });

  const handlers: Handlers = {
    ...planner.handlers,
    ...bundles.handlers,
    ...fakeNetworkHandlers({
      library: () => library,
      setLibrary: (changed) => (library = changed),
      changed,
      get quarantine() {
        return quarantine;
      },
      get attempts() {
        return attempts;
      },
    }),
    'library.get': () => shownLibrary(library),
    'preferences.set'(preferences) {
      library = { ...library, preferences };
      return null;
    },
    'feeds.list': () =>
      feeds.map((feed) => {
        const own = articles.filter((article) => article.feedId === feed.id);
        return { ...feed, total: own.length, unread: own.filter((article) => !article.read).length };
      }),
    'feeds.discover'({ url }) {
      const address = parseTypedUrl(url);
      if (address.hostname.startsWith('silent'))
        return { candidates: [], outcome: 'TCP_BLACKHOLE', reason: 'No answer.' };
      if (address.hostname.startsWith('plain')) return { candidates: [], outcome: 'OK', reason: 'No feed.' };
      return {
        candidates: [
          { url: `${address.origin}/feed.xml`, title: 'Hill Weather', format: 'atom' },
          { url: `${address.origin}/comments.xml`, title: 'Hill Weather: letters', format: 'rss' },
        ],
        outcome: 'OK',
        reason: 'OK',
      };
    },
    'feeds.add'({ url, title, folder }) {
      const address = parseTypedUrl(url).href;
      if (feeds.some((feed) => feed.url === address)) throw new LarderError('ALREADY_SUBSCRIBED', 'There already.');
      const id = `added${feeds.length}` as FeedId;
      const summary = { id, url: address, siteUrl: null, folder };
      feeds = [
        ...feeds,
        {
          ...summary,
          title: title ?? new URL(address).hostname,
          total: 0,
          unread: 0,
          lastSuccessMs: null,
          lastAttemptMs: null,
          lastOutcome: null,
          lastReason: null,
          subscribed: true,
          lastRoute: null,
          lastBytes: 0,
          totalBytes: 0,
          authority: null,
          seemsGone: false,
          dnsBlocked: false,
        },
      ];
      const subscription = { ...summary, ...NO_ROUTES, title, addedMs: nowMs };
      library = { ...library, subscriptions: [...library.subscriptions, subscription] };
      changed();
      return { id };
    },
    'feeds.rename'({ id, title }) {
      feeds = feeds.map((feed) => (feed.id === id && title !== null ? { ...feed, title } : feed));
      return null;
    },
    'feeds.move'({ id, folder }) {
      feeds = feeds.map((feed) => (feed.id === id ? { ...feed, folder } : feed));
      return null;
    },
    'feeds.remove'({ id, deleteArticles }) {
      feeds = deleteArticles
        ? feeds.filter((feed) => feed.id !== id)
        : feeds.map((feed) => (feed.id === id ? { ...feed, subscribed: false } : feed));
      if (deleteArticles) articles = articles.filter((article) => article.feedId !== id);
      changed();
      return null;
    },
    'folders.add'({ path }) {
      library = { ...library, folders: [...library.folders, path] };
      return null;
    },
    'folders.rename': () => null,
    'folders.move': () => null,
    'folders.remove': () => null,
    'opml.import': () => ({
      added: 2,
      merged: 1,
      skipped: [{ what: 'An entry without address', reason: 'no address' }],
      salvaged: true,
    }),
    'opml.export': () => ({ xml: '<opml version="2.0"><body/></opml>' }),
    'articles.list'({ view, offset, limit, asOfMs }) {
      const all = listed(view, asOfMs);
      return {
        items: all.slice(offset, offset + limit).map(summaryOf),
        total: all.length,
        unread: all.filter((article) => !article.read).length,
      };
    },
    'articles.get': ({ id }) => articleOf(find(id)),
    'articles.search'({ query, offset, limit }) {
      const hits = articles.flatMap((article) => hit(article, query.toLowerCase().slice(0, 8)));
      return { items: hits.slice(offset, offset + limit), total: hits.length };
    },
    'articles.mark'({ ids, read, starred }) {
      for (const id of ids) {
        const article = find(id);
        if (read !== undefined) {
          article.read = read;
          article.readMs = read ? clock() : null;
        }
        if (starred !== undefined) article.starred = starred;
      }
      changed();
      return null;
    },
    'articles.want': () => null,
    'articles.markAllRead'({ view, asOfMs }) {
      const unread = listed(view, asOfMs).filter((article) => !article.read);
      for (const article of unread) Object.assign(article, { read: true, readMs: clock() });
      changed();
      return { marked: unread.length };
    },
    'pages.save'({ url }) {
      const address = parseTypedUrl(url);
      if (address.hostname.startsWith('silent')) {
        return { articleId: null, outcome: 'TCP_BLACKHOLE', reason: 'No answer.' };
      }
      const article = filler(articles.length + 900_000, nowMs);
      Object.assign(article, {
        feedId: null,
        feedTitle: address.hostname,
        title: 'A page kept by hand',
        origin: 'page',
      });
      articles.unshift(article);
      changed();
      return { articleId: article.id, outcome: 'OK', reason: 'OK' };
    },
    'samples.load'() {
      fill();
      changed();
      return { articles: articles.length };
    },
    'fetch.start'() {
      if (library.schedule.paused) throw new LarderError('PAUSED', 'Paused.');
      status = {
        ...status,
        hold: null,
        activity: {
          phase: 'articles',
          current: ['How a town keeps its library'],
          done: 3,
          total: 41,
          bytes: 1_240_000,
        },
      };
      emit('status', counted());
      return null;
    },
    'fetch.stop'() {
      const hold = { kind: 'stopped', untilMs: nowMs + 15 * 60_000 } as const;
      status = { ...status, hold, activity: { phase: 'idle', current: [], done: 0, total: 0, bytes: 0 } };
      emit('status', counted());
      return null;
    },
    'status.get': () => counted(),
  };

  return {
    files: bundles.files,
    calls,
    emit,
    setStatus(change) {
      status = { ...status, ...change };
      emit('status', counted());
    },
    setFeed(id, change) {
      feeds = feeds.map((feed) => (feed.id === id ? { ...feed, ...change } : feed));
      changed();
      emit('status', counted());
    },
    setPlans: (part) => planner.say(part),
    endTransfers: () => bundles.end(),
    complete() {
      const article = find('article0' as ArticleId);
      article.images = { ...article.images, stored: article.images.stored + 1, wanted: 0 };
      article.stored = 'whole';
      changed();
    },
    arrive(title) {
      const article = filler(articles.length + 500_000, nowMs);
      Object.assign(article, { title, sortMs: clock(), seenMs: clock() });
      articles.unshift(article);
      changed();
    },
    async call<M extends Method>(method: M, input: Input<M>): Promise<Output<M>> {
      calls.push({ method, input });
      return (await dispatch(handlers, method, input)) as Output<M>;
    },
    onEvent(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set);
      set.add(listener);
      return () => set.delete(listener);
    },
    async articleDocument(id) {
      const article = articles.find((candidate) => candidate.id === id);
      if (!article) return null;
      const html = articleDocument({
        title: article.title,
        byline: article.byline,
        url: article.url,
        language: article.language,
        direction: article.direction,
        publishedMs: article.publishedMs,
        html: article.html,
        images: picturesOf(article.html),
      });
      return await Promise.resolve(new TextEncoder().encode(html));
    },
    async image(sha256) {
      const name = pictureNames.get(sha256);
      const svg = name === undefined ? null : fakePicture(name);
      return await Promise.resolve(
        svg === null ? null : { bytes: new TextEncoder().encode(svg), mediaType: 'image/svg+xml' },
      );
    },
    hearLink: () => undefined,
    lookAtNetwork: () => undefined,
    close: () => Promise.resolve(),
  };
}

/** A source as it was added: nothing was decided about its ways. */
const NO_ROUTES = { routes: null, pinnedPem: null, anchor: false, priority: null, everyMinutes: null };

const pictureNames = new Map<string, string>();

function picturesOf(html: string) {
  const pictures = new Map<string, { state: 'wanted' | 'stored' | 'refused' | 'gone'; sha256: Sha256 | null }>();
  for (const [, url = ''] of html.matchAll(/data-src="([^"]+)"/g)) {
    const name = url.split('/').at(-1) ?? '';
    const svg = fakePicture(name);
    const sha256 = svg === null ? null : (createHash('sha256').update(svg).digest('hex') as Sha256);
    if (sha256 !== null) pictureNames.set(sha256, name);
    pictures.set(url, { state: sha256 === null ? 'wanted' : 'stored', sha256 });
  }
  return pictures;
}

const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

function stored(article: FakeArticle, index: number, nowMs: number): Stored {
  const feed = FAKE_FEEDS.find((candidate) => candidate.id === article.feed);
  const text = textOf(article.html);
  const pictures = [...picturesOf(article.html).values()];
  const sortMs = nowMs - article.minutesAgo * 60_000;
  return {
    id: `article${index}` as ArticleId,
    feedId: article.feed as FeedId,
    feedTitle: feed?.title ?? '',
    title: article.title,
    url: `${feed?.url ?? 'https://example.org'}/${index}`,
    excerpt: text.slice(0, 200),
    direction: article.language === 'fa' ? 'rtl' : 'ltr',
    sortMs,
    publishedMs: sortMs,
    stored: article.stored,
    read: article.read ?? false,
    readMs: article.read ? sortMs : null,
    starred: article.starred ?? false,
    byline: article.byline ?? null,
    language: article.language,
    fetchedMs: article.stored === 'headline' ? null : sortMs + 120_000,
    origin: article.stored === 'headline' ? null : 'page',
    versions: article.versions ?? 1,
    words: text === '' ? 0 : text.split(' ').length * 8,
    images: {
      stored: pictures.filter((picture) => picture.state === 'stored').length,
      wanted: pictures.filter((picture) => picture.state === 'wanted').length,
      refused: 0,
      gone: 0,
    },
    pageOutcome: (article.pageOutcome ?? null) as Outcome | null,
    enclosures: [],
    receivedFrom: article.receivedFrom ?? null,
    html: article.html,
    seenMs: sortMs,
  };
}

function filler(index: number, nowMs: number): Stored {
  return {
    ...stored(
      {
        feed: FAKE_FEEDS[index % FAKE_FEEDS.length]?.id ?? 'longwire',
        title: `Entry ${index} of a long list`,
        language: 'en',
        minutesAgo: 5000 + index * 7,
        stored: 'whole',
        html: `<p>What stood in entry ${index}.</p>`,
      },
      index,
      nowMs,
    ),
    id: `filler${index}` as ArticleId,
  };
}

function summaryOf(article: Stored): ArticleSummary {
  const { id, feedId, feedTitle, title, url, excerpt, direction, sortMs, publishedMs, stored, read, starred } = article;
  return { id, feedId, feedTitle, title, url, excerpt, direction, sortMs, publishedMs, stored, read, starred };
}

function articleOf(article: Stored): Article {
  const { html: _html, seenMs: _seenMs, readMs: _readMs, ...rest } = article;
  return rest;
}

function hit(article: Stored, word: string): SearchHit[] {
  const text = textOf(article.html) || article.title;
  const at = text.toLowerCase().indexOf(word);
  if (at < 0 || word === '') return [];
  const end = /[^\p{L}]/u.exec(text.slice(at))?.index ?? text.length - at;
  return [
    {
      ...summaryOf(article),
      snippet: [
        { text: `…${text.slice(Math.max(0, at - 50), at)}`, match: false },
        { text: text.slice(at, at + end), match: true },
        { text: `${text.slice(at + end, at + end + 80)}…`, match: false },
      ],
    },
  ];
}
