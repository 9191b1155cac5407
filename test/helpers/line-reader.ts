/** The whole product as its owner has it, in a made-up internet: what it reports, stores and concludes after a pass. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FeedToFetch } from '../../main/archive/archive.ts';
import type { FetchLimits } from '../../main/fetch/limits.ts';
import {
  createLarder,
  type Larder,
  type LarderOptions,
  type PassOptions,
  type PassSummary,
  type SourceReport,
} from '../../main/service/larder.ts';
import type { Output } from '../../shared/contract.ts';
import type { ArticleId, FeedId, FeedSummary, QuarantineEntry, Status } from '../../shared/model.ts';
import { type Schedule, settableOf } from '../../shared/schedule.ts';
import type { Proxy, RoutePlan } from '../../shared/routes.ts';
import type { LineWorld } from './line-world.ts';

const extractWorker = new URL('../../main/extract/extract.worker.ts', import.meta.url);

/** A program that runs continuously looks at least so often (main/service/rounds.ts). */
const LOOK_MS = 15_000;

export type Pass = {
  readonly reports: readonly SourceReport[];
  readonly summary: PassSummary;
  /** Outcome of the source at this address in this pass; null: not asked. */
  outcome(url: string): string | null;
  readonly ms: number;
};

export type ReaderOptions = {
  readonly limits?: Partial<FetchLimits>;
  readonly fetcher?: LarderOptions['fetcher'];
  /** As a PAC script's result; `DIRECT` otherwise, whatever this machine is set to. */
  readonly systemProxy?: (url: string) => Promise<string>;
  readonly nowMs?: number;
  /** As in a window or a browser: it also fetches by itself. Otherwise `round` does, when the test says so. */
  readonly automatic?: boolean;
  readonly rounds?: LarderOptions['rounds'];
  readonly link?: LarderOptions['link'];
  readonly network?: LarderOptions['network'];
};

export type LineReader = {
  readonly larder: Larder;
  /** Milliseconds UTC by the reader's clock. */
  nowMs(): number;
  /** Time goes by (negative: the clock is set back). */
  wait(ms: number): void;
  subscribe(url: string): Promise<FeedId>;
  addProxy(proxy: Partial<Proxy> & Pick<Proxy, 'kind' | 'port'>): Promise<string>;
  setRoutes(id: FeedId, plan: RoutePlan): Promise<void>;
  pass(options?: { readonly feedsOnly?: boolean; readonly feedIds?: readonly FeedId[] }): Promise<Pass>;
  /** One look of a program that runs continuously: what is to be done by itself. */
  round(): Promise<Pass>;
  /** Such looks, as far apart as the program's own, until so much time has gone by. */
  live(ms: number, everyMs?: number): Promise<void>;
  setSchedule(change: Partial<Omit<Schedule, 'folders' | 'exports' | 'preparation'>>): Promise<void>;
  status(): Promise<Status>;
  feed(id: FeedId): FeedSummary;
  toFetch(id: FeedId): FeedToFetch;
  /** Titles of all articles, sorted. */
  titles(): string[];
  articleId(title: string): ArticleId;
  /** Text of the article with this title, '' when there is none. */
  text(title: string): string;
  quarantined(): QuarantineEntry[];
  testRoute(id: FeedId, via: RoutePlan['chain'][number]): Promise<Output<'routes.test'>>;
  /** As after a start of the program: same archive, everything else anew. */
  restart(more?: ReaderOptions): Promise<void>;
  close(): Promise<void>;
};

export async function openLineReader(world: LineWorld, options: ReaderOptions = {}): Promise<LineReader> {
  const dir = mkdtempSync(join(tmpdir(), 'larder-line-'));
  const bugs: unknown[] = [];
  let nowMs = options.nowMs ?? Date.now();

  const open = (more: ReaderOptions): Promise<Larder> =>
    createLarder({
      dir,
      extractWorker,
      now: () => nowMs,
      automatic: more.automatic ?? false,
      ...(more.rounds && { rounds: more.rounds }),
      ...(more.network && { network: more.network }),
      link: more.link ?? (() => ({ metered: null, onBattery: null })),
      systemProxy: more.systemProxy ?? (async () => 'DIRECT'),
      fetcher: { ...world.fetcherOptions(more.limits), ...more.fetcher },
      freeBytes: () => Promise.resolve(10_000_000_000),
      onBug: (error) => bugs.push(error),
    });
  let larder = await open(options);

  const found = <T>(what: T | undefined, name: string): T => {
    if (what === undefined) throw new Error(`not there: ${name}`);
    return what;
  };
  const articles = () => larder.archive.articles({ view: { kind: 'all' }, offset: 0, limit: 500, asOfMs: nowMs }).items;

  async function pass(wanted: Pick<PassOptions, 'feedIds' | 'feedsOnly' | 'automatic'>): Promise<Pass> {
    const reports: SourceReport[] = [];
    const startMs = performance.now();
    const limits = { images: true, deadlineMs: null, budgetBytes: null };
    const summary = await larder.fetchPass({ ...limits, ...wanted }, (report) => reports.push(report));
    const outcome = (url: string): string | null => reports.find((report) => report.url === url)?.outcome ?? null;
    return { reports, summary, outcome, ms: Math.round(performance.now() - startMs) };
  }
  const round = (): Promise<Pass> => pass({ feedIds: null, feedsOnly: false, automatic: true });

  return {
    get larder() {
      return larder;
    },
    nowMs: () => nowMs,
    wait: (ms) => void (nowMs += ms),
    async subscribe(url) {
      return (await larder.handlers['feeds.add']({ url, title: null, folder: [] })).id;
    },
    async addProxy(proxy) {
      const whole = { name: 'a proxy', host: '127.0.0.1', username: null, password: null, ...proxy };
      return (await larder.handlers['proxies.add'](whole)).id;
    },
    async setRoutes(id, plan) {
      await larder.handlers['routes.set']({ target: { kind: 'feed', id }, plan: { ...plan, chain: [...plan.chain] } });
    },
    pass: ({ feedsOnly = true, feedIds } = {}) => pass({ feedIds: feedIds ?? null, feedsOnly }),
    round,
    async live(ms, everyMs = LOOK_MS) {
      for (let passedMs = 0; passedMs < ms; passedMs += everyMs) {
        await round();
        nowMs += everyMs;
      }
    },
    async setSchedule(change) {
      const kept = larder.archive.library().schedule;
      await larder.handlers['schedule.set'](settableOf({ ...kept, ...change }));
    },
    status: async () => await larder.handlers['status.get']({}),
    feed: (id) =>
      found(
        larder.archive.feeds().find((feed) => feed.id === id),
        id,
      ),
    toFetch: (id) =>
      found(
        larder.archive.feedsToFetch().find((feed) => feed.id === id),
        id,
      ),
    titles: () =>
      articles()
        .map(({ title }) => title)
        .sort(),
    articleId: (title) => found(articles().find((article) => article.title === title)?.id, title),
    text(title) {
      const id = articles().find((article) => article.title === title)?.id;
      return (id && larder.archive.text(id)) ?? '';
    },
    quarantined: () => larder.archive.quarantined(),
    testRoute: async (id, via) => await larder.handlers['routes.test']({ feedId: id, route: via }),
    async restart(more = options) {
      await larder.close();
      larder = await open(more);
    },
    async close() {
      await larder.close();
      rmSync(dir, { recursive: true, force: true });
      if (bugs.length > 0) throw new AggregateError(bugs, 'the product reported bugs');
    },
  };
}
