/**
 * A curtain, as some networks hang it before foreign servers: a relay on loopback that lets so many bytes of each
 * connection through from the server to the client and then goes silent, without closing anything.
 */
import net from 'node:net';

export type CurtainOptions = {
  readonly to: { readonly host: string; readonly port: number };
  /** Per connection, from the server to the client, handshake included. */
  readonly bytes: number;
  /** `records`: only whole TLS records that fit; what is cut never begins with half a record. */
  readonly align?: 'bytes' | 'records';
};

export type CurtainProxy = {
  readonly host: string;
  readonly port: number;
  /** Accepted so far. */
  readonly connections: () => number;
  /** Let through to clients, in all; and taken from them. */
  readonly bytesDown: () => number;
  readonly bytesUp: () => number;
  /** Other allowances from the next connection on; Infinity takes the curtain away. */
  allow(bytes: number): void;
  close(): Promise<void>;
};

export function startCurtainProxy({ to, bytes, align = 'bytes' }: CurtainOptions): Promise<CurtainProxy> {
  const open = new Set<net.Socket>();
  let allowance = bytes;
  let accepted = 0;
  let down = 0;
  let up = 0;

  const server = net.createServer((client) => {
    accepted += 1;
    const upstream = net.connect(to.port, to.host);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on('close', () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
      socket.on('error', () => socket.destroy());
    }
    let room = allowance;
    let held = Buffer.alloc(0);
    client.on('data', (chunk: Buffer) => {
      up += chunk.length;
      upstream.write(chunk);
    });
    upstream.on('data', (chunk: Buffer) => {
      // Behind the curtain the server goes on talking, to nobody.
      if (room <= 0) return;
      held = Buffer.concat([held, chunk]);
      const passed = align === 'records' ? wholeRecords(held, room) : Math.min(held.length, room);
      // A record that does not fit is the end of it.
      const blocked = align === 'records' && passed < held.length && recordLength(held, passed) > room - passed;
      if (passed > 0) client.write(held.subarray(0, passed));
      down += passed;
      room = blocked ? 0 : room - passed;
      held = held.subarray(passed);
    });
  });

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve({
        host: '127.0.0.1',
        port: (server.address() as net.AddressInfo).port,
        connections: () => accepted,
        bytesDown: () => down,
        bytesUp: () => up,
        allow: (more) => void (allowance = more),
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}

/** Of the record that begins at `at`, head included; 0 while its head is not here. */
function recordLength(bytes: Buffer, at: number): number {
  return bytes.length < at + 5 ? 0 : 5 + bytes.readUInt16BE(at + 3);
}

/** Bytes of the whole records at the start that fit into `room`. */
function wholeRecords(bytes: Buffer, room: number): number {
  let at = 0;
  for (let length = recordLength(bytes, at); length > 0; length = recordLength(bytes, at)) {
    if (at + length > Math.min(bytes.length, room)) break;
    at += length;
  }
  return at;
}
