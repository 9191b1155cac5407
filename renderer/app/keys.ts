/** What a key asks for, wherever it was pressed. */
export type KeyAction =
  | 'next'
  | 'previous'
  | 'open'
  | 'star'
  | 'read'
  | 'choose'
  | 'search'
  | 'original'
  | 'fetch'
  | 'activity'
  | 'schedule'
  | 'help'
  | 'escape'
  | 'pane-left'
  | 'pane-right';

export type KeyPress = {
  readonly key: string;
  /** The key's place on the keyboard, the same in every layout. */
  readonly code: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
};

const BY_LETTER: Record<string, KeyAction> = {
  j: 'next',
  k: 'previous',
  o: 'open',
  s: 'star',
  m: 'read',
  x: 'choose',
  v: 'original',
  r: 'fetch',
  a: 'activity',
  t: 'schedule',
};

/**
 * Letters go by what is printed on the key where that is Latin, and by the key's place where it is not: `о` on a Russian
 * keyboard and `ت` on a Persian one stand where `j` does.
 */
export function keyAction(press: KeyPress): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey) return null;
  if (press.key === '/') return 'search';
  if (press.key === '?' || press.key === '؟') return 'help';
  if (press.key === 'Escape') return 'escape';
  if (press.key === 'ArrowLeft') return 'pane-left';
  if (press.key === 'ArrowRight') return 'pane-right';
  // The Russian layout has a full stop and a comma on the key of the slash.
  if (press.code === 'Slash' && press.key === '.') return 'search';
  if (press.code === 'Slash' && press.key === ',') return 'help';
  if (press.shiftKey) return null;
  if (/^[a-z]$/.test(press.key)) return BY_LETTER[press.key] ?? null;
  const isLetterElsewhere = press.key.length === 1 && /\p{Letter}/u.test(press.key);
  const place = /^Key([A-Z])$/.exec(press.code)?.[1]?.toLowerCase();
  return isLetterElsewhere && place !== undefined ? (BY_LETTER[place] ?? null) : null;
}

/** Where keys are text, not commands. Works for elements of other documents too, whose classes are not ours. */
export function isTyping(target: EventTarget | null): boolean {
  if (target === null || !('tagName' in target)) return false;
  const element = target as HTMLElement;
  return /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName) || element.isContentEditable;
}
