/** One request from its turn to its outcome, with its redirects. */
import { hash } from 'node:crypto';
import type { FetchBase, FetchedBody, FetchOutcome, FetchRequest, RedirectHop, Sha256 } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { hasWantedBody, redirectTarget, statusFailure } from './answers.ts';
import { codingsOf, decodeBody } from './decode.ts';
import type { Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { credentialsOf, freshForMs, headerText, requestHeaders, retryAtMs, validatorsOf } from './headers.ts';
import { takeHop } from './hop.ts';
import { routeId } from './lane.ts';
import type { LineVerdict, Turn } from './queue.ts';
import type { Phase, Progress, Road } from './road.ts';
import type { Stop } from './stop.ts';
import { checkHost } from './targets.ts';

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

const NOTHING = { rescued: null, strangerBody: null };

/** Takes the request all the way. Everything that can go wrong on a network becomes an outcome. */
export async function travel(request: FetchRequest, road: Road, stop: Stop): Promise<FetchOutcome> {
  const start = parseHttpUrl(request.url);
  const clock = openClock(request, road, stop);
  const progress: Progress = {
    phase: 'lookup',
    stamps: { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null },
    status: null,
    headers: {},
    wireBytes: 0,
    fromPublic: false,
    facts: null,
    connections: 0,
    sinceStartMs: clock.sinceStartMs,
    addMs: clock.addMs,
    pause: clock.pause,
    moved: clock.moved,
  };
  const redirects: RedirectHop[] = [];
  let url = start && bare(start);

  const via = request.via ?? { via: 'direct' as const };
  const pins = request.pins ?? [];
  const base = (): Omit<FetchBase, 'outcome' | 'reason'> => ({
    url: request.url,
    finalUrl: url?.href ?? request.url,
    redirects,
    status: progress.status,
    wireBytes: progress.wireBytes,
    phases: { ...progress.stamps, totalMs: clock.sinceStartMs() },
    retryAtMs: (progress.status ?? 0) >= 400 ? retryAtMs(progress.headers, road.now()) : null,
    route: routeId(via),
    authority: progress.facts?.authority ?? 'none',
    address: progress.facts?.address ?? null,
    issuer: progress.facts?.issuer ?? null,
    dnsBlocked: progress.facts?.dnsBlocked ?? false,
    connections: progress.connections,
    serverDateMs: null,
    stranger: null,
    portalUrl: null,
  });

  try {
    if (!start || !url) throw new FetchFailure('REFUSED_TARGET', 'This is not an address on the web (http or https).');
    const seen = new Set<string>();
    let credentials = credentialsOf(start);
    let validators = request.validators ?? null;
    let askedAgain = false;
    for (;;) {
      const target = {
        host: url.hostname,
        allowPrivate: request.allowPrivate,
        fromPublic: progress.fromPublic,
        via: via.via,
      };
      checkHost(target);
      // The same again is a loop: without cookies the answer would be the same, too.
      if (seen.has(url.href)) throw new FetchFailure('REDIRECT_LOOP', `${url.hostname} sends in a circle.`);
      seen.add(url.href);
      await clock.turnFor(url, progress);
      const headers = requestHeaders(request.kind, road.userAgent, validators, credentials);
      const answer = await takeHop(
        { url, kind: request.kind, target, headers, allowance: request.allowance ?? null, via, pins },
        road,
        progress,
        stop,
      );
      clock.judge('good');

      const location = redirectTarget(answer.status, answer.headers);
      if (location !== null) {
        if (redirects.length >= road.limits.redirects)
          throw new FetchFailure('REDIRECT_LOOP', `${url.hostname} sends on and on (${redirects.length} redirects).`);
        redirects.push({ url: url.href, status: answer.status });
        const next = parseHttpUrl(location, url.href);
        if (!next)
          throw new FetchFailure('REFUSED_TARGET', `${url.hostname} sends to an address that is not on the web.`);
        url = bare(next);
        // Ours stay within their site and never go out in the open.
        const sameSite = registrableDomain(url.hostname) === registrableDomain(start.hostname);
        if (!sameSite || url.protocol !== 'https:') credentials = null;
      } else if (answer.status === 304) {
        if (validators?.etag || validators?.lastModified)
          return {
            ...base(),
            outcome: 'NOT_MODIFIED',
            reason: 'Nothing has changed since the last visit.',
            ...NOTHING,
          };
        if (askedAgain)
          throw new FetchFailure('HTTP_5XX', `${url.hostname} says "not changed" to a first visit (304).`);
        askedAgain = true;
        validators = null;
        seen.delete(url.href);
      } else if (hasWantedBody(answer.status)) {
        return { ...base(), ...(await unpack(answer, url.hostname, road.limits.decodedBytes[request.kind])) };
      } else {
        throw statusFailure(answer.status, answer.headers, url.hostname);
      }
    }
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    if (LINE_FAILURES.has(error.outcome)) clock.judge('bad');
    return { ...base(), outcome: error.outcome, reason: error.message, ...NOTHING };
  } finally {
    clock.endTurn();
  }
}

/** @throws FetchFailure TRUNC, BAD_ENCODING, TOO_LARGE */
async function unpack(
  answer: Answer,
  host: string,
  maxBytes: number,
): Promise<Omit<FetchedBody, Exclude<keyof FetchBase, 'outcome' | 'reason'>>> {
  const { wire } = answer;
  const codings = codingsOf(answer.headers, host);
  // An empty body that was announced as such: nothing was packed, so nothing has an end to check.
  const packed = codings.length > 0 && !(wire.length === 0 && answer.framed);
  const body = packed ? await decodeBody(wire, codings, maxBytes, host) : wire;
  if (body.length > maxBytes) throw new FetchFailure('TOO_LARGE', `What ${host} sent is too large.`);
  return {
    outcome: 'OK',
    reason: `Fetched from ${host}.`,
    body,
    sha256: hash('sha256', body, 'hex') as Sha256,
    contentType: headerText(answer.headers, 'content-type'),
    validators: validatorsOf(answer.headers),
    freshForMs: freshForMs(answer.headers),
    framingProven: answer.framed || packed,
    trailerMissing: false,
  };
}

type Clock = {
  /** Waits for the host's turn; within one host a request keeps the turn it has. */
  turnFor(url: URL, progress: Progress): Promise<void>;
  endTurn(): void;
  judge(verdict: LineVerdict): void;
  readonly sinceStartMs: () => number;
  readonly addMs: (ms: number) => void;
  readonly pause: () => () => void;
  readonly moved: () => void;
};

/** The request's turns and its time: waiting for a turn counts towards nothing. */
function openClock(request: FetchRequest, road: Road, stop: Stop): Clock {
  const limitMs = road.limits.totalTimeoutMs[request.kind];
  let turn: Turn | null = null;
  let host = '';
  let verdict: LineVerdict = 'neutral';
  let spentMs = 0;
  let runningSinceMs: number | null = null;
  let timer: NodeJS.Timeout | undefined;
  let overtime = (): void => undefined;

  function run(): void {
    runningSinceMs = road.monotonicMs();
    timer = setTimeout(() => overtime(), Math.max(0, limitMs - spentMs));
  }

  function halt(): void {
    if (runningSinceMs === null) return;
    clearTimeout(timer);
    spentMs += road.monotonicMs() - runningSinceMs;
    runningSinceMs = null;
  }

  function endTurn(): void {
    if (!turn) return;
    halt();
    turn.done(verdict);
    turn = null;
  }

  return {
    async turnFor(url, progress) {
      if (turn && host === url.host) return;
      endTurn();
      turn = await road.queue.turn(url, request.kind, stop, request.via);
      host = url.host;
      verdict = 'neutral';
      overtime = () => stop.stop(tooLong(progress.phase, url.hostname, limitMs));
      run();
    },
    endTurn,
    pause() {
      const paused = turn;
      if (!paused || runningSinceMs === null) return () => undefined;
      halt();
      const resume = paused.pause();
      return () => {
        if (turn !== paused) return;
        resume();
        run();
      };
    },
    judge(newVerdict) {
      verdict = newVerdict;
    },
    sinceStartMs: () => Math.round(spentMs + (runningSinceMs === null ? 0 : road.monotonicMs() - runningSinceMs)),
    addMs(ms) {
      spentMs += ms;
    },
    moved: () => turn?.progress(),
  };
}

/** As requested and reported: without a name and password, which a stranger's redirect cannot bring, and a fragment. */
function bare(url: URL): URL {
  const copy = new URL(url.href);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
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
