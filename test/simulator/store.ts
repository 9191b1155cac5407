/** What was harvested: the desk that policies look at, and the record that is judged in the end. */
import { type Press, type Publisher, publishedBy } from './press.ts';
import type { Budget, Desk, Image, Item, Source, Tries } from './policy.ts';
import type { Outcome } from '../../shared/outcome.ts';

type Writable<Thing> = { -readonly [Key in keyof Thing]: Thing[Key] };
type OpenTries = Writable<Tries>;

export type Store = {
  readonly desk: Desk;
  /** By item id and by picture id; Infinity: not stored. */
  readonly headlineMs: Float64Array;
  readonly textMs: Float64Array;
  readonly imageMs: Float64Array;
  /** The newest so many of a list as it stands at `asOfMs`; what was new among them, newest first. */
  storeList(publisher: Publisher, count: number, asOfMs: number, nowMs: number): Item[];
  storeText(item: Item, nowMs: number): void;
  storeImage(image: Image, nowMs: number): void;
  noteFailure(what: Item | Image, outcome: Outcome, partBytes: number, nowMs: number): void;
};

export function createStore(
  press: Press,
  told: { readonly identity: () => string | null; readonly budget: () => Budget | null },
): Store {
  const never = (count: number): Float64Array => new Float64Array(count).fill(Infinity);
  const headlineMs = never(press.publishedMs.length);
  const textMs = never(press.publishedMs.length);
  const imageMs = never(press.imageBytes.length);
  const count = press.publishers.map(() => 0);
  const texts: Item[][] = press.publishers.map(() => []);
  const images: Image[][] = press.publishers.map(() => []);

  function storeItem(publisher: Publisher, id: number, nowMs: number): Item {
    const { source, fullText } = publisher;
    headlineMs[id] = nowMs;
    count[source.id] = (count[source.id] ?? 0) + 1;
    const item: Item = {
      id,
      source,
      url: `${source.origin}/${id}`,
      publishedMs: press.publishedMs[id] as number,
      storedMs: nowMs,
      fullText,
      textMs: null,
      images: [],
      tries: noTries(),
    };
    return item;
  }
  function setText(item: Writable<Item>, nowMs: number): void {
    const first = press.firstImage[item.id] as number;
    const after = press.firstImage[item.id + 1] as number;
    textMs[item.id] = nowMs;
    item.textMs = nowMs;
    item.images = Array.from({ length: after - first }, (_, index) => ({
      id: first + index,
      item,
      url: `${item.source.origin}/${item.id}/${index}.jpg`,
      lead: index === 0,
      storedMs: null,
      tries: noTries(),
    }));
    images[item.source.id]?.push(...item.images);
  }

  const listOf = <Thing>(lists: readonly Thing[][], source: Source): readonly Thing[] => lists[source.id] ?? [];
  return {
    desk: {
      sources: press.publishers.map(({ source }) => source),
      identity: told.identity,
      budget: told.budget,
      headlines: (source) => count[source.id] ?? 0,
      textsWanted: (source) => listOf(texts, source),
      imagesWanted: (source) => listOf(images, source),
    },
    headlineMs,
    textMs,
    imageMs,
    storeList(publisher, howMany, asOfMs, nowMs) {
      const end = publisher.firstItem + publishedBy(press, publisher, asOfMs);
      const fresh: Item[] = [];
      for (let id = Math.max(publisher.firstItem, end - howMany); id < end; id++) {
        if (headlineMs[id] === Infinity) fresh.push(storeItem(publisher, id, nowMs));
      }
      for (const item of fresh) {
        if (publisher.fullText) setText(item, nowMs);
        else texts[publisher.source.id]?.push(item);
      }
      return fresh.reverse();
    },
    storeText(item, nowMs) {
      remove(texts[item.source.id], item);
      setText(item, nowMs);
    },
    storeImage(image: Writable<Image>, nowMs) {
      remove(images[image.item.source.id], image);
      imageMs[image.id] = nowMs;
      image.storedMs = nowMs;
    },
    noteFailure(what, outcome, partBytes, nowMs) {
      const tries: OpenTries = what.tries;
      tries.count++;
      tries.lastMs = nowMs;
      tries.lastOutcome = outcome;
      tries.partBytes = partBytes;
    },
  };
}

function noTries(): Tries {
  return { count: 0, lastMs: null, lastOutcome: null, partBytes: 0 };
}

function remove<Thing>(list: Thing[] | undefined, thing: Thing): void {
  const index = list?.indexOf(thing) ?? -1;
  if (index !== -1) list?.splice(index, 1);
}
