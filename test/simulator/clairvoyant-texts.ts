/** Texts and pictures the clairvoyant knows of, and which of them is the next. */
import type { Foresight } from './foresight.ts';
import { HOUR, NUMBERS, SECOND } from './numbers.ts';
import { isCounted } from './press.ts';
import type { Image, Item, Job, Source } from './policy.ts';

export type Shelf = {
  add(items: readonly Item[]): void;
  addImages(images: readonly Image[]): void;
  retry(job: Job, nowMs: number): void;
  /** Takes back what failed and may be tried again. */
  wake(nowMs: number): void;
  /** The next text that can still be in time; null: none may start. */
  text(nowMs: number, may: (source: Source) => boolean): Item | null;
  /** What counts for nothing: old texts, and those of before the run. */
  lateText(may: (source: Source) => boolean): Item | null;
  image(nowMs: number, may: (source: Source) => boolean): Image | null;
  /** When a failed one may be tried again; Infinity: none waits. */
  retryMs(): number;
};

/** A single failure is a die; the next throw may follow soon. */
const RETRY_MS = 10 * SECOND;
/** A source that cannot be had later than this comes before others. */
const URGENT_MS = 2 * HOUR;
/** A picture that the end of a window cut so often, and that leaves no part, is too large for these windows. */
const CUT_TRIES = 3;

function isCut({ tries }: Image): boolean {
  return tries.lastOutcome === 'TRUNC' && tries.partBytes === 0;
}

type Place = { readonly source: Source; readonly texts: Item[]; readonly images: Image[] };

export function createShelf(foresight: Foresight, sources: readonly Source[]): Shelf {
  const places = sources.map((source): Place => ({ source, texts: [], images: [] }));
  const late: Item[] = [];
  const retries: { readonly job: Job; readonly atMs: number }[] = [];
  const deadlineOf = (item: Item): number => item.publishedMs + NUMBERS.textWithinMs;

  function put(item: Item): void {
    if (!isCounted(foresight.press, item.id)) return void late.push(item);
    const texts = placeOf(item.source).texts;
    let index = texts.length;
    while (index > 0 && (texts[index - 1] as Item).publishedMs > item.publishedMs) index--;
    texts.splice(index, 0, item);
  }
  function placeOf(source: Source): Place {
    return places[source.id] as Place;
  }
  function wake(nowMs: number): void {
    while (retries[0] && retries[0].atMs <= nowMs) {
      const { job } = retries.shift() as (typeof retries)[number];
      if (job.kind === 'page') put(job.item);
      if (job.kind === 'image') placeOf(job.image.item.source).images.push(job.image);
    }
  }
  /** How long this one can still be had. */
  function slackOf({ source }: Place, item: Item, nowMs: number): number {
    return (foresight.lastChanceMs(source.id, deadlineOf(item), nowMs) ?? nowMs) - nowMs;
  }

  return {
    add: (items) => items.forEach((item) => (item.fullText ? undefined : put(item))),
    addImages: (images) => images.forEach((image) => placeOf(image.item.source).images.push(image)),
    retry(job, nowMs) {
      const isTooLarge = job.kind === 'image' && job.image.tries.count >= CUT_TRIES && isCut(job.image);
      if (!isTooLarge) retries.push({ job, atMs: nowMs + RETRY_MS });
    },
    wake,
    retryMs: () => retries[0]?.atMs ?? Infinity,
    text(nowMs, may) {
      let best: Place | null = null;
      let bestWorth = -Infinity;
      for (const place of places) {
        while (place.texts[0] && deadlineOf(place.texts[0]) <= nowMs) late.push(place.texts.shift() as Item);
        const item = place.texts[0];
        if (!item || !may(place.source)) continue;
        const slackMs = slackOf(place, item, nowMs);
        const worth = (slackMs < URGENT_MS ? 10 : 0) + place.source.weight - slackMs / (100 * NUMBERS.textWithinMs);
        if (worth <= bestWorth) continue;
        best = place;
        bestWorth = worth;
      }
      return best?.texts.shift() ?? null;
    },
    lateText(may) {
      const index = late.findIndex((item) => may(item.source));
      return index === -1 ? null : (late.splice(index, 1)[0] ?? null);
    },
    image(nowMs, may) {
      let best: Place | null = null;
      let bestWorth = -Infinity;
      for (const place of places) {
        const image = place.images[0];
        if (!image || !may(place.source)) continue;
        const goesMs = foresight.stretch(place.source.id, nowMs)?.toMs ?? nowMs;
        const worth =
          (isCounted(foresight.press, image.item.id) ? 10 : 0) -
          (goesMs - nowMs) / (foresight.press.endMs - foresight.press.startMs);
        if (worth <= bestWorth) continue;
        best = place;
        bestWorth = worth;
      }
      return best?.images.shift() ?? null;
    },
  };
}
