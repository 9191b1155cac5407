/**
 * Which byte to fetch next. Asked for one piece of work at a time, it answers from what is known at that moment: headlines
 * of all that is due by what they are worth for their bytes (headlines.ts), then texts, then pictures (contents.ts); one
 * slot is always left to headlines. A deadline, a budget, a schedule or another state of the line changes the very next
 * answer. It knows no network and no disk: `npm run simulate` drives this same code through months of bad weather.
 */
import { carriesSomething, type ConnectivityState } from '../../shared/line.ts';
import type { FetchKind } from '../../shared/model.ts';
import type { Hold, Reach } from '../../shared/schedule.ts';
import type { Breakers } from './breakers.ts';
import type { Purse } from './budget.ts';
import { type ContentsOptions, createContents } from './contents.ts';
import type { Due, Moment } from './due.ts';
import { createShares } from './fairness.ts';
import { createHeadlines, type Headlines, type HeadlinesOptions } from './headlines.ts';
import { NUMBERS } from './numbers.ts';
import { createOnItsWay } from './on-its-way.ts';
import { createPutOff } from './put-off.ts';
import { createScouts, type ScoutsOptions } from './scouts.ts';
import type { SourceToPlan } from './source.ts';
import {
  domainOf,
  type FeedWhy,
  type LineNow,
  originOf,
  type Piece,
  type Room,
  type Scope,
  type Step,
  type Wanted,
} from './work.ts';

type Own = 'onItsWay' | 'putOff' | 'shares' | 'hasDueHeadlines' | 'isSpokenFor';

export type PlannerOptions<Page extends Wanted, Image extends Wanted> = Omit<HeadlinesOptions, Own> &
  Omit<ScoutsOptions, Own> &
  Omit<ContentsOptions<Page, Image>, Own> & {
    readonly now: () => number;
    readonly line: () => LineNow;
    readonly room: (line: LineNow, feedsOnTheirWay: number) => Room;
    readonly breakers: Pick<Breakers, 'failures' | 'lineChanged'>;
    readonly purse: Purse;
    /** Why nothing starts; null: nothing is in the way. `asked`: of what the reader asked for. */
    readonly hold: (asked: boolean) => Hold | null;
    readonly reach: () => Reach;
  };

export type Planner<Page extends Wanted, Image extends Wanted> = {
  next(scope: Scope): Step<Page, Image>;
  started(piece: Piece<Page, Image>): void;
  /** `came`: it was had, whole. */
  finished(piece: Piece<Page, Image>, movedBytes: number, came: boolean): void;
  /** It turned out to be too large for the line or the budget as they are; or no way to it is open. */
  putOff(piece: Piece<Page, Image>, why: 'too-large' | 'shut'): void;
  /** Another network, a wake from sleep: everything somewhat old is due. */
  lineBack(): void;
  /** New headlines came, a setting or a list changed: what was thought of the order is thought anew. */
  changed(): void;
  /** Pieces of this kind that are known to wait, as far as they were looked at. */
  waiting(kind: FetchKind): number;
  underWay(kind: FetchKind): number;
  dueOf(source: SourceToPlan): Due;
  /** Best first, for the queue that is shown. */
  order(): ReturnType<Headlines['order']>;
};

export function createPlanner<Page extends Wanted, Image extends Wanted>(
  options: PlannerOptions<Page, Image>,
): Planner<Page, Image> {
  const { now, purse } = options;
  const onItsWay = createOnItsWay();
  const putOff = createPutOff();
  const shares = createShares();
  const scouts = createScouts({ ...options, onItsWay });
  const isSpokenFor = (source: SourceToPlan): boolean => scouts.isSpokenFor(source);
  const headlines = createHeadlines({ ...options, onItsWay, putOff, isSpokenFor });
  const hasDueHeadlines = (): boolean => headlines.hasDue();
  const contents = createContents<Page, Image>({ ...options, onItsWay, putOff, shares, hasDueHeadlines });
  let lineBackMs: number | null = now();
  let seen: { state: ConnectivityState; lastCall: boolean } = { state: 'unknown', lastCall: false };

  function changed(): void {
    headlines.changed();
    contents.changed();
  }

  function moment(nowMs: number): Moment {
    // A return that lies ahead was seen by a clock that was wrong.
    if (lineBackMs !== null && lineBackMs > nowMs) lineBackMs = null;
    const curfew = options.forecast()?.curfewMs ?? null;
    const lastCall = curfew !== null && curfew - nowMs <= NUMBERS.window.lastCallMs;
    const { local } = options;
    return { nowMs, local, lineBackMs, lastCall, gapMs: options.pace().gapMs, scarcity: options.scarcity() };
  }

  /** The state changed since the last look: what is due is another matter now. */
  function notice({ state }: LineNow, { nowMs, lastCall }: Moment): void {
    const before = seen;
    seen = { state, lastCall };
    if (before.state !== state) {
      const isWider = state === 'open' && before.state === 'allowlist';
      if (carriesSomething(state) && (!carriesSomething(before.state) || isWider)) {
        if (before.state !== 'unknown' || lineBackMs === null) lineBackMs = nowMs;
        shares.renew();
      }
      scouts.changed();
      putOff.clear();
      changed();
    } else if (before.lastCall !== lastCall) changed();
  }

  function nextPiece(scope: Scope, line: LineNow, nowMs: number): Piece<Page, Image> | null {
    const room = options.room(line, onItsWay.of('feed'));
    const hasRoomForFeeds = onItsWay.of('feed') < room.feeds && scope.allows('feed');
    if (hasRoomForFeeds) {
      const asked = headlines.asked(scope, room, nowMs);
      if (asked) return feedPiece(asked, 'asked');
    }
    const actsByItself = scope.automatic && options.hold(false) === null;
    if (actsByItself && scope.allows('feed')) {
      const scout = scouts.next(line, nowMs);
      if (scout) return feedPiece(scout.source, scout.why);
    }
    // Before the first evidence everything is tried.
    if (!carriesSomething(line.state) && line.state !== 'unknown') return null;
    if (actsByItself && hasRoomForFeeds) {
      const scout = line.state === 'open' || line.state === 'degraded' ? scouts.ofMany(nowMs) : null;
      if (scout) return feedPiece(scout.source, scout.why);
      const fits = (bytes: number): boolean => purse.allows('feed', bytes, contents.hungry(scope), nowMs);
      const due = headlines.due(moment(nowMs), line, room, fits);
      if (due) return feedPiece(due, 'due');
    }
    return actsByItself || scope.byHand ? nextContent(scope, line, room, nowMs) : null;
  }

  function nextContent(scope: Scope, line: LineNow, room: Room, nowMs: number): Piece<Page, Image> | null {
    // One slot is always left to headlines.
    const underWay = onItsWay.of('page') + onItsWay.of('image');
    if (onItsWay.all >= room.total || underWay >= Math.max(1, room.total - 1)) return null;
    const reach = scope.byHand ? 'all' : options.reach();
    if (reach === 'all' || reach === 'texts') {
      const page = contents.text(scope, line, room, nowMs);
      if (page) return { kind: 'page', key: page.key, page };
    }
    // Headlines that are long on their way may be about to tell that transfers freeze.
    const isClear = onItsWay.of('feed') === 0 && onItsWay.of('page') <= room.total / 2;
    const image = reach === 'all' && isClear ? contents.picture(scope, line, room, nowMs) : null;
    return image && { kind: 'image', key: image.key, image };
  }

  return {
    next(scope) {
      const nowMs = now();
      const line = options.line();
      notice(line, moment(nowMs));
      contents.lookFor(scope);
      if (options.hold(true) !== null) return { start: null, waitMs: NUMBERS.lookMs };
      const start = nextPiece(scope, line, nowMs);
      if (start) return { start };
      const waitMs = Math.min(headlines.nextDueIn(nowMs), scouts.nextLookMs(nowMs), NUMBERS.lookMs);
      return { start: null, waitMs: Math.max(1, waitMs) };
    },
    started: (piece) => onItsWay.begin(piece.key, piece.kind, originOf(piece)),
    finished(piece, movedBytes, came) {
      const nowMs = now();
      onItsWay.end(piece.key);
      purse.spend(piece.kind, movedBytes, nowMs);
      shares.took(domainOf(piece), movedBytes);
      // Where transfers freeze its connection has come through, and where bytes are scarce it saves a handshake.
      const isWorthKeeping = options.scarcity() >= 1 || (piece.kind !== 'feed' && options.line().curtain);
      if (came && isWorthKeeping) contents.carryOn(originOf(piece), nowMs);
      if (piece.kind === 'feed') {
        if (!came) headlines.failed(nowMs);
        // It may have brought news, which go before what was read of the queue.
        contents.textsChanged();
        if (came && piece.why === 'scout') {
          lineBackMs = nowMs;
          options.breakers.lineChanged(nowMs);
          scouts.answered();
          changed();
        }
      } else if (piece.kind === 'page') contents.picturesChanged();
    },
    putOff(piece, why) {
      putOff.add(piece.key, now() + (why === 'shut' ? NUMBERS.interval.retryMs : NUMBERS.putOffMs));
    },
    lineBack() {
      lineBackMs = now();
      shares.renew();
      scouts.changed();
      changed();
    },
    changed,
    waiting: (kind) => (kind === 'feed' ? headlines.waiting() : contents.waiting(kind)),
    underWay: (kind) => onItsWay.of(kind),
    dueOf(source) {
      const nowMs = now();
      const { state, dark } = options.line();
      const isUp = carriesSomething(state) || state === 'unknown';
      const hold = options.hold(false) ?? (isUp ? null : ({ kind: 'no-line' } as const));
      if (hold) return { isDue: false, atMs: nowMs, reason: { kind: 'held', hold } };
      const isDark = (state === 'allowlist' && dark.has(source.origin)) || scouts.isSpokenFor(source);
      return isDark ? { isDue: false, atMs: nowMs, reason: { kind: 'dark' } } : headlines.dueAt(source, moment(nowMs));
    },
    order: () => headlines.order(moment(now())),
  };

  function feedPiece(source: SourceToPlan, why: FeedWhy): Piece<Page, Image> {
    return { kind: 'feed', key: source.id, source, why };
  }
}
