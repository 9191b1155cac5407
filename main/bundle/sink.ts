import type { TransferPhase } from '../../shared/bundles.ts';

/** Where the bytes of a file go, one after another: a file, a lock around it, volumes of it. */
export type Sink = {
  /** Resolves when it may go on. The bytes are the sink's from now on. */
  write(bytes: Uint8Array): Promise<void>;
  /** Everything was written; resolves when it is where it belongs. */
  end(): Promise<void>;
  /** It will not be finished: nothing is left of it. Never rejects. */
  abandon(): Promise<void>;
};

/** What an export under way tells, and asks. */
export type Watch = {
  /** `total` null: not known yet. */
  readonly onProgress: (progress: {
    readonly phase: TransferPhase;
    readonly done: number;
    readonly total: number | null;
    readonly bytes: number;
  }) => void;
  /** Called between two pieces; what it throws ends the work. */
  readonly goOn: () => void;
};
