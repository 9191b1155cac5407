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
 * leading to the same page or saying the same (the one updated last is kept), or the same words under the same address.
 * A guid that two different items share identifies neither and is taken from them: the archive would make one article of
 * the two.
 */
export function mergeDuplicates(items: readonly ParsedItem[]): ParsedItem[] {
  const kept: ParsedItem[] = [];
  const byName = new Map<string, number>();
  const guidHolders = new Map<string, number[]>();
  for (const item of items) {
    const names = namesOf(item);
    const at = names.map((name) => byName.get(name)).find((index) => index !== undefined);
    if (at !== undefined) {
      if (lastChange(item) > lastChange(kept[at]!)) kept[at] = item;
      continue;
    }
    const index = kept.push(item) - 1;
    for (const name of names) byName.set(name, index);
    if (item.guid === null) continue;
    const holders = guidHolders.get(item.guid);
    if (holders) holders.push(index);
    else guidHolders.set(item.guid, [index]);
  }
  for (const holders of guidHolders.values()) {
    if (holders.length > 1) for (const index of holders) kept[index] = { ...kept[index]!, guid: null };
  }
  return kept;
}

/** Everything by which an item can be known within its feed; any one in common makes two items one. */
function namesOf(item: ParsedItem): string[] {
  const page = item.link === null ? null : (urlKey(item.link) ?? item.link);
  const text = item.contentText ?? item.summaryText ?? '';
  const names: string[] = [];
  if (item.guid !== null) {
    names.push(
      `guid and page\n${item.guid}\n${page ?? item.title ?? ''}`,
      `guid and words\n${item.guid}\n${item.textHash}`,
    );
  }
  // Items without any words say nothing by which they could be called the same.
  if (page !== null && (text !== '' || item.title !== null)) names.push(`page and words\n${page}\n${item.textHash}`);
  // Without an address, only words that are long enough to tell.
  if (page === null && text.length >= TELLING_LENGTH) names.push(`words\n${item.textHash}`);
  return names;
}

function lastChange(item: ParsedItem): number {
  return item.updatedMs ?? item.publishedMs ?? 0;
}
