/** The planner with everything it asks: the archive's queue, the line, the ways, the diary, the owner's schedule. */
import type { Allowance, ConnectivityState, FeedId, FetchKind } from '../../shared/model.ts';
import { isDown } from '../../shared/line.ts';
import type { Hold } from '../../shared/schedule.ts';
import type { Archive, ImageWanted, PageWanted } from '../archive/archive.ts';
import { evidenceDomain } from '../connectivity/evidence.ts';
import { createBreakers, type Breakers } from '../schedule/breakers.ts';
import { perHour } from '../schedule/rhythm.ts';
import { createPurse, type Kept, type Purse } from '../schedule/budget.ts';
import { createDiary, type Diary } from '../schedule/diary.ts';
import { deviceTime, endOfDay, type LocalTime } from '../schedule/local-time.ts';
import { type Needs, needsUntil, wantedAbove, wantedAs } from '../schedule/needs.ts';
import { createPace, type Pace } from '../schedule/pace.ts';
import { createPlanner, type Planner } from '../schedule/planner.ts';
import type { LineNow, Reachable, Room, Wanted } from '../schedule/work.ts';
import { NUMBERS } from '../schedule/numbers.ts';
import { holdOf, isMetered, type LinkFacts, reachOf } from '../schedule/rules.ts';
import { createSizes, type Sizes } from '../schedule/sizes.ts';
import type { SourceToPlan } from '../schedule/source.ts';
import { feedWorth, type LinePace } from '../schedule/worth.ts';
import type { Line } from './line.ts';
import { type Neighbours, createNeighbours } from './neighbours.ts';
import type { Origins } from './origins.ts';
import { createPlannedRoutes } from './planned-routes.ts';
import { createSourceList, placeOf, type SourceList } from './source-list.ts';

export type PlannedPage = Wanted & { readonly page: PageWanted };
export type PlannedImage = Wanted & { readonly image: ImageWanted };

/** What is asked of the archive: its queue, and what was learned. */
export type PlanningArchive = Pick<
  Archive,
  | 'library'
  | 'feedsToFetch'
  | 'breakers'
  | 'diaryHours'
  | 'diaryWindows'
  | 'addToHour'
  | 'saveWindow'
  | 'spentSince'
  | 'pagesWanted'
  | 'imagesWanted'
>;

export type Planning = {
  readonly planner: Planner<PlannedPage, PlannedImage>;
  readonly sources: SourceList;
  readonly breakers: Breakers;
  readonly diary: Diary;
  readonly purse: Purse;
  readonly pace: Pace;
  readonly sizes: Sizes;
  readonly neighbours: Neighbours;
  readonly link: () => LinkFacts;
  readonly linePace: () => LinePace;
  /** Bytes that are kept of a transfer that was cut. */
  readonly parts: (url: string, kind: FetchKind) => number;
  /** Origins of which one is tried now and then. */
  readonly canaries: () => number;
  /** Why nothing starts by itself; null: nothing is in the way. `asked`: of what the reader asked for. */
  hold(asked: boolean): Hold | null;
  /** The reader stopped what ran: for a while nothing starts by itself. */
  rest(): void;
  /** They asked for more, or decided something: it may. */
  goOn(): void;
  /** The line is in another state: what that forgives, and what it does not. */
  stateChanged(before: ConnectivityState, after: ConnectivityState): void;
  /** A headline came, or the first of several was asked for. */
  noteHeadline(): void;
  /** The allowance with the size in it that a picture may have on this link. */
  allowanceFor(kind: FetchKind, allowance: Allowance): Allowance;
  /** May this request go by this way now? Half-open counts: the planner sees to it that only one does. */
  mayGo(origin: string, route: string, kind: FetchKind, feedId: FeedId | null): boolean;
};

/** When no headline has come for this long, what is left of them are slow sites, and the texts need not wait. */
const QUIET_MS = 3_000;
/** An outage that is over so soon was none. */
const FALSE_ALARM_MS = 60_000;
/** Postings change by the week, budgets by the hand. */
const SCARCITY_EVERY_MS = 60_000;
const SOME = 0.1;
/** Work under way at once, waiting for a connection or for the parser. */
const MOST_FEEDS = 128;

export function createPlanning(options: {
  readonly archive: PlanningArchive;
  readonly now: () => number;
  readonly line: Line;
  readonly origins: Origins;
  readonly link: () => LinkFacts;
  readonly hasRoomForImages: () => boolean;
  /** Connections the fetcher opens at once, as the line bears them. */
  readonly connections: () => number;
  readonly parts: (url: string, kind: FetchKind) => number;
  readonly preparing: () => readonly FeedId[] | null;
  readonly random?: () => number;
  /** For the simulation: its time zone, and how much it lets go at once. */
  readonly local?: LocalTime;
  readonly room?: (line: LineNow) => Room;
}): Planning {
  const { archive, now, line, origins } = options;
  const random = options.random ?? Math.random;
  const local = options.local ?? deviceTime;
  const schedule = () => archive.library().schedule;
  const sources = createSourceList(archive);
  const neighbours = createNeighbours(origins);
  const breakers = createBreakers({
    saved: archive.breakers(),
    random,
    together: (origin) => neighbours.of(origin),
    worths,
  });
  const diary = createDiary({
    local,
    network: line.network(),
    nowMs: now(),
    store: {
      pages: (network) => ({ hours: archive.diaryHours(network), windows: archive.diaryWindows(network, 200) }),
      addToHour: (hour) => archive.addToHour(hour),
      saveWindow: (window) => archive.saveWindow(window),
    },
  });
  const purse = createPurse({
    limits: schedule,
    spentSince: (ms) => archive.spentSince(ms),
    local,
    likelihoodAt: (atMs) => diary.likelihoodAt(atMs),
  });
  const pace = createPace();
  const sizes = createSizes();
  let downMs = -Infinity;
  let headlineMs = now();
  const linePace = (): LinePace => ({
    goodput: pace.goodput(),
    roundTripMs: pace.roundTripMs(),
    concurrency: options.connections(),
    gapMs: diary.gapMs(),
  });
  const routes = createPlannedRoutes(() => archive.library());

  function worths(nowMs: number): Map<string, number> {
    const best = new Map<string, number>();
    for (const source of sources.all()) {
      const worth = feedWorth(source, nowMs, linePace(), local);
      best.set(source.origin, Math.max(worth, best.get(source.origin) ?? 0));
    }
    return best;
  }

  function isThrifty(): boolean {
    const { dayBudgetBytes, monthBudgetBytes } = schedule();
    return isMetered(schedule(), options.link()) || dayBudgetBytes !== null || monthBudgetBytes !== null;
  }

  let counted = { atMs: -Infinity, scarcity: 0 };
  function scarcity(): number {
    if (!isThrifty()) return 0;
    const nowMs = now();
    if (Math.abs(nowMs - counted.atMs) < SCARCITY_EVERY_MS) return counted.scarcity;
    const limit = purse.dayLimit(nowMs);
    const items = sources.all().reduce((sum, { rhythm }) => sum + 24 * perHour(rhythm), 0);
    const wanted = items * sizes.of('page', '');
    // A link that costs without a limit: as if there were enough, but none to waste.
    const part = limit === null ? SOME : wanted / Math.max(1, NUMBERS.budget.texts * limit);
    counted = { atMs: nowMs, scarcity: Math.max(SOME, part) };
    return counted.scarcity;
  }

  let foreseen: { readonly atMs: number; readonly needs: Needs } | null = null;
  /** What a text of this rank must leave to others today; null: bytes are not scarce. */
  function kept(rank: number, nowMs: number): Kept | null {
    const limit = purse.dayLimit(nowMs);
    if (limit === null || scarcity() < 1) return null;
    if (foreseen === null || Math.abs(nowMs - foreseen.atMs) >= SCARCITY_EVERY_MS) {
      const pageBytes = sizes.of('page', '') + NUMBERS.bytes.resumed;
      const needs = needsUntil(
        endOfDay(nowMs, local),
        sources.all(),
        nowMs,
        local,
        scarcity(),
        pageBytes,
        diary.gapMs(),
      );
      foreseen = { atMs: nowMs, needs };
    }
    const { needs } = foreseen;
    const isPaced = wantedAs(needs, rank) > NUMBERS.budget.unpaced * NUMBERS.budget.texts * limit;
    return { headlines: needs.headlines, texts: wantedAbove(needs, rank), isPaced };
  }

  function reachable(origin: string, kind: FetchKind, feedIds: readonly FeedId[], nowMs: number): Reachable {
    let best: Reachable | null = null;
    const feedId = kind === 'feed' ? (feedIds[0] ?? null) : null;
    for (const { name, at } of routes.of(feedIds, origin)) {
      const verdict = breakers.of(at, name, kind, feedId, nowMs);
      if (verdict === 'closed') return { verdict, untilMs: 0 };
      const untilMs = breakers.untilMs(at, name, kind, feedId, nowMs);
      if (best === null || untilMs < best.untilMs) best = { verdict, untilMs };
    }
    // No way at all is set for it: the request itself says so.
    return best ?? { verdict: 'closed', untilMs: 0 };
  }

  let restsUntilMs = 0;
  function hold(asked: boolean): Hold | null {
    const nowMs = now();
    const set = holdOf(schedule(), purse.spent(nowMs), options.link(), nowMs, local, asked);
    // An end farther away than any rest lasts was set by a clock that was wrong.
    const isResting = restsUntilMs > nowMs && restsUntilMs - nowMs <= NUMBERS.stoppedMs;
    return set ?? (isResting && !asked ? { kind: 'stopped', untilMs: restsUntilMs } : null);
  }

  function room(state: LineNow, feedsOnTheirWay: number): Room {
    const connections = options.connections();
    const isPoor = state.state === 'degraded' || state.state === 'allowlist';
    const ahead = 2 * connections;
    const isQuiet = now() - headlineMs > QUIET_MS;
    // A headline that is still on its way may belong to a source that must not be asked directly, and say so of an article
    // that others carry, too.
    const texts = feedsOnTheirWay > 0 && !isQuiet ? 0 : ahead + (isQuiet ? feedsOnTheirWay : 0);
    return { total: texts, perHost: isPoor ? 2 : 4, feeds: isPoor ? ahead : MOST_FEEDS };
  }

  const planner = createPlanner<PlannedPage, PlannedImage>({
    now,
    local,
    line: () => line.now(),
    probes(known) {
      const direct = routes.onlyDirect() ? known : known.filter(({ id }) => routes.mayBeDirect(id));
      return line.probes(direct.map(askable));
    },
    probed: (started) => line.asked({ ...started, released: [], nextLookMs: 0 }),
    room: options.room ?? room,
    pace: linePace,
    forecast: () => diary.forecast(now()),
    sources: () => sources.all(),
    pages: (limit, only, worth) => archive.pagesWanted(limit, only, worth).map(plannedPage),
    images: (limit, only, worth) => archive.imagesWanted(limit, worth, only).map(plannedImage),
    sizes,
    isBegun: (kind, wanted) => options.parts(kind === 'page' ? (wanted as PlannedPage).page.url : wanted.key, kind) > 0,
    reachable,
    // A host's own way is asked before its row is read; what goes by a proxy is looked at piece by piece.
    hostIsOpen: (host, kind, nowMs) =>
      !routes.onlyDirect() ||
      (['https', 'http'] as const).every(
        (scheme) => breakers.of(`${scheme}://${host}`, 'direct', kind, null, nowMs) !== 'open',
      ),
    breakers,
    purse,
    hold: (asked) => hold(asked),
    reach: () => reachOf(schedule(), options.link()),
    scarcity,
    kept,
    hasRoomForImages: options.hasRoomForImages,
    preparing: options.preparing,
  });

  const domains = new Map<string, string>();
  function domainOf(origin: string): string {
    const known = domains.get(origin) ?? evidenceDomain(origin);
    domains.set(origin, known);
    return known;
  }

  function askable(source: SourceToPlan) {
    return {
      origin: source.origin,
      domain: domainOf(source.origin),
      priority: NUMBERS.worth.weight[source.priority],
      lastTriedMs: source.lastAttemptMs,
      recentlyGood: origins.recentlyGood(source.origin),
      anchorByOwner: routes.isAnchor(source.id),
    };
  }

  return {
    planner,
    sources,
    breakers,
    diary,
    purse,
    pace,
    sizes,
    neighbours,
    link: options.link,
    linePace,
    parts: options.parts,
    canaries: () => (line.state() === 'open' || line.state() === 'unknown' ? 0 : line.view().darkOrigins.length),
    hold,
    rest: () => void (restsUntilMs = now() + NUMBERS.stoppedMs),
    goOn: () => void (restsUntilMs = 0),
    stateChanged(before, after) {
      const nowMs = now();
      diary.look(after, nowMs);
      if (isDown(after)) {
        if (!isDown(before)) downMs = nowMs;
        breakers.lineDown(nowMs);
        return;
      }
      // Where only blocked ones were asked for a while it may look like an outage: one that is over at once was none.
      const wasShort = isDown(before) && nowMs - downMs < FALSE_ALARM_MS;
      const isRegime = before !== 'unknown' && (after === 'open' || isDown(before));
      if (isRegime && !wasShort) breakers.lineChanged(nowMs);
    },
    noteHeadline: () => void (headlineMs = now()),
    allowanceFor(kind, allowance) {
      if (kind !== 'image') return allowance;
      const most = isThrifty() ? NUMBERS.images.costlyBytes : NUMBERS.images.mostBytes;
      let received = 0;
      return {
        announced: (bytes) => bytes <= most && allowance.announced(bytes),
        received: (bytes) => (received += bytes) <= most && allowance.received(bytes),
      };
    },
    mayGo: (origin, route, kind, feedId) => breakers.of(origin, route, kind, feedId, now()) !== 'open',
  };
}

function plannedPage(page: PageWanted): PlannedPage {
  return { key: page.articleId, ...placeOf(page.url), feedIds: page.feedIds, candidate: page.candidate, page };
}

function plannedImage(image: ImageWanted): PlannedImage {
  return { key: image.url, ...placeOf(image.url), feedIds: image.feedIds, candidate: image.candidate, image };
}
