/**
 * Breaks text at spaces so that no line is wider than `columns` characters, keeping its paragraphs. Words longer than a
 * line (addresses) stay whole: a broken address cannot be copied.
 */
export function wrap(text: string, columns: number): string {
  return text
    .split('\n')
    .map((paragraph) => wrapParagraph(paragraph.trim(), columns))
    .join('\n');
}

function wrapParagraph(paragraph: string, columns: number): string {
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const word of paragraph.split(/\s+/)) {
    const wordWidth = Array.from(word).length;
    if (line !== '' && width + 1 + wordWidth > columns) {
      lines.push(line);
      line = word;
      width = wordWidth;
    } else {
      width += line === '' ? wordWidth : wordWidth + 1;
      line = line === '' ? word : `${line} ${word}`;
    }
  }
  lines.push(line);
  return lines.join('\n');
}
