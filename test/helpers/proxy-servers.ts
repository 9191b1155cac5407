/**
 * Proxies in this process that behave, or misbehave, as told: an HTTP one that opens tunnels by CONNECT, and a SOCKS5 one.
 * They remember what they were asked for, and lead every name to one server, as a far side that knows names of its own.
 */
import net from 'node:net';
import type { DialRoute } from '../../shared/model.ts';

export type ProxyAccount = { readonly username: string; readonly password: string };

export type AskedTunnel = {
  /** As the proxy was asked: `news.example:443`. */
  readonly target: string;
  /** Of SOCKS5: an address was sent instead of a name. */
  readonly byAddress: boolean;
  /** What the client signed in with; null: nothing. */
  readonly account: ProxyAccount | null;
};

export type TestProxy = {
  readonly host: string;
  readonly port: number;
  readonly asked: AskedTunnel[];
  /** Connections accepted so far. */
  connections(): number;
  /** The way through it, ready for a request. */
  route(more?: Partial<Exclude<DialRoute, { via: 'direct' }>>): DialRoute;
  close(): Promise<void>;
};

/** Where tunnels lead, whatever name they are for. */
export type FarSide = { readonly host: string; readonly port: number };

/** `hang up`: closes when asked; `silence`: takes the question and says nothing; `says`: answers just that. */
export type ProxyBehaviour = 'serve' | 'hang up' | 'silence' | { readonly says: string | Buffer };

export type HttpProxyOptions = {
  readonly to: FarSide;
  readonly account?: ProxyAccount;
  readonly behaviour?: ProxyBehaviour;
};

/** An HTTP proxy that knows CONNECT only. */
export function startHttpProxy({ to, account, behaviour = 'serve' }: HttpProxyOptions): Promise<TestProxy> {
  return startProxy('http', (socket, asked) => {
    let head = '';
    socket.on('data', function read(bytes: Buffer) {
      head += bytes.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', read);
      const target = /^CONNECT (\S+) HTTP\/1\.1\r\n/.exec(head)?.[1] ?? `not CONNECT: ${head.slice(0, 40)}`;
      const signed = readBasic(/\r\nproxy-authorization: basic (\S+)/i.exec(head)?.[1]);
      asked.push({ target, byAddress: false, account: signed });
      if (behaviour === 'silence') return;
      if (behaviour === 'hang up') return void socket.end();
      if (behaviour !== 'serve') return void socket.end(behaviour.says);
      if (account && !sameAccount(account, signed))
        return void socket.end(
          'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n',
        );
      relay(socket, to, () => socket.write('HTTP/1.1 200 Connection established\r\nVia: test\r\n\r\n'));
    });
  });
}

export type SocksProxyOptions = {
  readonly to: FarSide;
  /** Only with this name and password. */
  readonly account?: ProxyAccount;
  /** Takes whatever name and password are offered, and prefers them, as Tor does. */
  readonly takesAnyAccount?: boolean;
  /** The code of its answer to every request for a connection; 0 opens it. */
  readonly reply?: number;
  readonly behaviour?: ProxyBehaviour;
};

/** A SOCKS5 proxy (RFC 1928, RFC 1929). */
export function startSocksProxy(options: SocksProxyOptions): Promise<TestProxy> {
  const { to, account, takesAnyAccount = false, reply = 0, behaviour = 'serve' } = options;
  return startProxy('socks5', async (socket, asked) => {
    const read = reader(socket);
    const [, methodCount = 0] = await read(2);
    const methods = [...(await read(methodCount))];
    if (behaviour === 'silence') return;
    if (behaviour === 'hang up') return void socket.end();
    if (behaviour !== 'serve') return void socket.end(behaviour.says);
    const signsIn = methods.includes(2) && (account !== undefined || takesAnyAccount);
    if (account && !signsIn) return void socket.end(Buffer.from([5, 0xff]));
    socket.write(Buffer.from([5, signsIn ? 2 : 0]));
    let signed: ProxyAccount | null = null;
    if (signsIn) {
      const [, nameLength = 0] = await read(2);
      const username = (await read(nameLength)).toString('utf8');
      const [passwordLength = 0] = await read(1);
      signed = { username, password: (await read(passwordLength)).toString('utf8') };
      const wrong = account !== undefined && !sameAccount(account, signed);
      if (wrong) return void socket.end(Buffer.from([1, 1]));
      socket.write(Buffer.from([1, 0]));
    }
    const [, , , kind = 0] = await read(4);
    const length = kind === 1 ? 4 : kind === 4 ? 16 : ((await read(1))[0] ?? 0);
    const host = await read(length);
    const port = (await read(2)).readUInt16BE(0);
    const name = kind === 3 ? host.toString('latin1') : [...host].join('.');
    asked.push({ target: `${name}:${port}`, byAddress: kind !== 3, account: signed });
    const answer = Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (reply !== 0) return void socket.end(answer);
    relay(socket, to, () => socket.write(answer));
  });
}

async function startProxy(
  via: 'http' | 'socks5',
  serve: (socket: net.Socket, asked: AskedTunnel[]) => void | Promise<void>,
): Promise<TestProxy> {
  const asked: AskedTunnel[] = [];
  const open = new Set<net.Socket>();
  let accepted = 0;
  const server = net.createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
    void serve(socket, asked);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    host: '127.0.0.1',
    port,
    asked,
    connections: () => accepted,
    route: (more = {}) => ({ via, id: 'ours', host: '127.0.0.1', port, username: null, password: null, ...more }),
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function relay(near: net.Socket, to: FarSide, opened: () => void): void {
  const far = net.connect(to, opened);
  for (const [one, other] of [
    [near, far],
    [far, near],
  ] as const) {
    one.on('error', () => other.destroy());
    one.on('close', () => other.destroy());
  }
  near.pipe(far).pipe(near);
}

/** Reads so many bytes, however they come; for ever when they do not. */
function reader(socket: net.Socket): (length: number) => Promise<Buffer> {
  return async (length) => {
    while (socket.readableLength < length) await new Promise((resolve) => socket.once('readable', resolve));
    return length === 0 ? Buffer.alloc(0) : (socket.read(length) as Buffer);
  };
}

function readBasic(encoded: string | undefined): ProxyAccount | null {
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  return { username: text.slice(0, text.indexOf(':')), password: text.slice(text.indexOf(':') + 1) };
}

function sameAccount(one: ProxyAccount, other: ProxyAccount | null): boolean {
  return one.username === other?.username && one.password === other.password;
}
