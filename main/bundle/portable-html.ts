/** Text of an article on its way out: links that tell nothing of who followed them, pictures that lie beside it. */
import type { ArticleBody } from '../archive/archive.ts';
import { cutLink } from './addresses.ts';
import { escapeHtml, inertPieces, type Rendering } from './inert-html.ts';

/**
 * Of a picture that did not come along: no address that a browser would follow, so that it shows the description; but one
 * that a cleaner takes for a lazy loader's, so that the place of the picture is kept.
 */
const MISSING = 'data-src="../missing"';

const EXTENSIONS: Readonly<Record<string, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'image/avif': 'avif',
  'image/svg+xml': 'svg',
  'image/bmp': 'bmp',
  'image/x-icon': 'ico',
  'image/vnd.microsoft.icon': 'ico',
};

/** Null: nothing that is shown as a picture. */
export function extensionOf(mediaType: string): string | null {
  return EXTENSIONS[mediaType] ?? null;
}

export function objectPath(sha256: string, extension: string): string {
  return `objects/${sha256.slice(0, 2)}/${sha256}.${extension}`;
}

/** More than any article has: a page's cleaner stops at 3,000. Further ones count as not having come along. */
export const MAX_OBJECTS = 3_000;

export type PortableHtml = {
  readonly html: string;
  /** SHA-256 of the pictures in it, in order, each once. */
  readonly objects: readonly string[];
};

/**
 * Cleaning it again, as whoever takes it in does, and bringing it here again gives the same text.
 * @param pathOf where a stored picture lies in the bundle; null: it does not come along
 */
export function portableHtml(
  html: string,
  images: ArticleBody['images'],
  { queries, pathOf }: { readonly queries: boolean; readonly pathOf: (sha256: string) => string | null },
): PortableHtml {
  const objects = new Set<string>();
  const rendering: Rendering = {
    idPrefix: '',
    link: (href, attributes) => portableLinkTag(href, attributes, queries),
    picture(address, _alt, attributes) {
      const sha256 = address === null ? null : (images.get(address)?.sha256 ?? null);
      const path = sha256 === null ? null : pathOf(sha256);
      const comes = path !== null && (objects.size < MAX_OBJECTS || objects.has(sha256 ?? ''));
      if (sha256 === null || !comes) return `<img ${MISSING}${attributes}>`;
      objects.add(sha256);
      return `<img src="../${path}"${attributes}>`;
    },
  };
  return { html: [...inertPieces(html, rendering)].join(''), objects: [...objects] };
}

/** As `Rendering.link` has it. */
export function portableLinkTag(href: string, attributes: string, queries: boolean): string {
  const address = portableLink(unescaped(href), queries);
  return address === '' ? `<a${attributes}>` : `<a href="${escapeAttribute(address)}"${attributes}>`;
}

/** Empty: no link for anybody. */
export function portableLink(href: string, queries: boolean): string {
  if (href.startsWith('#')) return href;
  if (/^mailto:/i.test(href)) return queries ? href : href.replace(/\?.*$/s, '');
  return cutLink(href, { queries });
}

/** As our own cleaner writes one: then cleaning it again changes nothing. */
function escapeAttribute(text: string): string {
  return escapeHtml(text).replaceAll('>', '&gt;');
}

/** As our own cleaner writes an attribute. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}
