/** The records between the planner and those who carry its answers out. */
import type { ConnectivityState } from '../../shared/line.ts';
import type { FeedId, FetchKind } from '../../shared/model.ts';
import type { Candidate } from '../../shared/planning.ts';
import type { SourceToPlan } from './source.ts';

/** A wanted page or picture, ready to be started. */
export type Wanted = {
  /** Article id, or a picture's address. */
  readonly key: string;
  readonly origin: string;
  readonly domain: string;
  readonly feedIds: readonly FeedId[];
  readonly candidate: Candidate;
};

/** `canary` and `confirm`: the state of the line wants to be known. `scout`: one of many that do not answer over an open line. */
export type FeedWhy = 'asked' | 'due' | 'canary' | 'confirm' | 'scout';

export type Piece<Page extends Wanted = Wanted, Image extends Wanted = Wanted> =
  | { readonly kind: 'feed'; readonly key: FeedId; readonly source: SourceToPlan; readonly why: FeedWhy }
  | { readonly kind: 'page'; readonly key: string; readonly page: Page }
  | { readonly kind: 'image'; readonly key: string; readonly image: Image };

/** `waitMs`: nothing can start before then, unless something ends or changes. */
export type Step<Page extends Wanted = Wanted, Image extends Wanted = Wanted> =
  { readonly start: Piece<Page, Image> } | { readonly start: null; readonly waitMs: number };

/** What one run of work is about: what the reader asked for, or everything there is to do. */
export type Scope = {
  /** Sources to be asked whether they are due or not; taken out as they go. */
  readonly asked: Set<FeedId>;
  /** The reader wants this run, whatever the hour. */
  readonly byHand: boolean;
  /** Also what is due by itself. */
  readonly automatic: boolean;
  /** Texts of these sources only; null: of all. */
  readonly only: readonly FeedId[] | null;
  /** Of the texts only those that the reader waits for. */
  readonly onlyWanted: boolean;
  readonly texts: boolean;
  readonly images: boolean;
  /** Tried in this run: not again. */
  readonly tried: Set<string>;
  /** May one more of this kind start, by this run's own deadline and budget? */
  readonly allows: (kind: FetchKind) => boolean;
};

export type LineNow = {
  readonly state: ConnectivityState;
  readonly curtain: boolean;
  /** Origins that are the canary's while only some answer. */
  readonly dark: ReadonlySet<string>;
};

/** Whom the state of the line wants to be heard from. */
export type ProbesWanted = {
  readonly canary: string | null;
  readonly confirm: readonly string[];
  readonly nextLookMs: number;
  readonly nextCanaryAtMs: number | null;
};

export type Room = {
  /** Pieces on their way at once, and to one host. */
  readonly total: number;
  readonly perHost: number;
  /** Feeds handed over ahead of their turn: they are small, and their servers many. */
  readonly feeds: number;
};

/** `half-open`: one may try, and no more. */
export type Reachable = { readonly verdict: 'closed' | 'half-open' | 'open'; readonly untilMs: number };

export function domainOf(piece: Piece): string {
  return placeOf(piece).domain;
}

export function originOf(piece: Piece): string {
  return placeOf(piece).origin;
}

function placeOf(piece: Piece): { readonly origin: string; readonly domain: string } {
  return piece.kind === 'feed' ? piece.source : piece.kind === 'page' ? piece.page : piece.image;
}
