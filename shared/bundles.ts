/** Articles that travel by hand: what is chosen, how it is packed, and what becomes of it. */
import type { ArticleId, FeedId } from './ids.ts';
import type { WireError } from './errors.ts';

/** One selection, many shapes. `bundle`: Larder's own, the only one that can be read back as it was. */
export const BUNDLE_FORMATS = ['bundle', 'epub', 'html', 'markdown', 'json-feed', 'text', 'json', 'opml'] as const;
export type BundleFormat = (typeof BUNDLE_FORMATS)[number];

/** Endings of the files. Markdown is a folder, and comes as a ZIP where it must be one file. */
export const ENDINGS: Readonly<Record<BundleFormat, string>> = {
  bundle: 'zip',
  epub: 'epub',
  html: 'html',
  markdown: 'zip',
  'json-feed': 'json',
  text: 'txt',
  json: 'json',
  opml: 'opml',
};

/** Which articles; every condition narrows. Null, and false, do not. */
export type Selection = {
  readonly feedIds: readonly FeedId[] | null;
  /** Path of a folder of the library. */
  readonly folder: readonly string[] | null;
  readonly tag: string | null;
  readonly query: string | null;
  /** By the date that orders lists; `untilMs` is not included. */
  readonly sinceMs: number | null;
  readonly untilMs: number | null;
  readonly starred: boolean;
  readonly unread: boolean;
  /** The open article, or those that were ticked. */
  readonly ids: readonly ArticleId[] | null;
  /** What this label was not given yet, or of which there is more now. */
  readonly notGivenTo: string | null;
};

export const EVERYTHING: Selection = {
  feedIds: null,
  folder: null,
  tag: null,
  query: null,
  sinceMs: null,
  untilMs: null,
  starred: false,
  unread: false,
  ids: null,
  notGivenTo: null,
};

/** Before anything is written: rough, for compression shows only then. */
export type Estimate = {
  readonly articles: number;
  /** Of these, how many are no more than a headline. */
  readonly headlines: number;
  readonly pictures: number;
  readonly textBytes: number;
  readonly pictureBytes: number;
};

/** How a bundle is locked. */
export type Lock =
  | { readonly kind: 'none' }
  | { readonly kind: 'passphrase'; readonly passphrase: string }
  /** age recipients (`age1...`). */
  | { readonly kind: 'recipients'; readonly recipients: readonly string[] };

/** What leaves only when its owner ticks it. */
export type Telling = {
  /** When each article was fetched, to the second. */
  readonly fetchTimes: boolean;
  /** Addresses with their queries, which may carry personal tokens. */
  readonly queries: boolean;
};

export type ExportRequest = {
  readonly format: BundleFormat;
  readonly selection: Selection;
  /** For formats that have a heading. */
  readonly title: string;
  readonly pictures: boolean;
  /** Newest first, pictures last, until the file is full; null: no limit. */
  readonly maxBytes: number | null;
  /** Volumes of so many bytes; null: one file. */
  readonly splitBytes: number | null;
  /** Name of an own key. Bundles only. */
  readonly signWith: string | null;
  /** Of that key, when it is locked. */
  readonly keyPassphrase: string | null;
  readonly lock: Lock;
  readonly telling: Telling;
  /** Remembered as given to this label when the file is there. */
  readonly label: string | null;
  /** An uploaded have-list, and what it is locked with: what its owner has stays out. */
  readonly have: { readonly upload: string; readonly passphrase: string | null } | null;
};

export type WrittenFile = { readonly name: string; readonly bytes: number; readonly sha256: string };

export type ExportResult = {
  readonly files: readonly WrittenFile[];
  readonly articles: number;
  readonly pictures: number;
  /** Of a bundle: SHA-256 of its manifest, which is its identity. */
  readonly manifestSha256: string | null;
  /** What the limit kept out. */
  readonly leftOut: { readonly articles: number; readonly pictures: number };
};

/** Who signed a bundle, as far as can be told here. */
export type Signer =
  | { readonly kind: 'none' }
  /** The signature is right, and the key is one the owner named. `own`: of this archive. */
  | { readonly kind: 'trusted'; readonly publicKey: string; readonly name: string; readonly own: boolean }
  /** The signature is right, and the key is not known here. */
  | { readonly kind: 'unknown'; readonly publicKey: string; readonly words: string }
  /** Signed, but the key did not come with it and none here fits: nothing can be said. */
  | { readonly kind: 'unchecked'; readonly keyId: string };

/** A bundle that was looked at, all of it checked; nothing of it is stored. */
export type BundlePreview = {
  readonly manifestSha256: string;
  readonly articles: number;
  /** Not in this archive yet in any form. */
  readonly fresh: number;
  /** Here already, but with less of it. */
  readonly fuller: number;
  readonly pictures: number;
  readonly bytes: number;
  readonly signer: Signer;
  readonly encrypted: boolean;
  /** Newest first, a few. */
  readonly titles: readonly { readonly title: string; readonly source: string; readonly direction: 'ltr' | 'rtl' }[];
  readonly sources: readonly string[];
  /** It was imported before, whole. */
  readonly known: boolean;
};

export type ImportReport = {
  readonly manifestSha256: string;
  readonly signer: Signer;
  readonly articles: number;
  /** New articles. */
  readonly added: number;
  /** Those of which more is here now. */
  readonly improved: number;
  /** Pictures that were new. */
  readonly pictures: number;
  /** Pictures that no decoder could read, and were left out. */
  readonly badPictures: number;
};

export type TransferPhase = 'reading' | 'writing' | 'opening' | 'checking' | 'storing';

/** An export or import, under way or done; the last few are remembered until the program ends. */
export type Transfer = {
  readonly id: string;
  readonly kind: 'export' | 'preview' | 'import';
  readonly state: 'running' | 'done' | 'failed' | 'stopped';
  readonly phase: TransferPhase;
  readonly done: number;
  /** Null: not known yet. */
  readonly total: number | null;
  readonly bytes: number;
  readonly startedMs: number;
  /** Of a preview and an import: the file's name, as it was given. */
  readonly file: string | null;
  readonly exported: ExportResult | null;
  readonly preview: BundlePreview | null;
  readonly imported: ImportReport | null;
  readonly error: WireError | null;
};

/** A key pair for signing; the secret half never leaves keys/. */
export type OwnKey = {
  readonly name: string;
  readonly publicKey: string;
  readonly words: string;
  readonly locked: boolean;
};
export type Sender = {
  readonly name: string;
  readonly publicKey: string;
  readonly words: string;
  readonly addedMs: number;
  /** Articles that say they came from this sender. */
  readonly articles: number;
};
export type Label = { readonly name: string; readonly articles: number; readonly lastMs: number };

/** Everything the dialogs manage. */
export type BundleSettings = {
  readonly keys: readonly OwnKey[];
  readonly senders: readonly Sender[];
  readonly labels: readonly Label[];
  /** This archive's own age recipient (`age1...`): what others encrypt to. Null: none was made yet. */
  readonly recipient: string | null;
  /** Imports by itself what a trusted key signed; null: no folder is watched. */
  readonly watchedFolder: string | null;
  /** What became of the files there, newest first, a few. */
  readonly watched: readonly {
    readonly file: string;
    readonly atMs: number;
    readonly outcome: 'imported' | 'not-trusted' | 'failed';
    readonly error: WireError | null;
  }[];
};

/** From whom an article came by hand. */
export type ReceivedFrom = {
  /** Null: the bundle was not signed, or the sender was forgotten. */
  readonly sender: string | null;
  readonly publicKey: string | null;
  readonly signed: boolean;
};
