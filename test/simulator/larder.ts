/**
 * Larder as a policy: the planner with the very wiring of the product (main/service/planning.ts), the real judgement of the
 * line and the real breakers, diary and budgets. Only the archive is a list in memory, and how much goes at once is as
 * the rivals have it, for the fetcher's own queue is not in this world.
 */
import { afterAttempt, MAX_PAUSE_MS } from '../../main/archive/attempts.ts';
import type { FeedToFetch, ImageWanted, PageWanted } from '../../main/archive/archive.ts';
import type { Attempted } from '../../main/service/attempted.ts';
import { createLine } from '../../main/service/line.ts';
import { createOrigins } from '../../main/service/origins.ts';
import { createPlanning, type PlannedImage, type PlannedPage } from '../../main/service/planning.ts';
import { utc } from '../../main/schedule/local-time.ts';
import { afterNothingNew, afterPoll } from '../../main/schedule/rhythm.ts';
import type { LineNow, Piece, Room, Scope } from '../../main/schedule/work.ts';
import type { ArticleId, FeedId, FetchOutcome, Library, Outcome } from '../../shared/model.ts';
import { isSuccess } from '../../shared/model.ts';
import type { Candidate, DiaryHour, DiaryWindow, Rhythm } from '../../shared/planning.ts';
import { DEFAULT_SCHEDULE } from '../../shared/schedule.ts';
import type { Desk, Image, Item, Job, Policy, Result, Source, Tries } from './policy.ts';
import { keyed, seeded } from './random.ts';

/** After another network: as main/service/rounds.ts. */
const SOON_MS = { least: 200, most: 1_000 };
const AT_MOST_MS = 15_000;
const AT_LEAST_MS = 200;
/** Of one source, newest first: more are never chosen before the list is asked for again. */
const LOOKED_AT = 24;

type State = {
  readonly source: Source;
  readonly id: FeedId;
  feed: FeedToFetch;
  /** As its list showed. */
  feedHasTexts: boolean;
};

export function createLarderPolicy(desk: Desk, seed: number): Policy {
  const random = seeded(keyed(seed, 0x1a4de4));
  let nowMs = 0;
  const now = (): number => nowMs;
  const library = libraryOf(desk);
  const states = desk.sources.map((source): State => {
    const id = idOf(source);
    return { source, id, feed: feedOf(source, id), feedHasTexts: false };
  });
  const stateOf = new Map(states.map((state) => [state.id, state]));
  const pagesByKey = new Map<string, Item>();
  const imagesByKey = new Map<string, Image>();
  const hours = new Map<string, DiaryHour>();
  const windows: DiaryWindow[] = [];

  const origins = createOrigins([], now);
  const line = createLine({
    now,
    random,
    origins,
    library: () => library,
    usualWindowMs: () => planning.diary.usualWindowMs(),
    onChange: (before, after) => planning.stateChanged(before, after),
  });

  const archive = {
    library: () => library,
    feedsToFetch: (ids?: readonly FeedId[]) =>
      ids ? ids.flatMap((id) => stateOf.get(id)?.feed ?? []) : states.map(({ feed }) => feed),
    breakers: () => [],
    diaryHours: (network: string) => [...hours.values()].filter((hour) => hour.network === network),
    diaryWindows: (network: string) => windows.filter((window) => window.network === network).toReversed(),
    addToHour: (hour: DiaryHour) => addTo(hours, hour),
    saveWindow(window: DiaryWindow) {
      const n = window.n ?? windows.length;
      windows[n] = { ...window, n };
      return n;
    },
    spentSince: () => 0,
    pagesWanted: (limit: number, _only: unknown, worth: (candidate: Candidate) => number = () => 1) => {
      const found: { readonly item: Item; readonly candidate: Candidate; readonly worth: number }[] = [];
      for (const { source } of states) {
        const wanted = desk.textsWanted(source);
        for (let at = wanted.length - 1, seen = 0; at >= 0 && seen < LOOKED_AT; at--, seen++) {
          const item = wanted[at]!;
          if (isPausing(item.tries)) continue;
          const candidate = candidateOf(source, item.publishedMs, false);
          const value = worth(candidate);
          if (value <= 0) break;
          found.push({ item, candidate, worth: value });
        }
      }
      return best(found, limit).map(({ item, candidate }) => pageOf(item, candidate));
    },
    imagesWanted: (limit: number, worth: (candidate: Candidate) => number = () => 1) => {
      const found: { readonly image: Image; readonly candidate: Candidate; readonly worth: number }[] = [];
      for (const { source } of states) {
        const wanted = desk.imagesWanted(source);
        for (let at = wanted.length - 1, seen = 0; at >= 0 && seen < LOOKED_AT; at--, seen++) {
          const image = wanted[at]!;
          if (isPausing(image.tries)) continue;
          const candidate = candidateOf(source, image.item.publishedMs, image.lead);
          const value = worth(candidate);
          if (value <= 0) break;
          found.push({ image, candidate, worth: value });
        }
      }
      return best(found, limit).map(({ image, candidate }) => imageOf(image, candidate));
    },
  };

  const planning = createPlanning({
    archive,
    now,
    line,
    origins,
    link: () => ({ metered: desk.budget() === null ? null : true, onBattery: null }),
    hasRoomForImages: () => true,
    connections: () => 6,
    parts: () => 0,
    preparing: () => null,
    random,
    local: utc,
    room,
  });

  const scope: Scope = {
    asked: new Set(),
    byHand: false,
    automatic: true,
    only: null,
    onlyWanted: false,
    texts: true,
    images: true,
    tried: new Set(),
    allows: () => true,
  };
  const running = new Map<Job, Piece<PlannedPage, PlannedImage>>();
  let waitMs = 0;
  let lookAtMs = 0;
  let busy = false;

  /** The network study, 2.4. */
  function room({ state }: LineNow): Room {
    if (state === 'allowlist') return { total: 4, perHost: 2, feeds: 4 };
    if (state === 'degraded') return { total: 3, perHost: 1, feeds: 3 };
    return { total: 6, perHost: 2, feeds: 6 };
  }

  function isPausing({ count, lastMs, lastOutcome }: Tries): boolean {
    if (lastMs === null || lastOutcome === null) return false;
    const { pauseMs, final } = afterAttempt(lastOutcome, count - 1);
    return final || nowMs < lastMs + Math.min(pauseMs, MAX_PAUSE_MS);
  }

  function jobOf(piece: Piece<PlannedPage, PlannedImage>): Job {
    if (piece.kind === 'feed') return { kind: 'feed', source: stateOf.get(piece.key)!.source };
    if (piece.kind === 'page') return { kind: 'page', item: pagesByKey.get(piece.key)! };
    return { kind: 'image', image: imagesByKey.get(piece.key)! };
  }

  function pageOf(item: Item, candidate: Candidate): PageWanted {
    const key = `a${item.id}`;
    pagesByKey.set(key, item);
    const feedId = idOf(item.source);
    return {
      articleId: key as ArticleId,
      feedId,
      feedIds: [feedId],
      feedUrl: item.source.url,
      url: item.url,
      title: key,
      feedTextLength: 0,
      candidate,
    };
  }

  function imageOf(image: Image, candidate: Candidate): ImageWanted {
    imagesByKey.set(image.url, image);
    const feedIds = [idOf(image.item.source)];
    return {
      url: image.url,
      articleId: `a${image.item.id}` as ArticleId,
      title: image.url,
      pageUrl: null,
      feedIds,
      candidate,
    };
  }

  /** What the archive keeps of an attempt at a feed. */
  function learn(state: State, result: Result): void {
    const { feed } = state;
    const { outcome } = result;
    const success = isSuccess(outcome);
    const whole = outcome === 'OK' || outcome === 'NOT_MODIFIED';
    state.feedHasTexts = result.newItems[0]?.fullText ?? state.feedHasTexts;
    const rhythm: Rhythm | null =
      outcome === 'OK'
        ? afterPoll(
            feed.rhythm,
            {
              atMs: nowMs,
              beforeMs: feed.lastSuccessMs,
              published: datesOf(result),
              added: result.newItems.length,
              wireBytes: result.wireBytes,
              fullTexts: state.feedHasTexts ? result.listed : 0,
            },
            utc,
          )
        : whole
          ? afterNothingNew(feed.rhythm, nowMs, feed.lastSuccessMs)
          : feed.rhythm;
    state.feed = {
      ...feed,
      rhythm,
      lastAttemptMs: nowMs,
      lastOutcome: outcome,
      ...(success && { lastSuccessMs: nowMs }),
      ...(whole && { freshUntilMs: result.freshForMs === null ? null : nowMs + result.freshForMs }),
      validators: whole
        ? { etag: 'known', lastModified: null }
        : outcome === 'PARTIAL'
          ? NO_VALIDATORS
          : feed.validators,
    };
    planning.sources.touched(state.id);
  }

  /** The dates of a list: its new items say theirs, and the known ones are older. */
  function datesOf(result: Result): (number | null)[] {
    const fresh = result.newItems.map(({ publishedMs }) => publishedMs);
    return [...fresh, ...Array.from({ length: Math.max(0, result.listed - fresh.length) }, () => null)];
  }

  function tellLine(job: Job, result: Result): void {
    const url = job.kind === 'feed' ? job.source.url : job.kind === 'page' ? job.item.url : job.image.url;
    const source = job.kind === 'feed' ? job.source : job.kind === 'page' ? job.item.source : job.image.item.source;
    const fetched = {
      outcome: result.outcome,
      url,
      finalUrl: url,
      wireBytes: result.wireBytes,
      phases: result.phases,
      route: result.route,
      authority: result.verified ? 'tls' : 'none',
      stranger: result.stranger,
      portalUrl: result.portalUrl,
      certificateOff: null,
      serverDateMs: null,
      issuer: null,
      status: null,
      connections: result.connections,
      retryAtMs: null,
    } as unknown as FetchOutcome;
    const { outcome } = result;
    line.saw({ what: job.kind, feedId: idOf(source), fetched, outcome } as Attempted);
    origins.saw(fetched, outcome);
    const { origin } = source;
    const isDown = line.state() === 'offline' || line.state() === 'captive';
    planning.breakers.saw(
      { origin, route: 'direct', what: job.kind, feedId: idOf(source), outcome, status: null, retryAtMs: null },
      nowMs,
      isDown,
    );
    planning.breakers.takeChanged();
    if (!isSuccess(outcome)) return;
    planning.sizes.saw(job.kind, new URL(url).host, result.wireBytes);
    const { tcpMs, lookupMs } = result.phases;
    if (tcpMs !== null) planning.pace.roundTrip(tcpMs - (lookupMs ?? 0));
  }

  return {
    name: 'larder',
    next(atMs) {
      nowMs = atMs;
      planning.diary.look(line.state(), nowMs);
      if (nowMs < lookAtMs) return [];
      const step = planning.planner.next(scope);
      if (step.start === null) {
        waitMs = step.waitMs;
        if (running.size === 0) {
          scope.tried.clear();
          if (busy) line.passEnded();
          busy = false;
          lookAtMs = nowMs + Math.max(AT_LEAST_MS, Math.min(AT_MOST_MS, waitMs));
        }
        return [];
      }
      busy = true;
      const job = jobOf(step.start);
      scope.tried.add(step.start.key);
      running.set(job, step.start);
      planning.pace.tick(nowMs, running.size - 1);
      planning.planner.started(step.start);
      return [job];
    },
    wakeAtMs: () => (lookAtMs > nowMs ? lookAtMs : nowMs + Math.max(1, Math.min(waitMs, AT_MOST_MS))),
    finished(job, result, atMs) {
      nowMs = atMs;
      const piece = running.get(job);
      running.delete(job);
      planning.pace.tick(nowMs, running.size + 1);
      planning.pace.moved(result.movedBytes);
      if (job.kind === 'feed') learn(stateOf.get(idOf(job.source))!, result);
      if (result.outcome !== ('CANCELLED' satisfies Outcome)) tellLine(job, result);
      planning.diary.came({
        bytes: result.movedBytes,
        headlines: result.newItems.length,
        texts: job.kind === 'page' && isSuccess(result.outcome) ? 1 : 0,
        images: job.kind === 'image' && isSuccess(result.outcome) ? 1 : 0,
      });
      if (piece) planning.planner.finished(piece, result.movedBytes, isSuccess(result.outcome));
      pagesByKey.delete(job.kind === 'page' ? `a${job.item.id}` : '');
      lookAtMs = Math.min(lookAtMs, nowMs);
    },
    network(event, atMs) {
      nowMs = atMs;
      const hasInterface = event.kind !== 'down';
      line.heard({ kind: 'network', atMs, identity: event.identity, hasInterface });
      if (hasInterface) planning.diary.moved(line.network(), nowMs);
      planning.pace.forget();
      planning.breakers.lineChanged(nowMs);
      planning.planner.lineBack();
      lookAtMs = nowMs + (hasInterface ? SOON_MS.least + random() * (SOON_MS.most - SOON_MS.least) : 0);
    },
    predict: (atMs) => planning.diary.onInAnHour(atMs),
  };
}

const NO_VALIDATORS = { etag: null, lastModified: null };

function idOf(source: Source): FeedId {
  return `s${source.id}` as FeedId;
}

function candidateOf(source: Source, sortMs: number, lead: boolean): Candidate {
  const rank = source.priority === 'high' ? 2 : source.priority === 'low' ? 0 : 1;
  return { rank, host: new URL(source.origin).host, sortMs, lead, feedTextLength: 0 };
}

function best<T extends { readonly worth: number }>(found: T[], limit: number): T[] {
  return found.sort((a, b) => b.worth - a.worth).slice(0, limit);
}

function addTo(hours: Map<string, DiaryHour>, more: DiaryHour): void {
  const key = `${more.network} ${more.hourMs}`;
  const before = hours.get(key);
  if (!before) {
    hours.set(key, more);
    return;
  }
  const inState = { ...before.inState };
  for (const [state, ms] of Object.entries(more.inState) as [keyof typeof inState, number][]) inState[state] += ms;
  hours.set(key, {
    ...before,
    inState,
    bytes: before.bytes + more.bytes,
    headlines: before.headlines + more.headlines,
    texts: before.texts + more.texts,
    images: before.images + more.images,
  });
}

function feedOf(source: Source, id: FeedId): FeedToFetch {
  return {
    id,
    url: source.url,
    title: source.domain,
    validators: NO_VALIDATORS,
    sha256: null,
    lastAttemptMs: null,
    lastSuccessMs: null,
    retryAtMs: null,
    freshUntilMs: null,
    ownTitle: null,
    ownSiteUrl: null,
    knownDomains: [],
    httpsTriedMs: null,
    httpsOkMs: null,
    priority: source.priority,
    everyMinutes: null,
    lastOutcome: null,
    rhythm: null,
  };
}

function libraryOf(desk: Desk): Library {
  const budget = desk.budget();
  return {
    version: 1,
    subscriptions: desk.sources.map((source) => ({
      id: idOf(source),
      url: source.url,
      title: null,
      siteUrl: null,
      folder: [],
      addedMs: 0,
      routes: null,
      pinnedPem: null,
      anchor: false,
      priority: source.priority,
      everyMinutes: null,
    })),
    folders: [],
    preferences: { locale: null, theme: 'system', textSize: 100 },
    network: { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false },
    schedule: { ...DEFAULT_SCHEDULE, dayBudgetBytes: budget?.perDayBytes ?? null, onMetered: 'all' },
    senders: [],
    watchedFolder: null,
  };
}
