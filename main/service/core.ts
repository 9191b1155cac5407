/** What a long-running host holds: the contract's client over the two worker threads, and what frames and pictures need. */
import type { ArticleId, Sha256 } from '../../shared/model.ts';
import type { Client } from '../../shared/rpc.ts';

export type CoreOptions = {
  readonly dir: string;
  /** Worker addresses differ between the source tree and a packaged program. */
  readonly workers: { readonly core: URL; readonly read: URL; readonly extract: URL };
};

export type Core = Client & {
  /** The article as a complete HTML document for the reading frame (see article-document.ts); null: no such article. */
  articleDocument(id: ArticleId): Promise<string | null>;
  image(sha256: Sha256): Promise<{ readonly bytes: Uint8Array; readonly mediaType: string } | null>;
  /** Asks the workers to end in order and waits for them. */
  close(): Promise<void>;
};
