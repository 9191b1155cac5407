import { createHash } from 'node:crypto';
import type { ParsedItem } from '../../../shared/model.ts';
import { urlKey } from '../../../shared/url.ts';

/**
 * Texts shorter than this do not tell one article from another ("Open thread", a comic without words): their pictures,
 * files and date are part of what was said.
 */
const TELLING_LENGTH = 60;

/** Hex SHA-256 of what an item says. White space and case of addresses do not count; markup does not either. */
export function textHash(item: Omit<ParsedItem, 'textHash'>): string {
  const text = squeeze(item.contentText ?? item.summaryText ?? '');
  const parts = [squeeze(item.title ?? ''), text];
  if (text.length < TELLING_LENGTH) {
    const files = [...item.imageUrls, ...item.enclosures.map((enclosure) => enclosure.url)];
    parts.push(...files.map((url) => urlKey(url) ?? url), String(item.publishedMs ?? ''));
  }
  return createHash('sha256').update(parts.join('\n')).digest('hex');
}

function squeeze(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[\s\u00a0]+/g, ' ')
    .trim();
}

/**
 * The items with those that come twice merged into the first of their kind, order kept. The same item is: the same guid
 * leading to the same page (the one updated last is kept), or the same words under the same address. A guid that two
 * different items share identifies neither and is taken from them: the archive would make one article of the two.
 */
export function mergeDuplicates(items: readonly ParsedItem[]): ParsedItem[] {
  const kept: (ParsedItem | null)[] = [];
  const byGuid = new Map<string, number[]>();
  const bySaid = new Map<string, number>();
  for (const item of items) {
    const said = saidWhere(item);
    const sameGuid = item.guid === null ? undefined : byGuid.get(item.guid);
    const at =
      sameGuid?.find((index) => isSamePage(kept[index]!, item)) ?? (said === null ? undefined : bySaid.get(said));
    if (at !== undefined) {
      const known = kept[at]!;
      if (lastChange(item) > lastChange(known)) kept[at] = item;
      continue;
    }
    const index = kept.push(item) - 1;
    if (said !== null) bySaid.set(said, index);
    if (item.guid !== null) byGuid.set(item.guid, [...(sameGuid ?? []), index]);
  }
  for (const indexes of byGuid.values()) {
    if (indexes.length > 1) for (const index of indexes) kept[index] = { ...kept[index]!, guid: null };
  }
  return kept.filter((item) => item !== null);
}

/** Words and address together; null where neither says enough to call two items one. */
function saidWhere(item: ParsedItem): string | null {
  if (item.link !== null) return `${item.textHash} ${urlKey(item.link) ?? item.link}`;
  return (item.contentText ?? item.summaryText ?? '').length < TELLING_LENGTH ? null : item.textHash;
}

function isSamePage(a: ParsedItem, b: ParsedItem): boolean {
  if (a.link === null || b.link === null) return a.title === b.title;
  return urlKey(a.link) === urlKey(b.link) || a.textHash === b.textHash;
}

function lastChange(item: ParsedItem): number {
  return item.updatedMs ?? item.publishedMs ?? 0;
}
