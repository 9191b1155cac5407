/** One hop of a request: from a host's name, through connection and encryption, to one answer. */
import { isVerified, type Authority } from '../../shared/line.ts';
import type { Allowance, DialRoute, FetchKind } from '../../shared/model.ts';
import { hasWantedBody } from './answers.ts';
import type { BodyCollector } from './body.ts';
import type { Connection } from './connections.ts';
import { codingsOf } from './decode.ts';
import { dial } from './dial.ts';
import { exchange, type Answer, type Wanted } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { contentLength, type ResponseHeaders } from './headers.ts';
import { laneOf } from './lane.ts';
import { isRangeAsked, type AskedRange } from './range.ts';
import type { Progress, Road } from './road.ts';
import { cancelled, type Stop } from './stop.ts';
import { isPublicAnswer, mayUse, type Target } from './targets.ts';

export type HopRequest = {
  readonly url: URL;
  readonly kind: FetchKind;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowance: Allowance | null;
  readonly via: DialRoute;
  readonly pins: readonly string[];
  /** The part that the headers ask for; null: the whole. */
  readonly range: AskedRange | null;
  /** Over a connection that has carried nothing before. */
  readonly fresh: boolean;
  readonly maxWireBytes: number;
  /** Takes the body as it comes. */
  readonly body: BodyCollector;
  /** Who vouches for an answer over this connection, the way that led here considered. */
  readonly vouchedBy: (connection: Authority) => Authority;
};

/** @throws FetchFailure */
export async function takeHop(request: HopRequest, road: Road, progress: Progress, stop: Stop): Promise<Answer> {
  const { url, target, via, pins } = request;
  progress.facts = null;
  progress.status = null;
  progress.headers = {};
  progress.stamps = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null };
  let connection = request.fresh
    ? null
    : road.connections.take(url.origin, laneOf(via, pins), (address) => mayUse(address, target));
  for (;;) {
    connection ??= await dial(request, road, progress, stop);
    const { reused } = connection;
    try {
      return await ask(connection, request, road, progress, stop);
    } catch (error) {
      // The server closed an idle connection just as it was used again: nobody's failure, ask once more on a new one.
      if (!reused || !(error instanceof FetchFailure) || !error.beforeAnswer) throw error;
      connection = null;
    }
  }
}

function ask(
  connection: Connection,
  { url, target, headers, allowance, range, maxWireBytes, body, vouchedBy }: HopRequest,
  road: Road,
  progress: Progress,
  stop: Stop,
): Promise<Answer> {
  progress.phase = 'headers';
  progress.facts = connection.facts;
  const request = {
    url,
    headers,
    maxWireBytes,
    body,
    wanted(status: number, responseHeaders: ResponseHeaders): Wanted {
      progress.phase = 'body';
      progress.status = status;
      progress.headers = responseHeaders;
      progress.stamps = { ...progress.stamps, firstByteMs: progress.sinceStartMs() };
      if (isPublicAnswer(target, connection.facts.address)) progress.fromPublic = true;
      // An error that anybody may have written: perhaps a page of this network's own, which tells by what it says.
      if (status >= 400) return isVerified(vouchedBy(connection.facts.authority)) ? 'nothing' : 'glimpse';
      const isPart = status === 206 && range !== null && isRangeAsked(responseHeaders, range);
      if (!isPart && !hasWantedBody(status)) return 'nothing';
      codingsOf(responseHeaders, url.hostname);
      if (allowance?.announced(contentLength(responseHeaders) ?? 0) === false) throw cancelled();
      return 'whole';
    },
    received(bytes: number): void {
      progress.wireBytes += bytes;
      progress.moved();
      if (allowance?.received(bytes) === false) throw cancelled();
    },
  };
  return exchange(connection, request, road.limits, stop);
}
