/** What a thread for bundles is asked to do, and what comes back. Plain data: it crosses a port. */
import type { BundleFormat, BundlePreview, ExportResult, Lock, Telling, TransferPhase } from '../../shared/bundles.ts';
import type { WireError } from '../../shared/errors.ts';
import type { ImageInfo } from '../../shared/model.ts';
import type { ArrivedWords, ExportSelection, PreparedArticle } from '../archive/archive.ts';

export type ExportJob = {
  readonly kind: 'export';
  readonly format: BundleFormat;
  readonly selection: ExportSelection;
  readonly title: string;
  readonly pictures: boolean;
  readonly maxBytes: number | null;
  readonly splitBytes: number | null;
  readonly signWith: string | null;
  readonly keyPassphrase: string | null;
  readonly lock: Lock;
  readonly telling: Telling;
  readonly have: HaveFile | null;
  /** Where to; the folder exists. */
  readonly folder: string;
  readonly name: string;
  /** Its name is this, locked or not; otherwise a lock adds `.age`. */
  readonly exactName: boolean;
  /** It takes the place of a file of this name; otherwise that is an error. */
  readonly overwrites: boolean;
};

/** A list of what somebody has; `passphrase`: that it is locked with. */
export type HaveFile = { readonly path: string; readonly passphrase: string | null };

/** A list of what is here. */
export type HaveJob = {
  readonly kind: 'have';
  readonly lock: Lock;
  readonly folder: string;
  readonly name: string;
  readonly exactName: boolean;
  readonly overwrites: boolean;
};

/** A key somebody gave a name. */
export type KnownKey = { readonly name: string; readonly publicKey: string; readonly own: boolean };

/** Opens a bundle as it came (volumes, locked), checks all of it, and leaves it in `folder` as a plain ZIP. */
export type PreviewJob = {
  readonly kind: 'preview';
  readonly files: readonly string[];
  /** Only looked at: a plain ZIP is read where it is. Otherwise all of it is in `folder` afterwards. */
  readonly inPlace: boolean;
  readonly passphrase: string | null;
  /** Path of a file of age identities; null: this archive's own. */
  readonly identityFile: string | null;
  readonly folder: string;
  readonly known: readonly KnownKey[];
};

/** Looks who signed a bundle, and little else: whoever takes it in checks all of it as it is unpacked. */
export type GlanceJob = Omit<PreviewJob, 'kind'> & {
  readonly kind: 'glance';
  /** What is larger than this and would have to lie in `folder` to be read is not opened. */
  readonly mostBytes: number | null;
};

/** Reads a plain ZIP piece by piece, to be stored, and checks every byte of it. */
export type UnpackJob = { readonly kind: 'unpack'; readonly path: string; readonly skip: readonly string[] };

/** Works out the words of what came in, for the search. */
export type WordsJob = { readonly kind: 'words' };

export type BundleJob = ExportJob | HaveJob | GlanceJob | PreviewJob | UnpackJob | WordsJob;

export type Opened = {
  /** The plain ZIP. */
  readonly path: string;
  readonly preview: BundlePreview;
};

/** What its list of contents says. */
export type BundleSummary = Pick<
  BundlePreview,
  'manifestSha256' | 'signer' | 'encrypted' | 'articles' | 'pictures' | 'bytes' | 'known'
>;

export type Glanced = {
  /** The plain ZIP. */
  readonly path: string;
  readonly bundle: BundleSummary;
};

export type JobResult = {
  export: { readonly result: ExportResult; /** Of the archive, for a label. */ readonly refs: readonly number[] };
  have: { readonly result: ExportResult };
  glance: Glanced;
  preview: Opened;
  unpack: { readonly badPictures: number };
  words: { readonly articles: number };
};

/** What is handed over, each waiting until it is taken. Pictures come before the articles that show them. */
export type Delivery =
  | { readonly kind: 'articles'; readonly articles: readonly PreparedArticle[] }
  | { readonly kind: 'words'; readonly words: readonly ArrivedWords[] }
  | { readonly kind: 'picture'; readonly bytes: Uint8Array; readonly info: ImageInfo };

export type Progress = {
  readonly phase: TransferPhase;
  readonly done: number;
  readonly total: number | null;
  readonly bytes: number;
};

/** Of the thread, to its parent. */
export type JobMessage =
  /** Each second, unless it is busy with one thing. */
  | { readonly alive: true }
  | { readonly progress: Progress }
  | { readonly delivery: Delivery }
  | { readonly result: JobResult[keyof JobResult] }
  | { readonly failed: WireError };

/** Of the parent, to the thread. */
export type JobOrder = { readonly taken: true } | { readonly stop: true };

export type Follow = { readonly signal: AbortSignal; readonly onProgress: (progress: Progress) => void };

export type RunJob = <K extends BundleJob['kind']>(
  job: Extract<BundleJob, { kind: K }>,
  how: Follow & { readonly onDelivery?: (delivery: Delivery) => Promise<void> },
) => Promise<JobResult[K]>;
