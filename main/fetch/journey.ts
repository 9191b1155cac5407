/** One request from its turn to its outcome, with its redirects. */
import { isVerified } from '../../shared/line.ts';
import type { FetchBase, FetchOutcome, FetchRequest, RedirectHop, Rescued } from '../../shared/model.ts';
import { parseHttpUrl, registrableDomain } from '../../shared/url.ts';
import { hasWantedBody, redirectTarget, statusFailure } from './answers.ts';
import { openClock } from './clock.ts';
import { codingsOf, decodeBeginning, decodeBody } from './decode.ts';
import { fetched } from './fetched.ts';
import { FetchFailure, noWayOut } from './failure.ts';
import type { Unpacked } from './gzip.ts';
import { credentialsOf, headerText, retryAtMs, serverDateMs, type ResponseHeaders } from './headers.ts';
import { routeId } from './lane.ts';
import type { Progress, Road } from './road.ts';
import type { Stop } from './stop.ts';
import { isPortalName, leadsToPortal, openWay, portalAddress } from './stranger.ts';
import { checkHost } from './targets.ts';
import { transfer, type Transferred } from './transfer.ts';

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

/** What is said of a name. Without a way out it is this device that says it, or a server on it. */
const NAME_FAILURES = new Set(['DNS_NX', 'DNS_FAIL', 'DNS_BOGON']);

/** Cut transfers of which a beginning is worth having. */
const RESCUABLE = new Set(['TRUNC', 'FROZEN', 'SLOW']);
/** Enough to see whose page it is. */
const STRANGER_BYTES = 65_536;
const NOTHING = { rescued: null, strangerBody: null };

/** Takes the request all the way. Everything that can go wrong on a network becomes an outcome. */
export async function travel(request: FetchRequest, road: Road, stop: Stop): Promise<FetchOutcome> {
  const { kind } = request;
  const start = parseHttpUrl(request.url);
  const clock = openClock(request, road, stop);
  const progress: Progress = {
    phase: 'lookup',
    stamps: { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null },
    status: null,
    headers: {},
    cut: null,
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
  const way = start && openWay(start);
  /** Where a network's door is, as far as it showed. */
  let door: URL | null = null;
  /** An error answer that anybody may have sent. */
  let glimpse: Cut | null = null;

  const via = request.via ?? { via: 'direct' as const };
  const base = (): Omit<FetchBase, 'outcome' | 'reason'> => {
    const { facts, status, headers } = progress;
    const authority = facts && way && url ? way.authority(facts.authority, url) : 'none';
    return {
      url: request.url,
      finalUrl: url?.href ?? request.url,
      redirects,
      status,
      wireBytes: progress.wireBytes,
      phases: { ...progress.stamps, totalMs: clock.sinceStartMs() },
      retryAtMs: (status ?? 0) >= 400 ? retryAtMs(headers, road.now()) : null,
      route: routeId(via),
      authority,
      address: facts?.address ?? null,
      issuer: facts?.issuer ?? null,
      dnsBlocked: facts?.dnsBlocked ?? false,
      connections: progress.connections,
      serverDateMs: isVerified(authority) ? serverDateMs(headers) : null,
      stranger: (url && way?.stranger(url)) ?? null,
      portalUrl: null,
      certificateOff: null,
    };
  };

  try {
    if (!start || !url || !way)
      throw new FetchFailure('REFUSED_TARGET', 'This is not an address on the web (http or https).');
    let credentials = credentialsOf(start);
    let validators = request.validators ?? null;
    let askedAgain = false;
    let piecedAgain = false;
    for (;;) {
      const { hostname } = url;
      const target = {
        host: hostname,
        allowPrivate: request.allowPrivate,
        fromPublic: progress.fromPublic,
        via: via.via,
      };
      checkHost(target);
      await clock.turnFor(url, progress);
      const here = url;
      const answer = await transfer(
        {
          url,
          kind,
          target,
          validators,
          credentials,
          allowance: request.allowance ?? null,
          via,
          pins: request.pins ?? [],
          vouchedBy: (connection) => way.authority(connection, here),
        },
        road,
        progress,
        clock,
        stop,
      );
      clock.judge(isFull(progress, road) ? 'full' : 'good');
      const from = progress.facts;

      const location = redirectTarget(answer.status, answer.headers);
      if (location !== null) {
        if (redirects.length >= road.limits.redirects)
          throw new FetchFailure('REDIRECT_LOOP', `${hostname} sends on and on (${redirects.length} redirects).`);
        redirects.push({ url: url.href, status: answer.status });
        const next = parseHttpUrl(location, url.href);
        if (!next) throw new FetchFailure('REFUSED_TARGET', `${hostname} sends to an address that is not on the web.`);
        if (from && leadsToPortal(from, next)) {
          door = next;
          throw signInFirst(hostname);
        }
        way.sentOn(from?.authority ?? 'none', next);
        url = bare(next);
        // The same again is a loop: without cookies the answer would be the same, too.
        const { href } = url;
        if (redirects.some((hop) => hop.url === href))
          throw new FetchFailure('REDIRECT_LOOP', `${url.hostname} sends in a circle.`);
        // Ours stay within their site and never go out in the open.
        const sameSite = registrableDomain(url.hostname) === registrableDomain(start.hostname);
        if (!sameSite || url.protocol !== 'https:') credentials = null;
        // What was learned in private would tell a stranger, or anybody on the way, who is asking.
        if (!sameSite || (start.protocol === 'https:' && url.protocol !== 'https:')) validators = null;
      } else if (answer.status === 304) {
        if (validators?.etag || validators?.lastModified)
          return {
            ...base(),
            outcome: 'NOT_MODIFIED',
            reason: 'Nothing has changed since the last visit.',
            ...NOTHING,
          };
        if (askedAgain) throw new FetchFailure('HTTP_5XX', `${hostname} says "not changed" to a first visit (304).`);
        askedAgain = true;
        validators = null;
      } else if (answer.pieced || hasWantedBody(answer.status)) {
        progress.cut = answer;
        try {
          const packed = unpack(answer, hostname, road.limits.decodedBytes[kind]);
          return fetched(base(), hostname, answer, packed && (await packed));
        } catch (error) {
          // The pieces were not of one body after all: in one piece it may be whole.
          if (!(error instanceof FetchFailure) || !answer.pieced || piecedAgain) throw error;
          piecedAgain = true;
        }
      } else {
        const verified = isVerified(base().authority);
        if (answer.status >= 400 && !verified) glimpse = answer;
        if (answer.status === 511) door = parseHttpUrl(headerText(answer.headers, 'location') ?? '/', url.href);
        throw statusFailure(answer.status, answer.headers, hostname, verified);
      }
    }
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    let failure = error;
    if (refusedDoor(failure) && url && way?.ledAstray() && isPortalName(url)) {
      door = url;
      failure = signInFirst(start?.hostname ?? url.hostname);
    }
    if (NAME_FAILURES.has(failure.outcome) && !road.isOnline()) failure = noWayOut();
    if (LINE_FAILURES.has(failure.outcome)) clock.judge('bad');
    const reached = base();
    const cut = isVerified(reached.authority) && RESCUABLE.has(failure.outcome) ? progress.cut : null;
    return {
      ...reached,
      outcome: failure.outcome,
      reason: failure.message,
      stranger: failure.stranger ?? (failure.outcome === 'CAPTIVE' && door ? door.hostname : reached.stranger),
      portalUrl: failure.outcome === 'CAPTIVE' && door && start ? portalAddress(door, start) : null,
      certificateOff: failure.certificateOff,
      rescued: cut && (await beginningOf(cut, road.limits.decodedBytes[kind])),
      strangerBody: glimpse && (await beginningOf(glimpse, STRANGER_BYTES)),
    };
  } finally {
    clock.endTurn();
  }
}

/** Through a proxy the time is that of its own way, which may be long on purpose. */
function isFull({ facts, stamps }: Progress, { limits }: Road): boolean {
  const { lookupMs, tcpMs } = stamps;
  return facts?.route === 'direct' && tcpMs !== null && tcpMs - (lookupMs ?? 0) > limits.fullConnectMs;
}

type Cut = { readonly headers: ResponseHeaders; readonly wire: Buffer };

function signInFirst(host: string): FetchFailure {
  return new FetchFailure('CAPTIVE', `This network wants you to sign in before it lets you reach ${host}.`);
}

/** The step onto a host that nothing public answers for. */
function refusedDoor({ outcome }: FetchFailure): boolean {
  return outcome === 'REFUSED_TARGET' || outcome === 'DNS_BOGON';
}

/** Null when nothing of it can be read. */
async function beginningOf({ headers, wire }: Cut, maxBytes: number): Promise<Rescued | null> {
  try {
    const body = await decodeBeginning(wire, codingsOf(headers, ''), maxBytes);
    return body && { body, contentType: headerText(headers, 'content-type') };
  } catch (error) {
    if (!(error instanceof FetchFailure)) throw error;
    return null; // packed in a way that nobody asked for
  }
}

/**
 * Null: nothing is packed.
 * @throws FetchFailure TRUNC, BAD_ENCODING, TOO_LARGE
 */
function unpack({ wire, framed, headers }: Transferred, host: string, maxBytes: number): Promise<Unpacked> | null {
  const codings = codingsOf(headers, host);
  if (wire.length > maxBytes && codings.length === 0)
    throw new FetchFailure('TOO_LARGE', `What ${host} sent is too large.`);
  // An empty body that was announced as such: nothing was packed, so nothing has an end to check.
  return codings.length === 0 || (wire.length === 0 && framed) ? null : decodeBody(wire, codings, maxBytes, host);
}

/** As requested and reported: without a name and password, which a stranger's redirect cannot bring, and a fragment. */
function bare(url: URL): URL {
  if (url.username === '' && url.password === '' && url.hash === '') return url;
  const copy = new URL(url.href);
  copy.username = '';
  copy.password = '';
  copy.hash = '';
  return copy;
}
