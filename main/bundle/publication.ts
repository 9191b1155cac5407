/** What is common to all that is made of articles for people without Larder. */
import type { ArchiveReader, ExportedArticle } from '../archive/archive.ts';

export type Publication = {
  /** Newest first. Read twice where there is a limit. */
  articles(): Iterable<ExportedArticle>;
  readonly image: ArchiveReader['image'];
};

export type Published = {
  readonly articles: number;
  readonly pictures: number;
  /** What the limit kept out. */
  readonly leftOut: { readonly articles: number; readonly pictures: number };
  /** Of the articles that are in it, in the order they stand in: of the archive it came from. */
  readonly refs: readonly number[];
};
