import { isVerified } from '../../shared/line.ts';
import { type FeedId, type FetchOutcome, isSuccess, type Outcome, type ParsedFeed } from '../../shared/model.ts';
import { isPrivateHost, parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import type { FeedFacts } from './face.ts';
import { releaseWhenVerified } from './quarantine.ts';
import type { Store } from './store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
/** What the page or feed calls itself is shown in a narrow column. */
const MAX_TITLE_LENGTH = 200;
/** A feed that is let in from more domains than this is passed around by a service; the oldest are forgotten. Its own counts. */
const MAX_DOMAINS = 16;
/** So many days with a 404 or 410, the first and the last so far apart: a site is not rebuilt that long. */
const GONE_DAYS = 3;
const GONE_SPAN_MS = 7 * DAY_MS;
export const SEEMS_GONE = `(gone_days >= ${GONE_DAYS} AND gone_last_ms - gone_first_ms >= ${GONE_SPAN_MS})`;

/** What every attempt leaves behind; `@` names are bound by `attempted`. */
const ATTEMPTED = `last_attempt_ms = @nowMs, last_route = @route, last_bytes = @wireBytes,
  total_bytes = total_bytes + @wireBytes`;
const SUCCEEDED = `last_success_ms = @nowMs, authority = @authority, gone_days = 0, gone_first_ms = NULL, gone_last_ms = NULL`;

function attempted(store: Store, arrival: FeedFacts['arrival'], wireBytes: number) {
  return { nowMs: store.now(), route: arrival.route, authority: arrival.authority, wireBytes: Math.round(wireBytes) };
}

/** A complete, parsed answer. An unverified one names the feed only while nobody has. */
export function feedDone(store: Store, feedId: FeedId, feed: Omit<ParsedFeed, 'items'>, facts: FeedFacts): void {
  const { database } = store;
  store.passes.delete(feedId);
  database.transaction(() => {
    const known = database
      .sql<{ url: string; domains: string }>('SELECT url, domains FROM feed WHERE id = ?')
      .get(feedId);
    if (known === undefined) return;
    const bound = attempted(store, facts.arrival, facts.wireBytes);
    database
      .sql(
        `UPDATE feed SET ${ATTEMPTED}, ${SUCCEEDED}, last_outcome = 'OK', last_reason = NULL,
           own_title = iif(@mayRename, coalesce(@title, own_title), coalesce(own_title, @title)),
           own_site_url = iif(@mayRename, coalesce(@siteUrl, own_site_url), coalesce(own_site_url, @siteUrl)),
           language = coalesce(@language, language), etag = @etag, last_modified = @lastModified, sha256 = @sha256,
           fresh_until_ms = @nowMs + @freshForMs, retry_at_ms = NULL, domains = @domains, dns_blocked = @dnsBlocked
         WHERE id = @feedId`,
      )
      .run({
        ...bound,
        feedId,
        mayRename: Number(isVerified(facts.arrival.authority) || isPrivateHost(hostOf(known.url))),
        title: feed.title?.trim().slice(0, MAX_TITLE_LENGTH) || null,
        siteUrl: feed.link,
        language: feed.language,
        ...facts.validators,
        sha256: facts.sha256,
        freshForMs: facts.freshForMs,
        domains: withDomain(known, facts.domain),
        dnsBlocked: Number(facts.dnsBlocked),
      });
    releaseWhenVerified(store, 'feed', feedId, facts.arrival);
  });
}

/** A cut answer of which whole items were kept: it is a success, and nothing else is known of what the server has now. */
export function feedPartial(
  store: Store,
  feedId: FeedId,
  facts: Pick<FeedFacts, 'arrival' | 'wireBytes'>,
  reason: string,
): void {
  store.passes.delete(feedId);
  store.database
    .sql(
      `UPDATE feed SET ${ATTEMPTED}, ${SUCCEEDED}, last_outcome = 'PARTIAL', last_reason = @reason, etag = NULL,
         last_modified = NULL, sha256 = NULL, fresh_until_ms = NULL, retry_at_ms = NULL WHERE id = @feedId`,
    )
    .run({ ...attempted(store, facts.arrival, facts.wireBytes), reason, feedId });
}

export function feedTried(
  store: Store,
  feedId: FeedId,
  fetched: FetchOutcome,
  verdict: { readonly outcome: Outcome; readonly reason: string },
): void {
  const { database } = store;
  store.passes.delete(feedId);
  const success = isSuccess(verdict.outcome);
  const bound = attempted(store, fetched, fetched.wireBytes);
  database.transaction(() => {
    // The same bytes as before: servers change an ETag without changing a byte. Where none were kept the document had
    // been cut short, and with its ETag the server would answer "not modified" for ever. Nor may anybody on the way put
    // his own in the place of the server's.
    if (verdict.outcome === 'OK' && fetched.outcome === 'OK') {
      database
        .sql(
          `UPDATE feed SET etag = @etag, last_modified = @lastModified, fresh_until_ms = @nowMs + @freshForMs
           WHERE id = @feedId AND (etag IS NOT NULL OR last_modified IS NOT NULL) AND (@verified OR authority IS 'none')`,
        )
        .run({
          feedId,
          nowMs: bound.nowMs,
          ...fetched.validators,
          freshForMs: fetched.freshForMs,
          verified: Number(isVerified(fetched.authority)),
        });
    }
    database
      .sql(
        `UPDATE feed SET ${ATTEMPTED} ${success ? `, ${SUCCEEDED}` : ''}, last_outcome = @outcome, last_reason = @reason,
           retry_at_ms = @retryAtMs, dns_blocked = @dnsBlocked WHERE id = @feedId`,
      )
      .run({
        ...(success ? bound : { nowMs: bound.nowMs, route: bound.route, wireBytes: bound.wireBytes }),
        feedId,
        outcome: verdict.outcome,
        reason: verdict.reason,
        retryAtMs: fetched.retryAtMs,
        dnsBlocked: Number(fetched.dnsBlocked),
      });
    if (success) releaseWhenVerified(store, 'feed', feedId, fetched);
  });
}

/** Counted once a day (UTC): a source that is asked every quarter of an hour is not gone after one. */
export function feedGone(store: Store, feedId: FeedId): void {
  const nowMs = store.now();
  // A last time in the future was a wrong clock's: what was counted by it counts no more.
  store.database
    .sql(
      `UPDATE feed SET
         gone_days = CASE WHEN gone_last_ms IS NULL OR gone_last_ms > @dayEndMs THEN 1
           WHEN gone_last_ms < @dayStartMs THEN gone_days + 1 ELSE gone_days END,
         gone_first_ms = iif(gone_first_ms IS NULL OR gone_last_ms > @dayEndMs, @nowMs, gone_first_ms),
         gone_last_ms = @nowMs
       WHERE id = @feedId`,
    )
    .run({ feedId, nowMs, dayStartMs: nowMs - (nowMs % DAY_MS), dayEndMs: nowMs - (nowMs % DAY_MS) + DAY_MS - 1 });
}

export function feedTriedHttps(store: Store, feedId: FeedId, worked: boolean): void {
  store.database
    .sql('UPDATE feed SET https_tried_ms = @nowMs, https_ok_ms = iif(@worked, @nowMs, https_ok_ms) WHERE id = @feedId')
    .run({ feedId, nowMs: store.now(), worked: Number(worked) });
}

/** Registrable domains a source may answer from: its own, then those learned, newest last. */
export function knownDomains(feed: { readonly url: string; readonly domains: string }): string[] {
  const own = ownDomain(feed.url);
  return [...(own === null ? [] : [own]), ...(JSON.parse(feed.domains) as string[])];
}

function withDomain(feed: { readonly url: string; readonly domains: string }, domain: string | null): string {
  if (domain === null || domain === ownDomain(feed.url)) return feed.domains;
  const others = (JSON.parse(feed.domains) as string[]).filter((other) => other !== domain);
  return JSON.stringify([...others, domain].slice(1 - MAX_DOMAINS));
}

function ownDomain(url: string): string | null {
  const host = hostOf(url);
  return host === '' ? null : registrableDomain(host);
}

function hostOf(url: string): string {
  return parseHttpUrl(url)?.hostname ?? '';
}
