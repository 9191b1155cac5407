/** From a host's name to a connection that stands, by whichever way: look-up, TCP or a proxy, TLS. */
import type { Connection } from './connections.ts';
import { dialDirect } from './dial-direct.ts';
import { dialThroughProxy } from './dial-proxy.ts';
import type { DialProgress, DialRequest } from './dial-request.ts';
import type { Road } from './road.ts';
import type { Stop } from './stop.ts';

/**
 * A connection to a URL's host by the given way, its phases stamped. It may have carried a request before, when one became
 * idle while this waited for leave to open another.
 * @throws FetchFailure
 */
export function dial(request: DialRequest, road: Road, progress: DialProgress, stop: Stop): Promise<Connection> {
  const { via } = request;
  return via.via === 'direct'
    ? dialDirect(request, road, progress, stop)
    : dialThroughProxy(request, via, road, progress, stop);
}
