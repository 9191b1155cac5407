/** Which text or picture next. What waits is the archive's; here a batch of the best of it is held and chosen from. */
import type { FeedId, FetchKind } from '../../shared/model.ts';
import type { Candidate, Worth } from '../../shared/planning.ts';
import type { Forecast } from '../../shared/schedule.ts';
import type { Kept, Purse } from './budget.ts';
import type { Shares } from './fairness.ts';
import { NUMBERS } from './numbers.ts';
import type { OnItsWay } from './on-its-way.ts';
import type { PutOff } from './put-off.ts';
import type { Sizes } from './sizes.ts';
import type { LineNow, Reachable, Room, Scope, Wanted } from './work.ts';
import { ASKED_RANK, imageWorth, type LinePace, pageWorth } from './worth.ts';

type Kind = 'page' | 'image';
type Ask<T> = (limit: number, only: readonly FeedId[] | null, worth: Worth) => readonly T[];

export type ContentsOptions<Page extends Wanted, Image extends Wanted> = {
  readonly pages: Ask<Page>;
  readonly images: Ask<Image>;
  readonly pace: () => LinePace;
  readonly forecast: () => Forecast | null;
  readonly sizes: Pick<Sizes, 'of'>;
  /** A part of it is here from a transfer that was cut: only the rest has to come. */
  readonly isBegun: (kind: Kind, wanted: Wanted) => boolean;
  readonly reachable: (origin: string, kind: FetchKind, feedIds: readonly FeedId[], nowMs: number) => Reachable;
  /** The same by host, before a row is read. */
  readonly hostIsOpen: (host: string, kind: Kind, nowMs: number) => boolean;
  readonly purse: Pick<Purse, 'allows' | 'allowsText'>;
  /** Where bytes are scarce: what a text of this rank must leave to others; null: they are not. */
  readonly kept: (rank: number, nowMs: number) => Kept | null;
  /** Bytes that all texts would take, for each byte there is for them; 0: bytes are not counted. */
  readonly scarcity: () => number;
  readonly hasRoomForImages: () => boolean;
  readonly preparing: () => readonly FeedId[] | null;
  readonly hasDueHeadlines: () => boolean;
  readonly onItsWay: OnItsWay;
  readonly putOff: PutOff;
  readonly shares: Shares;
};

export type Contents<Page extends Wanted, Image extends Wanted> = {
  text(scope: Scope, line: LineNow, room: Room, nowMs: number): Page | null;
  picture(scope: Scope, line: LineNow, room: Room, nowMs: number): Image | null;
  /** Kinds that have work waiting. */
  hungry(scope: Scope): ReadonlySet<FetchKind>;
  waiting(kind: Kind): number;
  /** Its connection stands: what else is wanted of this site goes next. */
  carryOn(origin: string, nowMs: number): void;
  /** There are new headlines. */
  textsChanged(): void;
  /** There is a new text, and with it its pictures. */
  picturesChanged(): void;
  /** Another run, with a scope of its own, looks up its own texts. */
  lookFor(scope: Scope): void;
  changed(): void;
};

type Batch<T> = {
  readonly left: T[];
  readonly atMs: number;
  /** The budget had no room for the best of it. */
  readonly heldUntilMs: number;
  /** There may be more. */
  readonly full: boolean;
};

/** With bytes for a few only, what comes first comes first: so many times as much for every rank. */
const SCARCE_WEIGHT = 8;

export function createContents<Page extends Wanted, Image extends Wanted>(
  options: ContentsOptions<Page, Image>,
): Contents<Page, Image> {
  const { onItsWay, putOff, purse, shares } = options;
  let pages: Batch<Page> | null = null;
  let images: Batch<Image> | null = null;
  let lookedUpFor: string | null = null;
  let through: { readonly origin: string; readonly untilMs: number } | null = null;

  /** 0: not to be had at present, or not wanted in this run. */
  function worthOf(kind: Kind, scope: Scope, line: LineNow, nowMs: number): Worth {
    const pace = options.pace();
    const isPreparing = options.preparing() !== null;
    const isScarce = options.scarcity() >= 1 && !isPreparing;
    const isPoor = line.state === 'degraded' && !isPreparing;
    const isMissing = memoized((host) => {
      const isDark = line.dark.has(`https://${host}`) || line.dark.has(`http://${host}`);
      return (line.state === 'allowlist' && isDark) || !options.hostIsOpen(host, kind, nowMs);
    });
    return (candidate: Candidate) => {
      const { host, rank, sortMs } = candidate;
      if (isMissing(host)) return 0;
      const bytes = options.sizes.of(kind, host);
      const ageMs = nowMs - sortMs;
      const isAsked = rank >= ASKED_RANK;
      // Yesterday's news may still be had; what is older leaves the few bytes to what is new.
      if (isScarce && !isAsked && ageMs > NUMBERS.worth.textAgeMs) return 0;
      if (kind === 'image') return imageWorth(candidate, bytes, nowMs, pace);
      if (scope.onlyWanted && !isAsked) return 0;
      if (isPoor && !isAsked && ageMs > NUMBERS.poorLineTextMs) return 0;
      const worth = pageWorth(candidate, bytes, nowMs, pace);
      return isScarce ? worth * SCARCE_WEIGHT ** rank : worth;
    };
  }

  function look<T extends Wanted>(
    kind: Kind,
    scope: Scope,
    ask: (limit: number) => readonly T[],
    nowMs: number,
  ): Batch<T> {
    const found = ask(NUMBERS.batch + onItsWay.of(kind));
    const left = found.filter(({ key }) => !scope.tried.has(key) && !onItsWay.has(key));
    // What was begun costs least to end.
    const begun = left.filter((item) => options.isBegun(kind, item));
    const ordered = begun.length === 0 ? left : [...begun, ...left.filter((item) => !begun.includes(item))];
    return { left: ordered, atMs: nowMs, full: found.length >= NUMBERS.batch, heldUntilMs: 0 };
  }

  function isGood<T>(batch: Batch<T> | null, nowMs: number): batch is Batch<T> {
    if (batch === null || nowMs < batch.atMs) return false;
    // What a budget held back is still the best there is: it need not be looked up again so soon.
    const goodForMs = batch.heldUntilMs > 0 ? NUMBERS.heldGoodMs : NUMBERS.lookMs;
    const isLow = batch.full && batch.left.length < NUMBERS.batch / 4;
    return nowMs - batch.atMs <= goodForMs && !isLow;
  }

  /** Takes the best that may start now out of the batch. */
  function choose<T extends Wanted>(
    kind: Kind,
    scope: Scope,
    batch: Batch<T>,
    room: Room,
    nowMs: number,
  ): { readonly batch: Batch<T>; readonly chosen: T | null } {
    // The budget said no a moment ago: it grows by the hour.
    if (batch.heldUntilMs > nowMs) return { batch, chosen: null };
    const hungry = hungryKinds(scope);
    const surelyMs = options.forecast()?.surelyMs ?? null;
    const pace = options.pace();
    const first = batch.left[0];
    const isScarce = kind === 'page' && options.scarcity() >= 1;
    const isThrough = through !== null && nowMs < through.untilMs;
    // The best of those whose site has not had its share; if there are none but such, the best of them.
    for (const round of isThrough ? (['through', 'fair', 'any'] as const) : (['fair', 'any'] as const)) {
      for (const [place, item] of batch.left.entries()) {
        if (round === 'through' && !carriesOn(item, first)) continue;
        if (round === 'fair' && shares.hasHadEnough(item.domain)) continue;
        // Where bytes are few, what comes first comes first, whosever it is.
        if (isScarce && round !== 'any' && item.candidate.rank < (first?.candidate.rank ?? 0)) continue;
        if (!mayStart(kind, item, scope, room, nowMs)) continue;
        const bytes = options.sizes.of(kind, item.candidate.host);
        // Begun too late it would be cut: smaller ones may still fit.
        const isTooLate = surelyMs !== null && etaMs(bytes, pace) > surelyMs;
        if (isTooLate && item.candidate.rank < ASKED_RANK && !options.isBegun(kind, item)) continue;
        if (!isAffordable(kind, item, batch, bytes + NUMBERS.bytes.resumed, hungry, nowMs)) {
          return { batch: { ...batch, heldUntilMs: nowMs + NUMBERS.heldMs }, chosen: null };
        }
        batch.left.splice(place, 1);
        return { batch, chosen: item };
      }
    }
    return { batch, chosen: null };
  }

  function isAffordable(
    kind: Kind,
    { candidate }: Wanted,
    { left }: Batch<Wanted>,
    bytes: number,
    hungry: ReadonlySet<FetchKind>,
    nowMs: number,
  ): boolean {
    const kept = kind === 'page' && options.preparing() === null ? options.kept(candidate.rank, nowMs) : null;
    if (!kept) return purse.allows(kind, bytes, hungry, nowMs);
    const above = left.filter(({ candidate: other }) => other.rank > candidate.rank);
    const waiting = above.reduce((sum, other) => sum + options.sizes.of(kind, other.candidate.host), 0);
    // What is on its way is not counted yet.
    const promised = onItsWay.of('page') * options.sizes.of('page', '');
    return purse.allowsText(bytes + promised + waiting, kept, nowMs);
  }

  function mayStart(kind: Kind, item: Wanted, scope: Scope, room: Room, nowMs: number): boolean {
    if (scope.tried.has(item.key) || onItsWay.has(item.key) || putOff.has(item.key, nowMs)) return false;
    const atHost = onItsWay.atHost(item.origin);
    if (atHost >= (kind === 'page' && options.scarcity() >= 1 ? 1 : room.perHost)) return false;
    const { verdict } = options.reachable(item.origin, kind, item.feedIds, nowMs);
    return verdict === 'closed' || (verdict === 'half-open' && atHost === 0);
  }

  /** Of the site whose connection stands, and no less wanted than what would be next. */
  function carriesOn(item: Wanted, first: Wanted | undefined): boolean {
    return item.origin === through?.origin && item.candidate.rank >= (first?.candidate.rank ?? 0);
  }

  function hungryKinds(scope: Scope): ReadonlySet<FetchKind> {
    const hungry = new Set<FetchKind>();
    if (options.hasDueHeadlines()) hungry.add('feed');
    if (scope.texts && (pages === null || pages.left.length > 0)) hungry.add('page');
    if (scope.images && images !== null && images.left.length > 0) hungry.add('image');
    return hungry;
  }

  return {
    text(scope, line, room, nowMs) {
      if (!scope.texts || !scope.allows('page')) return null;
      if (options.scarcity() >= 1 && onItsWay.of('page') >= NUMBERS.budget.textsAtOnce) return null;
      const only = scope.only ?? (scope.automatic ? options.preparing() : null);
      const ask = (limit: number) => options.pages(limit, only, worthOf('page', scope, line, nowMs));
      const batch = isGood(pages, nowMs) ? pages : look('page', scope, ask, nowMs);
      const found = choose('page', scope, batch, room, nowMs);
      pages = found.batch;
      return found.chosen;
    },
    picture(scope, line, room, nowMs) {
      if (!scope.images || !scope.allows('image') || !options.hasRoomForImages()) return null;
      // Where transfers freeze after some 16 KB a picture is a connection spent for nothing, and such connections are counted.
      if (line.curtain) return null;
      // No byte to spare for a picture: none need be looked up.
      if (!purse.allows('image', NUMBERS.bytes.image, hungryKinds(scope), nowMs)) return null;
      const only = scope.automatic ? options.preparing() : null;
      const ask = (limit: number) => options.images(limit, only, worthOf('image', scope, line, nowMs));
      const batch = isGood(images, nowMs) ? images : look('image', scope, ask, nowMs);
      const found = choose('image', scope, batch, room, nowMs);
      images = found.batch;
      return found.chosen;
    },
    hungry: hungryKinds,
    waiting: (kind) => (kind === 'page' ? pages : images)?.left.length ?? 0,
    carryOn: (origin, nowMs) => void (through = { origin, untilMs: nowMs + NUMBERS.throughMs }),
    textsChanged: () => void (pages = null),
    picturesChanged() {
      if (images !== null && !images.full) images = null;
    },
    lookFor(scope) {
      const about = `${scope.onlyWanted} ${scope.only?.join(' ') ?? 'all'}`;
      if (about !== lookedUpFor) pages = null;
      lookedUpFor = about;
    },
    changed() {
      pages = null;
      images = null;
    },
  };
}

/** Many candidates, few hosts. */
function memoized(ask: (host: string) => boolean): (host: string) => boolean {
  const known = new Map<string, boolean>();
  return (host) => {
    const answer = known.get(host) ?? ask(host);
    known.set(host, answer);
    return answer;
  };
}

function etaMs(bytes: number, pace: LinePace): number {
  return 3 * pace.roundTripMs + (bytes * 1000 * Math.max(1, pace.concurrency)) / Math.max(1, pace.goodput);
}
