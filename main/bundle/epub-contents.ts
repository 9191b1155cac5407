/** What is in an EPUB, by day and source: pages to read, and the lists that readers show in menus of their own. */
import { xmlLine, xmlSpeech } from './xml-text.ts';

export type Chapter = {
  /** Below the folder of the package. */
  readonly href: string;
  readonly title: string;
  readonly source: string;
  /** `2026-11-20`, or nothing. */
  readonly day: string;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
  /** Where it goes on. */
  readonly more: readonly string[];
};

type Source = { readonly name: string; readonly chapters: readonly Chapter[] };
export type Day = {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly count: number;
  /** Its pages. */
  readonly pages: readonly string[];
};

export type Contents = {
  readonly title: string;
  /** Most of its articles are read from right to left. */
  readonly direction: 'ltr' | 'rtl';
  /** Of most of its articles. */
  readonly language: string;
  readonly days: readonly Day[];
};

export const CONTENTS_PATH = 'contents.xhtml';
/** Of a day's page: some 100 KB. */
const MAX_HEADLINES = 400;

/** Page `place`, counted from 0, of a day. */
export function dayPath(day: string, place = 0): string {
  return `d/${day || 'undated'}${place === 0 ? '' : `-${place + 1}`}.xhtml`;
}

/** @param chapters newest first; in this order days, sources and headlines stand in the book */
export function contentsOf(title: string, chapters: readonly Chapter[]): Contents {
  const days = new Map<string, Map<string, Chapter[]>>();
  for (const chapter of chapters) {
    const sources = days.get(chapter.day) ?? new Map<string, Chapter[]>();
    days.set(chapter.day, sources);
    const list = sources.get(chapter.source) ?? [];
    sources.set(chapter.source, list);
    list.push(chapter);
  }
  return {
    title,
    direction: mostUsed(chapters.map(({ direction }) => direction)) === 'rtl' ? 'rtl' : 'ltr',
    language: mostUsed(chapters.map(({ language }) => language ?? '')) || 'und',
    days: [...days].map(([name, sources]) => dayOf(name, sources)),
  };
}

function dayOf(name: string, sources: ReadonlyMap<string, readonly Chapter[]>): Day {
  const count = [...sources.values()].reduce((sum, list) => sum + list.length, 0);
  const pages = Array.from({ length: Math.ceil(count / MAX_HEADLINES) }, (_page, place) => dayPath(name, place));
  return { name, sources: [...sources].map(([source, list]) => ({ name: source, chapters: list })), count, pages };
}

function mostUsed(values: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  counts.delete('');
  return [...counts].sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1))[0]?.[0] ?? '';
}

/** Every document of the book, in the order in which it is read. */
export function readingOrder({ days }: Contents): string[] {
  const order = [CONTENTS_PATH];
  for (const { pages, sources } of days) {
    order.push(...pages);
    for (const { chapters } of sources) for (const { href, more } of chapters) order.push(href, ...more);
  }
  return order;
}

/** The first page: its days. */
export function contentsPage({ title, direction, days }: Contents): string {
  const items = days.map(
    ({ name, count, pages }) => `<li><a href="${pages[0] ?? ''}">${dayLabel(name)}</a> <small>${count}</small></li>`,
  );
  return page(title, direction, '', `<h1>${xmlLine(title)}</h1>\n<ul class="contents">\n${items.join('\n')}\n</ul>`);
}

/** The pages of a day: its sources with their headlines. */
export function dayPages({ name, sources, pages }: Day, direction: 'ltr' | 'rtl'): { path: string; text: string }[] {
  const entries = sources.flatMap(({ name: source, chapters }) => chapters.map((chapter) => ({ source, chapter })));
  return pages.map((path, place) => {
    const own = entries.slice(place * MAX_HEADLINES, (place + 1) * MAX_HEADLINES);
    let body = `<h1>${dayLabel(name)} <a href="../${CONTENTS_PATH}">↑</a></h1>`;
    let source: string | null = null;
    for (const entry of own) {
      if (entry.source !== source) {
        body += `${source === null ? '' : '</ul>'}\n<h2><bdi>${xmlLine(entry.source) || '—'}</bdi></h2><ul class="contents">`;
        source = entry.source;
      }
      body += `\n${headline(entry.chapter, '../')}`;
    }
    const next = pages[place + 1];
    body += `</ul>${next === undefined ? '' : `\n<p><a href="../${next}">…</a></p>`}`;
    return { path, text: page(name || '—', direction, '../', body) };
  });
}

/** For the menus of readers of EPUB 3. */
export function navDocument({ title, direction, days }: Contents): string {
  const items = days.map(({ name, sources, pages }) => {
    const inside = sources.map(({ name: source, chapters }) => {
      const headlines = chapters.map((chapter) => headline(chapter, '')).join('\n');
      return `<li><a href="${chapters[0]?.href ?? ''}">${xmlLine(source) || '—'}</a><ol>\n${headlines}\n</ol></li>`;
    });
    return `<li><a href="${pages[0] ?? ''}">${dayLabel(name)}</a><ol>\n${inside.join('\n')}\n</ol></li>`;
  });
  const list = `<nav epub:type="toc" id="toc"><h1>${xmlLine(title)}</h1><ol>\n${items.join('\n')}\n</ol></nav>`;
  return page(title, direction, '', list);
}

/** For readers that know EPUB 2 only: days, and in each the headlines. */
export function ncxDocument({ title, days }: Contents, uuid: string): string {
  let order = 0;
  const point = (label: string, href: string, inside: () => string): string => {
    order += 1;
    return (
      `<navPoint id="n${order}" playOrder="${order}"><navLabel><text>${label || '—'}</text></navLabel>` +
      `<content src="${href}"/>${inside()}</navPoint>`
    );
  };
  const points = days.map(({ name, sources, pages }) =>
    point(dayLabel(name), pages[0] ?? '', () => {
      const chapters = sources.flatMap((source) => source.chapters);
      return `\n${chapters.map((chapter) => point(xmlLine(chapter.title), chapter.href, () => '')).join('\n')}\n`;
    }),
  );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1"><head>' +
    `<meta name="dtb:uid" content="urn:uuid:${uuid}"/></head><docTitle><text>${xmlLine(title)}</text></docTitle>\n` +
    `<navMap>\n${points.join('\n')}\n</navMap></ncx>\n`
  );
}

function dayLabel(day: string): string {
  return day || '—';
}

function headline({ href, title, language, direction }: Chapter, base: string): string {
  return `<li${xmlSpeech(language, direction)}><a href="${base}${href}">${xmlLine(title) || '—'}</a></li>`;
}

function page(title: string, direction: 'ltr' | 'rtl', base: string, body: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE html>\n' +
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">' +
    `<head><title>${xmlLine(title)}</title><link rel="stylesheet" type="text/css" href="${base}style.css"/></head>\n` +
    `<body dir="${direction}">${body}</body></html>\n`
  );
}
