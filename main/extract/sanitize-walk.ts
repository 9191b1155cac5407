/** What the cleaner's parts share while they go through one text. */
import type { HtmlElement } from './sanitize-parse.ts';
import { attributeValue } from './sanitize-rules.ts';
import type { HtmlWriter } from './sanitize-writer.ts';

export type CleanContext = { readonly baseUrl: string | null; readonly idPrefix: string };

export type Walk = CleanContext & {
  readonly writer: HtmlWriter;
  readonly images: Set<string>;
  /** Ids that a link of the same text points to, without prefix. */
  readonly keptIds: ReadonlySet<string>;
  /** Inside `<pre>` white space counts. */
  verbatimDepth: number;
  /** A picture was written and no words since: a `<noscript>` that follows holds the same picture again. */
  pictureJustWritten: boolean;
};

/** Its value as the parser read it, null when absent. */
export function attribute(element: HtmlElement, name: string): string | null {
  for (const candidate of element.attrs) if (candidate.name === name) return candidate.value;
  return null;
}

export function writtenAttribute(name: string, value: string): string {
  return ` ${name}="${escapeAttribute(value)}"`;
}

export function allowedAttribute(name: string, value: string): string {
  const allowed = attributeValue(name, value);
  return allowed === null ? '' : writtenAttribute(name, allowed);
}

/** All four, so that no parser, however old or confused, can find the end of the value or a tag inside it. */
function escapeAttribute(value: string): string {
  if (!/[&"<>]/.test(value)) return value;
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function writeText(value: string, walk: Walk): void {
  const shown = withoutControls(value);
  if (walk.pictureJustWritten && /\S/.test(shown)) walk.pictureJustWritten = false;
  walk.writer.text(shown, walk.verbatimDepth > 0);
}

/** Control characters are never text; a carriage return would not survive the next parser. */
function withoutControls(value: string): string {
  return value.replace(/\r\n?|\f/g, '\n').replace(CONTROLS, '');
}

// eslint-disable-next-line no-control-regex -- control characters are what is being removed
const CONTROLS = /[\u0000-\u0008\u000b\u000e-\u001f\u007f-\u009f]/g;
