/** Names under which the items of a feed stand: JSON Feed has the first two, RSS written as JSON the third. */
const ITEM_LISTS = new Set(['items', 'entries', 'item']);
/** Levels of a feed are five; what is nested deeper is inside an item, or an attack on the stack. */
const MAX_DEPTH = 200;

type Level = {
  readonly close: ']' | '}';
  /** The member being read, in an object. */
  key: string;
  /** Next comes a member's name. */
  awaitsKey: boolean;
  /** An item, or something inside of one: it counts only as a whole. */
  readonly isInItem: boolean;
  /** An array of items. */
  readonly isList: boolean;
};

/**
 * JSON that broke off somewhere, closed after the last thing that was there whole: an item, or a member of the feed
 * itself. Half an item is left out with all that follows. Reads every character once; whole JSON comes back as it is.
 */
export function closeJson(text: string): string {
  const levels: Level[] = [];
  let safeEnd = 0;
  let safeClosers = '';
  let at = 0;

  const valueEnded = (end: number): void => {
    const level = levels.at(-1);
    if (level?.isInItem) return;
    safeEnd = end;
    safeClosers = levels
      .map(({ close }) => close)
      .toReversed()
      .join('');
  };

  while (at < text.length && levels.length <= MAX_DEPTH) {
    const character = text[at]!;
    const level = levels.at(-1);
    if (character === '"') {
      const end = endOfString(text, at);
      if (end < 0) break;
      if (level?.awaitsKey) {
        level.key = text.slice(at + 1, end - 1);
        level.awaitsKey = false;
      } else valueEnded(end);
      at = end;
    } else if (character === '{' || character === '[') {
      levels.push(opened(character, level));
      // An empty list is something whole already: the cut may come before its first item.
      valueEnded(at + 1);
      at++;
    } else if (character === '}' || character === ']') {
      levels.pop();
      at++;
      valueEnded(at);
      if (levels.length === 0) return text.slice(0, at);
    } else if (character === ',') {
      if (level?.close === '}') level.awaitsKey = true;
      at++;
    } else if (/[-\w.+]/.test(character)) {
      const end = endOfWord(text, at);
      // A number that ends where the text does may go on: 12 of 1234.
      if (end === text.length) break;
      valueEnded(end);
      at = end;
    } else at++;
  }
  return text.slice(0, safeEnd) + safeClosers;
}

function opened(bracket: '{' | '[', parent: Level | undefined): Level {
  const isListed = parent?.isList ?? false;
  const isNamed = parent?.close === '}' && ITEM_LISTS.has(parent.key);
  return {
    close: bracket === '{' ? '}' : ']',
    key: '',
    awaitsKey: bracket === '{',
    // RSS as JSON writes a single item without a list.
    isInItem: (parent?.isInItem ?? false) || isListed || (isNamed && bracket === '{'),
    isList: isNamed && bracket === '[' && !parent.isInItem,
  };
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '"') return at + 1;
  }
  return -1;
}

function endOfWord(text: string, start: number): number {
  let at = start;
  while (at < text.length && /[-\w.+]/.test(text[at]!)) at++;
  return at;
}
