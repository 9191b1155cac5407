/** A tunnel through an HTTP proxy (CONNECT, RFC 9110, 9.3.6), on a connection to it that stands. */
import net from 'node:net';
import type { TunnelTarget } from './dial-request.ts';
import { startDeadline } from './deadline.ts';
import { FetchFailure, type FailureOutcome } from './failure.ts';
import type { Stop } from './stop.ts';
import type { Credentials } from './stream-isolation.ts';

/** Refusals bring a page of text along, but their heads are small. */
const MAX_HEAD_BYTES = 16_384;

/** @throws FetchFailure PROXY_REJECT, what the proxy says of the far side, or the stop's */
export function tunnelHttp(
  socket: net.Socket,
  target: TunnelTarget,
  credentials: Credentials | null,
  stop: Stop,
): Promise<net.Socket> {
  return new Promise((resolve, reject) => {
    let head = Buffer.alloc(0);
    const finish = (): void => {
      deadline.cancel();
      off();
      socket.off('data', onData);
      socket.off('end', onEnd);
      socket.off('close', onEnd);
    };
    const fail = (failure: FetchFailure): void => {
      finish();
      socket.destroy();
      reject(failure);
    };
    const onEnd = (): void => fail(rejected('The proxy hung up instead of an answer.'));
    const onData = (bytes: Buffer): void => {
      head = Buffer.concat([head, bytes]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0 && head.length > MAX_HEAD_BYTES) return fail(rejected('The proxy answers something without end.'));
      if (end < 0) return;
      const failure = readAnswer(head.toString('latin1', 0, end), target.host);
      if (failure) return fail(failure);
      finish();
      socket.pause();
      const rest = head.subarray(end + 4);
      if (rest.length > 0) socket.unshift(rest);
      resolve(socket);
    };
    const deadline = startDeadline(target.timeoutMs, () => {
      const seconds = Math.round(target.timeoutMs / 1000);
      fail(
        new FetchFailure('TCP_BLACKHOLE', `The proxy had no connection to ${target.host} within ${seconds} seconds.`),
      );
    });
    const off = stop.onStop(fail);
    socket.on('data', onData);
    socket.on('end', onEnd);
    socket.on('close', onEnd);
    socket.write(requestHead(target, credentials));
  });
}

function requestHead({ host, port }: TunnelTarget, credentials: Credentials | null): string {
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`;
  const lines = [`CONNECT ${authority} HTTP/1.1`, `Host: ${authority}`];
  if (credentials) {
    const basic = Buffer.from(`${credentials.username}:${credentials.password}`, 'utf8').toString('base64');
    lines.push(`Proxy-Authorization: Basic ${basic}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

/** Null: the tunnel stands. */
function readAnswer(head: string, host: string): FetchFailure | null {
  const status = Number(/^HTTP\/1\.[01] (\d{3})(?: |$)/.exec(head.split('\r\n', 1)[0] ?? '')?.[1]);
  if (status >= 200 && status <= 299) return null;
  if (Number.isNaN(status)) return rejected('What answered is not an HTTP proxy.');
  if (status === 407) return rejected('The proxy wants a name and password, or does not accept those set (407).');
  const known = FAR_SIDE.find(({ says }) => says.test(head));
  if (known && status >= 500) return farSide(known, status, host);
  if (status >= 502 && status <= 504) return farSide(NO_CONNECTION, status, host);
  return rejected(`The proxy refuses to connect to ${host} (${status}).`);
}

type FarSide = { readonly outcome: FailureOutcome; readonly what: string };

/**
 * The proxy did its part, and the way from it to the server failed. Some say how: `Proxy-Status` (RFC 9209), or squid's own
 * header with the error number of its system.
 */
const FAR_SIDE: readonly (FarSide & { readonly says: RegExp })[] = [
  {
    says: /^(?:proxy-status:.*\berror="?dns_|x-squid-error: *ERR_DNS_FAIL)/im,
    outcome: 'DNS_FAIL',
    what: 'did not find its address',
  },
  {
    says: /^(?:proxy-status:.*\berror="?connection_refused|x-squid-error: *ERR_CONNECT_FAIL (?:111|61|146|10061)\b)/im,
    outcome: 'TCP_REFUSED',
    what: 'was refused the connection',
  },
  {
    // Squid 5 says so, with 500, when it did not find the name.
    says: /^x-squid-error: *ERR_CANNOT_FORWARD/im,
    outcome: 'TCP_BLACKHOLE',
    what: 'found no way',
  },
  {
    says: /^proxy-status:.*\berror="?connection_terminated/im,
    outcome: 'TCP_RST',
    what: 'had the connection cut',
  },
];

/** Nothing more is known. */
const NO_CONNECTION: FarSide = { outcome: 'TCP_BLACKHOLE', what: 'got no connection' };

function farSide({ outcome, what }: FarSide, status: number, host: string): FetchFailure {
  return new FetchFailure(outcome, `The proxy ${what} when it tried to reach ${host} (${status}).`);
}

function rejected(reason: string): FetchFailure {
  return new FetchFailure('PROXY_REJECT', reason);
}
