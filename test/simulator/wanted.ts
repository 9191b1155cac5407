/** What a policy still wants, source by source: the feed, texts newest first, pictures of the newest first. */
import type { Image, Item, Job, Source } from './policy.ts';

export type Wanted = {
  readonly source: Source;
  feed: boolean;
  /** Best last. */
  readonly pages: Item[];
  readonly images: Image[];
};

export function createWanted(sources: readonly Source[]): Wanted[] {
  return sources.map((source) => ({ source, feed: false, pages: [], images: [] }));
}

export function isEmpty({ feed, pages, images }: Wanted): boolean {
  return !feed && pages.length === 0 && images.length === 0;
}

export function want(wanted: Wanted, job: Job): void {
  if (job.kind === 'feed') wanted.feed = true;
  else if (job.kind === 'page') insert(wanted.pages, job.item, isNewer);
  else insert(wanted.images, job.image, isBefore);
}

/** The best of its kind, taken out; null: there is none. */
export function take(wanted: Wanted, kind: Job['kind']): Job | null {
  if (kind === 'feed') {
    if (!wanted.feed) return null;
    wanted.feed = false;
    return { kind, source: wanted.source };
  }
  if (kind === 'page') {
    const item = wanted.pages.pop();
    return item ? { kind, item } : null;
  }
  const image = wanted.images.pop();
  return image ? { kind, image } : null;
}

export function isNewer(a: Item, b: Item): boolean {
  return a.publishedMs > b.publishedMs;
}

/** Pictures of newer articles before those of older ones, each article's lead first. */
export function isBefore(a: Image, b: Image): boolean {
  return a.item === b.item ? a.id < b.id : isNewer(a.item, b.item);
}

/** Into a list whose best is last. */
function insert<Thing>(list: Thing[], thing: Thing, isBetter: (a: Thing, b: Thing) => boolean): void {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isBetter(thing, list[middle] as Thing)) low = middle + 1;
    else high = middle;
  }
  list.splice(low, 0, thing);
}
