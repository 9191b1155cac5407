/** How much a page's words sound like one of a network, and how much like one of a server in trouble. */
import { WORDS, type WordGroup } from './look-words.ts';

export type Sound = { readonly stubWords: number; readonly portalWords: number; readonly serverWords: number };

/**
 * Words that are looked at. A page of a network says what it has to in its first hundred; what follows is its menu. Those
 * of long pages are thinned out further by `MAX_SHARE`.
 */
const MAX_WORDS = 1500;
/** A denial and what is denied stand in one sentence: so many words between them at most. */
const NEAR = 8;
/** A notice: one word of denial is enough in so few. */
const NOTICE_WORDS = 300;
/** In more than that, where fewer than one word in so many speaks of a denial, the page tells of other things. */
const WORDS_PER_DENIAL = 120;

/** Scripts that do not part words. */
const UNPARTED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Myanmar}\p{Script=Khmer}\p{Script=Lao}]/u;
/** Korean parts words but compounds freely: "harm-blocking-service" is one. */
const HANGUL = /\p{Script=Hangul}/u;
/** Arabic and Hebrew write their article and short prepositions together with the word. */
const JOINED_PREFIX =
  /^(?:[وف]?(?:بال|کال|ال|لل|[بلک])(?=\p{Script=Arabic}{3})|[והלבשכמ]{1,2}(?=\p{Script=Hebrew}{3}))/u;

type Lexicon = {
  /** Beginnings of words, with the groups they belong to. */
  readonly beginnings: ReadonlyMap<string, readonly WordGroup[]>;
  readonly longest: number;
  /** To be found anywhere: of unparted scripts, and those of several words. */
  readonly phrases: readonly { readonly text: string; readonly group: WordGroup }[];
};

/** Shorter ones must be the whole word: "law" is not the beginning of "lawn". */
const WHOLE_UP_TO = 3;

const LEXICON = lexicon();

function lexicon(): Lexicon {
  const beginnings = new Map<string, WordGroup[]>();
  const phrases: { text: string; group: WordGroup }[] = [];
  let longest = 0;
  for (const [group, list] of Object.entries(WORDS) as [WordGroup, string][]) {
    for (const entry of new Set(list.split(',').map((word) => plainWords(word).trim()))) {
      if (entry === '') continue;
      if (UNPARTED.test(entry) || HANGUL.test(entry)) phrases.push({ text: entry, group });
      else if (entry.includes(' ')) phrases.push({ text: ` ${entry}`, group });
      else {
        beginnings.set(entry, [...(beginnings.get(entry) ?? []), group]);
        longest = Math.max(longest, entry.length);
      }
    }
  }
  return { beginnings, longest, phrases };
}

/** Lower case, letters and digits with one blank between words. */
export function plainWords(text: string): string {
  return (
    text
      .normalize('NFKC')
      .toLowerCase()
      // Apostrophes, joiners, vowel signs, the dot of a Turkish capital I: writers put them or leave them out.
      .replace(/['’ʼ\u200b-\u200d\u0640]|[\u064b-\u0652]|\u0307/gu, '')
      .replace(/[أإآ]/g, 'ا')
      .replace(/[يى]/g, 'ی')
      .replaceAll('ك', 'ک')
      .replaceAll('ё', 'е')
      .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
  );
}

type Hits = Readonly<Record<WordGroup, readonly number[]>>;

/** Where in `words` (as `plainWords` gives them) each group is met, by number of the word. */
function hitsIn(text: string): { readonly hits: Hits; readonly count: number } {
  const words = text.split(' ', MAX_WORDS).filter((word) => word !== '');
  const hits = Object.fromEntries(Object.keys(WORDS).map((group) => [group, []])) as unknown as Record<
    WordGroup,
    number[]
  >;
  words.forEach((word, index) => {
    for (const group of new Set([...groupsOf(word), ...groupsOf(word.replace(JOINED_PREFIX, ''))]))
      hits[group].push(index);
  });
  const joined = ` ${words.join(' ')} `;
  for (const { text: phrase, group } of LEXICON.phrases) {
    const at = joined.indexOf(phrase);
    if (at >= 0) hits[group].push(wordAt(joined, at));
  }
  return { hits, count: unpartedCount(joined) + words.length };
}

function groupsOf(word: string): WordGroup[] {
  const found: WordGroup[] = [];
  for (let length = Math.min(word.length, LEXICON.longest); length >= 2; length--) {
    if (length <= WHOLE_UP_TO && length < word.length) break;
    found.push(...(LEXICON.beginnings.get(word.slice(0, length)) ?? []));
  }
  return found;
}

/** A run of Chinese is one "word" to us, but counts as about half as many as it has characters. */
function unpartedCount(text: string): number {
  return Math.floor((text.match(UNPARTED_ALL)?.length ?? 0) / 2);
}
const UNPARTED_ALL = new RegExp(UNPARTED, 'gu');

function wordAt(text: string, at: number): number {
  let words = 0;
  for (let index = text.indexOf(' ', 1); index >= 0 && index <= at; index = text.indexOf(' ', index + 1)) words++;
  return words;
}

function isNear(some: readonly number[], others: readonly number[]): boolean {
  return some.some((one) => others.some((other) => Math.abs(one - other) <= NEAR));
}

/**
 * @param head title and headings, @param body the visible text. Each score counts different kinds of words, not words:
 * repeating one does not make a page more of a stub.
 */
export function soundOf(head: string, body: string): Sound {
  const inHead = hitsIn(plainWords(head)).hits;
  const { hits, count } = hitsIn(plainWords(body));
  return {
    stubWords: stubScore(inHead, hits, count),
    portalWords: portalScore(inHead, hits),
    serverWords: serverScore(inHead, hits),
  };
}

/**
 * 0 to 9. From 3 on, a page says that something is closed off, and what; from 5 on only where it also names a law, an
 * authority, a register or an offence: "forbidden" and "suspended" alone are said by every server and every hosting company,
 * and "unavailable" alone is no ban at all.
 */
function stubScore(head: Hits, body: Hits, count: number): number {
  const inHead = [...head.denied, ...head.away];
  const inBody = [...body.denied, ...body.away];
  const isDense = count <= NOTICE_WORDS || inBody.length * WORDS_PER_DENIAL >= count;
  if (inHead.length === 0 && !(inBody.length > 0 && isDense)) return 0;
  const has = (group: WordGroup): number => (body[group].length > 0 || head[group].length > 0 ? 1 : 0);
  const isSaid = isNear(inBody, body.thing) || isNear(inHead, head.thing);
  const authority = new Set(body.authority).size >= 2 ? 2 : has('authority');
  const score =
    1 + (isSaid ? 2 : 0) + Math.min(1, inHead.length) + authority + has('ground') + has('network') + has('courtesy');
  if (authority + has('ground') > 0) return score;
  return Math.min(score, has('denied') ? 4 : 2);
}

/** 0 to 4. From 2 on, the page wants something of who uses the network: of a site's own door only the lock is known. */
function portalScore(head: Hits, body: Hits): number {
  const has = (group: WordGroup): number => (body[group].length > 0 || head[group].length > 0 ? 1 : 0);
  const line = has('line') + has('money');
  return line === 0 ? 0 : line + has('login') + has('code');
}

function serverScore(head: Hits, body: Hits): number {
  return Math.min(4, new Set(body.server).size + 2 * new Set(head.server).size);
}
