/** A tunnel through a SOCKS5 proxy (RFC 1928, 1929), on a connection to it that stands. The far end looks the name up. */
import type net from 'node:net';
import { SocksClient } from 'socks';
import type { TunnelTarget } from './dial-request.ts';
import { startDeadline } from './deadline.ts';
import { FetchFailure, type FailureOutcome } from './failure.ts';
import type { Stop } from './stop.ts';
import type { Credentials } from './stream-isolation.ts';

/**
 * What a proxy's answer means (RFC 1928, 6). The package tells replies apart by these words only. 3 to 6 speak of the way
 * from the proxy to the server and so of the network there (Tor: 4 for a name it did not find, 6 when time was up); the
 * others of the proxy itself.
 */
const REPLIES: Readonly<Record<string, { readonly outcome: FailureOutcome; readonly what: string }>> = {
  Failure: { outcome: 'PROXY_REJECT', what: 'failed' }, // 1
  NotAllowed: { outcome: 'PROXY_REJECT', what: 'does not allow it' }, // 2
  NetworkUnreachable: { outcome: 'TCP_BLACKHOLE', what: 'has no way to its network' }, // 3
  HostUnreachable: { outcome: 'TCP_BLACKHOLE', what: 'has no way to it' }, // 4
  ConnectionRefused: { outcome: 'TCP_REFUSED', what: 'was refused the connection' }, // 5
  TTLExpired: { outcome: 'TCP_BLACKHOLE', what: 'got no answer in time' }, // 6
  CommandNotSupported: { outcome: 'PROXY_REJECT', what: 'does not open connections' }, // 7
  AddressNotSupported: { outcome: 'PROXY_REJECT', what: 'does not take such addresses' }, // 8
};

/**
 * @param credentials null: none are offered
 * @param firstByteMs the greeting needs nobody else: a proxy that is alive answers it at once
 * @throws FetchFailure PROXY_DOWN, PROXY_REJECT, what the proxy says of the far side, or the stop's
 */
export function tunnelSocks(
  socket: net.Socket,
  target: TunnelTarget,
  credentials: Credentials | null,
  firstByteMs: number,
  stop: Stop,
): Promise<'open' | 'credentials refused'> {
  const { host, port, timeoutMs } = target;
  return new Promise((resolve, reject) => {
    let settled = false;
    const finish = (): boolean => {
      if (settled) return false;
      settled = true;
      whole.cancel();
      greeting.cancel();
      off();
      return true;
    };
    const fail = (failure: FetchFailure): void => {
      if (!finish()) return;
      socket.destroy();
      reject(failure);
    };
    const greeting = startDeadline(firstByteMs, () => {
      if (socket.bytesRead === 0) fail(new FetchFailure('PROXY_DOWN', 'The proxy takes connections and says nothing.'));
    });
    const whole = startDeadline(timeoutMs, () => {
      const seconds = Math.round(timeoutMs / 1000);
      fail(new FetchFailure('TCP_BLACKHOLE', `The proxy had no connection to ${host} within ${seconds} seconds.`));
    });
    const off = stop.onStop(fail);
    SocksClient.createConnection({
      command: 'connect',
      existing_socket: socket,
      destination: { host, port },
      // Its own limit must not come before ours, which tells apart who was silent.
      timeout: timeoutMs * 2,
      proxy: {
        // Not connected to: the socket stands. The package insists on an address.
        host: 'proxy',
        port: 1080,
        type: 5,
        ...(credentials ? { userId: credentials.username, password: credentials.password } : {}),
      },
    }).then(
      () => {
        if (finish()) resolve('open');
      },
      // Carries the credentials along: it ends here, and only what it says is read.
      (error: unknown) => {
        const said = error instanceof Error ? error.message : '';
        if (!/authentication/i.test(said)) return fail(readRefusal(said, host));
        if (finish()) resolve('credentials refused');
      },
    );
  });
}

function readRefusal(said: string, host: string): FetchFailure {
  const reply = REPLIES[/rejected.* - (\w+)$/.exec(said)?.[1] ?? ''];
  if (reply) return new FetchFailure(reply.outcome, `The proxy ${reply.what} when it was asked for ${host}.`);
  if (/closed/i.test(said)) return new FetchFailure('PROXY_REJECT', 'The proxy hung up instead of an answer.');
  return new FetchFailure('PROXY_REJECT', 'What answered is not a SOCKS5 proxy, or one that says something unknown.');
}
