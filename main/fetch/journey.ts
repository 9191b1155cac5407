/** One request from its turn to its outcome, hop by hop. */
import { hash } from 'node:crypto';
import type net from 'node:net';
import type {
  FetchBase,
  FetchedBody,
  FetchOutcome,
  FetchPhases,
  FetchRequest,
  RedirectHop,
  Sha256,
  Validators,
} from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { hasWantedBody, redirectTarget, statusFailure } from './answers.ts';
import { connectTcp, connectTls, type Reach, type TlsContext } from './connect.ts';
import type { Connection, Connections } from './connections.ts';
import { codingsOf, decodeBody } from './decode.ts';
import { exchange, type Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import {
  credentialsOf,
  freshForMs,
  headerText,
  requestHeaders,
  retryAtMs,
  validatorsOf,
  type ResponseHeaders,
} from './headers.ts';
import type { FetchLimits } from './limits.ts';
import type { Lookup } from './lookup.ts';
import type { LineVerdict, Turn, TurnQueue } from './queue.ts';
import { untilStopped, type Stop } from './stop.ts';
import { addressKind, checkHost, literalAddress, mayUse, permittedAddresses, type Target } from './targets.ts';

export type Road = {
  readonly limits: FetchLimits;
  readonly userAgent: string;
  readonly now: () => number;
  readonly monotonicMs: () => number;
  readonly lookup: Lookup;
  readonly queue: TurnQueue;
  readonly connections: Connections;
  readonly tls: TlsContext;
  readonly reach: Reach;
};

/** Outcomes that say the line, rather than a server, is poor. */
const LINE_FAILURES = new Set([
  'TCP_BLACKHOLE',
  'TCP_RST',
  'TLS_RST',
  'TLS_BLACKHOLE',
  'HTTP_BLACKHOLE',
  'FROZEN',
  'TRUNC',
  'SLOW',
]);

type Phase = 'lookup' | 'tcp' | 'tls' | 'headers' | 'body';

/** Takes the request all the way. Everything that can go wrong on a network becomes an outcome. */
export async function travel(request: FetchRequest, road: Road, stop: Stop): Promise<FetchOutcome> {
  const { limits, monotonicMs } = road;
  const redirects: RedirectHop[] = [];
  const seen = new Set<string>();
  let url = parseHttpUrl(request.url);
  let credentials = url && credentialsOf(url);
  const credentialsDomain = url && registrableDomain(url.hostname);
  let validators: Validators | null = request.validators ?? null;
  let fromPublic = false;
  let askedAgain = false;
  let turn: Turn | null = null;
  let verdict: LineVerdict = 'neutral';
  let status: number | null = null;
  let headers: ResponseHeaders = {};
  let wireBytes = 0;
  /** Time spent under way, without the waits for a turn. */
  let spentMs = 0;
  let startMs = monotonicMs();
  let phase: Phase = 'lookup';
  let totalTimer: NodeJS.Timeout | undefined;
  let stamps: Omit<FetchPhases, 'totalMs'> = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null };

  const sinceStart = (): number => Math.max(0, Math.round(spentMs + monotonicMs() - startMs));

  function base(): Omit<FetchBase, 'outcome' | 'reason'> {
    return {
      url: request.url,
      finalUrl: url ? withoutCredentials(url).href : request.url,
      redirects,
      status,
      wireBytes,
      phases: { ...stamps, totalMs: turn ? sinceStart() : Math.round(spentMs) },
      retryAtMs: status !== null && status >= 400 ? retryAtMs(headers, road.now()) : null,
    };
  }

  async function beginTurn(at: URL): Promise<void> {
    turn = await road.queue.turn(at, request.kind, stop);
    startMs = monotonicMs();
    totalTimer = setTimeout(
      () => stop.stop(tooLong(phase, at.hostname, limits.totalTimeoutMs[request.kind])),
      Math.max(0, limits.totalTimeoutMs[request.kind] - spentMs),
    );
  }

  function endTurn(): void {
    if (!turn) return;
    clearTimeout(totalTimer);
    spentMs += monotonicMs() - startMs;
    turn.done(verdict);
    turn = null;
  }

  /** A connection for this hop: an idle one, or name, address, TCP and TLS from the start. */
  async function connect(at: URL, target: Target, fresh: boolean): Promise<Connection> {
    const origin = at.origin;
    const idle = fresh ? null : road.connections.take(origin, (address) => mayUse(address, target));
    if (idle) return idle;
    phase = 'lookup';
    const asked = await untilStopped(road.lookup.resolve(at.hostname), stop);
    const addresses = permittedAddresses(asked.addresses, target, asked.named);
    stamps = { ...stamps, lookupMs: sinceStart() };
    turn?.progress();
    phase = 'tcp';
    const host = literalAddress(at.hostname) ?? at.hostname;
    const port = Number(at.port) || (at.protocol === 'https:' ? 443 : 80);
    const tcp = await connectTcp({ host, port, addresses, reach: road.reach }, limits, stop);
    stamps = { ...stamps, tcpMs: sinceStart() };
    turn?.progress();
    let socket: net.Socket = tcp.socket;
    if (at.protocol === 'https:') {
      phase = 'tls';
      socket = await connectTls(tcp.socket, { host, port }, road.tls, limits, stop);
      stamps = { ...stamps, tlsMs: sinceStart() };
      turn?.progress();
    }
    return road.connections.adopt(origin, tcp.address, socket);
  }

  async function hop(at: URL, target: Target): Promise<Answer> {
    for (let fresh = false; ; fresh = true) {
      const connection = await connect(at, target, fresh);
      phase = 'headers';
      const { reused } = connection;
      try {
        const answer = await exchange(
          connection,
          {
            url: at,
            headers: requestHeaders(request.kind, road.userAgent, validators, credentials),
            maxWireBytes: limits.wireBytes[request.kind],
            wanted(code, responseHeaders) {
              phase = 'body';
              status = code;
              headers = responseHeaders;
              if (!hasWantedBody(code)) return false;
              codingsOf(responseHeaders, at.hostname);
              return true;
            },
            progress: () => turn?.progress(),
          },
          limits,
          monotonicMs,
          stop,
        );
        wireBytes += answer.wireBytes;
        stamps = { ...stamps, firstByteMs: Math.max(0, Math.round(spentMs + answer.firstByteMs - startMs)) };
        if (addressKind(connection.address) === 'public') fromPublic = true;
        return answer;
      } catch (error) {
        // The server closed an idle connection just as it was used again: not a failure, ask once more.
        const stale = reused && !fresh && error instanceof FetchFailure && error.beforeAnswer;
        if (!stale) throw error;
      }
    }
  }

  async function arrive(at: URL, answer: Answer): Promise<FetchedBody> {
    const wire = answer.chunks.length === 1 && answer.chunks[0] ? answer.chunks[0] : Buffer.concat(answer.chunks);
    const codings = codingsOf(answer.headers, at.hostname);
    // Nothing was packed, so nothing has an end to check: an announced empty body.
    const packed = codings.length > 0 && !(wire.length === 0 && answer.framed);
    const maxBytes = limits.decodedBytes[request.kind];
    const body = packed ? await decodeBody(wire, codings, maxBytes, at.hostname) : wire;
    if (body.length > maxBytes)
      throw new FetchFailure('TOO_LARGE', `What ${at.hostname} sent is too large (${body.length} bytes).`);
    return {
      ...base(),
      outcome: 'OK',
      reason: `Fetched from ${at.hostname}.`,
      body,
      sha256: hash('sha256', body, 'hex') as Sha256,
      contentType: headerText(answer.headers, 'content-type'),
      validators: validatorsOf(answer.headers),
      freshForMs: freshForMs(answer.headers),
      framingProven: answer.framed || packed,
    };
  }

  /** Where the answer leads; null: it is the last one. */
  function follow(at: URL, location: string): URL {
    if (redirects.length >= limits.redirects)
      throw new FetchFailure('REDIRECT_LOOP', `${at.hostname} sends on and on (${redirects.length} redirects).`);
    redirects.push({ url: withoutCredentials(at).href, status: status ?? 0 });
    const next = parseHttpUrl(location, withoutCredentials(at).href);
    if (!next) throw new FetchFailure('REFUSED_TARGET', `${at.hostname} sends to an address that is not on the web.`);
    // A stranger's address brings no name and password of its own, and does not keep ours beyond their site.
    next.username = '';
    next.password = '';
    if (next.protocol !== 'https:' || registrableDomain(next.hostname) !== credentialsDomain) credentials = null;
    next.hash = '';
    return next;
  }

  try {
    if (!url) throw new FetchFailure('REFUSED_TARGET', 'This is not an address on the web (http or https).');
    url = new URL(url.href);
    url.hash = '';
    for (;;) {
      const target: Target = { host: url.hostname, allowPrivate: request.allowPrivate, fromPublic };
      checkHost(target);
      // The same again is a loop: without cookies the answer would be the same, too.
      if (seen.has(url.href)) throw new FetchFailure('REDIRECT_LOOP', `${url.hostname} sends in a circle.`);
      seen.add(url.href);
      if (!turn) await beginTurn(url);
      const answer = await hop(url, target);
      verdict = 'good';
      const location = redirectTarget(answer.status, answer.headers);
      if (location !== null) {
        const next = follow(url, location);
        if (next.host !== url.host) endTurn();
        url = next;
        continue;
      }
      if (answer.status === 304) {
        if (validators?.etag || validators?.lastModified)
          return { ...base(), outcome: 'NOT_MODIFIED', reason: 'Nothing has changed since the last visit.' };
        if (askedAgain)
          throw new FetchFailure('HTTP_5XX', `${url.hostname} says "not changed" to a first visit (304).`);
        askedAgain = true;
        validators = null;
        seen.delete(url.href);
        continue;
      }
      if (!hasWantedBody(answer.status)) throw statusFailure(answer.status, answer.headers, url.hostname);
      return await arrive(url, answer);
    }
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    if (LINE_FAILURES.has(error.outcome)) verdict = 'bad';
    return { ...base(), outcome: error.outcome, reason: error.message };
  } finally {
    endTurn();
  }
}

function withoutCredentials(url: URL): URL {
  const bare = new URL(url.href);
  bare.username = '';
  bare.password = '';
  return bare;
}

/** The whole time is up: named for what it was spent waiting for. */
function tooLong(phase: Phase, host: string, ms: number): FetchFailure {
  const time = `within ${Math.round(ms / 1000)} seconds`;
  switch (phase) {
    case 'lookup':
      return new FetchFailure('DNS_FAIL', `The address of ${host} was not found ${time}.`);
    case 'tcp':
      return new FetchFailure('TCP_BLACKHOLE', `No connection to ${host} ${time}.`);
    case 'tls':
      return new FetchFailure('TLS_BLACKHOLE', `No encrypted connection to ${host} ${time}.`);
    case 'headers':
      return new FetchFailure('HTTP_BLACKHOLE', `No answer from ${host} ${time}.`);
    case 'body':
      return new FetchFailure('SLOW', `${host} had not sent everything ${time}.`);
  }
}
