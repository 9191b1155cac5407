/**
 * What a policy is and what it can know. It chooses what to start and when; how a transfer goes is the world's. All that
 * it is told a real client would know, too. Times are milliseconds UTC.
 */
import type { Outcome } from '../../shared/outcome.ts';
import type { Priority } from '../../shared/schedule.ts';

/** One subscription. Each has an origin and a registrable domain of its own; its pages and pictures lie there, too. */
export type Source = {
  /** 0, 1, 2 ... in the order of the list. */
  readonly id: number;
  readonly url: string;
  readonly origin: string;
  readonly domain: string;
  readonly priority: Priority;
  /** 1, 2, 4 for low, normal, high. */
  readonly weight: number;
};

/** A headline that is stored. The world writes, policies only read. */
export type Item = {
  readonly id: number;
  readonly source: Source;
  readonly url: string;
  readonly publishedMs: number;
  readonly storedMs: number;
  /** Its feed had the whole text: there is no page to be fetched. */
  readonly fullText: boolean;
  /** Null: wanted. */
  readonly textMs: number | null;
  /** Known once its text is stored, lead first; empty before. */
  readonly images: readonly Image[];
  readonly tries: Tries;
};

export type Image = {
  readonly id: number;
  readonly item: Item;
  readonly url: string;
  readonly lead: boolean;
  /** Null: wanted. */
  readonly storedMs: number | null;
  readonly tries: Tries;
};

/** What became of a page or picture so far. */
export type Tries = {
  /** Attempts that failed. */
  readonly count: number;
  /** End and outcome of the last one; null: none yet. */
  readonly lastMs: number | null;
  readonly lastOutcome: Outcome | null;
  /** Wire bytes of its body that are kept for the next try. */
  readonly partBytes: number;
};

export type Job =
  | { readonly kind: 'feed'; readonly source: Source }
  | { readonly kind: 'page'; readonly item: Item }
  | { readonly kind: 'image'; readonly image: Image };

export function sourceOf(job: Job): Source {
  if (job.kind === 'feed') return job.source;
  return job.kind === 'page' ? job.item.source : job.image.item.source;
}

/** Milliseconds from the start of the attempt; null where a phase was not reached or not needed (a kept connection). */
export type Phases = {
  readonly lookupMs: number | null;
  readonly tcpMs: number | null;
  readonly tlsMs: number | null;
  readonly firstByteMs: number | null;
  readonly totalMs: number;
};

/** What a client knows of an attempt that has ended. */
export type Result = {
  readonly outcome: Outcome;
  readonly phases: Phases;
  /** Wire bytes of the body, of this attempt. */
  readonly wireBytes: number;
  /** All bytes of this attempt in both directions, as a budget counts them. */
  readonly movedBytes: number;
  /** Sockets opened, tries that failed included. */
  readonly connections: number;
  /** Headlines that were not known before, newest first. */
  readonly newItems: readonly Item[];
  /** How many items stood in the list, known or new; 0 for 304, failures and other kinds. */
  readonly listed: number;
  /** How long the answer says it stays as it is; null: it does not say. */
  readonly freshForMs: number | null;
  /** It can only have come from the server that was asked. */
  readonly verified: boolean;
  readonly route: 'direct';
  /** The host it sent us to, or the hash of the certificate it showed, when something else answered. */
  readonly stranger: string | null;
  readonly portalUrl: string | null;
};

/** `down`: the interface is gone. `changed`: another network without a gap. Silence, portals and filters are not told. */
export type NetworkEvent = { readonly kind: 'down' | 'up' | 'changed'; readonly identity: string | null };

export type Budget = {
  readonly perDayBytes: number;
  /** Nothing can be started at 0, and what runs is CANCELLED. */
  readonly leftBytes: number;
  /** When it is whole again: midnight UTC. */
  readonly renewedMs: number;
};

/** What a client can look up in its own archive. Looking costs nothing and touches no network. */
export type Desk = {
  readonly sources: readonly Source[];
  /** Whether the interface is up, and in which network; as the last event said. */
  identity(): string | null;
  /** Stored headlines of a source. */
  headlines(source: Source): number;
  /** Stored headlines without text, of one source, oldest first. Full-text items are never among them. */
  textsWanted(source: Source): readonly Item[];
  /** Known pictures that are not stored, of one source, in the order in which they became known, each article's lead first. */
  imagesWanted(source: Source): readonly Image[];
  /** The owner's (or the operator's) limit; null: none. */
  budget(): Budget | null;
};

export type Policy = {
  readonly name: string;
  /**
   * Jobs to begin now. Called after every event, until it returns none. The policy keeps its own limits on how many run;
   * not called while a budget is spent.
   */
  next(nowMs: number): readonly Job[];
  /** When to call `next` again though nothing happens; Infinity: never. Asked after `next`. */
  wakeAtMs(): number;
  finished(job: Job, result: Result, nowMs: number): void;
  network(event: NetworkEvent, nowMs: number): void;
  /** How likely the line is on one hour from now; null: no opinion. Asked once an hour while it is on. */
  predict?(nowMs: number): number | null;
};

export type CreatePolicy = (desk: Desk, seed: number) => Policy;
