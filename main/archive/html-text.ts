import { decodeHTML } from 'entities';

/** A tag of our own serialiser's making: attribute values are quoted, and a quoted `>` does not end the tag. */
const TAG = /<(?:!--[\s\S]*?-->|(\/?)([a-zA-Z][a-zA-Z0-9-]*)(?:"[^"]*"|'[^']*'|[^'">])*>)/g;
const BLOCK =
  /^(address|article|aside|blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|footer|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tbody|td|tfoot|th|thead|tr|ul)$/i;

/**
 * The text of cleaned HTML: blocks on lines of their own, blanks collapsed. The index is built from this, and words are
 * taken out of the index by building it again: any change here is a change of SEARCH_VERSION.
 */
export function textOfHtml(html: string): string {
  const marked = html
    .replace(/\s+/g, ' ')
    .replace(TAG, (_tag, _slash: string, name: string | undefined) =>
      name !== undefined && BLOCK.test(name) ? '\n' : '',
    );
  const decoded = marked.includes('&') ? decodeHTML(marked) : marked;
  return decoded
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[ \n]*/g, '\n')
    .trim();
}

/** Plain text as paragraphs, for a feed whose body is text. */
export function htmlOfText(text: string): string {
  return text
    .split(/\n\s*\n/)
    .filter((paragraph) => paragraph.trim() !== '')
    .map((paragraph) => `<p>${escapeText(paragraph.trim()).replace(/\n/g, '<br>')}</p>`)
    .join('\n');
}

function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** Cut at a word's end, with an ellipsis where something was cut. */
export function excerptOf(text: string, maxLength: number): string {
  const flat = text
    .slice(0, maxLength * 2)
    .replace(/\s+/g, ' ')
    .trim();
  if (flat.length <= maxLength) return flat;
  const cut = flat.slice(0, maxLength);
  const lastBlank = cut.lastIndexOf(' ');
  // Scripts without blanks are cut where they stand, but not through a surrogate pair.
  const end = lastBlank > maxLength / 2 ? lastBlank : maxLength;
  return `${flat
    .slice(0, end)
    .replace(/[\uD800-\uDBFF]$/, '')
    .trimEnd()}…`;
}

/** Words as a person counts them; in scripts without blanks a word is taken to have two characters. */
export function countWords(text: string): number {
  const spaced = text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0;
  const unspaced = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu);
  return unspaced ? Math.round(unspaced.length / 2) + spaced : spaced;
}

/** Right to left when most of the first letters are. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const start = text.slice(0, 600);
  const rtl = start.match(/[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC]/g)?.length ?? 0;
  if (rtl === 0) return 'ltr';
  return rtl > (start.match(/\p{L}/gu)?.length ?? 0) / 2 ? 'rtl' : 'ltr';
}
