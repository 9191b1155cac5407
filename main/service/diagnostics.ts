/**
 * What may be shown to somebody who helps: what happened, how often and how long ago. Every host is a number of this one
 * file, so that two files cannot be laid side by side; no address, title, path, proxy or time of day stands in it.
 */
import type { OriginFacts } from '../../shared/line.ts';
import type { FeedSummary, Library, QuarantineEntry, Status } from '../../shared/model.ts';
import type { DirectRule } from '../../shared/routes.ts';
import { parseHttpUrl } from '../../shared/url.ts';

export type DiagnosticsInput = {
  readonly nowMs: number;
  readonly version: string;
  readonly status: Status;
  readonly library: Library;
  readonly feeds: readonly FeedSummary[];
  readonly origins: readonly OriginFacts[];
  readonly quarantined: readonly QuarantineEntry[];
};

const HOUR_MS = 3_600_000;

/** Pretty-printed JSON: its owner reads it before they pass it on. */
export function diagnosticsJson(input: DiagnosticsInput): string {
  const { nowMs, status, library, feeds, origins, quarantined } = input;
  const numbers = new Map<string, number>();
  const numberOf = (url: string): string => {
    const host = parseHttpUrl(url)?.host ?? url;
    if (!numbers.has(host)) numbers.set(host, numbers.size + 1);
    return `host ${numbers.get(host)}`;
  };
  const hoursAgo = (ms: number | null): number | null =>
    ms === null ? null : Math.round(((nowMs - ms) / HOUR_MS) * 10) / 10;
  const routeOf = (route: string | null): string | null =>
    route === null || route === 'direct' || route === 'system'
      ? route
      : `proxy ${library.network.proxies.findIndex(({ id }) => id === route) + 1}`;

  return `${JSON.stringify(
    {
      about: 'Larder diagnostics. Hosts are numbers that mean something in this file only.',
      version: input.version,
      platform: process.platform,
      line: {
        state: status.state,
        reason: { ...status.reason, ...('host' in status.reason && { host: null }) },
        hoursInState: hoursAgo(status.sinceMs),
        clockOffHours: status.clockOffMs === null ? null : Math.round(status.clockOffMs / HOUR_MS),
      },
      settings: {
        proxies: library.network.proxies.map(({ kind, username, password }) => ({
          kind,
          withName: username !== null,
          withPassword: password !== null,
        })),
        ownDns: library.network.dohUrl !== null,
        systemRoots: library.network.systemRoots,
        plans: countDirectRules(library),
      },
      sources: feeds
        .filter((feed) => feed.subscribed)
        .map((feed) => ({
          host: numberOf(feed.url),
          https: feed.url.startsWith('https:'),
          lastOutcome: feed.lastOutcome,
          hoursSinceSuccess: hoursAgo(feed.lastSuccessMs),
          hoursSinceAttempt: hoursAgo(feed.lastAttemptMs),
          route: routeOf(feed.lastRoute),
          authority: feed.authority,
          lastBytes: feed.lastBytes,
          seemsGone: feed.seemsGone,
          dnsBlocked: feed.dnsBlocked,
        })),
      origins: origins.map((facts) => ({
        host: numberOf(facts.origin),
        outcomes: facts.counts,
        lastOutcome: facts.lastOutcome,
        hoursSinceOk: hoursAgo(facts.lastOkMs),
        hoursSinceFailure: hoursAgo(facts.lastFailMs),
        rangesOk: facts.rangesOk,
        hoursSinceFrozen: hoursAgo(facts.frozenMs),
        curtainHard: facts.curtainHard,
        issuer: facts.issuer?.class ?? null,
        anchor: facts.anchor,
        bytesPerSecond: facts.goodput,
        roundTripMs: facts.roundTripMs,
        addressesKnown: facts.addresses.length,
      })),
      quarantined: quarantined.map((entry) => ({
        what: entry.what,
        host: numberOf(`http://${entry.host}/`),
        outcome: entry.outcome,
        hoursAgo: hoursAgo(entry.atMs),
      })),
    },
    null,
    2,
  )}\n`;
}

function countDirectRules(library: Library): Record<DirectRule, number> {
  const counts: Record<DirectRule, number> = { always: 0, auto: 0, never: 0 };
  const own = library.subscriptions.flatMap((feed) => feed.routes ?? []);
  const folders = library.network.folderRoutes.map(({ plan }) => plan);
  for (const plan of [...own, ...folders, ...(library.network.routes ? [library.network.routes] : [])]) {
    counts[plan.direct] += 1;
  }
  return counts;
}
