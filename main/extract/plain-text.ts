/**
 * Text as a person would copy it from the page: blocks on lines of their own, white space as the browser shows it.
 * Fed by the cleaner in document order.
 */
export type PlainText = {
  /** Text between tags, entities already characters. `verbatim`: inside `<pre>`. */
  text(value: string, verbatim: boolean): void;
  /** At least `lines` line breaks before whatever comes next: 1 ends a line, 2 leaves an empty one. */
  lineBreak(lines: 1 | 2): void;
  /** `<br>`: always one more line. */
  newLine(): void;
  /** Between table cells. */
  tab(): void;
  toString(): string;
};

export function createPlainText(): PlainText {
  const parts: string[] = [];
  let wantedBreaks = 0;
  let wantedGap = '';

  function flush(): void {
    if (parts.length > 0) {
      if (wantedBreaks > 0) parts.push('\n'.repeat(Math.min(wantedBreaks, 2)));
      else if (wantedGap !== '') parts.push(wantedGap);
    }
    wantedBreaks = 0;
    wantedGap = '';
  }

  return {
    text(value, verbatim) {
      if (verbatim) {
        if (value === '') return;
        flush();
        parts.push(value);
        return;
      }
      const collapsed = value.replace(/[ \t\n\r\f]+/g, ' ');
      if (collapsed === '') return;
      if (collapsed === ' ') {
        wantedGap ||= ' ';
        return;
      }
      if (collapsed.startsWith(' ')) wantedGap ||= ' ';
      flush();
      parts.push(collapsed.trim());
      if (collapsed.endsWith(' ')) wantedGap = ' ';
    },
    lineBreak(lines) {
      wantedBreaks = Math.max(wantedBreaks, lines);
    },
    newLine() {
      wantedBreaks += 1;
    },
    tab() {
      wantedGap = '\t';
    },
    toString() {
      return parts.join('').trim();
    },
  };
}
