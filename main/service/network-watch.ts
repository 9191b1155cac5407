/** Notices that the network is another one, that the device slept, and that its clock was set. Asks nobody. */
import { readFileSync } from 'node:fs';
import { networkInterfaces, uptime } from 'node:os';
import type { LineEvent } from '../connectivity/events.ts';
import { type Gateway, type Interfaces, networkIdentity, readGateway, waysOut } from './network-identity.ts';

export type NetworkNews = Extract<LineEvent, { readonly kind: 'network' | 'woke' | 'clock-set' }>;

export type NetworkWatch = {
  /** Of the network we are in, for what is remembered of it; null without an interface. */
  identity(): string | null;
  /** Looks at once: the system said that something changed. */
  look(): void;
  stop(): void;
};

/** Five seconds is how soon a lost interface must show (the network study, 7, case 53). */
const EVERY_MS = 5_000;
/** A timer this late was asleep; a busy machine is late by seconds. */
const SLEPT_MS = 2 * 60_000;
/** Time services correct a clock by less, without anybody noticing. */
const CLOCK_SET_MS = 60_000;

/**
 * Tells the network at once, before it returns, and then whatever changes. `now`: wall clock; `monotonicMs`: may stand
 * still while the device sleeps; `uptimeMs`: goes on in its sleep, where the system has such a clock.
 */
export function watchNetwork(options: {
  readonly now: () => number;
  readonly key: Buffer;
  readonly onChange: (news: NetworkNews) => void;
  readonly monotonicMs?: () => number;
  readonly uptimeMs?: () => number;
  readonly interfaces?: () => Interfaces;
  /** Text of a file; null where there is none. */
  readonly readText?: (path: string) => string | null;
  readonly everyMs?: number;
}): NetworkWatch {
  const { now, key, onChange } = options;
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const uptimeMs = options.uptimeMs ?? (() => uptime() * 1000);
  const interfaces = options.interfaces ?? systemInterfaces;
  const readText = options.readText ?? readIfThere;
  const everyMs = options.everyMs ?? EVERY_MS;

  let clocks = { wall: now(), monotonic: monotonicMs(), uptime: uptimeMs() };
  let place = lookAround(null);
  onChange({ kind: 'network', atMs: clocks.wall, identity: identityOf(place), hasInterface: place.ways.length > 0 });

  function lookAround(before: Place | null): Place {
    const ways = waysOut(interfaces());
    const gateway = readGateway(readText('/proc/net/route'), readText('/proc/net/arp'));
    return { ways, gateway: gateway && { ...gateway, mac: gateway.mac ?? lastMac(before, ways, gateway) } };
  }

  function identityOf({ ways, gateway }: Place): string | null {
    return networkIdentity(ways, gateway, key);
  }

  function checkClocks(): void {
    const last = clocks;
    clocks = { wall: now(), monotonic: monotonicMs(), uptime: uptimeMs() };
    const passedMs = Math.max(clocks.monotonic - last.monotonic, clocks.uptime - last.uptime);
    const setByMs = clocks.wall - last.wall - passedMs;
    if (Math.abs(setByMs) > CLOCK_SET_MS) onChange({ kind: 'clock-set', atMs: clocks.wall });
    if (passedMs - everyMs > SLEPT_MS) onChange({ kind: 'woke', atMs: clocks.wall });
  }

  function look(): void {
    checkClocks();
    const last = place;
    place = lookAround(last);
    if (isSamePlace(last, place)) return;
    onChange({ kind: 'network', atMs: clocks.wall, identity: identityOf(place), hasInterface: place.ways.length > 0 });
  }

  const timer = setInterval(look, everyMs);
  timer.unref();
  return { identity: () => identityOf(place), look, stop: () => clearInterval(timer) };
}

/** Where a program may not ask (Android), it is not known: then there is a way out until attempts show that there is none. */
function systemInterfaces(): Interfaces {
  try {
    return networkInterfaces();
  } catch {
    return UNKNOWN_INTERFACES;
  }
}

const UNKNOWN_INTERFACES: Interfaces = {
  unknown: [
    { address: '0.0.0.0', netmask: '0.0.0.0', family: 'IPv4', mac: '00:00:00:00:00:00', internal: false, cidr: null },
  ],
};

type Place = { readonly ways: readonly string[]; readonly gateway: Gateway | null };

/** The kernel forgets a gateway's hardware address when it was not spoken to for a while; we did not move for that. */
function lastMac(before: Place | null, ways: readonly string[], gateway: Gateway): string | null {
  return before && isSameWay(before, { ways, gateway }) ? (before.gateway?.mac ?? null) : null;
}

/** A hardware address that has only now become known is no move either. */
function isSamePlace(before: Place, after: Place): boolean {
  const mac = before.gateway?.mac ?? null;
  return isSameWay(before, after) && (mac === null || mac === after.gateway?.mac);
}

function isSameWay(before: Place, after: Place): boolean {
  return (
    before.ways.join('\n') === after.ways.join('\n') &&
    before.gateway?.interfaceName === after.gateway?.interfaceName &&
    before.gateway?.address === after.gateway?.address
  );
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // another system than Linux, or a locked-down one
  }
}
