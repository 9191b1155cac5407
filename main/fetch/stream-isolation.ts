/** Separate streams for separate sites: a proxy that mixes traffic (Tor) keeps apart what comes with other credentials. */
import { createHmac } from 'node:crypto';
import { registrableDomain } from '../../shared/url.ts';

export type Credentials = { readonly username: string; readonly password: string };

export type StreamIsolation = {
  /** Made up per registrable domain and run; null where the proxy wants none of it. */
  credentialsFor(proxyId: string, host: string): Credentials | null;
  /** The proxy took them for an attempt to sign in. */
  notUnderstood(proxyId: string): void;
};

/** @param secret random, of this run */
export function createStreamIsolation(secret: Buffer): StreamIsolation {
  const plain = new Set<string>();
  return {
    credentialsFor(proxyId, host) {
      if (plain.has(proxyId)) return null;
      const made = createHmac('sha256', secret)
        .update(`${proxyId} ${registrableDomain(host)}`)
        .digest('hex');
      return { username: made.slice(0, 32), password: made.slice(32) };
    },
    notUnderstood: (proxyId) => void plain.add(proxyId),
  };
}
