/** From addresses to a connection that stands: TCP to the first address that answers. */
import net from 'node:net';
import type { AddressSlot } from './address-room.ts';
import { startDeadline } from './deadline.ts';
import { FetchFailure, type FailureOutcome } from './failure.ts';
import type { FetchLimits } from './limits.ts';
import type { Stop } from './stop.ts';

/** Where an address really is; tests put public addresses on loopback with it. */
export type Reach = (address: string, port: number) => { readonly host: string; readonly port: number };

export type TcpTarget = {
  readonly host: string;
  readonly port: number;
  /** Checked addresses in the order to try them; no other one is ever connected to. */
  readonly addresses: readonly string[];
  readonly reach: Reach;
  /** A place at this address, asked for right before each attempt; null: it has none, and is passed over. */
  readonly slotAt: (address: string) => AddressSlot | null;
  /** A socket is being opened. */
  readonly opened: () => void;
  /** What a failed attempt says. */
  readonly failureOf: (error: unknown, host: string) => FetchFailure;
};

export type TcpConnection = { readonly socket: net.Socket; readonly address: string; readonly slot: AddressSlot };

/** Remembers that IPv6 leads nowhere here, so that not every connection has to find out again. */
export type FamilyMemory = {
  /** Addresses of the two families by turns, the family that works first. */
  inOrder(addresses: readonly string[]): string[];
  /** The address that connected, and those tried before it that were silent or out of reach. */
  learn(winner: string, unreached: readonly string[]): void;
  /** Another network: there it may lead somewhere. */
  forget(): void;
};

/** Whole countries have withdrawn IPv6 and kept IPv4; it comes back, too. */
const AVOID_V6_MS = 3_600_000;

export function openFamilyMemory(monotonicMs: () => number): FamilyMemory {
  let avoidV6UntilMs = 0;
  return {
    inOrder(addresses) {
      const v6 = addresses.filter((address) => net.isIPv6(address));
      const v4 = addresses.filter((address) => !net.isIPv6(address));
      const [first, second] = monotonicMs() < avoidV6UntilMs ? [v4, v6] : [v6, v4];
      const longer = Math.max(first.length, second.length);
      const pairs = Array.from({ length: longer }, (_, index) => [first[index], second[index]]);
      return pairs.flat().filter((address) => address !== undefined);
    },
    learn(winner, unreached) {
      if (net.isIPv6(winner)) avoidV6UntilMs = 0;
      else if (unreached.some((address) => net.isIPv6(address))) avoidV6UntilMs = monotonicMs() + AVOID_V6_MS;
    },
    forget: () => void (avoidV6UntilMs = 0),
  };
}

/**
 * Tries the addresses one after the other, each beside those that have not answered yet (RFC 8305, but no attempt is
 * given up before the limit: on slow lines every one of Node's own attempts is).
 * @throws FetchFailure TCP_*, LOCAL, or the stop's
 */
export function connectTcp(
  target: TcpTarget,
  families: FamilyMemory,
  limits: FetchLimits,
  stop: Stop,
): Promise<TcpConnection> {
  const addresses = target.addresses.slice(0, limits.addressesTried);
  return new Promise((resolve, reject) => {
    const attempts = new Map<net.Socket, AddressSlot>();
    const failures: FetchFailure[] = [];
    /** A refusal came from somewhere: the way there is fine. */
    const refused = new Set<string>();
    let next = 0;
    let stagger: NodeJS.Timeout | undefined;

    const finish = (winner: net.Socket | null): void => {
      clearTimeout(stagger);
      deadline.cancel();
      off();
      for (const socket of attempts.keys()) if (socket !== winner) socket.destroy();
      attempts.clear();
    };
    const fail = (failure: FetchFailure): void => {
      finish(null);
      reject(failure);
    };

    const attempt = (): void => {
      clearTimeout(stagger);
      const address = addresses[next];
      if (address === undefined) return;
      next += 1;
      const slot = target.slotAt(address);
      if (!slot) return passOver();
      target.opened();
      const socket = net.connect({ ...target.reach(address, target.port), autoSelectFamily: false, noDelay: true });
      attempts.set(socket, slot);
      socket.once('close', () => slot.close());
      socket.once('connect', () => {
        if (!attempts.has(socket)) return;
        finish(socket);
        const earlier = addresses.slice(0, addresses.indexOf(address));
        families.learn(
          address,
          earlier.filter((other) => !refused.has(other)),
        );
        resolve({ socket, address, slot });
      });
      // Stays for good: an error event that nobody listens to would end the program.
      socket.on('error', (error) => {
        if (!attempts.delete(socket)) return;
        const failure = target.failureOf(error, target.host);
        failures.push(failure);
        if (failure.outcome === 'TCP_REFUSED') refused.add(address);
        if (failure.outcome === 'TCP_BLACKHOLE') slot.silent('tcp');
        if (failure.outcome === 'TCP_RST') slot.disturbed();
        passOver();
      });
      if (next < addresses.length) stagger = setTimeout(attempt, limits.addressStaggerMs);
    };

    const passOver = (): void => {
      if (next < addresses.length) attempt();
      else if (attempts.size === 0) fail(mostTelling(failures));
    };

    const deadline = startDeadline(limits.tcpTimeoutMs, () => {
      for (const slot of attempts.values()) slot.silent('tcp');
      const seconds = Math.round(limits.tcpTimeoutMs / 1000);
      const error = Object.assign(new Error(`no answer within ${seconds} seconds`), { code: 'ETIMEDOUT' });
      fail(target.failureOf(error, target.host));
    });
    const off = stop.onStop(fail);
    if (!stop.failure) attempt();
  });
}

/** Of several failures the one that says most about the server. */
const TELLING: readonly FailureOutcome[] = ['TCP_REFUSED', 'TCP_RST', 'TCP_BLACKHOLE', 'PROXY_DOWN', 'LOCAL'];

function mostTelling(failures: readonly FetchFailure[]): FetchFailure {
  const byWeight = failures.toSorted((a, b) => TELLING.indexOf(a.outcome) - TELLING.indexOf(b.outcome));
  return byWeight[0] ?? new FetchFailure('LOCAL', 'There was no address to connect to.');
}

/**
 * A server, or whoever is in its place, that hangs up on everybody does it without waiting to be greeted. So long is
 * waited before the greeting, to tell that from what the greeting brought about; over a long line it cannot be told.
 */
const HANG_UP_MS = 5;

/** @throws FetchFailure TCP_RST, or the stop's */
export function expectHangUp(socket: net.Socket, host: string, stop: Stop): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      off();
      socket.off('end', hungUp);
      socket.off('close', hungUp);
    };
    const fail = (failure: FetchFailure): void => {
      finish();
      socket.destroy();
      reject(failure);
    };
    const hungUp = (): void => fail(new FetchFailure('TCP_RST', `${host} took the connection and hung up at once.`));
    const timer = setTimeout(() => {
      finish();
      resolve();
    }, HANG_UP_MS);
    const off = stop.onStop(fail);
    socket.once('end', hungUp);
    socket.once('close', hungUp);
  });
}
