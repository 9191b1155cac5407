import type { RouteTest } from '../../shared/contract.ts';
import { isLarderError, LarderError } from '../../shared/errors.ts';
import type { FeedId } from '../../shared/model.ts';
import type { Route } from '../../shared/routes.ts';
import { checkedRoute } from './network-edits.ts';
import type { Stages } from './stages.ts';
import { waysThrough } from './ways.ts';

/**
 * Does this way lead anywhere? Asks one of the owner's own feeds by it, and nothing else, and stores nothing of what
 * comes. No site is ever asked that the owner does not read anyway.
 * @throws LarderError NOT_FOUND, BAD_ADDRESS
 */
export async function testRoute(stages: Stages, feedId: FeedId, wanted: Route): Promise<RouteTest> {
  const library = stages.archive.library();
  const source = library.subscriptions.find(({ id }) => id === feedId);
  if (!source) throw new LarderError('NOT_FOUND', 'No such source.');
  const route = checkedRoute(library, wanted);
  const [way] = await waysThrough(route, source, library, stages.systemProxy);
  if (!way) return { outcome: 'PROXY_DOWN', reason: 'This way leads nowhere as it is set.', ms: 0, bytes: 0 };
  const fetched = await stages.fetcher.fetch({
    url: way.url,
    kind: 'feed',
    allowPrivate: true,
    via: way.via,
    pins: source.pinnedPem === null ? [] : [source.pinnedPem],
  });
  stages.lessons.spent('feed', fetched);
  const done = { ms: fetched.phases.totalMs, bytes: fetched.wireBytes };
  if (fetched.outcome !== 'OK') return { ...done, outcome: fetched.outcome, reason: fetched.reason };
  // A stub answers, too. What came has to be a feed.
  try {
    const input = { contentType: fetched.contentType, url: fetched.finalUrl };
    const feed = await stages.extractor.run('feed', fetched.body, input);
    return { ...done, outcome: 'OK', reason: `It works: ${feed.items.length} items came.` };
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return { ...done, outcome: 'NOT_A_FEED', reason: 'Something came, but it was no feed.' };
  }
}
