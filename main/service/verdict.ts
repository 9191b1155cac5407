import type { ErrorCode, LarderError } from '../../shared/errors.ts';
import type { Outcome } from '../../shared/model.ts';

/** What came of an attempt, as it is remembered and shown. A FetchOutcome is one already. */
export type Verdict = { readonly outcome: Outcome; readonly reason: string };

const OUTCOME_OF_REFUSAL: Partial<Record<ErrorCode, Outcome>> = {
  NOT_A_FEED: 'NOT_A_FEED',
  FEED_EMPTY: 'NOT_A_FEED',
  FEED_MALFORMED: 'NOT_A_FEED',
  FEED_TOO_LARGE: 'TOO_LARGE',
  FEED_TOO_DEEP: 'TOO_DEEP',
  FEED_ENTITY_BOMB: 'TOO_DEEP',
  PAGE_HAS_NO_ARTICLE: 'NOT_AN_ARTICLE',
  IMAGE_INVALID: 'NOT_AN_IMAGE',
  PAGE_TOO_LARGE: 'TOO_LARGE',
  PAGE_TOO_COMPLEX: 'TOO_DEEP',
  EXTRACT_TIMEOUT: 'TOO_DEEP',
};

/** The extractor's refusal of a document, as an outcome: the server sent it whole, and it is not what it should be. */
export function refusal(error: LarderError): Verdict {
  return { outcome: OUTCOME_OF_REFUSAL[error.code] ?? 'HTTP_5XX', reason: error.message };
}
