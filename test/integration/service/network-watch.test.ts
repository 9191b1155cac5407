import { spawnSync } from 'node:child_process';
import type { NetworkInterfaceInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type NetworkNews, watchNetwork } from '../../../main/service/network-watch.ts';

const MINUTE = 60_000;
const ROUTE = 'wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n';
const neighbour = (mac: string): string => `192.168.1.1  0x1  0x2  ${mac}  *  wlan0\n`;

describe('a watch with clocks and files of its own', () => {
  const device = {
    wallMs: 0,
    monotonicMs: 0,
    uptimeMs: 0,
    addresses: { wlan0: ['192.168.1.17'] } as Record<string, string[]>,
    neighbours: neighbour('02:00:00:00:00:01'),
  };
  let news: NetworkNews[];

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    Object.assign(device, {
      wallMs: 1e12,
      monotonicMs: 5e6,
      uptimeMs: 9e6,
      neighbours: neighbour('02:00:00:00:00:01'),
    });
    device.addresses = { wlan0: ['192.168.1.17'] };
    news = [];
  });
  afterEach(() => void vi.useRealTimers());

  function watch() {
    return watchNetwork({
      now: () => device.wallMs,
      monotonicMs: () => device.monotonicMs,
      uptimeMs: () => device.uptimeMs,
      interfaces: () =>
        Object.fromEntries(
          Object.entries(device.addresses).map(([name, all]) => [
            name,
            all.map((address): NetworkInterfaceInfo => {
              return { address, family: 'IPv4', internal: name === 'lo', netmask: '', mac: '', cidr: null };
            }),
          ]),
        ),
      readText: (path) => (path.endsWith('route') ? ROUTE : device.neighbours),
      key: Buffer.alloc(32, 1),
      onChange: (one) => news.push(one),
    });
  }

  /** Lets the timer come once, `lateMs` late. */
  function pass(by: { lateMs?: number; wallMs?: number; asleepMs?: number } = {}): void {
    const { lateMs = 0, wallMs = 0, asleepMs = 0 } = by;
    device.monotonicMs += 5_000 + lateMs;
    device.uptimeMs += 5_000 + lateMs + asleepMs;
    device.wallMs += 5_000 + lateMs + asleepMs + wallMs;
    vi.advanceTimersByTime(5_000);
  }

  test('tells where we are before it returns, and nothing while nothing changes', () => {
    const watching = watch();
    expect(news).toEqual([
      { kind: 'network', atMs: 1e12, identity: expect.stringMatching(/^[0-9a-f]{16}$/), hasInterface: true },
    ]);
    expect(watching.identity()).toBe((news[0] as { identity: string }).identity);
    for (let tick = 0; tick < 20; tick++) pass();
    expect(news).toHaveLength(1);
  });

  test('a lost interface, and its return', () => {
    watch();
    device.addresses = { lo: ['127.0.0.1'] };
    pass();
    expect(news[1]).toEqual({ kind: 'network', atMs: 1e12 + 5_000, identity: null, hasInterface: false });
    device.addresses = { wlan0: ['192.168.1.17'] };
    pass();
    expect(news[2]).toMatchObject({ hasInterface: true, identity: (news[0] as { identity: string }).identity });
  });

  test('another gateway behind the same address is another network; one that the kernel forgot is not', () => {
    watch();
    device.neighbours = '';
    pass();
    device.neighbours = neighbour('02:00:00:00:00:01');
    pass();
    expect(news).toHaveLength(1);
    device.neighbours = neighbour('02:00:00:00:00:02');
    pass();
    expect(news).toHaveLength(2);
    expect(news[1]).not.toMatchObject({ identity: (news[0] as { identity: string }).identity });
  });

  test('a hardware address that becomes known only later is no move', () => {
    device.neighbours = '';
    const watching = watch();
    const early = watching.identity();
    device.neighbours = neighbour('02:00:00:00:00:01');
    pass();
    expect(news).toHaveLength(1);
    expect(watching.identity()).not.toBe(early);
  });

  test('a sleep, on clocks that stand still in it and on such that do not; the clock was not set', () => {
    watch();
    pass({ asleepMs: 60 * MINUTE });
    expect(news.slice(1)).toEqual([{ kind: 'woke', atMs: device.wallMs }]);
    pass({ lateMs: 60 * MINUTE });
    expect(news.slice(2)).toEqual([{ kind: 'woke', atMs: device.wallMs }]);
    pass({ lateMs: MINUTE });
    expect(news).toHaveLength(3);
  });

  test.each([2 * 365 * 24 * 60 * MINUTE, -2 * 365 * 24 * 60 * MINUTE, 5 * MINUTE])(
    'a clock that is set by %i ms, and no sleep',
    (wallMs) => {
      watch();
      pass({ wallMs });
      expect(news.slice(1)).toEqual([{ kind: 'clock-set', atMs: device.wallMs }]);
      pass();
      expect(news).toHaveLength(2);
    },
  );

  test('can be told to look at once, and to stop', () => {
    const watching = watch();
    device.addresses = {};
    watching.look();
    expect(news).toHaveLength(2);
    watching.stop();
    device.addresses = { wlan0: ['192.168.1.17'] };
    pass();
    expect(news).toHaveLength(2);
  });
});

const allowed = spawnSync('unshare', ['-n', 'ip', 'link', 'show', 'lo']).status === 0;
if (!allowed) console.log('skipped: interfaces that come and go (a network namespace is not permitted here)');

test.skipIf(!allowed)('53: real interfaces that come, move and go are seen within five seconds', () => {
  const script = fileURLToPath(new URL('watched-namespace.ts', import.meta.url));
  const { stdout, stderr, status } = spawnSync('unshare', ['-n', process.execPath, script], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  expect({ status, stderr }).toMatchObject({ status: 0 });
  type Line = { atMs: number; did?: string; identity?: string; news?: NetworkNews & { kind: 'network' } };
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
  const heard = lines.filter((line) => line.news);
  const did = (what: string): Line => lines.find((line) => line.did === what) as Line;
  expect(heard.map(({ news }) => news?.hasInterface)).toEqual([false, true, true, true, false]);
  const [, connected, moved, otherGateway, gone] = heard as [Line, Line, Line, Line, Line];
  // The timer's five seconds, and some for a busy machine.
  expect(connected.atMs - did('connect').atMs).toBeLessThan(8_000);
  expect(gone.atMs - did('disconnect').atMs).toBeLessThan(8_000);
  expect(lines.find((line) => line.identity !== undefined)?.identity).toBe(connected.news?.identity);
  expect(new Set([connected, moved, otherGateway].map(({ news }) => news?.identity)).size).toBe(3);
  expect(gone.news?.identity).toBeNull();
});
