/** One hop of a request: from a host's name, through connection and encryption, to one answer. */
import type { Allowance, DialRoute, FetchKind } from '../../shared/model.ts';
import { hasWantedBody } from './answers.ts';
import type { Connection } from './connections.ts';
import { codingsOf } from './decode.ts';
import { dial } from './dial.ts';
import { exchange, type Answer } from './exchange.ts';
import { FetchFailure } from './failure.ts';
import { contentLength, type ResponseHeaders } from './headers.ts';
import { laneOf } from './lane.ts';
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
};

/** @throws FetchFailure */
export async function takeHop(request: HopRequest, road: Road, progress: Progress, stop: Stop): Promise<Answer> {
  const { url, target, via, pins } = request;
  progress.facts = null;
  progress.status = null;
  progress.headers = {};
  progress.stamps = { lookupMs: null, tcpMs: null, tlsMs: null, firstByteMs: null };
  let connection = road.connections.take(url.origin, laneOf(via, pins), (address) => mayUse(address, target));
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

async function ask(
  connection: Connection,
  { url, kind, target, headers, allowance }: HopRequest,
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
  if (isPublicAnswer(target, connection.facts.address)) progress.fromPublic = true;
  return answer;
}
