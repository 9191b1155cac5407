/** What crosses between the extract worker and its parent; both sides see this file, and neither sees the other. */
import type { WireError } from '../../shared/errors.ts';
import type { FeedCandidate, ImageInfo, PageLook, ParsedArticle, ParsedFeed, ParsedOpml } from '../../shared/model.ts';

/** Where bytes came from: the HTTP Content-Type as sent, and the address that relative links are relative to. */
export type Source = { readonly contentType: string | null; readonly url: string };

export type ExtractJobs = {
  /** `cut`: the document was broken off; only items that are there whole are given. */
  feed: { input: Source & { readonly cut?: boolean }; output: ParsedFeed };
  look: { input: Source; output: PageLook };
  /** Feeds announced by a page, best first: link rel=alternate, then links that look like feeds. */
  discover: { input: Source; output: FeedCandidate[] };
  page: { input: Source; output: ParsedArticle };
  opml: { input: Record<string, never>; output: ParsedOpml };
  image: { input: Record<string, never>; output: ImageInfo };
};
export type ExtractJob = keyof ExtractJobs;

export type ExtractRequest = {
  readonly id: number;
  readonly job: ExtractJob;
  readonly bytes: Uint8Array;
  readonly input: Source | Record<string, never>;
};
export type ExtractReply =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | { readonly id: number; readonly ok: false; readonly error: WireError };
