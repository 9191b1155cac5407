import { isLarderError } from '../../../../shared/errors.ts';
import type { FeedCandidate, FeedId } from '../../../../shared/model.ts';
import { parseTypedUrl } from '../../../../shared/url.ts';
import type { Larder } from '../../../service/larder.ts';
import { findByUrl } from '../../../service/library-edits.ts';
import { exitOf, type Command } from '../call.ts';
import { expectedFailure, type Failure } from '../failure.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine, type Output } from '../output.ts';
import { isUnreachable } from '../reachability.ts';

type Added = {
  readonly id: FeedId;
  readonly feed: FeedCandidate;
  readonly already: boolean;
  readonly others: readonly FeedCandidate[];
};
type NotAdded = { readonly failure: Failure; readonly unreachable: boolean };

/**
 * `add URL...`: the first feed a site announces is taken, as it is the one its makers put first, and the others are named
 * on standard error. A feed that is already there is success: the wish is fulfilled.
 */
export const add: Command = async (call) => {
  const { operands, output } = call;
  const larder = await openLarder(call);
  const counts = { done: 0, failed: 0, unreachable: 0 };
  try {
    for (const typed of operands) {
      output.progress(`Looking at ${typed} ...`);
      const result = await addOne(larder, typed);
      if ('failure' in result) {
        counts.failed += 1;
        if (result.unreachable) counts.unreachable += 1;
        await output.record({ url: typed, ok: false, error: result.failure });
        output.note(`${oneLine(typed)}: ${result.failure.message}`);
      } else {
        counts.done += 1;
        await report(output, typed, result);
      }
    }
  } finally {
    await larder.close();
  }
  return exitOf(counts);
};

async function addOne(larder: Larder, typed: string): Promise<Added | NotAdded> {
  try {
    const known = findByUrl(larder.archive.library(), parseTypedUrl(typed).href);
    if (known)
      return { id: known.id, feed: { url: known.url, title: known.title, format: null }, already: true, others: [] };

    const found = await larder.handlers['feeds.discover']({ url: typed });
    const [feed, ...others] = found.candidates;
    if (!feed) {
      const code = found.outcome === 'NOT_A_FEED' ? 'NO_FEED_FOUND' : 'FETCH_FAILED';
      return { failure: { code, message: found.reason }, unreachable: isUnreachable(found.outcome) };
    }
    try {
      const { id } = await larder.handlers['feeds.add']({ url: feed.url, title: null, folder: [] });
      return { id, feed, already: false, others };
    } catch (error) {
      const subscribed = findByUrl(larder.archive.library(), feed.url);
      if (!isLarderError(error) || error.code !== 'ALREADY_SUBSCRIBED' || !subscribed) throw error;
      return { id: subscribed.id, feed, already: true, others };
    }
  } catch (error) {
    const failure = expectedFailure(error);
    return { failure, unreachable: failure.code === 'OFFLINE' };
  }
}

async function report(output: Output, typed: string, { id, feed, already, others }: Added): Promise<void> {
  await output.record({
    url: typed,
    ok: true,
    id,
    feed: feed.url,
    title: feed.title,
    already,
    others: others.map((other) => ({ url: other.url, title: other.title })),
  });
  const name = feed.title === null ? oneLine(feed.url) : `${oneLine(feed.title)} (${oneLine(feed.url)})`;
  await output.line(already ? `Already subscribed to ${name}.` : `Subscribed to ${name}.`);
  for (const other of others) output.note(`  also announced there: ${oneLine(`${other.url} ${other.title ?? ''}`)}`);
}
