import type { FeedId, FetchOutcome, Outcome, QuarantinedKind } from '../../shared/model.ts';
import type { Wanted, Way } from './ways.ts';

/** One finished attempt by one way. */
export type Attempted = {
  readonly what: QuarantinedKind;
  readonly feedId: FeedId | null;
  readonly wanted: Wanted;
  readonly way: Way;
  readonly fetched: FetchOutcome;
  /** What was made of it in the end: a gate may have called an OK a stub. */
  readonly outcome: Outcome;
};
