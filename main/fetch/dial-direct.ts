/** The direct way: the name is looked up here, its addresses are checked, and one of them is connected to. */
import type { AddressSlot } from './address-room.ts';
import { connectTcp, expectHangUp } from './connect.ts';
import type { Connection, ConnectionFacts } from './connections.ts';
import { portOf, type DialProgress, type DialRequest } from './dial-request.ts';
import { encrypt } from './encrypt.ts';
import { FetchFailure, tcpFailure } from './failure.ts';
import { laneOf } from './lane.ts';
import type { Road } from './road.ts';
import { untilStopped, type Stop } from './stop.ts';
import { literalAddress, mayUse, permittedAddresses } from './targets.ts';

/** @throws FetchFailure */
export async function dialDirect(
  request: DialRequest,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<Connection> {
  const { url } = request;
  try {
    const addresses = await lookUp(request, road, progress, stop);
    return await connectTo(addresses, false, request, road, progress, stop);
  } catch (error) {
    // A site that has moved, a resolver that lied, a network that was changed: another try should ask again.
    if (progress.phase !== 'lookup' || isNameFailure(error, ['DNS_BOGON'])) road.lookup.forget(url.hostname);
    if (progress.phase !== 'lookup' || !isNameFailure(error, ['DNS_NX', 'DNS_FAIL', 'DNS_BOGON'])) throw error;
    return await dialRemembered(error, request, road, progress, stop);
  }
}

async function lookUp(
  { url, target }: DialRequest,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<readonly string[]> {
  progress.phase = 'lookup';
  const askedMs = road.monotonicMs();
  const found = await untilStopped(road.lookup.resolve(url.hostname), stop);
  const firstUse = !road.counted.has(found);
  road.counted.add(found);
  // Looked up ahead of its turn: the time is this request's all the same.
  if (firstUse && found.atMs < askedMs) progress.addMs(found.tookMs);
  const addresses = permittedAddresses(found.addresses, target, found.named);
  progress.stamps = { ...progress.stamps, lookupMs: firstUse ? progress.sinceStartMs() : null };
  progress.moved();
  return addresses;
}

/**
 * Addresses at which the host proved itself not long ago (after RFC 8767, "serve stale"). Whoever answers there now must
 * prove it again, so that an old address can lead nobody astray; without encryption there is no such proof.
 */
async function dialRemembered(
  nameFailure: FetchFailure,
  request: DialRequest,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<Connection> {
  const { url, target } = request;
  if (url.protocol !== 'https:') throw nameFailure;
  const verified = road.origins.addresses(url.origin).filter((address) => mayUse(address, target));
  if (verified.length === 0) throw nameFailure;
  try {
    const connection = await connectTo(verified, true, request, road, progress, stop);
    // A silent resolver takes five seconds each time it is asked.
    road.lookup.keepFailure(url.hostname);
    return connection;
  } catch (error) {
    if (stop.failure || !(error instanceof FetchFailure)) throw error;
    progress.phase = 'lookup';
    throw nameFailure;
  }
}

async function connectTo(
  addresses: readonly string[],
  dnsBlocked: boolean,
  request: DialRequest,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<Connection> {
  const { url, pins, via } = request;
  progress.phase = 'tcp';
  const host = literalAddress(url.hostname) ?? url.hostname;
  const port = portOf(url);
  const secure = url.protocol === 'https:';
  const place = await findRoom(road.families.inOrder(addresses), request, road, progress, stop);
  if ('client' in place) return place;
  let reserved: AddressSlot | null = place.slot;
  const tcp = await connectTcp(
    {
      host,
      port,
      addresses: place.addresses,
      reach: road.reach,
      failureOf: tcpFailure,
      opened: () => void (progress.connections += 1),
      slotAt(address) {
        if (reserved?.address !== address) return road.room.take(address, { host: url.hostname, secure });
        const slot = reserved;
        reserved = null;
        return slot;
      },
    },
    road.families,
    road.limits,
    stop,
  ).finally(() => reserved?.close());
  progress.stamps = { ...progress.stamps, tcpMs: progress.sinceStartMs() };
  progress.moved();

  const lane = laneOf(via, pins);
  const plain: ConnectionFacts = { route: 'direct', address: tcp.address, authority: 'none', issuer: null, dnsBlocked };
  if (!secure) return road.connections.adopt(url.origin, lane, plain, tcp.socket);
  try {
    await expectHangUp(tcp.socket, host, stop);
    tcp.slot.greeted();
    const tls = await encrypt(tcp.socket, request, road.limits.tlsTimeoutMs, road, progress, stop);
    tcp.slot.verified();
    road.origins.verifiedAt(url.origin, tcp.address, tls.facts.issuer);
    return road.connections.adopt(url.origin, lane, { ...plain, ...tls.facts }, tls.socket);
  } catch (error) {
    if (error instanceof FetchFailure) tellSlot(tcp.slot, error);
    throw error;
  }
}

function tellSlot(slot: AddressSlot, { outcome }: FetchFailure): void {
  if (outcome === 'TLS_BLACKHOLE') slot.silent('tls');
  if (outcome === 'TLS_RST' || outcome === 'TCP_RST') slot.disturbed();
}

/** How soon to look whether a neighbour is done with its connection. */
const LOOK_AGAIN_MS = 500;

/**
 * A place at one of the addresses, or a connection of this very origin that became idle meanwhile. Waiting for it counts
 * towards no limit and holds no place in the queue.
 */
async function findRoom(
  addresses: readonly string[],
  request: DialRequest,
  road: Road,
  progress: DialProgress,
  stop: Stop,
): Promise<{ readonly slot: AddressSlot; readonly addresses: readonly string[] } | Connection> {
  const { url, target, via, pins } = request;
  const knock = { host: url.hostname, secure: url.protocol === 'https:' };
  let resume: (() => void) | null = null;
  try {
    for (;;) {
      const room = road.room.find(addresses, knock);
      if (room.kind === 'slot') return room;
      if (room.kind === 'resting') throw leftAlone(url.hostname, room.outcome, room.ms);
      const lane = laneOf(via, pins);
      const idle = request.fresh ? null : road.connections.take(url.origin, lane, (address) => mayUse(address, target));
      if (idle) return idle;
      resume ??= progress.pause();
      // An idle connection of a neighbour is worth less than a request that waits.
      for (const address of room.full) road.connections.closeIdle(address);
      await somethingChanged(room.full.length > 0 ? Math.min(room.ms, LOOK_AGAIN_MS) : room.ms, road, stop);
    }
  } finally {
    resume?.();
  }
}

function somethingChanged(ms: number, road: Road, stop: Stop): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (): void => {
      clearTimeout(timer);
      for (const off of offs) off();
    };
    const wake = (): void => {
      finish();
      resolve();
    };
    const timer = setTimeout(wake, ms + 1);
    const offs = [
      road.room.onChange(wake),
      road.connections.onIdle(wake),
      stop.onStop((failure) => {
        finish();
        reject(failure);
      }),
    ];
  });
}

function leftAlone(host: string, outcome: FetchFailure['outcome'], ms: number): FetchFailure {
  const seconds = Math.ceil(ms / 1000);
  return new FetchFailure(
    outcome,
    `${host} was silent a moment ago, and is left alone for another ${seconds} seconds: knocking on makes filters worse.`,
  );
}

function isNameFailure(error: unknown, outcomes: readonly FetchFailure['outcome'][]): error is FetchFailure {
  return error instanceof FetchFailure && outcomes.includes(error.outcome);
}
