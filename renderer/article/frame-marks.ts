/** Enough for any article; a page that repeats a word 10,000 times is not read by its marks. */
const MAX_MARKS = 500;
/** Letters; what goes on longer is not a word. */
const LONGEST_WORD = 64;
const MARK_NAME = 'larder-search';

type WindowWithMarks = Window & {
  readonly CSS?: { readonly highlights?: Map<string, unknown> };
  readonly Highlight?: new (...ranges: Range[]) => unknown;
};

/**
 * Marks words, given by their beginning, in the frame's text without touching its elements (CSS custom highlights; `reading.css` paints them), and
 * returns the first place. Without support, nothing is marked.
 */
export function markWords(frame: Document, words: readonly string[]): Range | null {
  const view = frame.defaultView as WindowWithMarks | null;
  const registry = view?.CSS?.highlights;
  if (!registry || !view.Highlight) return null;
  registry.delete(MARK_NAME);
  const ranges = findWords(frame, words);
  if (ranges.length === 0) return null;
  registry.set(MARK_NAME, new view.Highlight(...ranges));
  return ranges[0] ?? null;
}

function findWords(frame: Document, words: readonly string[]): Range[] {
  const wanted = [...new Set(words.map((word) => word.toLowerCase()))].filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const ranges: Range[] = [];
  const walker = frame.createTreeWalker(frame.querySelector('article') ?? frame.body, 4 /* text nodes */);
  for (let node = walker.nextNode(); node !== null && ranges.length < MAX_MARKS; node = walker.nextNode()) {
    const text = (node.nodeValue ?? '').toLowerCase();
    for (const word of wanted) {
      for (
        let at = text.indexOf(word);
        at >= 0 && ranges.length < MAX_MARKS;
        at = text.indexOf(word, at + word.length)
      ) {
        if (at > 0 && /[\p{Letter}\p{Number}]/u.test(text.charAt(at - 1))) continue;
        // Lower case may be longer than the text itself (`İ`); a range past the end would throw.
        if (at + word.length > (node.nodeValue ?? '').length) break;
        const range = frame.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + word.length + restOfWord(node.nodeValue ?? '', at + word.length));
        ranges.push(range);
      }
    }
  }
  return ranges;
}

function restOfWord(text: string, from: number): number {
  return /^[\p{Letter}\p{Mark}]*/u.exec(text.slice(from, from + LONGEST_WORD))?.[0].length ?? 0;
}
