/**
 * How often one address is knocked at. Filters punish a client that opens many connections to one foreign server, by
 * swallowing all of them for a minute or more (docs/notes/knocking.md has the reports and the measurements). So an
 * address that went silent is left alone for a while, and one that has shown any sign of policing gets few connections.
 * Until then an address that many hosts share (a CDN, a blog service) may carry more, for a window is short.
 */
import { createSilence, type Silence } from './address-silence.ts';
import type { FailureOutcome } from './failure.ts';
import type { FetchLimits } from './limits.ts';
import { addressKind } from './targets.ts';

export type Knock = {
  readonly host: string;
  /** Encryption follows: handshakes are what is counted most. */
  readonly secure: boolean;
};

/** One connection to one address, from its first packet on. */
export type AddressSlot = {
  readonly address: string;
  /** The handshake begins: until then it is not counted as one. */
  greeted(): void;
  /** Nothing came back: neither to the first packet (`tcp`) nor to the greeting (`tls`). */
  silent(what: 'tcp' | 'tls'): void;
  /** It was reset or closed in the middle: somebody may be watching. */
  disturbed(): void;
  /** The other end proved who it is. */
  verified(): void;
  /** The connection is gone. */
  close(): void;
};

export type Room =
  | {
      readonly kind: 'slot';
      readonly slot: AddressSlot;
      /** This address first, then others worth a try. */ readonly addresses: readonly string[];
    }
  /** Ask again then, or when told that something changed. */
  | {
      readonly kind: 'wait';
      readonly ms: number;
      /** Closing an idle connection at one of these makes room. */ readonly full: readonly string[];
    }
  /** Silent a moment ago, for this very host or for several. */
  | { readonly kind: 'resting'; readonly outcome: FailureOutcome; readonly ms: number };

export type AddressRoom = {
  /** Takes a place at the first address that has one. */
  find(addresses: readonly string[], knock: Knock): Room;
  /** A place at this very address, or null when it has none. */
  take(address: string, knock: Knock): AddressSlot | null;
  /** A transfer froze or broke at this address. */
  disturbed(address: string): void;
  /** Calls back, once, when a place may have become free. */
  onChange(callback: () => void): () => void;
  /** Another network: nothing that was seen of addresses holds there. Connections that stand stay counted. */
  forget(): void;
  /** The line is open again: silent addresses may be asked at once. */
  forgive(): void;
};

const MINUTE_MS = 60_000;
/** Addresses remembered; the one not used for longest goes first. A connection that stands keeps its own count. */
const MAX_ADDRESSES = 4_000;

type Place = {
  /** Connections that stand or are being made, idle ones included: the host of each. */
  readonly open: string[];
  /** When handshakes began within the last minute, and for whom. */
  handshakes: { readonly host: string; readonly atMs: number }[];
  policed: boolean;
  silence: Silence;
};

export function createAddressRoom(limits: FetchLimits, monotonicMs: () => number): AddressRoom {
  const places = new Map<string, Place>();
  const listeners = new Set<() => void>();

  function placeOf(address: string): Place {
    const place: Place = places.get(address) ?? {
      open: [],
      handshakes: [],
      policed: false,
      silence: createSilence(limits.addressRestMs, monotonicMs),
    };
    places.delete(address);
    places.set(address, place);
    if (places.size > MAX_ADDRESSES) {
      for (const [other, { open }] of places) {
        if (open.length > 0) continue;
        places.delete(other);
        break;
      }
    }
    return place;
  }

  function changed(): void {
    const told = [...listeners];
    listeners.clear();
    for (const callback of told) callback();
  }

  /** Milliseconds until a handshake may begin here; 0: now. */
  function handshakeWaitMs(place: Place, host: string, nowMs: number): number {
    place.handshakes = place.handshakes.filter(({ atMs }) => nowMs - atMs < MINUTE_MS);
    const own = place.handshakes.filter((handshake) => handshake.host === host);
    const most = place.policed ? limits.handshakesPerMinute : limits.handshakesPerMinuteShared;
    return Math.max(waitFor(own, limits.handshakesPerMinute, nowMs), waitFor(place.handshakes, most, nowMs));
  }

  /** Milliseconds until there is room; null: until a connection closes. */
  function waitMs(address: string, knock: Knock): number | null {
    const place = placeOf(address);
    const nowMs = monotonicMs();
    const most = place.policed ? limits.connectionsPerHost : limits.connectionsPerAddress;
    if (place.open.length >= most) return null;
    return knock.secure ? handshakeWaitMs(place, knock.host, nowMs) : 0;
  }

  function open(address: string, knock: Knock): AddressSlot {
    const place = placeOf(address);
    place.open.push(knock.host);
    // Kept free from now on, and given back when the connection came to nothing before it.
    const handshake = { host: knock.host, atMs: monotonicMs() };
    if (knock.secure) place.handshakes.push(handshake);
    let greeted = false;
    let closed = false;
    let begunMs = monotonicMs();
    return {
      address,
      greeted() {
        greeted = true;
        begunMs = monotonicMs();
      },
      silent(what) {
        if (place.silence.silent(knock.host, what, begunMs) === 'address') place.policed = true;
      },
      disturbed: () => void (place.policed = true),
      verified: () => place.silence.answered(knock.host, begunMs),
      close() {
        if (closed) return;
        closed = true;
        place.open.splice(place.open.indexOf(knock.host), 1);
        if (!greeted) place.handshakes = place.handshakes.filter((other) => other !== handshake);
        changed();
      },
    };
  }

  /** Nobody polices the way to this machine itself. */
  function free(address: string): boolean {
    return addressKind(address) === 'loopback';
  }

  function restMs(address: string, host: string): number {
    return placeOf(address).silence.restMs(host);
  }

  return {
    find(addresses, knock) {
      const [first] = addresses;
      if (first === undefined || free(first)) return { kind: 'slot', slot: unlimitedSlot(first ?? ''), addresses };
      const awake = addresses.filter((address) => restMs(address, knock.host) <= 0);
      if (awake.length === 0) return resting(addresses, knock.host);
      const withRoom = awake.filter((address) => waitMs(address, knock) === 0);
      const [best] = withRoom;
      if (best !== undefined) return { kind: 'slot', slot: open(best, knock), addresses: withRoom };
      const waits = awake.map((address) => waitMs(address, knock));
      // A host that has a connection there waits for it instead: closing a neighbour's would cost them a handshake each.
      const full = awake.filter(
        (address, index) => waits[index] === null && !placeOf(address).open.includes(knock.host),
      );
      return { kind: 'wait', ms: Math.min(MINUTE_MS, ...waits.filter((ms) => ms !== null)), full };
    },
    take(address, knock) {
      if (free(address)) return unlimitedSlot(address);
      return restMs(address, knock.host) <= 0 && waitMs(address, knock) === 0 ? open(address, knock) : null;
    },
    disturbed(address) {
      if (!free(address)) placeOf(address).policed = true;
    },
    onChange(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    forget() {
      // Slots hold on to their place: it stays, and only its experience goes.
      for (const place of places.values()) {
        place.policed = false;
        place.handshakes = [];
        place.silence = createSilence(limits.addressRestMs, monotonicMs);
      }
      changed();
    },
    forgive() {
      for (const place of places.values()) place.silence.forgive();
      changed();
    },
  };

  /** All of a host's addresses went silent a moment ago. */
  function resting(addresses: readonly string[], host: string): Room {
    const ms = Math.min(...addresses.map((address) => restMs(address, host)));
    const silences = addresses.map((address) => placeOf(address).silence);
    if (!silences.every((silence) => silence.isDark(host))) return { kind: 'wait', ms, full: [] };
    const greeted = silences.some(({ lastWas }) => lastWas === 'tls');
    return { kind: 'resting', outcome: greeted ? 'TLS_BLACKHOLE' : 'TCP_BLACKHOLE', ms };
  }
}

/** Until fewer than `most` of them lie within the last minute. */
function waitFor(handshakes: readonly { readonly atMs: number }[], most: number, nowMs: number): number {
  const inTheWay = handshakes[handshakes.length - most];
  return inTheWay ? Math.max(1, inTheWay.atMs + MINUTE_MS - nowMs) : 0;
}

/** For an address whose connections nobody counts: this machine, or the owner's own proxy. */
export function unlimitedSlot(address: string): AddressSlot {
  const nothing = (): void => undefined;
  return { address, greeted: nothing, silent: nothing, disturbed: nothing, verified: nothing, close: nothing };
}

/** No limits at all. */
export const unlimitedRoom: AddressRoom = {
  find: (addresses) => ({ kind: 'slot', slot: unlimitedSlot(addresses[0] ?? ''), addresses }),
  take: unlimitedSlot,
  disturbed: () => undefined,
  onChange: () => () => undefined,
  forget: () => undefined,
  forgive: () => undefined,
};
