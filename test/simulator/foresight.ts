/** What only the clairvoyant knows: who can be reached when, and what is published when. */
import { canBeHad } from './measure.ts';
import { isCounted, type Press, type Publisher, publishedBy } from './press.ts';
import type { Truth } from './simulate.ts';

/** A stretch in which a source can be reached without a break. */
export type Stretch = { readonly fromMs: number; readonly toMs: number };

export type Foresight = {
  readonly press: Press;
  /** The stretch it is in, or the next one; null: none is left. */
  stretch(source: number, atMs: number): Stretch | null;
  /** The last moment until `deadlineMs` at which it can be reached; null: none from `nowMs` on. */
  lastChanceMs(source: number, deadlineMs: number, nowMs: number): number | null;
  /** The oldest counted item without a headline that stands in the list, or is still to be published; null: none. */
  nextItem(source: number, atMs: number): number | null;
  /** Items of the run without a headline that stand in the list then, published after `sinceMs`. */
  news(source: number, atMs: number, sinceMs?: number): number;
  /** When something without a headline stands in the list, from `atMs` on; Infinity: never. */
  newsMs(source: number, atMs: number): number;
  /** Has its headline now. */
  had(item: number): void;
};

export function createForesight({ press, timeline }: Truth): Foresight {
  const stretches = press.publishers.map((publisher) => stretchesOf(publisher, timeline.spans));
  const has = new Uint8Array(press.publishedMs.length);
  /** All before it are stored or gone. */
  const settled = press.publishers.map(({ firstItem }) => firstItem);

  const publisherOf = (source: number): Publisher => press.publishers[source] as Publisher;

  /** The first of a source's that ends after a moment. */
  function indexAfter(list: readonly Stretch[], atMs: number): number {
    let low = 0;
    let high = list.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((list[middle] as Stretch).toMs <= atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  function stretch(source: number, atMs: number): Stretch | null {
    const list = stretches[source] as Stretch[];
    return list[indexAfter(list, atMs)] ?? null;
  }
  /** Of its list at a moment: the first, and the one after the last. */
  function listed(publisher: Publisher, atMs: number): readonly [number, number] {
    const end = publisher.firstItem + publishedBy(press, publisher, atMs);
    return [Math.max(publisher.firstItem, end - publisher.listSize), end];
  }

  return {
    press,
    stretch,
    lastChanceMs(source, deadlineMs, nowMs) {
      const list = stretches[source] as Stretch[];
      const index = indexAfter(list, deadlineMs);
      const around = list[index];
      if (around && around.fromMs < deadlineMs) return deadlineMs > nowMs ? deadlineMs : null;
      const before = list[index - 1];
      return before && before.toMs > nowMs ? before.toMs : null;
    },
    nextItem(source, atMs) {
      const publisher = publisherOf(source);
      const [first] = listed(publisher, atMs);
      let id = Math.max(first, settled[source] as number);
      const after = publisher.firstItem + publisher.items;
      while (id < after && (has[id] === 1 || !isCounted(press, id))) id++;
      settled[source] = id;
      return id < after ? id : null;
    },
    news(source, atMs, sinceMs = press.startMs) {
      const [first, end] = listed(publisherOf(source), atMs);
      let count = 0;
      for (let id = end - 1; id >= first && (press.publishedMs[id] as number) >= sinceMs; id--) {
        count += has[id] === 1 ? 0 : 1;
      }
      return count;
    },
    newsMs(source, atMs) {
      const publisher = publisherOf(source);
      if (this.news(source, atMs) > 0) return atMs;
      const [, end] = listed(publisher, atMs);
      return end < publisher.firstItem + publisher.items ? (press.publishedMs[end] as number) : Infinity;
    },
    had: (item) => void (has[item] = 1),
  };
}

function stretchesOf(publisher: Publisher, spans: Truth['timeline']['spans']): Stretch[] {
  const found: Stretch[] = [];
  if (publisher.dead) return found;
  for (const { fromMs, toMs, reach } of spans) {
    if (!canBeHad(reach[publisher.source.id] ?? 'silent')) continue;
    const last = found.at(-1);
    if (last && last.toMs === fromMs) found[found.length - 1] = { fromMs: last.fromMs, toMs };
    else found.push({ fromMs, toMs });
  }
  return found;
}
