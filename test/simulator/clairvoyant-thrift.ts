/** How the clairvoyant lives on a byte budget: a feed is asked as late as its items allow, the rest buys texts. */
import type { Foresight } from './foresight.ts';
import { DAY, HOUR, MINUTE, NUMBERS, SECOND } from './numbers.ts';
import { isCounted } from './press.ts';
import type { Source } from './policy.ts';
import type { Truth } from './simulate.ts';

export type Thrift = {
  /** The last moment at which the source can be asked without losing an item. */
  dueMs(source: number, nowMs: number): number;
  /** From when on this day's budget is spent on texts: late, when the best of the day are known. */
  spendFromMs(nowMs: number): number;
  /** What the feeds will still need until midnight. */
  reservedBytes(nowMs: number): number;
  /** Weight of the texts to be had for each byte, if the source is asked now; 0: it can wait until tomorrow. */
  worthOfAsking(source: Source, nowMs: number, isIdle: boolean): number;
};

/** A feed asked at the last moment is had when it has left the server. */
const AHEAD_MS = 20 * SECOND;
/** Texts are bought within so long before the line goes for the day. */
const SPEND_WITHIN_MS = HOUR;
/** What is asked for tomorrow must still be young enough when its page has come. */
const SLACK_MS = 30 * MINUTE;

export function meanOf(median: number, sigma: number): number {
  return median * Math.exp((sigma * sigma) / 2);
}
export const PAGE_COST =
  meanOf(NUMBERS.pageBytesMedian, NUMBERS.pageBytesSigma) + NUMBERS.requestBytes + NUMBERS.resumedHandshakeBytes;

export function createThrift(truth: Truth, foresight: Foresight, perDayBytes: number): Thrift {
  const { press, timeline } = truth;

  function feedCost(source: number): number {
    return (press.publishers[source]?.feedBytes ?? 0) + NUMBERS.requestBytes + NUMBERS.handshakeBytes;
  }
  function midnight(nowMs: number): number {
    return press.startMs + (Math.floor((nowMs - press.startMs) / DAY) + 1) * DAY;
  }
  /** The last moment to ask for an item, by its own measure. */
  function deadlineOf(id: number): number {
    const publisher = press.publishers[press.publisherOf[id] as number];
    const leavesMs = Math.min(press.leavesMs[id] as number, press.endMs - MINUTE);
    const textMs = publisher?.fullText ? (press.publishedMs[id] as number) + NUMBERS.textWithinMs : Infinity;
    return Math.min(leavesMs, textMs) - AHEAD_MS;
  }
  function dueFor(id: number, nowMs: number): number {
    const source = press.publisherOf[id] as number;
    return foresight.lastChanceMs(source, deadlineOf(id), nowMs) ?? Infinity;
  }

  return {
    dueMs(source, nowMs) {
      const id = foresight.nextItem(source, nowMs);
      if (id === null) return Infinity;
      const dueMs = dueFor(id, nowMs);
      return dueMs === Infinity ? nowMs + HOUR : Math.max(dueMs - AHEAD_MS, press.publishedMs[id] as number);
    },
    spendFromMs(nowMs) {
      const midnightMs = midnight(nowMs);
      let lastMs = nowMs;
      let rate = Infinity;
      for (const span of timeline.spans) {
        if (span.fromMs >= midnightMs) break;
        if (!span.isOn || span.toMs <= nowMs) continue;
        lastMs = Math.min(span.toMs, midnightMs);
        rate = span.bytesPerSecond;
      }
      return lastMs - Math.max(SPEND_WITHIN_MS, ((3 * perDayBytes) / rate) * SECOND);
    },
    reservedBytes(nowMs) {
      const midnightMs = midnight(nowMs);
      let bytes = 0;
      for (const { source, firstItem, items } of press.publishers) {
        let id = foresight.nextItem(source.id, nowMs);
        while (id !== null) {
          const dueMs = dueFor(id, nowMs);
          if (dueMs >= midnightMs) break;
          bytes += feedCost(source.id);
          // What is published until then comes with it.
          let next: number = id + 1;
          while (next < firstItem + items && (press.publishedMs[next] as number) <= dueMs) next++;
          id = next < firstItem + items && isCounted(press, next) ? next : null;
        }
      }
      return bytes;
    },
    worthOfAsking(source, nowMs, isIdle) {
      const stretch = foresight.stretch(source.id, nowMs);
      if (!stretch || stretch.fromMs > nowMs) return 0;
      const count = foresight.news(source.id, nowMs, nowMs - NUMBERS.textWithinMs + SLACK_MS);
      if (count === 0) return 0;
      // All of them will do tomorrow, and then more will come with the same answer.
      const canWait = foresight.news(source.id, nowMs, nowMs - NUMBERS.textWithinMs + SLACK_MS + DAY) === count;
      const tomorrow = canWait && (foresight.lastChanceMs(source.id, nowMs + DAY, nowMs) ?? 0) >= nowMs + DAY - HOUR;
      if (tomorrow && !isIdle) return 0;
      const bytes = feedCost(source.id) + (press.publishers[source.id]?.fullText ? 0 : count * PAGE_COST);
      return (source.weight * count) / bytes;
    },
  };
}
