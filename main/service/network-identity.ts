/** By what one network is told from another, without asking anybody. */
import { createHmac } from 'node:crypto';
import type { NetworkInterfaceInfo } from 'node:os';

export type Interfaces = Readonly<Record<string, readonly NetworkInterfaceInfo[] | undefined>>;

export type Gateway = {
  readonly interfaceName: string;
  readonly address: string;
  /** Null: not spoken to lately. */
  readonly mac: string | null;
};

/** Bridges and pairs of containers and virtual machines: they come and go with these, and lead nowhere. */
const INSIDE = /^(docker|br-[0-9a-f]|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|podman|flannel|cali)/;

/**
 * Interfaces that may lead out, each with the prefixes it lies in; sorted. Inside a container what is a pair of the
 * machine's is the only way out, and counts.
 */
export function waysOut(interfaces: Interfaces): string[] {
  const all = Object.entries(interfaces);
  const own = waysOf(all.filter(([name]) => !INSIDE.test(name)));
  // Not a bridge: an unplugged laptop that runs containers has one, too.
  return own.length > 0 ? own : waysOf(all.filter(([name]) => name.startsWith('veth')));
}

function waysOf(interfaces: readonly (readonly [string, readonly NetworkInterfaceInfo[] | undefined])[]): string[] {
  return interfaces
    .flatMap(([name, addresses]) => (addresses ?? []).filter(leadsOut).map((one) => `${name} ${prefixOf(one)}`))
    .filter((way, index, all) => all.indexOf(way) === index)
    .sort();
}

/** An address nobody gave us (169.254/16, fe80::/10) reaches the same cable and no further. */
function leadsOut({ internal, address }: NetworkInterfaceInfo): boolean {
  return !internal && !/^(169\.254\.|fe[89ab])/i.test(address);
}

/** /24 and /64: addresses within them change with every lease and, for privacy, every day. */
function prefixOf({ address, family }: NetworkInterfaceInfo): string {
  if (family === 'IPv4') return address.split('.').slice(0, 3).join('.');
  const [left = '', right] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array<string>(zeros).fill('0'), ...tail].slice(0, 4).join(':');
}

/**
 * The default gateway from Linux's /proc/net/route and /proc/net/arp (null: no such file); null where there is none. Of
 * several the one with the smallest metric.
 */
export function readGateway(routes: string | null, neighbours: string | null): Gateway | null {
  const defaults = (routes ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, destination, gateway]) => destination === '00000000' && /^[0-9A-F]{8}$/i.test(gateway ?? ''))
    .sort((a, b) => Number(a[6] ?? 0) - Number(b[6] ?? 0));
  const [interfaceName, , hex] = defaults[0] ?? [];
  if (interfaceName === undefined || hex === undefined) return null;
  // The kernel prints the number as it lies in memory, and all that Electron and Node run on is little-endian.
  const address = [6, 4, 2, 0].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)).join('.');
  return { interfaceName, address, mac: macOf(neighbours, interfaceName, address) };
}

function macOf(neighbours: string | null, interfaceName: string, address: string): string | null {
  for (const line of (neighbours ?? '').split('\n')) {
    const [ip, , , mac, , device] = line.trim().split(/\s+/);
    if (ip !== address || device !== interfaceName || mac === undefined) continue;
    return /^(00:){5}00$/.test(mac) ? null : mac.toLowerCase(); // asked for, not answered yet
  }
  return null;
}

/** 16 hex digits that mean nothing to anybody without the key; null without a way out. */
export function networkIdentity(ways: readonly string[], gateway: Gateway | null, key: Buffer): string | null {
  if (ways.length === 0) return null;
  const told = JSON.stringify([ways, gateway && [gateway.interfaceName, gateway.address, gateway.mac]]);
  return createHmac('sha256', key).update(told).digest('hex').slice(0, 16);
}
