import { describe, expect, it } from 'vitest';
import { createAddressRoom, type AddressRoom, type AddressSlot, type Room } from '../../../main/fetch/address-room.ts';
import { DEFAULT_LIMITS } from '../../../main/fetch/limits.ts';

const ONE = '203.0.114.1';
const TWO = '203.0.114.2';

function rooms(): { room: AddressRoom; clock: { nowMs: number } } {
  const clock = { nowMs: 0 };
  return { room: createAddressRoom(DEFAULT_LIMITS, () => clock.nowMs), clock };
}

function secure(room: AddressRoom, host: string, ...addresses: string[]): Room {
  return room.find(addresses, { host, secure: true });
}

/** Begins a handshake, whose connection is left at once unless told otherwise. */
function greet(room: AddressRoom, host: string, address = ONE): AddressSlot {
  const found = secure(room, host, address);
  if (found.kind !== 'slot') throw new Error(`no room: ${found.kind}`);
  found.slot.greeted();
  return found.slot;
}

describe('one host at one address', () => {
  it('gets three handshakes a minute, however they end', () => {
    const { room, clock } = rooms();
    for (const atMs of [0, 10_000, 20_000]) {
      clock.nowMs = atMs;
      greet(room, 'news.com').close();
    }
    expect(secure(room, 'news.com', ONE)).toMatchObject({ kind: 'wait', ms: 40_000 });
    clock.nowMs = 60_000;
    greet(room, 'news.com').close();
    expect(secure(room, 'news.com', ONE)).toMatchObject({ kind: 'wait', ms: 10_000 });
  });

  it('a connection that came to nothing before its handshake is not counted as one', () => {
    const { room } = rooms();
    for (let count = 0; count < 5; count++) {
      const found = secure(room, 'news.com', ONE);
      if (found.kind === 'slot') found.slot.close();
    }
    expect(secure(room, 'news.com', ONE).kind).toBe('slot');
  });

  it('without encryption there are no handshakes to count', () => {
    const { room } = rooms();
    for (let count = 0; count < 20; count++) {
      const found = room.find([ONE], { host: 'news.com', secure: false });
      expect(found.kind).toBe('slot');
      if (found.kind === 'slot') found.slot.close();
    }
  });

  it('its other address is used when one has no room', () => {
    const { room } = rooms();
    for (let count = 0; count < 3; count++) greet(room, 'news.com').close();
    expect(secure(room, 'news.com', ONE, TWO)).toMatchObject({
      kind: 'slot',
      slot: { address: TWO },
      addresses: [TWO],
    });
  });

  it('loopback has all the room there is', () => {
    const { room } = rooms();
    for (let count = 0; count < 50; count++) {
      const found = secure(room, 'localhost', '127.0.0.1');
      expect(found.kind).toBe('slot');
      if (found.kind === 'slot') found.slot.silent('tls');
    }
  });
});

describe('an address that many hosts share', () => {
  const hosts = Array.from({ length: 30 }, (_, index) => `blog${index}.com`);

  it('carries many handshakes as long as nothing is wrong, but not without end', () => {
    const { room } = rooms();
    const done = hosts.filter((host) => {
      const found = secure(room, host, ONE);
      if (found.kind === 'slot') {
        found.slot.greeted();
        found.slot.close();
      }
      return found.kind === 'slot';
    });
    expect(done).toHaveLength(DEFAULT_LIMITS.handshakesPerMinuteShared);
  });

  it('six connections at once; and two, three handshakes a minute, after the first sign of policing', () => {
    const { room, clock } = rooms();
    const open = hosts.slice(0, 6).map((host) => greet(room, host));
    expect(secure(room, 'seventh.com', ONE)).toMatchObject({ kind: 'wait', full: [ONE] });
    // Who has a connection there already waits for it, and drives no neighbour out.
    expect(secure(room, 'blog0.com', ONE)).toMatchObject({ kind: 'wait', full: [] });
    for (const slot of open) slot.close();
    open[0]?.disturbed();
    clock.nowMs = 61_000;
    const [first] = [greet(room, 'a.com'), greet(room, 'b.com')];
    expect(secure(room, 'c.com', ONE)).toMatchObject({ kind: 'wait', full: [ONE] });
    first?.close();
    greet(room, 'c.com').close();
    expect(secure(room, 'd.com', ONE)).toMatchObject({ kind: 'wait', full: [], ms: 60_000 });
  });
});

describe('an address that was silent', () => {
  it('is left alone for 90 s: the host learns so at once, and is not tried', () => {
    const { room, clock } = rooms();
    greet(room, 'news.com').silent('tls');
    clock.nowMs = 30_000;
    expect(secure(room, 'news.com', ONE)).toEqual({ kind: 'resting', outcome: 'TLS_BLACKHOLE', ms: 60_000 });
    expect(room.take(ONE, { host: 'news.com', secure: true })).toBeNull();
    clock.nowMs = 90_000;
    expect(secure(room, 'news.com', ONE).kind).toBe('slot');
  });

  it('to the first packet: it is so for every host at it', () => {
    const { room } = rooms();
    greet(room, 'news.com').silent('tcp');
    expect(secure(room, 'other.com', ONE)).toMatchObject({ kind: 'resting', outcome: 'TCP_BLACKHOLE' });
  });

  it('to the greeting: another host waits, for the name may have been meant; after two hosts it is the address', () => {
    const { room, clock } = rooms();
    greet(room, 'news.com').silent('tls');
    expect(secure(room, 'other.com', ONE)).toMatchObject({ kind: 'wait', ms: 90_000 });
    clock.nowMs = 90_000;
    greet(room, 'other.com').silent('tls');
    expect(secure(room, 'third.com', ONE)).toMatchObject({ kind: 'resting', outcome: 'TLS_BLACKHOLE' });
  });

  it('although it had answered this host: connections are being counted, and waiting is worth it, once', () => {
    const { room, clock } = rooms();
    greet(room, 'news.com').verified();
    const second = greet(room, 'news.com');
    second.silent('tls');
    second.close();
    expect(secure(room, 'news.com', ONE)).toMatchObject({ kind: 'wait', ms: 90_000 });
    clock.nowMs = 90_000;
    greet(room, 'news.com').silent('tls');
    expect(secure(room, 'news.com', ONE)).toMatchObject({ kind: 'resting' });
  });

  it('to one host while others who came later were answered: its name is blocked, and it alone is kept away', () => {
    const { room, clock } = rooms();
    const blocked = greet(room, 'blocked.com');
    clock.nowMs = 1_000;
    greet(room, 'fine.com').verified();
    clock.nowMs = 8_000;
    blocked.silent('tls');
    expect(secure(room, 'blocked.com', ONE)).toMatchObject({ kind: 'resting', outcome: 'TLS_BLACKHOLE' });
    for (const host of ['c.com', 'd.com', 'e.com', 'f.com']) {
      const found = secure(room, host, ONE);
      expect(found.kind).toBe('slot');
    }
  });

  it('although it had answered others a moment before: it counts, and waiting is worth it, once', () => {
    const { room, clock } = rooms();
    const first = greet(room, 'first.com');
    const late = greet(room, 'late.com');
    first.verified();
    first.close();
    clock.nowMs = 8_000;
    late.silent('tls');
    late.close();
    expect(secure(room, 'late.com', ONE)).toMatchObject({ kind: 'wait', ms: 90_000 });
    clock.nowMs = 98_000;
    greet(room, 'late.com').silent('tls');
    expect(secure(room, 'late.com', ONE)).toMatchObject({ kind: 'resting' });
  });

  it('does not keep from the other address of the host', () => {
    const { room } = rooms();
    greet(room, 'news.com').silent('tls');
    expect(secure(room, 'news.com', ONE, TWO)).toMatchObject({
      kind: 'slot',
      slot: { address: TWO },
      addresses: [TWO],
    });
  });

  it('may be asked again when the line is open, and on another network nothing counts', () => {
    const { room } = rooms();
    const slots = [greet(room, 'news.com'), greet(room, 'news.com')];
    for (const slot of slots) slot.silent('tls');
    let told = 0;
    room.onChange(() => (told += 1));
    room.forgive();
    expect(told).toBe(1);
    // Two stand, and the address is known to police.
    expect(secure(room, 'other.com', ONE)).toMatchObject({ kind: 'wait', full: [ONE] });
    room.forget();
    expect(secure(room, 'other.com', ONE).kind).toBe('slot');
    expect(secure(room, 'news.com', ONE).kind).toBe('slot');
  });
});
