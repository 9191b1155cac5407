/** Whom a handshake may believe, and the sessions that are remembered because they were believed. */
import { hash } from 'node:crypto';
import tls from 'node:tls';
import type { Identity } from './issuer.ts';
import { identify, indexCertificates, readCertificates, type CertificateIndex } from './issuer.ts';

export type TlsTrust = {
  /** What is believed for a source with these pins (PEM): the public roots, the pins, and, if the owner says so, this device's. */
  believing(pins: readonly string[]): Belief;
  readonly sessions: TlsSessions;
};

export type Belief = {
  /** Tells apart what is believed: a session belongs to one belief. */
  readonly id: string;
  readonly secureContext: tls.SecureContext;
  /** @param chain DER, the server's own certificate first, of a handshake that was found valid */
  identify(chain: readonly Buffer[]): Identity | null;
};

export type TrustOptions = {
  /** PEM texts trusted beside the bundled roots, for every source. */
  readonly extraCa: readonly string[];
  readonly systemRoots: () => boolean;
};

/** Sources with a pin of their own, in use at once; a context takes some 15 ms to make and 2 MB to keep. */
const MAX_BELIEFS = 16;

/**
 * Public: the roots that come with Node, those of NODE_EXTRA_CA_CERTS (Node drops these as soon as it is given a list, so
 * they are asked for) and `extraCa`. Roots that somebody put on this device count only when the owner opted in, and are
 * told apart even then.
 */
export function createTlsTrust({ extraCa, systemRoots }: TrustOptions): TlsTrust {
  const beliefs = new Map<string, Belief>();
  let publicIndex: CertificateIndex | null = null;
  // 26 ms for 270 roots: at the first handshake rather than at the start.
  const publicRoots = (): CertificateIndex =>
    (publicIndex ??= indexCertificates(
      [...tls.rootCertificates, ...tls.getCACertificates('extra'), ...extraCa].flatMap(readCertificates),
    ));

  function believe(id: string, pinPems: readonly string[], system: boolean): Belief {
    const pins = pinPems.flatMap(readCertificates);
    const more = [
      ...extraCa,
      ...(system ? tls.getCACertificates('system') : []),
      ...pins.map((certificate) => certificate.toString()),
    ];
    const secureContext = tls.createSecureContext(
      // Without a list of its own a context shares Node's store: 0.4 ms instead of 15.
      more.length === 0
        ? {}
        : {
            ca: [...tls.getCACertificates('default'), ...more],
            // A pin may be the server's own certificate, or one between it and a root.
            allowPartialTrustChain: pins.length > 0,
          },
    );
    return { id, secureContext, identify: (chain) => identify(chain, publicRoots(), pins) };
  }

  return {
    sessions: createSessions(),
    believing(pins) {
      const system = systemRoots();
      const id = `${system ? 'system' : ''} ${pins.length > 0 ? hash('sha256', JSON.stringify(pins)) : ''}`;
      const belief = beliefs.get(id) ?? believe(id, pins, system);
      beliefs.delete(id);
      beliefs.set(id, belief);
      const [oldest] = beliefs.keys();
      if (beliefs.size > MAX_BELIEFS && oldest !== undefined) beliefs.delete(oldest);
      return belief;
    },
  };
}

/** A resumed handshake saves a round trip and some 4 KB, but shows no certificates: who it was is remembered with it. */
export type TlsSession = { readonly ticket: Buffer; readonly identity: Identity };
export type TlsSessions = {
  find(key: string): TlsSession | null;
  save(key: string, session: TlsSession): void;
  forget(key: string): void;
};

/** Hosts whose session is remembered. */
const MAX_SESSIONS = 256;

function createSessions(): TlsSessions {
  const sessions = new Map<string, TlsSession>();
  return {
    find: (key) => sessions.get(key) ?? null,
    save(key, session) {
      sessions.delete(key);
      sessions.set(key, session);
      const [oldest] = sessions.keys();
      if (sessions.size > MAX_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    },
    forget: (key) => void sessions.delete(key),
  };
}
