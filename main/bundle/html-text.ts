import { hash } from 'node:crypto';
import type { ExportedArticle } from '../archive/archive.ts';
import { escapeHtml } from './inert-html.ts';
import { oneLine } from './one-line.ts';

/** A stranger's title or name, on one line, between tags or in quotes. */
export function escapedLine(text: string): string {
  return escapeHtml(oneLine(text));
}

/** Language and direction, as attributes. */
export function speechOf({ language, direction }: Pick<ExportedArticle, 'language' | 'direction'>): string {
  const known = language !== null && /^[a-z]{2,8}(?:-[a-z0-9]{1,8})*$/i.test(language);
  return `${known ? ` lang="${language}"` : ''} dir="${direction}"`;
}

/**
 * The name of an article's place in the file. From what it says and not from its number, for between the two readings of
 * the archive another may have come; nor from its address, whose query could be guessed by it.
 */
export function anchorOf({ title, publishedMs, text }: ExportedArticle): string {
  return `a${hash('sha256', JSON.stringify([title, publishedMs, text])).slice(0, 12)}`;
}
