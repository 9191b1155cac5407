import type { FetchKind, FetchOutcome } from '../../shared/model.ts';
import type { Stages } from './stages.ts';
import { mayTryNext } from './ways.ts';

/**
 * Fetches what a person typed, by the ways the library has for everything without a plan of its own. Null: none of them
 * is allowed.
 */
export async function fetchByHand(
  { fetcher, ways, lessons }: Pick<Stages, 'fetcher' | 'ways' | 'lessons'>,
  url: string,
  kind: FetchKind,
): Promise<FetchOutcome | null> {
  const wanted = { url, feedIds: [] };
  let last: FetchOutcome | null = null;
  for (const way of await ways.to(wanted)) {
    last = await fetcher.fetch({ url: way.url, kind, allowPrivate: true, via: way.via });
    lessons.spent(kind, last);
    ways.learn(wanted, way, last.outcome);
    if (!mayTryNext(last.outcome)) break;
  }
  return last;
}
