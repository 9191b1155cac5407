import { type FeedSummary, type Outcome, outcomeClass } from '../../shared/model.ts';
import { isFailing } from '../sources/failing.ts';

/** As the line's own judgement has it: a failure tells of the network only where all was well within this time. */
const RECENTLY_GOOD_MS = 7 * 86_400_000;

export type Blame = 'path' | 'pathOrSite' | 'clock' | 'server' | 'local' | 'proxy';

/**
 * Whom a source's last failure speaks of; null: it did not fail. What happens on the way to a site that never answered,
 * or not for long, may as well be the site's own doing.
 */
export function blameOf(feed: FeedSummary, nowMs: number): Blame | null {
  if (feed.lastOutcome === null) return null;
  const blame = blameOfOutcome(feed.lastOutcome);
  if (blame !== 'path' || feed.lastOutcome === 'STUB' || feed.lastOutcome === 'CAPTIVE') return blame;
  const wasGood = feed.lastSuccessMs !== null && nowMs - feed.lastSuccessMs < RECENTLY_GOOD_MS;
  return wasGood ? 'path' : 'pathOrSite';
}

export function blameOfOutcome(outcome: Outcome): Exclude<Blame, 'pathOrSite'> | null {
  if (outcome === 'PROXY_DOWN' || outcome === 'PROXY_REJECT') return 'proxy';
  const spokenOf = outcomeClass(outcome);
  return spokenOf === 'success' ? null : spokenOf;
}

/** Something about this source asks for a look. */
export function isInTrouble(feed: FeedSummary): boolean {
  return isFailing(feed) || feed.seemsGone || feed.dnsBlocked || feed.lastOutcome === 'PARTIAL';
}

/** Sources that fail first, then those with a flaw, then the rest; by name within. */
export function byTrouble(locale: string): (a: FeedSummary, b: FeedSummary) => number {
  const collator = new Intl.Collator(locale);
  const rank = (feed: FeedSummary): number => (isFailing(feed) ? 0 : isInTrouble(feed) ? 1 : 2);
  return (a, b) => rank(a) - rank(b) || collator.compare(a.title, b.title);
}
