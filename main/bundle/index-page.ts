/** The list of a bundle's articles, for people: days, newest first, and in each the sources with their headlines. */
import { pageHead } from './article-page.ts';
import { EXPORT_STYLE } from './html-style.ts';
import { escapedLine, speechOf } from './html-text.ts';
import { itemPath } from './item.ts';

export type Listed = {
  readonly id: string;
  readonly title: string;
  readonly source: string;
  readonly published: string | null;
  readonly language: string | null;
  readonly direction: 'ltr' | 'rtl';
};

/** The same articles give the same page, in whatever order they come. */
export function indexPage(articles: readonly Listed[]): string {
  const days = new Map<string, Map<string, Listed[]>>();
  for (const article of articles.toSorted(inOrder)) {
    const day = article.published?.slice(0, 10) ?? '';
    const sources = days.get(day) ?? new Map<string, Listed[]>();
    days.set(day, sources);
    const listed = sources.get(article.source) ?? [];
    sources.set(article.source, listed);
    listed.push(article);
  }
  const newest = [...days.keys()][0] ?? '';
  const oldest = [...days.keys()].findLast((day) => day !== '') ?? newest;
  const span = newest === oldest ? newest : `${oldest} – ${newest}`;
  return (
    `${pageHead(span, ` dir="${directionOf(articles)}"`, '')}<h1><bdi dir="ltr">${span}</bdi> <small>${articles.length}</small></h1>\n<nav>\n` +
    `${[...days].map(([day, sources], place) => dayBlock(day, sources, place === 0)).join('')}</nav>\n</body></html>\n`
  );
}

/** As most of its articles run. */
function directionOf(articles: readonly Listed[]): 'ltr' | 'rtl' {
  return articles.filter(({ direction }) => direction === 'rtl').length * 2 > articles.length ? 'rtl' : 'ltr';
}

/** Newest first, undated last; then by source, title and at last by what they are. */
function inOrder(a: Listed, b: Listed): number {
  const [dayA, dayB] = [a.published?.slice(0, 10) ?? '', b.published?.slice(0, 10) ?? ''];
  return (
    compare(dayB, dayA) ||
    compare(a.source, b.source) ||
    compare(b.published ?? '', a.published ?? '') ||
    compare(a.title, b.title) ||
    compare(a.id, b.id)
  );
}

/** By code unit: the order of letters is another in every language. */
function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function dayBlock(day: string, sources: ReadonlyMap<string, readonly Listed[]>, open: boolean): string {
  const count = [...sources.values()].reduce((sum, articles) => sum + articles.length, 0);
  const blocks = [...sources].map(
    ([source, articles]) => `<h3 dir="auto">${escapedLine(source)}</h3><ul>\n${articles.map(entry).join('\n')}\n</ul>`,
  );
  const name = day === '' ? '—' : `<time>${day}</time>`;
  return `<details${open ? ' open' : ''}><summary>${name} <small>${count}</small></summary>\n${blocks.join('\n')}\n</details>\n`;
}

function entry(article: Listed): string {
  const title = escapedLine(article.title);
  return `<li${speechOf(article)}><a href="${itemPath(article.id, 'html')}">${title === '' ? '—' : title}</a></li>`;
}

/** Shared by all pages of a bundle. */
export const BUNDLE_STYLE = `${EXPORT_STYLE}
body > header { padding-block-end: 0.5rem }
h1 { margin: 0.2rem 0; font-size: 1.6em }
main :is(h1, h2) { margin-block: 1.5rem 0.5rem; font-size: 1.25em }
main :is(h3, h4, h5, h6) { margin-block: 1.2rem 0.4rem; font-size: 1.05em }
.source a { display: inline-block; margin-inline-start: -0.7rem; padding: 0.5rem 0.7rem; font-size: 1.2em }
.facts time { white-space: nowrap }
.facts + .facts { margin-block-start: 0.2rem }
table { border-collapse: collapse }
th, td { padding-block: 0.3rem; padding-inline: 0 0.8rem; border-block-end: 1px solid var(--line); text-align: start; vertical-align: top }
pre { font-size: 0.85em }
img:not([src], [alt='']) { display: inline; padding: 0.2rem 0.6rem; box-decoration-break: clone; border: 1px dashed var(--line); color: var(--quiet); font-size: 0.9em }
nav { border: 0 }
`;
