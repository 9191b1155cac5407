/** One hop of a request: from a host's name, through connection and encryption, to one answer. */
import type { Allowance, DialRoute, FetchKind } from '../../shared/model.ts';
import { hasWantedBody } from './answers.ts';
import type { Connection } from './connections.ts';
import { codingsOf } from './decode.ts';
import { dial } from './dial.ts';
import { exchange, type Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { contentLength, type ResponseHeaders } from './headers.ts';
import type { Progress, Road } from './road.ts';
import { cancelled, type Stop } from './stop.ts';
import { addressKind, mayUse, type Target } from './targets.ts';

export type HopRequest = {
  readonly url: URL;
  readonly kind: FetchKind;
  readonly target: Target;
  readonly headers: Readonly<Record<string, string>>;
  readonly allowance: Allowance | null;
  readonly via: DialRoute;
  readonly pins: readonly string[];
};

/** @throws FetchFailure */
export async function takeHop(request: HopRequest, road: Road, progress: Progress, stop: Stop): Promise<Answer> {
  const { url, target, via } = request;
  progress.facts = null;
  progress.status = null;
  progress.headers = {};
  progress.stamps = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null };
  const idle = road.connections.take(url.origin, routeId(via), (address) => mayUse(address, target));
  if (idle) {
    try {
      return await ask(idle, request, road, progress, stop);
    } catch (error) {
      // The server closed an idle connection just as it was used again: nobody's failure, ask once more on a new one.
      if (!(error instanceof FetchFailure) || !error.beforeAnswer) throw error;
    }
  }
  const connection = await dial(request, road, progress, stop);
  return ask(connection, request, road, progress, stop);
}

async function ask(
  connection: Connection,
  { url, kind, headers, allowance }: HopRequest,
  road: Road,
  progress: Progress,
  stop: Stop,
): Promise<Answer> {
  progress.phase = 'headers';
  progress.facts = connection.facts;
  const request = {
    url,
    headers,
    maxWireBytes: road.limits.wireBytes[kind],
    wanted(status: number, responseHeaders: ResponseHeaders): boolean {
      progress.phase = 'body';
      progress.status = status;
      progress.headers = responseHeaders;
      progress.stamps = { ...progress.stamps, firstByteMs: progress.sinceStartMs() };
      if (!hasWantedBody(status)) return false;
      codingsOf(responseHeaders, url.hostname);
      if (allowance?.announced(contentLength(responseHeaders) ?? 0) === false) throw cancelled();
      return true;
    },
    received(bytes: number): void {
      progress.wireBytes += bytes;
      progress.moved();
      if (allowance?.received(bytes) === false) throw cancelled();
    },
  };
  const answer = await exchange(connection, request, road.limits, stop);
  const { address } = connection.facts;
  const kindOfAddress = address === null ? 'proxied' : addressKind(address);
  if (kindOfAddress === 'public' || kindOfAddress === 'proxied') progress.fromPublic = true;
  return answer;
}

/** As a way is called in what is remembered. */
export function routeId(via: DialRoute): string {
  return via.via === 'direct' ? 'direct' : via.id;
}
