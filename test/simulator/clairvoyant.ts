/**
 * A greedy upper bound: it knows who can be reached when and what is published when, not the dice of single transfers nor
 * the sizes of single bodies. It looks into the world, as nobody else may.
 */
import { isSuccess, type Outcome } from '../../shared/outcome.ts';
import { eagerDueMs } from './clairvoyant-feeds.ts';
import { createShelf } from './clairvoyant-texts.ts';
import { createThrift, meanOf, PAGE_COST, type Thrift } from './clairvoyant-thrift.ts';
import { createForesight, type Foresight } from './foresight.ts';
import { DAY, NUMBERS, SECOND } from './numbers.ts';
import { isCounted } from './press.ts';
import type { CreatePolicy, Desk, Job, Policy, Source } from './policy.ts';
import type { Truth } from './simulate.ts';
import { createSlots } from './slots.ts';

/** As many as the rivals have for bodies, and places of their own for feeds, so that none waits behind a picture. */
const AT_ONCE = 6;
const FEEDS_AT_ONCE = 6;
const PER_HOST = 2;
/** A failure is a die where it is known that the source can be reached. */
const RETRY_MS = 5 * SECOND;

export function createClairvoyantPolicy(truth: Truth): CreatePolicy {
  return (desk) => createPolicy(truth, desk);
}

function createPolicy(truth: Truth, desk: Desk): Policy {
  const { sources } = desk;
  const foresight = createForesight(truth);
  const shelf = createShelf(foresight, sources);
  const thrift = thriftOf(truth, foresight, desk);
  const slots = createSlots(AT_ONCE, PER_HOST);
  const dueMs = sources.map(() => truth.press.startMs);
  const askedMs = sources.map(() => -Infinity);
  const asking = new Set<number>();
  let isPlanned = false;
  let wokenMs = truth.press.startMs;

  /** Names are learned before they cannot be any more. */
  const mustMeet = truth.timeline.spans.some((span) => span.deadDns);

  function plan(source: Source, nowMs: number): void {
    if (mustMeet && askedMs[source.id] === -Infinity) {
      dueMs[source.id] = Math.max(nowMs, foresight.stretch(source.id, nowMs)?.fromMs ?? Infinity);
      return;
    }
    dueMs[source.id] = thrift
      ? thrift.dueMs(source.id, nowMs)
      : eagerDueMs(foresight, source.id, askedMs[source.id] as number, nowMs);
  }
  function isReachable(source: Source, nowMs: number): boolean {
    const stretch = foresight.stretch(source.id, nowMs);
    return stretch !== null && stretch.fromMs <= nowMs;
  }

  function feedsDue(nowMs: number): Job[] {
    if (asking.size >= FEEDS_AT_ONCE) return [];
    const due = sources.filter(({ id }) => (dueMs[id] as number) <= nowMs && !asking.has(id));
    if (due.length === 0) return [];
    const worth = new Map(due.map((source) => [source, worthOfFeed(source, nowMs)]));
    const best = due.sort((a, b) => (worth.get(b) ?? 0) - (worth.get(a) ?? 0)).slice(0, FEEDS_AT_ONCE - asking.size);
    return best.map((source) => ask(source));
  }
  function worthOfFeed({ id, weight }: Source, nowMs: number): number {
    return (weight * (foresight.news(id, nowMs) + 0.1)) / (truth.press.publishers[id]?.feedBytes ?? 1);
  }
  function ask(source: Source): Job {
    asking.add(source.id);
    return { kind: 'feed', source };
  }

  function bodyWanted(nowMs: number): Job | null {
    const may = (source: Source): boolean => slots.freeFor(source) && isReachable(source, nowMs);
    if (thrift) return boughtBody(thrift, nowMs, may);
    const item = shelf.text(nowMs, may) ?? null;
    if (item) return { kind: 'page', item };
    // Pictures must leave a text its bytes.
    const budget = desk.budget();
    if (budget && budget.leftBytes < budget.perDayBytes / 2) return null;
    const image = shelf.image(nowMs, (source) => may(source) && !isEndingFor(source, nowMs));
    if (image && isCounted(truth.press, image.item.id)) return { kind: 'image', image };
    const late = shelf.lateText(may);
    if (image && late) shelf.addImages([image]);
    if (late) return { kind: 'page', item: late };
    return image ? { kind: 'image', image } : null;
  }

  /** A picture of an average size would not come whole any more, and nothing of it could be kept. */
  function isEndingFor({ id }: Source, nowMs: number): boolean {
    if (truth.press.publishers[id]?.ranges) return false;
    const toMs = foresight.stretch(id, nowMs)?.toMs ?? nowMs;
    const rate = truth.timeline.at(nowMs).bytesPerSecond / (slots.underWay() + 1);
    return (meanOf(NUMBERS.imageBytesMedian, NUMBERS.imageBytesSigma) / rate) * SECOND > toMs - nowMs;
  }

  /** With a budget: what it is spent on, late in the day, beside what the feeds will need. */
  function boughtBody(thrift: Thrift, nowMs: number, may: (source: Source) => boolean): Job | null {
    if (nowMs < thrift.spendFromMs(nowMs)) return null;
    const promised = slots.underWay() * PAGE_COST + asking.size * NUMBERS.feedBaseBytes;
    const left = (desk.budget()?.leftBytes ?? 0) - promised - thrift.reservedBytes(nowMs);
    if (left < PAGE_COST) return null;
    const item = shelf.text(nowMs, may);
    const textWorth = item ? item.source.weight / PAGE_COST : 0;
    const isIdle = !item && slots.underWay() === 0;
    let best: Source | null = null;
    let bestWorth = textWorth;
    for (const source of sources) {
      if (asking.has(source.id) || asking.size >= FEEDS_AT_ONCE) continue;
      const worth = thrift.worthOfAsking(source, nowMs, isIdle);
      if (worth <= bestWorth) continue;
      best = source;
      bestWorth = worth;
    }
    if (!best) return item && { kind: 'page', item };
    if (item) shelf.add([item]);
    return ask(best);
  }

  /** A name that cannot be looked up now can not be a minute later. */
  function againMs(outcome: Outcome, nowMs: number): number {
    return outcome === 'DNS_FAIL' ? truth.timeline.at(nowMs).toMs : nowMs + RETRY_MS;
  }

  return {
    name: 'clairvoyant',
    next(nowMs) {
      wokenMs = nowMs;
      shelf.wake(nowMs);
      if (!isPlanned) for (const source of sources) plan(source, nowMs);
      isPlanned = true;
      const jobs = feedsDue(nowMs);
      while (slots.free()) {
        const job = bodyWanted(nowMs);
        if (!job) break;
        if (job.kind !== 'feed') slots.take(job);
        jobs.push(job);
      }
      return jobs;
    },
    wakeAtMs() {
      const spendMs = thrift ? thrift.spendFromMs(wokenMs) : Infinity;
      let soonest = Math.min(shelf.retryMs(), spendMs > wokenMs ? spendMs : Infinity);
      if (asking.size < FEEDS_AT_ONCE) {
        for (const [id, atMs] of dueMs.entries()) if (atMs < soonest && !asking.has(id)) soonest = atMs;
      }
      return soonest;
    },
    finished(job, result, nowMs) {
      const isGood = isSuccess(result.outcome);
      if (job.kind === 'feed') {
        asking.delete(job.source.id);
        if (isGood) askedMs[job.source.id] = nowMs;
        for (const item of result.newItems) foresight.had(item.id);
        shelf.add(result.newItems);
        for (const item of result.newItems) shelf.addImages(item.images);
        plan(job.source, nowMs);
        if (!isGood) dueMs[job.source.id] = Math.max(dueMs[job.source.id] as number, againMs(result.outcome, nowMs));
        return;
      }
      slots.give(job);
      if (!isGood) shelf.retry(job, nowMs);
      else if (job.kind === 'page') shelf.addImages(job.item.images);
    },
    network() {},
  };
}

/** Null: bytes are no matter, for there is no budget, or it is more than twice what all texts need. */
function thriftOf(truth: Truth, foresight: Foresight, desk: Desk): Thrift | null {
  const perDayBytes = desk.budget()?.perDayBytes;
  if (perDayBytes === undefined) return null;
  const { press } = truth;
  const items = press.publishedMs.filter((atMs) => atMs >= press.startMs).length;
  const needed = (items * PAGE_COST) / ((press.endMs - press.startMs) / DAY);
  return perDayBytes > 2 * needed ? null : createThrift(truth, foresight, perDayBytes);
}
