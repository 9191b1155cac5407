import { openArchive } from '../../main/archive/archive.ts';
import type { FeedId, ParsedItem, Subscription } from '../../shared/model.ts';

/** Fixed, so that two runs measure the same archive. */
const START_MS = Date.UTC(2026, 0, 1);
const SPAN_MS = 3 * 365 * 24 * 60 * 60 * 1000;
const SLICE = 200;

export type BigArchiveOptions = {
  readonly feeds?: number;
  /** Median length of an article's text, in characters. */
  readonly textLength?: number;
  /** Share of articles that are unread. */
  readonly unread?: number;
  /** Pictures of each article, all of them stored; `picture` makes the bytes of the n-th, a JPEG. */
  readonly pictures?: { readonly each: number; readonly picture: (n: number) => Uint8Array };
  /** Told after every slice. */
  readonly onProgress?: (stored: number) => void;
};

/**
 * Fills a new archive in `dir` with `count` made-up articles in six languages, through the archive's own face. Words follow
 * Zipf's law as those of real texts do, so that common and rare words cost what they would.
 * Takes about 0.7 ms an article at the default length.
 */
export function buildBigArchive(dir: string, count: number, options: BigArchiveOptions = {}): void {
  const random = randomFrom(20_260_101);
  const feeds = options.feeds ?? 100;
  let nowMs = START_MS;
  const archive = openArchive({ dir, now: () => nowMs, what: 'building a big archive' });
  try {
    const subscriptions = Array.from({ length: feeds }, (_, index) => subscription(index));
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions,
      folders: [['World'], ['Россия'], ['ایران']],
    }));
    for (let stored = 0; stored < count;) {
      const index = Math.floor(random() * feeds);
      const { id } = subscriptions[index] as Subscription;
      const length = Math.min(SLICE, count - stored);
      const language = LANGUAGES[index % LANGUAGES.length] as Language;
      const items = Array.from({ length }, (_, place) =>
        illustrated(
          makeItem(random, language, stored + place, index, options.textLength ?? 1500, count),
          stored + place,
          options.pictures?.each ?? 0,
        ),
      );
      nowMs = Math.max(nowMs, ...items.map((item) => item.publishedMs ?? 0)) + 1000;
      archive.addItems(id, items);
      if (options.pictures) storePictures(archive, items, options.pictures, stored);
      stored += length;
      options.onProgress?.(stored);
    }
    markSomeRead(archive, nowMs, 1 - (options.unread ?? 0.2));
  } finally {
    archive.close();
  }
}

/** Items as a parser gives them, never twice the same for different `seed`s. */
export function makeItems(count: number, seed: string, textLength: number): ParsedItem[] {
  let number = 7;
  for (let at = 0; at < seed.length; at += 1) number = (number * 31 + seed.charCodeAt(at)) | 0;
  const random = randomFrom(number);
  const english = LANGUAGES[0] as Language;
  return Array.from({ length: count }, (_, place) => {
    const item = makeItem(random, english, Math.floor(random() * 1e9), place, textLength, 1e9);
    const link = `https://bench.example/${encodeURIComponent(seed)}/${place}`;
    return { ...item, guid: link, link, textHash: `${seed} ${place}` };
  });
}

function markSomeRead(archive: ReturnType<typeof openArchive>, nowMs: number, share: number): void {
  if (share <= 0) return;
  const firstUnreadMs = START_MS + SPAN_MS * share;
  archive.markAllRead({ kind: 'all' }, firstUnreadMs);
  const top = archive.articles({ view: { kind: 'all' }, offset: 0, limit: 200, asOfMs: nowMs });
  archive.mark(
    top.items.filter((_, index) => index % 4 === 0).map((item) => item.id),
    { starred: true },
  );
}

function illustrated(item: ParsedItem, number: number, each: number): ParsedItem {
  if (each === 0) return item;
  const imageUrls = Array.from({ length: each }, (_, place) => `https://pictures.example/${number}/${place}.jpg`);
  const figures = imageUrls.map((url) => `<p><img data-src="${url}" alt="A picture"></p>`);
  return { ...item, contentHtml: `${item.contentHtml ?? ''}\n${figures.join('\n')}`, imageUrls };
}

function storePictures(
  archive: ReturnType<typeof openArchive>,
  items: readonly ParsedItem[],
  { each, picture }: NonNullable<BigArchiveOptions['pictures']>,
  first: number,
): void {
  const info = { format: 'jpeg', mediaType: 'image/jpeg', width: 1200, height: 800, complete: true } as const;
  archive.atOnce(() => {
    for (const [at, { imageUrls }] of items.entries()) {
      for (const [place, url] of imageUrls.entries()) archive.addImage(url, picture((first + at) * each + place), info);
    }
  });
}

function subscription(index: number): Subscription {
  const folder = [['World'], ['Россия'], ['ایران'], []][index % 4] ?? [];
  return {
    id: `feed${index}` as FeedId,
    url: `https://site${index}.example/feed.xml`,
    title: `Site ${index}`,
    siteUrl: `https://site${index}.example/`,
    folder,
    addedMs: START_MS,
    routes: null,
    pinnedPem: null,
    anchor: false,
    priority: null,
    everyMinutes: null,
  };
}

function makeItem(
  random: () => number,
  language: Language,
  number: number,
  feed: number,
  textLength: number,
  count: number,
): ParsedItem {
  // A long tail: most articles are short, some are ten times the median.
  const wanted = Math.round(textLength * Math.exp((random() + random() + random() - 1.5) * 1.2));
  const title = sentence(random, language, 5 + Math.floor(random() * 6));
  const paragraphs: string[] = [];
  for (let length = 0; length < wanted;) {
    const paragraph = Array.from({ length: 3 + Math.floor(random() * 4) }, () =>
      sentence(random, language, 8 + Math.floor(random() * 14)),
    ).join(' ');
    paragraphs.push(paragraph);
    length += paragraph.length;
  }
  const text = paragraphs.join('\n');
  const publishedMs = Math.round(START_MS + (SPAN_MS * number) / count);
  const link = `https://site${feed}.example/news/${number}`;
  return {
    guid: link,
    title,
    link,
    comments: null,
    publishedMs,
    updatedMs: null,
    authors: [sentence(random, language, 2).replace('.', '')],
    categories: [],
    image: null,
    summaryHtml: null,
    summaryText: null,
    contentHtml: paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('\n'),
    contentText: text,
    enclosures: [],
    imageUrls: [],
    textHash: `${number}`,
  };
}

type Language = { readonly words: readonly string[]; readonly blank: string };

const LANGUAGES: readonly Language[] = [
  language('the of and to in government market said president weather election', 'bcdfghklmnprstvw', 'aeiou', ' '),
  language('и в не на что правительство рынок сказал президент погода выборы', 'бвгджзклмнпрст', 'аеиоуя', ' '),
  language('و در به از که دولت بازار گفت رئیس هوا انتخابات', 'بپتجچحدرزسشفقکگلمن', 'اویه', ' '),
  language('的 了 在 是 我 政府 市场 总统 天气 选举', '国中人民大学经济文化科技地方新闻', '上下来去出入', ''),
  language('der die und das nicht Regierung Markt sagte Präsident Wetter Wahl', 'bdfghklmnprstwz', 'aeiouäöü', ' '),
  language('і в не на що уряд ринок сказав президент погода вибори', 'бвгджзклмнпрст', 'аеиіоуї', ' '),
];

/** The real words come first, that is: most often. */
function language(real: string, consonants: string, vowels: string, blank: string): Language {
  const random = randomFrom(real.length * 7919 + consonants.length);
  const pick = (letters: string): string => letters[Math.floor(random() * letters.length)] ?? '';
  const made = Array.from({ length: 30_000 }, () =>
    Array.from({ length: 2 + Math.floor(random() * 3) }, () => pick(consonants) + pick(vowels)).join(''),
  );
  return { words: [...real.split(' '), ...made], blank };
}

/** Zipf: the n-th word of a language is about 1/n as frequent as the first. */
function sentence(random: () => number, { words, blank }: Language, length: number): string {
  const picked = Array.from(
    { length },
    () => words[Math.min(words.length - 1, Math.floor(Math.exp(random() * Math.log(words.length))) - 1)] ?? '',
  ).join(blank);
  return `${picked.slice(0, 1).toUpperCase()}${picked.slice(1)}.`;
}

/** A small seeded generator (mulberry32, Tommy Ettinger, public domain): the same numbers on every machine. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Every article is whole as it is: there is no page of it that one might wait for. */
export function completeArticles(dir: string): void {
  const archive = openArchive({ dir, now: Date.now });
  for (const { articleId } of archive.pagesWanted(100_000, null)) {
    archive.pageTried(articleId, { outcome: 'GONE', reason: 'It is gone.', authority: 'tls' }, null);
  }
  archive.close();
}
