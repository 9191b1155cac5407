/**
 * Writes allowed elements as HTML text, and knows the few rules by which a parser would read that text otherwise than
 * it was meant: it then says so (`stable: false`), and the cleaner parses the result once more.
 */
import { ELEMENT_RULES, SCOPE_BOUNDARIES, TABLE_CHILDREN } from './sanitize-rules.ts';

export type HtmlWriter = {
  /** `attributes` is already escaped. `prunable`: leave the element out if nothing but white space comes to stand in it. */
  open(tag: string, attributes: string, prunable: boolean): void;
  close(): void;
  voidElement(tag: string, attributes: string): void;
  text(value: string, verbatim: boolean): void;
  /** An element of this name is open in the same table cell. */
  isOpen(tag: string): boolean;
  /** What was written: each piece one whole tag, or escaped text. */
  finish(): { pieces: readonly string[]; stable: boolean };
};

type OpenElement = { readonly tag: string; readonly partIndex: number; readonly prunable: boolean };

export function createHtmlWriter(): HtmlWriter {
  const parts: string[] = [];
  const open: OpenElement[] = [];
  let stable = true;

  function isOpen(tag: string): boolean {
    for (let index = open.length - 1; index >= 0; index -= 1) {
      const name = open[index]?.tag ?? '';
      if (name === tag) return true;
      if (SCOPE_BOUNDARIES.has(name)) return false;
    }
    return false;
  }

  function endsWithSpace(): boolean {
    // Tags end with ">", and text never does: there it is written "&gt;".
    return parts.length > 0 && /[ \n]$/.test(parts[parts.length - 1] ?? '');
  }

  function writeText(value: string, verbatim: boolean): void {
    const parent = open[open.length - 1];
    let shown = value;
    if (!verbatim) {
      shown = value.replace(/[ \t\n]+/g, (run) => (run.includes('\n') ? '\n' : ' '));
      if (/^[ \n]/.test(shown) && endsWithSpace()) shown = shown.slice(1);
    }
    if (shown === '') return;
    if (parent && TABLE_CHILDREN.has(parent.tag)) {
      if (/^\s*$/.test(shown)) return; // between cells and rows white space means nothing
      stable = false;
    }
    let escaped = shown;
    if (/[&<>]/.test(shown)) {
      escaped = shown.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    }
    // A parser drops a line break that directly follows <pre>.
    if (parent?.tag === 'pre' && parts.length - 1 === parent.partIndex && escaped.startsWith('\n')) {
      escaped = `\n${escaped}`;
    }
    // One piece for one run of text, so that what is pruned or read later does not depend on how it came.
    const last = parts.length - 1;
    if (last >= 0 && !parts[last]?.startsWith('<')) parts[last] += escaped;
    else parts.push(escaped);
  }

  return {
    isOpen,
    open(tag, attributes, prunable) {
      if (stable && !staysWhereWritten(tag, open, isOpen)) stable = false;
      parts.push(`<${tag}${attributes}>`);
      open.push({ tag, partIndex: parts.length - 1, prunable });
    },
    close() {
      const element = open.pop();
      if (!element) return;
      const inside = parts.length - 1 - element.partIndex;
      const blank = inside === 0 || (inside === 1 && /^\s*$/.test(parts[parts.length - 1] ?? ''));
      if (!element.prunable || !blank) {
        parts.push(`</${element.tag}>`);
        return;
      }
      parts.length = element.partIndex;
      // "one<b> </b>two", "one<p></p>two": the words stay apart.
      const parted = inside === 1 || ELEMENT_RULES.get(element.tag)?.block === true;
      if (parted && !endsWithSpace()) writeText(' ', false);
    },
    voidElement(tag, attributes) {
      if (stable && !staysWhereWritten(tag, open, isOpen)) stable = false;
      parts.push(`<${tag}${attributes}>`);
    },
    text: writeText,
    finish() {
      return { pieces: parts, stable };
    },
  };
}

/** HTML standard, 13.2.6.4.7 "in body" and the table modes: would a parser leave this element where it is written? */
function staysWhereWritten(tag: string, open: readonly OpenElement[], isOpen: (tag: string) => boolean): boolean {
  const parent = open[open.length - 1]?.tag;
  if (parent !== undefined) {
    const allowed = TABLE_CHILDREN.get(parent);
    if (allowed && !allowed.has(tag)) return false;
  }
  if (parent === undefined) return true;
  if (tag === 'a') return !isOpen('a');
  if (tag === 'rt' || tag === 'rp') return !/^(p|li|dt|dd|rt|rp)$/.test(parent);
  if (!ELEMENT_RULES.get(tag)?.block || tag === 'td' || tag === 'th' || tag === 'tr') return true;
  if (TABLE_CHILDREN.has(parent)) return true;
  if (isOpen('p')) return false;
  if (/^h[1-6]$/.test(tag)) return !/^h[1-6]$/.test(parent);
  if (tag === 'li') return !closesOnTheWay(open, /^li$/);
  if (tag === 'dt' || tag === 'dd') return !closesOnTheWay(open, /^d[td]$/);
  return true;
}

/** A list item ends the one it stands in, unless a block other than `div`, `p` or `address` is between them. */
function closesOnTheWay(open: readonly OpenElement[], target: RegExp): boolean {
  for (let index = open.length - 1; index >= 0; index -= 1) {
    const tag = open[index]?.tag ?? '';
    if (target.test(tag)) return true;
    const rule = ELEMENT_RULES.get(tag);
    if (rule?.block && tag !== 'div' && tag !== 'p' && tag !== 'address') return false;
  }
  return false;
}
