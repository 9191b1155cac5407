/** A stranger's title or name on one line, without what a terminal or an editor obeys. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
