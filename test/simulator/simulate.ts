/** Plays one policy against one trace in one seeded world. */
import { isSuccess } from '../../shared/outcome.ts';
import { createAgenda } from './agenda.ts';
import { type Attempt, type Ending, resultOf } from './attempt.ts';
import { createLedger, type Totals } from './ledger.ts';
import { createLink } from './link.ts';
import { DAY, HOUR, NUMBERS } from './numbers.ts';
import type { Budget, CreatePolicy, Item, Job, Policy, Result } from './policy.ts';
import { createPress, type Press, type Publisher, publishedBy } from './press.ts';
import { createStore } from './store.ts';
import { createTimeline, type Span, type Timeline, type Trace } from './trace.ts';
import { type Answer, createTransport } from './transport.ts';

/** What a run left behind; `measure` makes numbers of it. */
export type Run = {
  readonly press: Press;
  readonly timeline: Timeline;
  /** By item and picture id; Infinity: never. */
  readonly headlineMs: Float64Array;
  readonly textMs: Float64Array;
  readonly imageMs: Float64Array;
  readonly totals: Totals;
  /** One an hour while the line was on: what was said of the hour after, and what came. */
  readonly forecasts: readonly { readonly said: number; readonly came: boolean }[];
  /** Texts of which not all bytes had come. */
  readonly truncatedStored: number;
};

/** The world, as the clairvoyant may look into it. No other policy takes it. */
export type Truth = { readonly press: Press; readonly timeline: Timeline };

export type World = Truth & {
  readonly trace: Trace;
  readonly seed: number;
};

export function createWorld(trace: Trace, seed: number): World {
  const press = createPress({ seed, sources: trace.feeds ?? NUMBERS.sources, days: trace.days });
  return { trace, seed, press, timeline: createTimeline(trace, press.publishers) };
}

/** A policy that says to be woken now, again and again, is woken no more often than this. */
const SOONEST_WAKE_MS = 10;

export function simulate(world: World, createPolicy: CreatePolicy): Run {
  const { trace, seed, press, timeline } = world;
  const { startMs, endMs, publishers } = press;
  const perDayBytes = trace.budgetBytesPerDay ?? null;
  let nowMs = startMs;
  let spanIndex = 0;
  let span = timeline.spans[0] as Span;
  const link = createLink(span.bytesPerSecond, startMs);
  const agenda = createAgenda();
  const ledger = createLedger();
  const store = createStore(press, { identity: () => span.identity, budget });
  /** How many items had been published when its whole list was last taken, which is what its validators stand for. */
  const takenUpTo = publishers.map(() => -1);
  const forecasts: { said: number; came: boolean }[] = [];
  let truncatedStored = 0;
  let midnightMs = startMs + DAY;
  let sentBytes = 0;
  let spentBefore = 0;

  const transport = createTransport({
    seed,
    press,
    timeline,
    link,
    agenda,
    answer,
    partOf: (job) => ledger.partOf(job),
    sent: (bytes) => (sentBytes += bytes),
    ended,
  });
  const policy: Policy = createPolicy(store.desk, seed);

  function leftBytes(): number {
    return perDayBytes === null ? Infinity : perDayBytes - (link.carried(nowMs) + sentBytes - spentBefore);
  }

  function budget(): Budget | null {
    if (perDayBytes === null) return null;
    return { perDayBytes, leftBytes: Math.max(0, leftBytes()), renewedMs: midnightMs };
  }

  function answer(job: Job, atMs: number): Answer {
    if (job.kind === 'page') return { bodyBytes: press.pageBytes[job.item.id] as number, notModified: false };
    if (job.kind === 'image') return { bodyBytes: press.imageBytes[job.image.id] as number, notModified: false };
    const publisher = publishers[job.source.id] as Publisher;
    const notModified = publisher.validators && takenUpTo[job.source.id] === publishedBy(press, publisher, atMs);
    return { bodyBytes: notModified ? 0 : publisher.feedBytes, notModified };
  }

  function ended(attempt: Attempt, ending: Ending, atMs: number): void {
    const { job } = attempt;
    const final = job.kind === 'feed' ? salvaged(attempt, ending) : ending;
    let result: Result = resultOf(attempt, final, atMs);
    if (job.kind === 'feed') result = { ...result, ...takeFeed(attempt, final, atMs) };
    else if (final.outcome === 'OK') {
      if (attempt.partBytes + attempt.gotBytes < attempt.bodyBytes - 1 && job.kind === 'page') truncatedStored++;
      if (job.kind === 'page') store.storeText(job.item, atMs);
      else store.storeImage(job.image, atMs);
    }
    const keptBytes = ledger.note(attempt, final, result.newItems.length > 0);
    if (job.kind !== 'feed' && !isSuccess(final.outcome)) {
      store.noteFailure(job.kind === 'page' ? job.item : job.image, final.outcome, keptBytes, atMs);
    }
    policy.finished(job, result, atMs);
  }

  function takeFeed(attempt: Attempt, { outcome }: Ending, atMs: number): Partial<Result> {
    const { publisher, answeredMs } = attempt;
    if (outcome !== 'OK' && outcome !== 'PARTIAL') return {};
    const { listSize, freshForMs } = publisher;
    const listed = outcome === 'OK' ? listSize : wholeItems(attempt);
    const newItems: Item[] = store.storeList(publisher, listed, answeredMs, atMs);
    if (outcome === 'OK') takenUpTo[publisher.source.id] = publishedBy(press, publisher, answeredMs);
    return { newItems, listed, freshForMs: outcome === 'OK' ? freshForMs : null };
  }

  function lineChanges(): void {
    const before = span;
    span = timeline.spans[++spanIndex] as Span;
    link.setCapacity(span.bytesPerSecond, nowMs);
    transport.lineChanged(span, nowMs);
    if (before.identity === span.identity) return;
    const kind = changeKind(before.identity, span.identity);
    policy.network({ kind, identity: span.identity }, nowMs);
  }

  function askForForecast(): void {
    if (!span.isOn || nowMs + HOUR >= endMs) return;
    const said = policy.predict?.(nowMs) ?? null;
    if (said !== null) forecasts.push({ said, came: timeline.at(nowMs + HOUR).isOn });
  }

  function startWhatIsWanted(): void {
    while (leftBytes() > WALL_BYTES) {
      const jobs = policy.next(nowMs);
      if (jobs.length === 0) return;
      for (const job of jobs) transport.begin(job, nowMs);
    }
  }

  policy.network({ kind: span.identity === null ? 'down' : 'up', identity: span.identity }, nowMs);
  startWhatIsWanted();
  let hourMs = startMs + HOUR;
  while (nowMs < endMs) {
    const isSpent = perDayBytes !== null && leftBytes() <= WALL_BYTES;
    const wakeMs = isSpent ? midnightMs : Math.max(policy.wakeAtMs(), nowMs + SOONEST_WAKE_MS);
    const wallMs = perDayBytes === null || isSpent ? Infinity : link.whenCarried(leftBytes(), nowMs);
    nowMs = Math.min(span.toMs, link.nextMs(), agenda.nextMs(), wakeMs, wallMs, midnightMs, hourMs);
    if (nowMs >= endMs) break;
    link.settle(nowMs);
    if (nowMs >= midnightMs) {
      midnightMs += DAY;
      spentBefore = link.carried(nowMs) + sentBytes;
    }
    if (nowMs >= span.toMs) lineChanges();
    if (nowMs >= hourMs) {
      askForForecast();
      hourMs += HOUR;
    }
    while (agenda.runOne(nowMs));
    if (leftBytes() <= WALL_BYTES) {
      sentBytes += Math.max(0, leftBytes());
      transport.cancelAll(nowMs);
    } else startWhatIsWanted();
  }
  const { headlineMs, textMs, imageMs } = store;
  return { press, timeline, headlineMs, textMs, imageMs, totals: ledger.totals(), forecasts, truncatedStored };
}

/** Less is nothing: floating point. */
const WALL_BYTES = 1;

function changeKind(before: string | null, after: string | null): 'down' | 'up' | 'changed' {
  if (after === null) return 'down';
  return before === null ? 'up' : 'changed';
}

/** Whole items of a feed that was cut, from its top: newest first. */
function wholeItems({ publisher, gotBytes }: Attempt): number {
  return Math.floor((publisher.listSize * gotBytes) / publisher.feedBytes);
}

/** Over TLS, whole items of a cut feed are kept. */
function salvaged(attempt: Attempt, ending: Ending): Ending {
  const isCut = ending.outcome === 'FROZEN' || ending.outcome === 'TRUNC';
  if (!isCut || !attempt.publisher.secure || wholeItems(attempt) < 1) return ending;
  return { outcome: 'PARTIAL' };
}
