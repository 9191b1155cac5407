import { decodeHTML } from 'entities';
import { cleanHtml } from '../sanitize.ts';
import type { RawText } from './raw.ts';
import { escapeText } from './references.ts';

/** A title longer than this is a body in the wrong place; lists and search show the beginning. */
const MAX_TITLE_LENGTH = 1000;

/** Elements that people put into titles to format them. Others may be what the title is about ("Why <T> needs a bound"). */
const TITLE_MARKUP =
  /<\/?(?:a|abbr|acronym|b|bdi|bdo|big|blink|center|cite|code|del|dfn|div|em|font|h[1-6]|i|img|ins|kbd|label|mark|nobr|p|q|s|samp|small|span|strike|strong|sub|sup|tt|u|var|wbr|xhtml:\w+)(?:\s[^<>]*)?\/?>/gi;

/** A title as characters. Markup is dropped and HTML's entities become characters, unless the feed says that it is text. */
export function titleText(raw: RawText | null): string | null {
  if (!raw) return null;
  let text = unwrapCdata(raw.value);
  if (raw.kind === 'html') {
    const bare = text
      .replace(/<!--[\s\S]*?-->/g, '')
      .replace(/<br\s*\/?>/gi, ' ')
      .replace(TITLE_MARKUP, '');
    // An escape that is itself escaped is what the title is about ("The &amp;lt; sign"), and stays as it stands.
    text = /&(?:amp|#38|#x26);(?:#\d+|#x[\da-f]+|\w+);/i.test(bare) ? bare : decodeHTML(bare);
  }
  const tidy = text.replace(/[\s\u00a0\u200b]+/g, ' ').trim();
  return tidy === '' ? null : tidy.slice(0, MAX_TITLE_LENGTH).toWellFormed();
}

export type CleanText = { readonly html: string; readonly text: string; readonly imageUrls: readonly string[] };

/** A body, cleaned and with absolute addresses; null when nothing of it can be seen. */
export function bodyText(raw: RawText | null, documentUrl: string | null): CleanText | null {
  if (!raw) return null;
  const value = unwrapCdata(raw.value);
  if (raw.kind === 'html' && !/[<&\0]/.test(value)) return plainWords(value);
  const html = raw.kind === 'html' || looksLikeHtml(value) ? value : plainToHtml(value);
  const clean = cleanHtml(html, { baseUrl: raw.base ?? documentUrl });
  return clean.html.trim() === '' ? null : clean;
}

/** Half of all summaries have no markup; the cleaner would give the same, a hundred times slower. */
function plainWords(value: string): CleanText | null {
  const text = value
    .replace(/[ \t\n\r\f]+/g, ' ')
    .trim()
    .toWellFormed();
  return text === '' ? null : { html: escapeText(text), text, imageUrls: [] };
}

/** `<![CDATA[` that was escaped along with what is in it. */
function unwrapCdata(value: string): string {
  const inner = /^\s*<!\[CDATA\[([\s\S]*?)(?:\]\]>)?\s*$/.exec(value);
  return inner ? inner[1]! : value;
}

/** Feeds call HTML text when nobody told them to say. One closing tag, or two tags of HTML's, are no accident. */
function looksLikeHtml(text: string): boolean {
  return /<\/(?:p|a|b|i|em|strong|div|span|ul|ol|li|blockquote|h[1-6]|table|pre|code|figure)\s*>|<(?:br|img|p|hr)\b[^<>]*>/i.test(
    text,
  );
}

function plainToHtml(text: string): string {
  const paragraphs = text.split(/\n\s*\n/).map((paragraph) => escapeText(paragraph.trim()).replaceAll('\n', '<br>'));
  return paragraphs.length === 1 ? paragraphs[0]! : paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('');
}
