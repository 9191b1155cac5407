/** Who publishes what and when: it follows from the seed alone, never from what a policy does. */
import { DAY, HOUR, MINUTE, NUMBERS } from './numbers.ts';
import type { Source } from './policy.ts';
import { between, keyed, lognormal, type Random, seeded, shuffled } from './random.ts';

/** What the world knows of one source beside what its reader does. */
export type Publisher = {
  readonly source: Source;
  readonly domestic: boolean;
  /** Never answers, publishes nothing. */
  readonly dead: boolean;
  /** https. */
  readonly secure: boolean;
  readonly roundTripMs: number;
  readonly itemsPerDay: number;
  readonly listSize: number;
  readonly feedBytes: number;
  readonly fullText: boolean;
  readonly validators: boolean;
  readonly freshForMs: number | null;
  readonly ranges: boolean;
  /** Its items are those from `firstItem` on, oldest first; the first `listSize` of them stand in its list at the start. */
  readonly firstItem: number;
  readonly items: number;
  /** Order among its kind in which shares of a trace take it: 0 is the first to be reachable, or curtained. */
  readonly reachRank: number;
  readonly curtainRank: number;
};

export type Press = {
  readonly publishers: readonly Publisher[];
  readonly startMs: number;
  readonly endMs: number;
  /** By item id. */
  readonly publisherOf: Int32Array;
  readonly publishedMs: Float64Array;
  /** When as many newer ones were published as the list holds; Infinity: not within the run. */
  readonly leavesMs: Float64Array;
  readonly pageBytes: Float64Array;
  /** Its pictures are those from here to the next item's first. */
  readonly firstImage: Int32Array;
  /** By picture id. */
  readonly imageBytes: Float64Array;
};

export type PressOptions = { readonly seed: number; readonly sources: number; readonly days: number };

export function createPress({ seed, sources, days }: PressOptions): Press {
  const { startMs } = NUMBERS;
  const endMs = startMs + days * DAY;
  const cast = castOf(sources, seeded(keyed(seed, 1)));
  const published: number[] = [];
  const publisherOf: number[] = [];
  const leaves: number[] = [];
  const pages: number[] = [];
  const firstImage: number[] = [];
  const images: number[] = [];
  const publishers = cast.map((person, id): Publisher => {
    const times = person.dead ? [] : postings(person, startMs, endMs, seeded(keyed(seed, 2, id)));
    const random = seeded(keyed(seed, 3, id));
    const firstItem = published.length;
    for (const [index, atMs] of times.entries()) {
      published.push(atMs);
      publisherOf.push(id);
      leaves.push(times[index + person.listSize] ?? Infinity);
      pages.push(Math.round(lognormal(random, NUMBERS.pageBytesMedian, NUMBERS.pageBytesSigma)));
      firstImage.push(images.length);
      for (let left = Math.floor(random() * (NUMBERS.imagesAtMost + 1)); left > 0; left--) {
        images.push(Math.round(lognormal(random, NUMBERS.imageBytesMedian, NUMBERS.imageBytesSigma)));
      }
    }
    return { ...person, firstItem, items: times.length };
  });
  firstImage.push(images.length);
  return {
    publishers,
    startMs,
    endMs,
    publisherOf: Int32Array.from(publisherOf),
    publishedMs: Float64Array.from(published),
    leavesMs: Float64Array.from(leaves),
    pageBytes: Float64Array.from(pages),
    firstImage: Int32Array.from(firstImage),
    imageBytes: Float64Array.from(images),
  };
}

/** How many items a source has published by then; those in its list are the last `listSize` of them. */
export function publishedBy(press: Press, publisher: Publisher, atMs: number): number {
  let low = 0;
  let high = publisher.items;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((press.publishedMs[publisher.firstItem + middle] as number) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Counted: published in the run, and long enough before its end that its text could still come in time. */
export function isCounted(press: Press, item: number): boolean {
  const atMs = press.publishedMs[item] as number;
  return atMs >= press.startMs && atMs <= press.endMs - NUMBERS.textWithinMs;
}

type Person = Omit<Publisher, 'firstItem' | 'items'>;

function castOf(count: number, random: Random): Person[] {
  const kind = (share: number): boolean[] =>
    shuffled(
      Array.from({ length: count }, (_, index) => index < Math.round(share * count)),
      random,
    );
  const domestic = kind(NUMBERS.domesticShare);
  const dead = kind(NUMBERS.deadShare);
  const plain = kind(NUMBERS.httpShare);
  const fullText = kind(NUMBERS.fullTextShare);
  const validators = kind(NUMBERS.validatorShare);
  const fresh = kind(NUMBERS.freshShare);
  const ranges = kind(NUMBERS.rangeShare);
  const weights = weightsOf(count, random);
  const reach = shuffled([...domestic.keys()], random);
  const curtain = shuffled([...domestic.keys()], random);
  return domestic.map((isDomestic, id): Person => {
    const domain = `site${id}.test`;
    const origin = `${plain[id] ? 'http' : 'https'}://news.${domain}`;
    const { weight, priority } = weights[id] as (typeof NUMBERS.weights)[number];
    const listSize = NUMBERS.listSizes[Math.floor(random() * NUMBERS.listSizes.length)] as number;
    const perDay = lognormal(random, NUMBERS.itemsPerDayMedian, NUMBERS.itemsPerDaySigma);
    return {
      source: { id, url: `${origin}/feed`, origin, domain, priority, weight },
      domestic: isDomestic,
      dead: dead[id] as boolean,
      secure: !plain[id],
      roundTripMs: NUMBERS.roundTripMs[isDomestic ? 'domestic' : 'foreign'],
      itemsPerDay: dead[id] ? 0 : Math.min(NUMBERS.itemsPerDayCap, perDay),
      listSize,
      feedBytes: Math.round(NUMBERS.feedBaseBytes + listSize * between(random, NUMBERS.itemBytes)),
      fullText: fullText[id] as boolean,
      validators: validators[id] as boolean,
      freshForMs: fresh[id] ? Math.round(between(random, NUMBERS.freshMinutes)) * MINUTE : null,
      ranges: ranges[id] as boolean,
      reachRank: reach.indexOf(id),
      curtainRank: curtain.indexOf(id),
    };
  });
}

function weightsOf(count: number, random: Random): (typeof NUMBERS.weights)[number][] {
  const [low, usual, high] = NUMBERS.weights;
  const lows = Math.round(low.share * count);
  const highs = Math.round(high.share * count);
  const dealt = Array.from({ length: count }, (_, index) => {
    if (index < lows) return low;
    return index < lows + highs ? high : usual;
  });
  return shuffled(dealt, random);
}

/** Times of a whole run, and of as many before it as its list holds. */
function postings(person: Person, startMs: number, endMs: number, random: Random): number[] {
  const times: number[] = [];
  for (let dayMs = startMs; dayMs < endMs; dayMs += DAY) times.push(...dayOf(person.itemsPerDay, dayMs, random));
  let before: number[] = [];
  for (let dayMs = startMs - DAY; before.length < person.listSize; dayMs -= DAY) {
    before = [...dayOf(person.itemsPerDay, dayMs, random), ...before];
  }
  return [...before.slice(-person.listSize), ...times.filter((atMs) => atMs < endMs)];
}

function dayOf(perDay: number, dayMs: number, random: Random): number[] {
  const total = NUMBERS.hourProfile.reduce((sum, share) => sum + share, 0);
  const times: number[] = [];
  for (const [hour, share] of NUMBERS.hourProfile.entries()) {
    // A Poisson process, hour by hour: exponential gaps.
    const rate = (perDay * share) / total;
    for (let at = -Math.log(1 - random()) / rate; at < 1; at -= Math.log(1 - random()) / rate) {
      times.push(Math.round(dayMs + (hour + at) * HOUR));
    }
  }
  return times;
}
