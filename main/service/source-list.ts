/** The subscriptions as the planner sees them: read from the archive once, and again where something became of one. */
import type { FeedId, Library } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { Archive, FeedToFetch } from '../archive/archive.ts';
import type { SourceToPlan } from '../schedule/source.ts';

export type SourceList = {
  all(): readonly SourceToPlan[];
  feed(id: FeedId): FeedToFetch | null;
  /** It was fetched, or tried. */
  touched(id: FeedId): void;
};

export function createSourceList(archive: Pick<Archive, 'feedsToFetch' | 'library'>): SourceList {
  let feeds: Map<FeedId, FeedToFetch> | null = null;
  let library: Library | null = null;
  let sources: readonly SourceToPlan[] = [];
  const touched = new Set<FeedId>();

  function read(): Map<FeedId, FeedToFetch> {
    if (feeds === null || library !== archive.library()) {
      library = archive.library();
      feeds = new Map(archive.feedsToFetch().map((feed) => [feed.id, feed]));
      touched.clear();
      sources = [...feeds.values()].map(toPlan);
    } else if (touched.size > 0) {
      for (const feed of archive.feedsToFetch([...touched])) feeds.set(feed.id, feed);
      touched.clear();
      sources = [...feeds.values()].map(toPlan);
    }
    return feeds;
  }

  return {
    all() {
      read();
      return sources;
    },
    feed: (id) => read().get(id) ?? null,
    touched: (id) => void touched.add(id),
  };
}

const planned = new WeakMap<FeedToFetch, SourceToPlan>();

function toPlan(feed: FeedToFetch): SourceToPlan {
  const known = planned.get(feed);
  if (known) return known;
  const { id, url, title, priority, everyMinutes, lastAttemptMs, lastSuccessMs, lastOutcome } = feed;
  const { retryAtMs, freshUntilMs, validators, rhythm } = feed;
  const hasValidators = validators.etag !== null || validators.lastModified !== null;
  const { origin, domain } = placeOf(url);
  const source: SourceToPlan = {
    id,
    url,
    title,
    origin,
    domain,
    priority,
    everyMinutes,
    lastAttemptMs,
    lastSuccessMs,
    lastOutcome,
    retryAtMs,
    freshUntilMs,
    hasValidators,
    rhythm,
  };
  planned.set(feed, source);
  return source;
}

/** Origin, and the registrable domain under which it is counted for fairness. */
export function placeOf(url: string): { readonly origin: string; readonly domain: string } {
  const parsed = parseHttpUrl(url);
  return parsed ? { origin: parsed.origin, domain: registrableDomain(parsed.hostname) } : { origin: url, domain: url };
}
