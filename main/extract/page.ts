/**
 * A page's bytes to an article: decoded, read by Mozilla Readability on linkedom, cleaned. Readability chooses what the
 * article is; who wrote it and when is looked for in more places than it does.
 */
import { Readability } from '@mozilla/readability';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { ParsedArticle } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain, stripTracking } from '../../shared/url.ts';
import { directionOf, languageOf } from './language.ts';
import { bylineFinder } from './page-byline.ts';
import { publishedDate } from './page-dates.ts';
import { openPage } from './page-document.ts';
import { withoutRepeatedHead } from './page-head.ts';
import { resolveLazyImages } from './page-images.ts';
import { readLinkedData } from './page-json-ld.ts';
import type { Source } from './protocol.ts';
import { cleanHtml } from './sanitize.ts';

/** Excerpts stand in lists, in two or three lines. */
const MAX_EXCERPT_LENGTH = 500;
const MAX_TITLE_LENGTH = 500;

/**
 * Reads one page as an article. HTTP's charset wins over the page's own, `<base href>` is honoured, everything is cleaned.
 * @throws LarderError PAGE_TOO_LARGE, PAGE_TOO_COMPLEX, PAGE_HAS_NO_ARTICLE
 */
export function parsePage(bytes: Uint8Array, source: Source): ParsedArticle {
  try {
    return readPage(bytes, source, false);
  } catch (error) {
    if (error instanceof RangeError) throw tooTangled(error);
    if (isLarderError(error) && error.code !== 'PAGE_HAS_NO_ARTICLE') throw error;
  }
  // Readability and linkedom assume a page in good order; once put in order, many a broken one is read.
  try {
    return readPage(bytes, source, true);
  } catch (error) {
    if (isLarderError(error)) throw error;
    if (error instanceof RangeError) throw tooTangled(error);
    const reason = 'unreadable';
    throw new LarderError(
      'PAGE_HAS_NO_ARTICLE',
      'This page cannot be read as an article.',
      { reason },
      { cause: error },
    );
  }
}

/** They recurse, too: a page that makes them overflow is the page's fault, not a bug here. */
function tooTangled(cause: RangeError): LarderError {
  return new LarderError('PAGE_TOO_COMPLEX', 'The page is too tangled to be read as an article.', {}, { cause });
}

function readPage(bytes: Uint8Array, source: Source, mend: boolean): ParsedArticle {
  const { document, baseUrl, complete } = openPage(bytes, source, mend);
  // Everything that Readability takes away or changes is read before it starts.
  const linked = readLinkedData(document);
  const metas = metaContents(document);
  const claims = languageClaims(document, metas, linked.language);
  const pageDirection = directionClaim(document);
  const canonicalUrl = findCanonical(document, metas, source.url);
  const publishedMs = publishedDate(document, [linked.published], metas, source.url);
  const shownTitle = document.querySelector('h1')?.textContent ?? null;
  const siteName =
    line(metas.get('og:site_name')?.[0]) ?? line(linked.publisher) ?? line(metas.get('application-name')?.[0]);
  const siteNames = [siteName, linked.publisher, hostOf(source.url)];
  const bylineOf = bylineFinder(document, linked, metas, siteNames);
  resolveLazyImages(document, baseUrl);

  const article = new Readability(document).parse();
  const whole = cleanHtml(article?.content ?? '', { baseUrl });
  if (!article || (whole.text === '' && whole.imageUrls.length === 0)) {
    throw new LarderError('PAGE_HAS_NO_ARTICLE', 'Nothing on this page reads as an article.', { reason: 'no text' });
  }
  const title = line(article.title)?.slice(0, MAX_TITLE_LENGTH) ?? line(shownTitle) ?? null;
  const byline = bylineOf(article.byline ?? null);
  const withoutHead = withoutRepeatedHead(whole.html, { byline, publishedMs });
  const cleaned = withoutHead === whole.html ? whole : cleanHtml(withoutHead, { baseUrl });
  const language = languageOf([article.lang ?? null, ...claims], cleaned.text);
  return {
    title,
    byline,
    siteName: line(article.siteName) ?? siteName,
    language,
    direction: directionIn(article.dir ?? pageDirection) ?? directionOf(cleaned.text, language),
    publishedMs,
    canonicalUrl,
    excerpt: line(article.excerpt)?.slice(0, MAX_EXCERPT_LENGTH) ?? null,
    html: cleaned.html,
    text: cleaned.text,
    imageUrls: cleaned.imageUrls,
    complete,
  };
}

function line(text: string | null | undefined): string | null {
  const tidy = (text ?? '').replace(/\s+/g, ' ').trim().toWellFormed();
  return tidy === '' ? null : tidy;
}

function hostOf(url: string): string | null {
  return parseHttpUrl(url)?.hostname.replace(/^www\./, '') ?? null;
}

/** `<meta>` read; real pages have about 60, some frameworks 300. */
const MAX_METAS = 1000;

/** Contents of every `<meta>` by its name, property or itemprop in lower case, in page order. */
function metaContents(document: Document): ReadonlyMap<string, readonly string[]> {
  const contents = new Map<string, string[]>();
  let left = MAX_METAS;
  for (const meta of document.querySelectorAll('meta[content]')) {
    left -= 1;
    if (left < 0) break;
    const content = meta.getAttribute('content')?.trim() ?? '';
    if (content === '') continue;
    for (const attribute of ['name', 'property', 'itemprop', 'http-equiv']) {
      const name = meta.getAttribute(attribute)?.trim().toLowerCase();
      if (name) contents.set(name, [...(contents.get(name) ?? []), content]);
    }
  }
  return contents;
}

function languageClaims(
  document: Document,
  metas: ReadonlyMap<string, readonly string[]>,
  linked: string | null,
): (string | null)[] {
  const root = document.documentElement;
  return [
    root.getAttribute('lang') ?? root.getAttribute('xml:lang'),
    linked,
    ...['og:locale', 'content-language', 'language', 'dc.language', 'inlanguage'].map(
      (name) => metas.get(name)?.[0] ?? null,
    ),
  ];
}

function directionClaim(document: Document): string | null {
  return document.documentElement.getAttribute('dir') ?? document.body?.getAttribute('dir') ?? null;
}

function directionIn(claim: string | null | undefined): 'ltr' | 'rtl' | null {
  const word = claim?.trim().toLowerCase();
  return word === 'ltr' || word === 'rtl' ? word : null;
}

/**
 * The address that the page says is its own. Only on the page's own site, for it makes two addresses one article; and not
 * a bare front page, which broken templates name on every page.
 */
function findCanonical(
  document: Document,
  metas: ReadonlyMap<string, readonly string[]>,
  pageUrl: string,
): string | null {
  const page = parseHttpUrl(pageUrl);
  const claims = [
    document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? null,
    metas.get('og:url')?.[0] ?? null,
  ];
  for (const claim of claims) {
    const url = claim === null || claim.trim() === '' ? null : parseHttpUrl(claim, pageUrl);
    if (!url || !page) continue;
    if (registrableDomain(url.hostname) !== registrableDomain(page.hostname)) continue;
    if (url.pathname === '/' && url.search === '' && page.pathname !== '/') continue;
    return stripTracking(url).href;
  }
  return null;
}
