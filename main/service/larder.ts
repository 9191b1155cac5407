/**
 * The whole product without a host: archive, fetcher and extractor tied together behind the contract's handlers.
 * Runs in the core worker of a long-running host, and in-process for the command line.
 */
import type { EventName, EventOf, Handlers } from '../../shared/contract.ts';
import type { ConnectivityState, FeedId, Outcome } from '../../shared/model.ts';
import type { Archive } from '../archive/archive.ts';
import type { Extractor } from '../extract/extractor.ts';

export type LarderOptions = {
  readonly dir: string;
  readonly extractWorker: URL;
  /** Milliseconds UTC. */
  readonly now: () => number;
};

export type PassOptions = {
  /** Null: all subscriptions. */
  readonly feedIds: readonly FeedId[] | null;
  readonly feedsOnly: boolean;
  readonly images: boolean;
  /** Milliseconds from now; null: as long as there is work. */
  readonly deadlineMs: number | null;
  /** Wire bytes; null: no limit. */
  readonly budgetBytes: number | null;
  readonly signal?: AbortSignal;
};

/** What came of one source in a pass. */
export type SourceReport = {
  readonly feed: string;
  readonly url: string;
  readonly outcome: Outcome;
  readonly items: number;
  readonly new: number;
  readonly bytes: number;
  readonly ms: number;
  readonly reason: string;
};

export type PassSummary = {
  readonly state: ConnectivityState;
  readonly sources: number;
  readonly ok: number;
  readonly failed: number;
  readonly new: number;
  readonly articles: number;
  readonly images: number;
  readonly bytes: number;
  readonly ms: number;
};

export type Larder = {
  readonly handlers: Handlers;
  /** For the command line, which shows more than the contract carries. */
  readonly archive: Archive;
  readonly extractor: Extractor;
  /** One opportunistic pass. Resolves when there is nothing left to do, or deadline, budget or signal end it. */
  fetchPass(options: PassOptions, onSource: (report: SourceReport) => void): Promise<PassSummary>;
  /** Returns the function that stops listening. */
  onEvent<E extends EventName>(name: E, listener: (event: EventOf<E>) => void): () => void;
  /** Ends the running pass in order, then the archive. */
  close(): Promise<void>;
};
