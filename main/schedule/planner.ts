/**
 * Which byte to fetch next. Asked for one piece of work at a time, it answers from what is known at that moment: headlines
 * of all that is due by what they are worth for their bytes, then texts, then pictures; one slot is always left to
 * headlines. A deadline, a budget, a schedule or another state of the line changes the very next answer. It knows
 * no network and no disk: `npm run simulate` drives this same code through months of bad weather.
 */
import type { ConnectivityState } from '../../shared/line.ts';
import type { FeedId, FetchKind } from '../../shared/model.ts';
import { outcomeClass } from '../../shared/outcome.ts';
import type { Candidate } from '../../shared/planning.ts';
import type { Forecast, Hold, Reach } from '../../shared/schedule.ts';
import type { Breakers } from './breakers.ts';
import type { Purse } from './budget.ts';
import { type Due, dueOf, type Moment } from './due.ts';
import { createShares } from './fairness.ts';
import type { LocalTime } from './local-time.ts';
import { NUMBERS } from './numbers.ts';
import type { Sizes } from './sizes.ts';
import type { SourceToPlan } from './source.ts';
import { takingTurns } from './turns.ts';
import { createOnItsWay } from './under-way.ts';
import { feedBytes, feedWorth, imageWorth, type LinePace, pageWorth } from './worth.ts';

/** A wanted page or picture, ready to be started. */
export type Wanted = {
  /** Article id, or a picture's address. */
  readonly key: string;
  readonly origin: string;
  readonly domain: string;
  readonly feedIds: readonly FeedId[];
  readonly candidate: Candidate;
};

export type FeedWhy = 'asked' | 'due' | 'canary' | 'confirm';

export type Piece<Page extends Wanted = Wanted, Image extends Wanted = Wanted> =
  | { readonly kind: 'feed'; readonly key: FeedId; readonly source: SourceToPlan; readonly why: FeedWhy }
  | { readonly kind: 'page'; readonly key: string; readonly page: Page }
  | { readonly kind: 'image'; readonly key: string; readonly image: Image };

/** `waitMs`: nothing can start before then, unless something ends or changes. */
export type Step<Page extends Wanted = Wanted, Image extends Wanted = Wanted> =
  { readonly start: Piece<Page, Image> } | { readonly start: null; readonly waitMs: number };

/** What one run of work is about: what the reader asked for, or everything there is to do. */
export type Scope = {
  /** Sources to be asked whether they are due or not; taken out as they go. */
  readonly asked: Set<FeedId>;
  /** Also what is due by itself. */
  readonly automatic: boolean;
  /** Texts of these sources only; null: of all. */
  readonly only: readonly FeedId[] | null;
  readonly texts: boolean;
  readonly images: boolean;
  /** Tried in this run: not again. */
  readonly tried: Set<string>;
  /** May one more of this kind start, by this run's own deadline and budget? */
  readonly allows: (kind: FetchKind) => boolean;
};

export type LineNow = {
  readonly state: ConnectivityState;
  readonly curtain: boolean;
  /** Origins that are the canary's while only some answer. */
  readonly dark: ReadonlySet<string>;
};

/** Whom the state of the line wants to be heard from. */
export type ProbesWanted = {
  readonly canary: string | null;
  readonly confirm: readonly string[];
  readonly nextLookMs: number;
  readonly nextCanaryAtMs: number | null;
};

export type Room = {
  /** Pieces on their way at once, and to one host. */
  readonly total: number;
  readonly perHost: number;
  /** Feeds handed over ahead of their turn: they are small, and their servers many. */
  readonly feeds: number;
};

export type Reachable = { readonly verdict: 'closed' | 'half-open' | 'open'; readonly untilMs: number };

export type PlannerOptions<Page extends Wanted, Image extends Wanted> = {
  readonly now: () => number;
  readonly local: LocalTime;
  readonly line: () => LineNow;
  /** Asked for once a look, and told of what was started because of it. */
  readonly probes: (sources: readonly SourceToPlan[]) => ProbesWanted;
  readonly probed: (started: Omit<ProbesWanted, 'nextLookMs'>) => void;
  readonly room: (line: LineNow, feedsOnTheirWay: number) => Room;
  readonly pace: () => LinePace;
  readonly forecast: () => Forecast | null;
  readonly sources: () => readonly SourceToPlan[];
  readonly pages: (
    limit: number,
    only: readonly FeedId[] | null,
    worth: (candidate: Candidate) => number,
  ) => readonly Page[];
  readonly images: (
    limit: number,
    only: readonly FeedId[] | null,
    worth: (candidate: Candidate) => number,
  ) => readonly Image[];
  readonly sizes: Pick<Sizes, 'of'>;
  /** A part of it is here from a transfer that was cut: only the rest has to come. */
  readonly isBegun: (kind: 'page' | 'image', wanted: Wanted) => boolean;
  /** By any of the ways that are set for it. */
  readonly reachable: (origin: string, kind: FetchKind, feedIds: readonly FeedId[], nowMs: number) => Reachable;
  /** The same by host, before a row is read. */
  readonly hostIsOpen: (host: string, kind: 'page' | 'image', nowMs: number) => boolean;
  readonly breakers: Pick<Breakers, 'failures' | 'lineChanged'>;
  readonly purse: Purse;
  /** Why nothing starts by itself; null: nothing is in the way. */
  readonly hold: (asked: boolean, nowMs: number) => Hold | null;
  readonly reach: () => Reach;
  /** Bytes that all texts would take, for each byte there is for them; 0: bytes are not counted. */
  readonly scarcity: () => number;
  readonly hasRoomForImages: () => boolean;
  /** Only these sources' texts and pictures, and all of them; null: no preparation is under way. */
  readonly preparing: () => readonly FeedId[] | null;
};

export type Planner<Page extends Wanted, Image extends Wanted> = {
  next(scope: Scope): Step<Page, Image>;
  started(piece: Piece<Page, Image>): void;
  /** `came`: it was had, whole. */
  finished(piece: Piece<Page, Image>, movedBytes: number, came: boolean): void;
  /** It turned out to be too large for the line or the budget as they are. */
  putOff(piece: Piece<Page, Image>): void;
  /** Another network, a wake from sleep: everything somewhat old is due. */
  lineBack(): void;
  /** New headlines came, a setting or a list changed: what was thought of the order is thought anew. */
  changed(): void;
  /** Pieces of this kind that are known to wait, as far as they were looked at. */
  waiting(kind: FetchKind): number;
  underWay(kind: FetchKind): number;
  dueOf(source: SourceToPlan): Due;
  /** Best first, for the queue that is shown. */
  order(): readonly { readonly source: SourceToPlan; readonly worth: number; readonly bytes: number }[];
};

const { bytes: guess } = NUMBERS;

export function createPlanner<Page extends Wanted, Image extends Wanted>(
  options: PlannerOptions<Page, Image>,
): Planner<Page, Image> {
  const { now, local, purse } = options;
  const onItsWay = createOnItsWay();
  const shares = createShares();
  let feeds: { queue: SourceToPlan[]; atMs: number; nextDueMs: number } | null = null;
  let probes: { wanted: ProbesWanted; atMs: number; line: LineNow } | null = null;
  let pages: Batch<Page> | null = null;
  let images: Batch<Image> | null = null;
  /** Pieces that were too large for the line as it was: not before then. */
  const putOff = new Map<string, number>();
  let through: { readonly origin: string; readonly untilMs: number } | null = null;
  let lookedUpFor: string | null = null;
  let askedLeft = 0;
  let lineBackMs: number | null = now();
  let seen: { state: ConnectivityState; lastCall: boolean } = { state: 'unknown', lastCall: false };

  function changed(): void {
    feeds = null;
    pages = null;
    images = null;
  }

  function moment(nowMs: number): Moment {
    // A return that lies ahead was seen by a clock that was wrong.
    if (lineBackMs !== null && lineBackMs > nowMs) lineBackMs = null;
    const curfew = options.forecast()?.curfewMs ?? null;
    const lastCall = curfew !== null && curfew - nowMs <= NUMBERS.window.lastCallMs;
    return { nowMs, local, lineBackMs, lastCall, gapMs: options.pace().gapMs, scarcity: options.scarcity() };
  }

  /** The state changed since the last look: what is due is another matter now. */
  function notice(line: LineNow, nowMs: number): void {
    const { lastCall } = moment(nowMs);
    const before = seen;
    seen = { state: line.state, lastCall };
    if (before.state !== line.state) {
      const isUp = carries(line.state);
      const wider = line.state === 'open' && before.state === 'allowlist';
      if (isUp && (!carries(before.state) || wider)) {
        if (before.state !== 'unknown' || lineBackMs === null) lineBackMs = nowMs;
        shares.renew();
      }
      probes = null;
      putOff.clear();
      changed();
    } else if (before.lastCall !== lastCall) changed();
  }

  // ------------------------------------------------------------ headlines

  function dueAt(source: SourceToPlan, at: Moment): Due {
    const due = dueOf(source, at);
    if (due.reason.kind === 'retry-after') return due;
    const { verdict, untilMs } = options.reachable(source.origin, 'feed', [source.id], at.nowMs);
    if (verdict !== 'open') return due;
    const failures = options.breakers.failures(source.origin, 'direct', source.id);
    return { isDue: false, atMs: Math.max(due.atMs, untilMs), reason: { kind: 'breaker', failures, atMs: untilMs } };
  }

  function feedsInOrder(line: LineNow, nowMs: number): NonNullable<typeof feeds> {
    if (feeds && nowMs >= feeds.atMs) {
      const isYoung = nowMs - feeds.atMs < NUMBERS.orderMs;
      const hasNothing =
        feeds.queue.length === 0 && nowMs < feeds.nextDueMs && nowMs - feeds.atMs < NUMBERS.idleOrderMs;
      if (isYoung || hasNothing) return feeds;
    }
    const at = moment(nowMs);
    const pace = options.pace();
    let nextDueMs = nowMs + NUMBERS.interval.mostMs;
    const due: { readonly source: SourceToPlan; readonly worth: number }[] = [];
    for (const source of options.sources()) {
      if (onItsWay.has(source.id) || (line.state === 'allowlist' && line.dark.has(source.origin))) continue;
      const { isDue, atMs } = dueAt(source, at);
      if (isDue) due.push({ source, worth: feedWorth(source, nowMs, pace, local) });
      else nextDueMs = Math.min(nextDueMs, Math.max(atMs, nowMs + 1));
    }
    due.sort((a, b) => b.worth - a.worth);
    feeds = { queue: due.map(({ source }) => source), atMs: nowMs, nextDueMs };
    return feeds;
  }

  /** What the reader asked for, best first; made anew when more was asked for. */
  const askedOrders = new WeakMap<Scope, { readonly queue: SourceToPlan[]; known: number }>();

  function askedFeed(scope: Scope, room: Room, nowMs: number): Piece<Page, Image> | null {
    if (scope.asked.size === 0) return null;
    let order = askedOrders.get(scope);
    if (order === undefined || order.known < scope.asked.size) {
      const pace = options.pace();
      const wanted = options.sources().filter(({ id }) => scope.asked.has(id));
      const worths = new Map(wanted.map((source) => [source.id, feedWorth(source, nowMs, pace, local)]));
      wanted.sort((a, b) => (worths.get(b.id) ?? 0) - (worths.get(a.id) ?? 0));
      order = { queue: takingTurns(wanted, ({ url }) => url), known: scope.asked.size };
      askedOrders.set(scope, order);
      // Unsubscribed meanwhile.
      if (wanted.length < scope.asked.size) {
        scope.asked.clear();
        for (const { id } of wanted) scope.asked.add(id);
      }
    }
    for (const [place, source] of order.queue.entries()) {
      if (onItsWay.has(source.id)) {
        // On its way already: what comes of it is what was asked for.
        scope.asked.delete(source.id);
        continue;
      }
      if (onItsWay.atHost(source.origin) >= room.perHost) continue;
      order.queue.splice(place, 1);
      scope.asked.delete(source.id);
      order.known = scope.asked.size;
      askedLeft = scope.asked.size;
      return { kind: 'feed', key: source.id, source, why: 'asked' };
    }
    order.known = scope.asked.size;
    askedLeft = scope.asked.size;
    return null;
  }

  function probe(line: LineNow, nowMs: number): Piece<Page, Image> | null {
    // Nothing was heard since: then it said itself when to look again.
    const restMs = probes?.line === line ? probes.wanted.nextLookMs : NUMBERS.probeMs;
    if (probes && nowMs >= probes.atMs && nowMs < probes.atMs + restMs) return null;
    const sources = options.sources().filter((source) => !onItsWay.has(source.id) && mayBeAsked(source, nowMs));
    const wanted = options.probes(sources);
    probes = { wanted, atMs: nowMs, line };
    const [confirm] = wanted.confirm;
    const origin = wanted.canary ?? confirm ?? null;
    if (wanted.canary !== null || confirm !== undefined) {
      options.probed({
        canary: wanted.canary,
        confirm: wanted.canary === null && confirm !== undefined ? [confirm] : [],
        nextCanaryAtMs: wanted.nextCanaryAtMs,
      });
    }
    if (origin === null) return null;
    probes = null; // there may be another
    const source = oldest(sources.filter((one) => one.origin === origin));
    return source && { kind: 'feed', key: source.id, source, why: wanted.canary === null ? 'confirm' : 'canary' };
  }

  let nextDarkMs = 0;

  /**
   * Many that do not answer, and a line that is taken for open: a new library on a day of approved sites looks like that.
   * One of them is tried every few minutes, however long they wait; when it answers, so may the others.
   */
  function darkScout(nowMs: number): Piece<Page, Image> | null {
    if (nowMs < nextDarkMs && nextDarkMs - nowMs <= 2 * NUMBERS.darkScoutMs) return null;
    nextDarkMs = nowMs + NUMBERS.darkScoutMs;
    const all = options.sources();
    const dark = all.filter(
      (source) =>
        !onItsWay.has(source.id) &&
        source.lastOutcome !== null &&
        outcomeClass(source.lastOutcome) === 'path' &&
        options.reachable(source.origin, 'feed', [source.id], nowMs).verdict === 'open' &&
        mayBeAsked(source, nowMs),
    );
    if (dark.length < NUMBERS.darkAtLeast || dark.length < NUMBERS.darkShare * all.length) return null;
    const source = oldest(dark);
    return source && { kind: 'feed', key: source.id, source, why: 'canary' };
  }

  function mayBeAsked(source: SourceToPlan, nowMs: number): boolean {
    return (
      dueOf(source, { nowMs, local, lineBackMs: null, lastCall: false, gapMs: 0, scarcity: 0 }).reason.kind !==
      'retry-after'
    );
  }

  function dueFeed(scope: Scope, line: LineNow, room: Room, nowMs: number): Piece<Page, Image> | null {
    const { queue } = feedsInOrder(line, nowMs);
    const hungry = hungryKinds(scope);
    for (const [place, source] of queue.entries()) {
      if (onItsWay.has(source.id) || onItsWay.atHost(source.origin) >= room.perHost) continue;
      const { verdict } = options.reachable(source.origin, 'feed', [source.id], nowMs);
      if (verdict === 'open' || (verdict === 'half-open' && onItsWay.atHost(source.origin) > 0)) continue;
      const bytes = feedBytes(source, nowMs, local) + guess.resumed;
      if (!purse.allows('feed', bytes, hungry, nowMs)) return null;
      queue.splice(place, 1);
      return { kind: 'feed', key: source.id, source, why: 'due' };
    }
    return null;
  }

  // ------------------------------------------------------------ texts and pictures

  function worthOf(kind: 'page' | 'image', line: LineNow, nowMs: number): (candidate: Candidate) => number {
    const pace = options.pace();
    const preparing = options.preparing() !== null;
    const isScarce = options.scarcity() >= 1 && !preparing;
    // Many candidates, few hosts.
    const open = new Map<string, boolean>();
    const isOpen = (host: string): boolean => {
      const known = open.get(host) ?? options.hostIsOpen(host, kind, nowMs);
      open.set(host, known);
      return known;
    };
    return (candidate) => {
      if (line.state === 'allowlist' && isDarkHost(line, candidate.host)) return 0;
      if (!isOpen(candidate.host)) return 0;
      // Yesterday's news may still be had; what is older leaves the few bytes to what is new.
      if (isScarce && candidate.rank < 3 && nowMs - candidate.sortMs > NUMBERS.worth.textAgeMs) return 0;
      const isPoor = line.state === 'degraded' && candidate.rank < 3 && !preparing;
      if (kind === 'page') {
        if (isPoor && nowMs - candidate.sortMs > NUMBERS.poorLineTextMs) return 0;
        const worth = pageWorth(candidate, options.sizes.of('page', candidate.host), nowMs, pace);
        // With bytes for a few only, what comes first comes first.
        return isScarce ? worth * SCARCE_WEIGHT ** candidate.rank : worth;
      }
      return imageWorth(candidate, options.sizes.of('image', candidate.host), nowMs, pace);
    };
  }

  function content<T extends Wanted>(
    scope: Scope,
    kind: 'page' | 'image',
    batch: Batch<T> | null,
    ask: (limit: number) => readonly T[],
    room: Room,
    nowMs: number,
  ): { readonly batch: Batch<T>; readonly chosen: T | null } {
    // What a budget held back is still the best there is: it need not be looked up again so soon.
    const goodForMs = batch !== null && batch.heldUntilMs > 0 ? NUMBERS.heldGoodMs : NUMBERS.lookMs;
    const isOld = batch === null || nowMs < batch.atMs || nowMs - batch.atMs > goodForMs;
    const isLow = batch !== null && batch.full && batch.left.length < NUMBERS.batch / 4;
    let current = batch;
    if (current === null || isOld || isLow) {
      const found = ask(NUMBERS.batch + onItsWay.of(kind));
      const left = found.filter(({ key }) => !scope.tried.has(key) && !onItsWay.has(key));
      // What was begun costs least to end.
      const begun = left.filter((item) => options.isBegun(kind, item));
      const ordered = begun.length === 0 ? [...left] : [...begun, ...left.filter((item) => !begun.includes(item))];
      current = { left: ordered, atMs: nowMs, full: found.length >= NUMBERS.batch, heldUntilMs: 0 };
    }
    // The budget said no a moment ago: it grows by the hour.
    if (current.heldUntilMs > nowMs && nowMs >= current.atMs) return { batch: current, chosen: null };
    const hungry = hungryKinds(scope);
    const surelyMs = options.forecast()?.surelyMs ?? null;
    const pace = options.pace();
    // The best of those whose site has not had its share; if there are none but such, the best of them.
    const isThrough = through !== null && nowMs < through.untilMs;
    for (const round of isThrough ? (['through', 'fair', 'any'] as const) : (['fair', 'any'] as const)) {
      for (const [place, item] of current.left.entries()) {
        if (round === 'through' && !carriesOnWith(item, current.left[0])) continue;
        if (scope.tried.has(item.key) || onItsWay.has(item.key)) continue;
        if ((putOff.get(item.key) ?? 0) > nowMs) continue;
        if (onItsWay.atHost(item.origin) >= room.perHost) continue;
        if (round === 'fair' && shares.hasHadEnough(item.domain)) continue;
        const { verdict } = options.reachable(item.origin, kind, item.feedIds, nowMs);
        if (verdict === 'open' || (verdict === 'half-open' && onItsWay.atHost(item.origin) > 0)) continue;
        const bytes = options.sizes.of(kind, item.candidate.host);
        // Begun too late it would be cut: smaller ones may still fit.
        if (surelyMs !== null && kind === 'image' && etaMs(bytes, pace) > surelyMs) continue;
        if (!purse.allows(kind, bytes + guess.resumed, hungry, nowMs)) {
          return { batch: { ...current, heldUntilMs: nowMs + NUMBERS.heldMs }, chosen: null };
        }
        current.left.splice(place, 1);
        return { batch: current, chosen: item };
      }
    }
    return { batch: current, chosen: null };
  }

  /** Of the same site, and no less wanted than what would be next. */
  function carriesOnWith(item: Wanted, first: Wanted | undefined): boolean {
    return item.origin === through?.origin && item.candidate.rank >= (first?.candidate.rank ?? 0);
  }

  function hungryKinds(scope: Scope): ReadonlySet<FetchKind> {
    const hungry = new Set<FetchKind>();
    if ((feeds?.queue.length ?? 0) > 0) hungry.add('feed');
    if (scope.texts && (pages === null || pages.left.length > 0)) hungry.add('page');
    if (scope.images && images !== null && images.left.length > 0) hungry.add('image');
    return hungry;
  }

  function text(scope: Scope, line: LineNow, room: Room, nowMs: number): Piece<Page, Image> | null {
    if (!scope.texts || !scope.allows('page')) return null;
    // Of no source at all: what the reader waits for.
    const isWanted = scope.only?.length === 0;
    const only = isWanted ? null : (scope.only ?? (scope.automatic ? options.preparing() : null));
    const any = worthOf('page', line, nowMs);
    const worth = isWanted ? (candidate: Candidate) => (candidate.rank < 3 ? 0 : any(candidate)) : any;
    const found = content(scope, 'page', pages, (limit) => options.pages(limit, only, worth), room, nowMs);
    pages = found.batch;
    return found.chosen && { kind: 'page', key: found.chosen.key, page: found.chosen };
  }

  function picture(scope: Scope, line: LineNow, room: Room, nowMs: number): Piece<Page, Image> | null {
    if (!scope.images || !scope.allows('image') || !options.hasRoomForImages()) return null;
    // Where transfers freeze after some 16 KB a picture is a connection spent for nothing, and such connections are counted.
    if (line.curtain) return null;
    // No byte to spare for a picture: none need be looked up.
    if (!purse.allows('image', guess.image, hungryKinds(scope), nowMs)) return null;
    const only = scope.automatic ? options.preparing() : null;
    const worth = worthOf('image', line, nowMs);
    const found = content(scope, 'image', images, (limit) => options.images(limit, only, worth), room, nowMs);
    images = found.batch;
    return found.chosen && { kind: 'image', key: found.chosen.key, image: found.chosen };
  }

  function next(scope: Scope): Step<Page, Image> {
    const nowMs = now();
    const line = options.line();
    notice(line, nowMs);
    // What was looked up for a run of some sources is not what another wants.
    const about = scope.only?.join(' ') ?? null;
    if (about !== lookedUpFor) pages = null;
    lookedUpFor = about;
    const room = options.room(line, onItsWay.of('feed'));
    const isAsked = scope.asked.size > 0 || !scope.automatic;
    const hold = options.hold(isAsked, nowMs);
    const reach = options.reach();
    const wait = (ms: number): Step<Page, Image> => ({
      start: null,
      waitMs: Math.max(1, Math.min(ms, NUMBERS.lookMs)),
    });

    if (hold && (hold.kind === 'paused' || hold.kind === 'day-budget' || hold.kind === 'month-budget')) {
      return wait(NUMBERS.lookMs);
    }
    if (onItsWay.of('feed') < room.feeds && scope.allows('feed')) {
      const asked = askedFeed(scope, room, nowMs);
      if (asked) return { start: asked };
    }
    const mayActByItself = scope.automatic && options.hold(false, nowMs) === null;
    if (mayActByItself && scope.allows('feed')) {
      const probing = probe(line, nowMs);
      if (probing) return { start: probing };
    }
    if (!carries(line.state) && line.state !== 'unknown') {
      return wait(probes?.wanted.nextLookMs ?? NUMBERS.lookMs);
    }
    if (mayActByItself && onItsWay.of('feed') < room.feeds && scope.allows('feed')) {
      const scout = line.state === 'open' || line.state === 'degraded' ? darkScout(nowMs) : null;
      if (scout) return { start: scout };
      const due = dueFeed(scope, line, room, nowMs);
      if (due) return { start: due };
    }
    // One slot is always left to headlines.
    const isFree =
      onItsWay.all < room.total && onItsWay.of('page') + onItsWay.of('image') < Math.max(1, room.total - 1);
    if (isFree && (mayActByItself || isAsked)) {
      if (reach === 'all' || reach === 'texts' || isAsked) {
        const found = text(scope, line, room, nowMs);
        if (found) return { start: found };
      }
      // Headlines that are long on their way may be about to tell that transfers freeze.
      const isClear = onItsWay.of('feed') === 0 && onItsWay.of('page') <= room.total / 2;
      if ((reach === 'all' || isAsked) && isClear) {
        const found = picture(scope, line, room, nowMs);
        if (found) return { start: found };
      }
    }
    return wait(Math.min(nextDueIn(nowMs), probes?.wanted.nextLookMs ?? NUMBERS.lookMs));
  }

  function nextDueIn(nowMs: number): number {
    return feeds === null ? NUMBERS.lookMs : Math.max(1, feeds.nextDueMs - nowMs);
  }

  return {
    next,
    started(piece) {
      onItsWay.begin(piece.key, piece.kind, originOf(piece));
    },
    finished(piece, movedBytes, came) {
      const nowMs = now();
      // Its connection stands: where transfers freeze it has come through, and where bytes are scarce it saves a handshake.
      const carriesOn = came && (options.scarcity() >= 1 || (piece.kind !== 'feed' && options.line().curtain));
      if (carriesOn) through = { origin: originOf(piece), untilMs: nowMs + NUMBERS.throughMs };
      onItsWay.end(piece.key);
      if (
        came &&
        piece.kind === 'feed' &&
        piece.why === 'canary' &&
        carries(seen.state) &&
        seen.state !== 'allowlist'
      ) {
        lineBackMs = nowMs;
        options.breakers.lineChanged(nowMs);
        changed();
      }
      purse.spend(piece.kind, movedBytes, nowMs);
      shares.took(
        piece.kind === 'feed' ? piece.source.domain : piece.kind === 'page' ? piece.page.domain : piece.image.domain,
        movedBytes,
      );
      if (piece.kind === 'feed') {
        // It may have brought news, which go before what was read of the queue.
        pages = null;
      } else if (piece.kind === 'page' && images !== null && !images.full) images = null;
    },
    putOff(piece) {
      putOff.delete(piece.key);
      putOff.set(piece.key, now() + NUMBERS.putOffMs);
      const oldest = putOff.keys().next();
      if (putOff.size > NUMBERS.putOffAtMost && oldest.value !== undefined) putOff.delete(oldest.value);
    },
    lineBack() {
      lineBackMs = now();
      shares.renew();
      probes = null;
      changed();
    },
    changed,
    waiting: (kind) =>
      kind === 'feed' ? askedLeft + (feeds?.queue.length ?? 0) : ((kind === 'page' ? pages : images)?.left.length ?? 0),
    underWay: (kind) => onItsWay.of(kind),
    dueOf(source) {
      const nowMs = now();
      const hold = options.hold(false, nowMs);
      if (hold) return { isDue: false, atMs: nowMs, reason: { kind: 'held', hold } };
      const line = options.line();
      if (!carries(line.state) && line.state !== 'unknown') {
        return { isDue: false, atMs: nowMs, reason: { kind: 'held', hold: { kind: 'no-line' } } };
      }
      if (line.state === 'allowlist' && line.dark.has(source.origin))
        return { isDue: false, atMs: nowMs, reason: { kind: 'dark' } };
      return dueAt(source, moment(nowMs));
    },
    order() {
      const nowMs = now();
      const pace = options.pace();
      return options
        .sources()
        .filter((source) => dueAt(source, moment(nowMs)).isDue)
        .map((source) => ({
          source,
          worth: feedWorth(source, nowMs, pace, local),
          bytes: feedBytes(source, nowMs, local),
        }))
        .sort((a, b) => b.worth - a.worth);
    },
  };
}

const SCARCE_WEIGHT = 8;

type Batch<T> = {
  readonly left: T[];
  readonly atMs: number;
  readonly heldUntilMs: number;
  /** There may be more. */ readonly full: boolean;
};

function carries(state: ConnectivityState): boolean {
  return state === 'open' || state === 'degraded' || state === 'allowlist';
}

function isDarkHost(line: LineNow, host: string): boolean {
  return line.dark.has(`https://${host}`) || line.dark.has(`http://${host}`);
}

function originOf(piece: Piece): string {
  return piece.kind === 'feed' ? piece.source.origin : piece.kind === 'page' ? piece.page.origin : piece.image.origin;
}

/** Least recently tried. */
function oldest(sources: readonly SourceToPlan[]): SourceToPlan | null {
  return bestOf(sources, ({ lastAttemptMs }) => -(lastAttemptMs ?? 0));
}

function bestOf<T>(items: readonly T[], scoreOf: (item: T) => number): T | null {
  let best: T | null = null;
  let most = -Infinity;
  for (const item of items) {
    const score = scoreOf(item);
    if (score > most) [best, most] = [item, score];
  }
  return best;
}

function etaMs(bytes: number, pace: LinePace): number {
  return 3 * pace.roundTripMs + (bytes * 1000 * Math.max(1, pace.concurrency)) / Math.max(1, pace.goodput);
}
