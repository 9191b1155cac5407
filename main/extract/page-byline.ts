/** Who wrote a page. Readability's finding is kept unless it plainly is no name and the page has a better one. */
import type { LinkedData } from './page-json-ld.ts';

const META_NAMES = [
  'author',
  'article:author',
  'article:author_name',
  'articleauthor',
  'parsely-author',
  'sailthru.author',
  'dc.creator',
  'dcterms.creator',
  'cxenseparse:author',
  'byl',
  'mediator_author',
  'og:article:author',
  'citation_author',
  'twitter:data1',
];
/** Longest text that is a list of names. */
const MAX_LENGTH = 150;
const MAX_ELEMENTS = 10;

/** Names under which the site itself goes, which say nothing about an author. */
export type SiteNames = readonly (string | null)[];

/**
 * Looks before Readability changes the document; the function it gives then weighs Readability's own finding.
 * Declared names come first, then Readability's, then what stands where pages show names, last the site's own.
 */
export function bylineFinder(
  document: Document,
  linked: LinkedData,
  metaContents: ReadonlyMap<string, readonly string[]>,
  siteNames: SiteNames,
): (fromReadability: string | null) => string | null {
  const sites = new Set(siteNames.filter((name) => name !== null).map(plain));
  const isName = (text: string) => looksLikeNames(text) && !sites.has(plain(text));
  const declared = [
    namesOf(linked, isName),
    ...META_NAMES.flatMap((name) => metaContents.get(name) ?? []).map(tidy),
    ...[...metaContents]
      .filter(([name]) => /(?:^|[_.:-])authors?$/.test(name))
      .flatMap(([, contents]) => contents.map(tidy)),
  ];
  const best = declared.find((candidate) => candidate !== null && isName(candidate)) ?? null;
  if (best !== null) return () => best;
  const shown = shownByline(document, isName) ?? creditedByline(document);
  const organisation =
    linked.authors.map(({ name }) => tidy(name)).find((name) => name !== null && looksLikeNames(name)) ??
    declared.find((candidate) => candidate !== null && looksLikeNames(candidate));
  return (fromReadability) => {
    const found = tidy(fromReadability);
    return (found !== null && isName(found) ? found : null) ?? shown ?? organisation ?? null;
  };
}

/** Names in JSON-LD; "Ann Lee, professor of law at X" keeps the name, and a site among its authors is left out. */
function namesOf(linked: LinkedData, isName: (text: string) => boolean): string | null {
  const names = linked.authors
    .map(({ name }) => {
      const text = tidy(name) ?? '';
      return text.length > 45 && /^[^,]{4,40},\s/.test(text) ? text.slice(0, text.indexOf(',')) : text;
    })
    .filter((name) => isName(name));
  return names.length === 0 ? null : tidy(names.join(', '));
}

/** How sure it is that an element shows the author, 0 the surest; null: no sign of it. */
function bylineRank(element: Element): number | null {
  if (/(?:^|\s)author(?:\s|$)/i.test(element.getAttribute('rel') ?? '')) return 0;
  if (/(?:^|\s)author(?:\s|$)/i.test(element.getAttribute('itemprop') ?? '')) return 1;
  const classes = element.getAttribute('class') ?? '';
  if (/(?:^|\s)(?:byline|author|p-author|(?:article|post|entry)-author)(?:\s|$)/i.test(classes)) return 2;
  return /byline|author-?name/i.test(classes) ? 3 : null;
}

/** One walk over the page: selectors of linkedom walk it once each. */
function shownByline(document: Document, isName: (text: string) => boolean): string | null {
  const ranked: Element[][] = [[], [], [], []];
  for (const element of document.querySelectorAll('*')) {
    const rank = bylineRank(element);
    const peers = rank === null ? undefined : ranked[rank];
    if (peers && peers.length < MAX_ELEMENTS) peers.push(element);
  }
  for (const element of ranked.flat()) {
    if (element.closest('[class*="comment"], [id*="comment"], aside, footer, nav')) continue;
    const name = element.querySelector('[itemprop~="name"]') ?? element;
    const text = tidy(name.getAttribute('content') ?? name.textContent);
    if (text !== null && isName(text)) return text;
  }
  return null;
}

/** Chinese and Japanese pages credit in brackets at the end: （责编：牛镛、岳弘彬）, 记者 X. */
const CREDIT =
  /(?:责任编辑|责编|作者|记者|編集|撰稿|文\/|撰文|本报记者)\s?[：:/]\s?([\p{Script=Han}·]{2,5}(?:[、，,\s]{1,2}[\p{Script=Han}·]{2,5}){0,4})(?=[)）\]】\s<]|$)/u;

function creditedByline(document: Document): string | null {
  const text = document.body?.textContent ?? '';
  const found = CREDIT.exec(text)?.[1];
  return found === undefined
    ? null
    : found
        .trim()
        .split(/[、，,\s]+/)
        .join(', ');
}

function looksLikeNames(text: string): boolean {
  if (text.length < 2 || text.length > MAX_LENGTH) return false;
  if (!/\p{L}{2}|\p{Script=Han}/u.test(text)) return false;
  if (/^https?:|^www\.|^@|^\S+@\S+$|^[\w.-]+\.(?:com|org|net|ru|info|eu|de|lt|ua|by|kz|ir)$/i.test(text)) return false;
  return !/^(?:admin(?:istrator)?|editor|root|user|webmaster|author|guest|unknown|anonymous|none|null|undefined|n\/a|redaktion|редакция|автор)$/i.test(
    text,
  );
}

function tidy(text: string | null | undefined): string | null {
  const line = (text ?? '').replace(/\s+/g, ' ').trim();
  return line === '' ? null : line.toWellFormed();
}

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
}
