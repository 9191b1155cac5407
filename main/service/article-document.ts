/**
 * A stored article as the document that the reading frame shows. The text keeps its links; here they become something
 * that no browser looks up or follows, and pictures become addresses of our own.
 */
import type { ArticleBody } from '../archive/archive.ts';
import { escapeHtml, inertPieces } from '../bundle/inert-html.ts';

type Images = ArticleBody['images'];

/** @returns a complete document that holds no `href`, no `src` but `../image/<sha256>`, and nothing active */
export function articleDocument(body: ArticleBody): string {
  const speech = `${body.language ? ` lang="${escapeHtml(body.language)}"` : ''} dir="${body.direction}"`;
  return (
    `<!doctype html><html${speech}><head><meta charset="utf-8">` +
    // The title is constant: what is read here should not be readable in a browser's history or window list.
    '<meta name="viewport" content="width=device-width"><title>Larder</title>' +
    '<link rel="stylesheet" href="../reading.css"></head>' +
    // The heading is the app's: it draws it into this document, in the person's language.
    `<body><article${speech}>${inertHtml(body.html, body.images)}</article></body></html>`
  );
}

/** The same text and structure with links and pictures that lead nowhere but to this archive. */
export function inertHtml(html: string, images: Images): string {
  const rendering = {
    idPrefix: '',
    link: (href: string, attributes: string) => `<a data-href="${href}" role="link" tabindex="0"${attributes}>`,
    picture: (source: string | null, alt: string, attributes: string) => picture(source, alt, attributes, images),
  };
  return [...inertPieces(html, rendering)].join('');
}

function picture(source: string | null, alt: string, attributes: string, images: Images): string {
  const image = source === null ? undefined : images.get(source);
  if (image?.sha256 && /^[0-9a-f]{64}$/.test(image.sha256)) {
    return `<img src="../image/${image.sha256}" loading="lazy" decoding="async"${attributes}>`;
  }
  // Also what was never asked for (a picture of an older version, say) is one that is not here.
  const state = image && image.state !== 'stored' ? image.state : 'gone';
  return `<span class="missing-image" role="img" data-state="${state}" aria-label="${alt}"></span>`;
}
