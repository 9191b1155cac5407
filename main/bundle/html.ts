/**
 * Many articles as one file that needs nothing else: it opens in any browser, asks no network and runs no code. Pictures
 * are inside it. Nothing in it tells of its reader or of the device it was made on: days are those of UTC, sources are called
 * what they call themselves, and addresses are cut.
 */
import type { Sha256 } from '../../shared/model.ts';
import type { ExportedArticle, StoredImage } from '../archive/archive.ts';
import { cutAddress } from './addresses.ts';
import { CONTENTS_ID, contentsPieces } from './html-contents.ts';
import { EXPORT_STYLE } from './html-style.ts';
import { anchorOf, escapedLine, speechOf } from './html-text.ts';
import type { Piece } from './piece.ts';
import { escapeHtml, inertPieces, type Rendering } from './inert-html.ts';
import { portableLinkTag } from './portable-html.ts';
import { isoTime } from '../../shared/json-line.ts';

export type HtmlSource = {
  /** Read twice, for the list of contents comes first: what arrives between is shown without an entry in it. */
  articles(): Iterable<ExportedArticle>;
  image(sha256: Sha256): StoredImage | null;
};

/** Should what was stored ever hold more than it may: the file's own word on what it may do. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** @param queries addresses go out with their queries */
export function* htmlPieces(title: string, source: HtmlSource, queries: boolean): Generator<Piece> {
  yield { text: head(title), counts: 0 };
  yield* contentsPieces(source.articles());
  yield { text: '<main>\n', counts: 0 };
  for (const article of source.articles()) {
    const anchor = anchorOf(article);
    yield { text: openArticle(article, anchor, queries), counts: 0 };
    for (const text of inertPieces(article.html, rendering(article, anchor, source, queries)))
      yield { text, counts: 0 };
    yield { text: '\n</article>\n', counts: 1 };
  }
  yield { text: '</main>\n</body></html>\n', counts: 0 };
}

function head(title: string): string {
  return (
    '<!doctype html>\n<html><head><meta charset="utf-8">' +
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">` +
    // Browsers look up the hosts of links that nobody has pressed yet.
    '<meta http-equiv="x-dns-prefetch-control" content="off"><meta name="referrer" content="no-referrer">' +
    '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">' +
    // Served from somewhere, it would be asked for an icon.
    `<link rel="icon" href="data:,"><title>${escapedLine(title)}</title><style>${EXPORT_STYLE}</style></head>\n` +
    `<body><h1 dir="auto">${escapedLine(title)}</h1>\n`
  );
}

function openArticle(article: ExportedArticle, anchor: string, queries: boolean): string {
  const published = isoTime(article.publishedMs);
  const { url: address } = cutAddress(article.url, { queries });
  const facts = [
    article.byline === null ? '' : `<bdi>${escapedLine(article.byline)}</bdi>`,
    published === null
      ? ''
      : `<time datetime="${published}" dir="ltr">${published.slice(0, 16).replace('T', ' ')} UTC</time>`,
    address === null
      ? ''
      : `<a href="${escapeHtml(address)}"${UNSAID} class="address" dir="ltr">${escapeHtml(address)}</a>`,
  ];
  return (
    `<article id="${anchor}"${speechOf(article)}><header>` +
    `<p class="source"><bdi>${escapedLine(article.sourceTitle)}</bdi> <a href="#${CONTENTS_ID}">↑</a></p>` +
    `<h2>${escapedLine(article.title)}</h2><p class="facts">${facts.filter(Boolean).join(' · ')}</p></header>\n`
  );
}

function rendering(article: ExportedArticle, anchor: string, source: HtmlSource, queries: boolean): Rendering {
  return {
    // Two articles may have a note 1 each.
    idPrefix: `${anchor}-`,
    link: (href, attributes) => portableLinkTag(href, `${UNSAID}${attributes}`, queries),
    picture(address, alt, attributes) {
      const sha256 = address === null ? null : article.images.get(address)?.sha256;
      const image = sha256 ? source.image(sha256) : null;
      if (image === null || !/^image\/[a-z0-9.+-]+$/.test(image.mediaType)) {
        return alt === '' ? '' : `<span class="missing-image">${alt}</span>`;
      }
      const { buffer, byteOffset, byteLength } = image.bytes;
      const base64 = Buffer.from(buffer, byteOffset, byteLength).toString('base64');
      return `<img src="data:${image.mediaType};base64,${base64}" decoding="async"${attributes}>`;
    },
  };
}

/** Pressed, a link leads there; until then nothing does, and there it is not said where from. */
const UNSAID = ' rel="noreferrer noopener"';
