import type { NetworkInterfaceInfo } from 'node:os';
import { describe, expect, test } from 'vitest';
import { networkIdentity, readGateway, waysOut } from '../../../main/service/network-identity.ts';

const key = Buffer.alloc(32, 7);

function address(text: string, internal = false): NetworkInterfaceInfo {
  const base = { address: text, netmask: '', mac: '', internal, cidr: null };
  return text.includes(':') ? { ...base, family: 'IPv6', scopeid: 0 } : { ...base, family: 'IPv4' };
}

const ROUTES = `Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
wlan0	00000000	FE01A8C0	0003	0	0	600	00000000	0	0	0
eth0	00000000	0102000A	0003	0	0	100	00000000	0	0	0
eth0	0002000A	00000000	0001	0	0	100	00FFFFFF	0	0	0
`;
const NEIGHBOURS = `IP address       HW type     Flags       HW address            Mask     Device
10.0.2.77        0x1         0x0         00:00:00:00:00:00     *        eth0
10.0.2.1         0x1         0x2         02:FC:00:00:00:05     *        eth0
`;

describe('the ways out of a device', () => {
  test('are its addresses by interface and prefix, but not its own, not makeshift ones, not those of containers', () => {
    const ways = waysOut({
      lo: [address('127.0.0.1', true), address('::1', true)],
      wlan0: [address('192.168.1.17'), address('fe80::1%wlan0'), address('2001:db8:1:2:aaaa:bbbb:cccc:dddd')],
      eth0: [address('169.254.3.4')],
      docker0: [address('172.17.0.1')],
      'br-0a1b2c3d4e5f': [address('172.18.0.1')],
      gone: undefined,
    });
    expect(ways).toEqual(['wlan0 192.168.1', 'wlan0 2001:db8:1:2']);
  });

  test('inside a container are what the machine gave it, when there is nothing else', () => {
    expect(waysOut({ lo: [address('127.0.0.1', true)], veth0: [address('10.0.0.2')] })).toEqual(['veth0 10.0.0']);
    expect(waysOut({ lo: [address('127.0.0.1', true)], docker0: [address('172.17.0.1')] })).toEqual([]);
  });

  test('stay the same with another lease, another privacy address, another order', () => {
    const before = waysOut({ a: [address('10.1.2.3'), address('2001:db8::5')], b: [address('10.9.9.9')] });
    const after = waysOut({ b: [address('10.9.9.1')], a: [address('2001:db8:0:0:ffff::9'), address('10.1.2.200')] });
    expect(before).toContain('a 2001:db8:0:0');
    expect(before).toContain('a 10.1.2');
    expect(after).toEqual(expect.arrayContaining(['a 10.1.2', 'a 2001:db8:0:0', 'b 10.9.9']));
  });
});

describe('the default gateway', () => {
  test('is the one with the smallest metric, with its hardware address where that is known', () => {
    expect(readGateway(ROUTES, NEIGHBOURS)).toEqual({
      interfaceName: 'eth0',
      address: '10.0.2.1',
      mac: '02:fc:00:00:00:05',
    });
    expect(readGateway(ROUTES, NEIGHBOURS.replace('02:FC:00:00:00:05', '00:00:00:00:00:00'))?.mac).toBeNull();
    expect(readGateway(ROUTES, null)?.mac).toBeNull();
  });

  test.each([null, '', 'nonsense', 'Iface\tDestination\neth0\t00000000\n', 'eth0\t00000000\tnothex\t0003'])(
    'is not there in %j',
    (routes) => {
      expect(readGateway(routes, null)).toBeNull();
    },
  );
});

describe('the identity of a network', () => {
  const gateway = readGateway(ROUTES, NEIGHBOURS);

  test('is 16 hex digits, the same for the same, and another with another key', () => {
    const identity = networkIdentity(['wlan0 192.168.1'], gateway, key);
    expect(identity).toMatch(/^[0-9a-f]{16}$/);
    expect(networkIdentity(['wlan0 192.168.1'], gateway, key)).toBe(identity);
    expect(networkIdentity(['wlan0 192.168.1'], gateway, Buffer.alloc(32, 8))).not.toBe(identity);
  });

  test('tells two homes with the same addresses apart by their gateways', () => {
    const other = gateway && { ...gateway, mac: '02:fc:00:00:00:06' };
    const ways = ['wlan0 192.168.1'];
    expect(networkIdentity(ways, other, key)).not.toBe(networkIdentity(ways, gateway, key));
  });

  test('is none without a way out', () => {
    expect(networkIdentity([], null, key)).toBeNull();
  });
});
