import { expect, test } from 'vitest';
import { diagnosticsJson } from '../../../main/service/diagnostics.ts';
import type { FeedId, FeedSummary, Library, QuarantineEntry, Status } from '../../../shared/model.ts';
import type { OriginFacts } from '../../../shared/line.ts';

test('diagnostics tell what happened and to nobody whom', () => {
  const nowMs = Date.UTC(2026, 10, 22);
  const library = {
    subscriptions: [{ routes: { direct: 'never', chain: [] } }],
    network: {
      proxies: [
        {
          id: 'p1',
          name: 'Secret office',
          kind: 'socks5',
          host: 'proxy.secret.example',
          port: 9,
          username: 'u',
          password: 'hunter2',
        },
      ],
      routes: null,
      folderRoutes: [],
      dohUrl: 'https://dns.secret.example/',
      systemRoots: false,
      log: false,
    },
  } as unknown as Library;
  const feed = {
    id: 'f' as FeedId,
    title: 'Secret Gazette',
    url: 'https://gazette.secret.example/feed?token=abc',
    subscribed: true,
    lastOutcome: 'TLS_RST',
    lastSuccessMs: nowMs - 36 * 3_600_000,
    lastAttemptMs: nowMs - 3_600_000,
    lastRoute: 'p1',
    authority: 'tls',
    lastBytes: 10,
    seemsGone: false,
    dnsBlocked: true,
  } as FeedSummary;
  const origin = {
    origin: 'https://gazette.secret.example',
    counts: { TLS_RST: 3 },
    lastOutcome: 'TLS_RST',
    lastOkMs: null,
    lastFailMs: nowMs,
    addresses: [{ address: '192.0.2.77', okMs: 0 }],
    issuer: { class: 'public', name: 'Secret Root', rootSpki: 'beef' },
  } as unknown as OriginFacts;
  const status = {
    state: 'captive',
    reason: { kind: 'portal', host: 'portal.secret.example' },
    sinceMs: nowMs - 7_200_000,
    clockOffMs: null,
  } as Status;
  const entry = { what: 'feed', host: 'gazette.secret.example', outcome: 'STUB', atMs: nowMs } as QuarantineEntry;
  const json = diagnosticsJson({
    nowMs,
    version: '1.2.3',
    status,
    library,
    feeds: [feed],
    origins: [origin],
    quarantined: [entry],
  });

  expect(json).not.toMatch(/secret|gazette|token|hunter2|192\.0\.2|beef|portal\./i);
  expect(JSON.parse(json)).toMatchObject({
    version: '1.2.3',
    line: { state: 'captive', hoursInState: 2 },
    settings: { proxies: [{ kind: 'socks5', withPassword: true }], ownDns: true, plans: { never: 1 } },
    sources: [{ host: 'host 1', lastOutcome: 'TLS_RST', hoursSinceSuccess: 36, route: 'proxy 1', dnsBlocked: true }],
    origins: [{ host: 'host 1', outcomes: { TLS_RST: 3 }, addressesKnown: 1 }],
    quarantined: [{ host: 'host 1', outcome: 'STUB' }],
  });
});
