import type { DiscoverResult } from '../../shared/contract.ts';
import { isLarderError } from '../../shared/errors.ts';
import type { FeedCandidate, FetchedBody, FetchOutcome } from '../../shared/model.ts';
import { parseTypedUrl } from '../../shared/url.ts';
import { fetchByHand } from './by-hand.ts';
import { CLOSED } from './by-ways.ts';
import type { Stages } from './stages.ts';

/** Where sites put their feed when they do not announce it: the defaults of the common publishing systems. */
const COMMON_PATHS = [
  'feed',
  'rss',
  'rss.xml',
  'feed.xml',
  'atom.xml',
  'index.xml',
  'feed/',
  'feed.json',
  'feeds/posts/default',
];

/**
 * Finds the feeds of what a person typed: the address is a feed itself, or its page announces some, or one lies where
 * such things usually lie.
 * @throws LarderError BAD_ADDRESS
 */
export async function discoverFeeds(
  stages: Pick<Stages, 'fetcher' | 'extractor' | 'ways' | 'lessons'>,
  typed: string,
): Promise<DiscoverResult> {
  const url = parseTypedUrl(typed);
  let fetched = await fetchByHand(stages, url.href, 'feed');
  if (fetched === null) return { candidates: [], ...CLOSED };
  const schemeWasOurs = !/^[a-z]+:/i.test(typed.trim());
  if (fetched.outcome !== 'OK' && schemeWasOurs && url.protocol === 'https:' && !isServerAnswer(fetched)) {
    // We guessed https; a few sites still have http only.
    const plain = await fetchByHand(stages, url.href.replace(/^https:/, 'http:'), 'feed');
    if (plain?.outcome === 'OK') fetched = plain;
  }
  if (fetched.outcome !== 'OK') return { candidates: [], outcome: fetched.outcome, reason: fetched.reason };

  const itself = await asFeed(stages, fetched, fetched.url);
  if (itself) return found([itself]);
  const announced = await announcedBy(stages, fetched);
  if (announced.length > 0) return found(announced);

  for (const path of COMMON_PATHS) {
    const guess = await fetchByHand(stages, new URL(`/${path}`, fetched.finalUrl).href, 'feed');
    const candidate = guess?.outcome === 'OK' ? await asFeed(stages, guess, guess.url) : null;
    if (candidate) return found([candidate]);
  }
  return { candidates: [], outcome: 'NOT_A_FEED', reason: 'The page answers, but no feed was found on it.' };
}

function found(candidates: FeedCandidate[]): DiscoverResult {
  return { candidates, outcome: 'OK', reason: candidates.length === 1 ? 'One feed.' : `${candidates.length} feeds.` };
}

function isServerAnswer(fetched: FetchOutcome): boolean {
  return fetched.status !== null;
}

async function asFeed(
  stages: Pick<Stages, 'extractor'>,
  fetched: FetchedBody,
  url: string,
): Promise<FeedCandidate | null> {
  try {
    const source = { contentType: fetched.contentType, url: fetched.finalUrl };
    const feed = await stages.extractor.run('feed', fetched.body, source);
    return { url, title: feed.title, format: feed.format };
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return null; // not a feed: the caller looks further
  }
}

async function announcedBy(stages: Pick<Stages, 'extractor'>, fetched: FetchedBody): Promise<FeedCandidate[]> {
  try {
    const source = { contentType: fetched.contentType, url: fetched.finalUrl };
    return await stages.extractor.run('discover', fetched.body, source);
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return []; // not a page either
  }
}
