import type { Enclosure, FeedFormat } from '../../../shared/model.ts';

/** A text as it stands in the feed: HTML source, or plain characters. `base` is what its relative addresses are relative to. */
export type RawText = { readonly value: string; readonly kind: 'html' | 'text'; readonly base: string | null };

/** One item as read, before its HTML is cleaned. Addresses are absolute where a base was known. */
export type RawItem = {
  readonly guid: string | null;
  readonly title: RawText | null;
  readonly link: string | null;
  readonly comments: string | null;
  readonly publishedMs: number | null;
  readonly updatedMs: number | null;
  readonly authors: readonly string[];
  readonly categories: readonly string[];
  readonly image: string | null;
  readonly summary: RawText | null;
  readonly content: RawText | null;
  readonly enclosures: readonly Enclosure[];
};

export type RawFeed = {
  readonly format: FeedFormat;
  readonly id: string | null;
  readonly title: RawText | null;
  readonly description: RawText | null;
  readonly link: string | null;
  readonly selfUrl: string | null;
  readonly language: string | null;
  readonly authors: readonly string[];
  readonly image: string | null;
  readonly icon: string | null;
  readonly categories: readonly string[];
  readonly pollAfterMs: number | null;
  readonly items: readonly RawItem[];
  readonly complete: boolean;
};

/**
 * More items than the longest archives in one file have (podcasts of a daily show in twenty years: some 7,000). Each costs
 * memory and a place in the database, and a hostile feed can name a million in 20 MB.
 */
export const MAX_ITEMS = 20_000;
/** Authors, categories, enclosures of one item, each. */
export const MAX_LIST = 100;
/** An id is an address or shorter; one of more would only fill the index. */
export const MAX_GUID_LENGTH = 4000;
