import { afterEach } from 'vitest';
import { createFetcher, type Fetcher, type FetcherOptions } from '../../../main/fetch/fetcher.ts';
import type { FetchOutcome, FetchRequest } from '../../../shared/model.ts';
import { startHostileServer, type HostileServer, type HostileServerOptions } from '../../helpers/hostile-server.ts';

/** Limits a test can wait for. Only for tests about waiting: a busy machine is slower than this at times. */
export const QUICK = {
  lookupTimeoutMs: 700,
  tcpTimeoutMs: 500,
  tlsTimeoutMs: 500,
  headersTimeoutMs: 500,
  idleTimeoutMs: 400,
  goodputWindowMs: 600,
  totalTimeoutMs: { feed: 3_000, page: 3_000, image: 3_000 },
} as const;

const toClose = new Set<{ close(): Promise<void> }>();

afterEach(async () => {
  for (const closing of toClose) await closing.close();
  toClose.clear();
});

/** Closed after the test. */
export function testFetcher(options: Partial<FetcherOptions> = {}): Fetcher {
  const fetcher = createFetcher({ now: Date.now, ...options });
  toClose.add(fetcher);
  return fetcher;
}

/** Closed after the test. */
export async function hostileServer(options: HostileServerOptions = {}): Promise<HostileServer> {
  const server = await startHostileServer(options);
  toClose.add(server);
  return server;
}

export function closeLater(closing: { close(): Promise<void> }): void {
  toClose.add(closing);
}

/** A request for an address the person typed, so that loopback is meant. */
export function typed(url: string, more: Partial<FetchRequest> = {}): FetchRequest {
  return { url, kind: 'feed', allowPrivate: true, ...more };
}

export function bodyText(outcome: FetchOutcome): string {
  return outcome.outcome === 'OK' ? Buffer.from(outcome.body).toString('utf8') : `no body: ${outcome.outcome}`;
}
