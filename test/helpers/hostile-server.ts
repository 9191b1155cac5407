/**
 * A loopback web server that misbehaves on purpose, byte by byte. It speaks HTTP/1.1 over plain or TLS sockets by hand,
 * so that an answer can be cut, frozen or forged at any place. What it does at an address is a named behaviour:
 *
 *     const server = await startHostileServer();
 *     server.on('/feed.xml', cutAfter(answerBytes({ body: rss }), 500));
 *     server.on('/moved', redirect('/feed.xml'));
 *     ... server.url('/moved') ... server.requests ... await server.close();
 *
 * With `tls: { key, cert }` (see test-authority.ts) it is an https server; `connection` makes whole connections
 * misbehave before any request is read.
 */
import net from 'node:net';
import tls from 'node:tls';

export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  /** Lower-case names; values as they came, one character per byte. */
  readonly headers: Readonly<Record<string, string>>;
  /** The bytes of the request's head, one character each. */
  readonly head: string;
  readonly atMs: number;
  /** Counts connections from 1: two requests with the same number shared one. */
  readonly connection: number;
  /** Requests for this path before this one. */
  readonly before: number;
};

export type Behaviour = (request: SeenRequest, socket: net.Socket) => void;

/**
 * Before any request: serve it, say nothing for ever, reset or close (after the first bytes, or at once), answer TLS with
 * plain text, or with a fatal alert of this number (RFC 8446, section 6).
 */
export type ConnectionBehaviour =
  'serve' | 'swallow' | 'reset' | 'close' | 'reset at once' | 'close at once' | 'plain text' | `alert ${number}`;

export type HostileServerOptions = {
  readonly host?: string;
  /** Any free one otherwise. */
  readonly port?: number;
  readonly tls?: tls.TlsOptions;
  /** A function is asked for every connection; they are counted from 1. */
  readonly connection?: ConnectionBehaviour | ((number: number) => ConnectionBehaviour);
};

export type HostileServer = {
  readonly host: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** Accepted so far. */
  readonly connections: () => number;
  /** Most that were open at one moment. */
  readonly mostAtOnce: () => number;
  /** What every TLS connection agreed on, in order; false for no protocol. */
  readonly protocols: (string | false | null)[];
  /** Whether each TLS connection, in order, took up an earlier session. */
  readonly resumed: boolean[];
  on(path: string, behaviour: Behaviour): void;
  /** For every path that has no behaviour of its own; 404 otherwise. */
  otherwise(behaviour: Behaviour): void;
  /** The address of a path here, under another host name if one is given. */
  url(path: string, name?: string): string;
  close(): Promise<void>;
};

/** Longest head it reads; a client that sends more is closed. */
const MAX_HEAD = 65_536;

export function startHostileServer(options: HostileServerOptions = {}): Promise<HostileServer> {
  const host = options.host ?? '127.0.0.1';
  const behaviours = new Map<string, Behaviour>();
  const visits = new Map<string, number>();
  const requests: SeenRequest[] = [];
  const protocols: (string | false | null)[] = [];
  const resumed: boolean[] = [];
  const open = new Set<net.Socket>();
  let fallback: Behaviour = answer({ status: 404, body: 'nothing here' });
  let accepted = 0;
  let mostAtOnce = 0;

  function track(socket: net.Socket): void {
    accepted += 1;
    open.add(socket);
    // Every behaviour on a kept connection may listen for its end.
    socket.setMaxListeners(0);
    mostAtOnce = Math.max(mostAtOnce, open.size);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => open.delete(socket));
  }

  function serve(socket: net.Socket, connection: number): void {
    let pending = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      pending += bytes.toString('latin1');
      if (pending.length > MAX_HEAD) return socket.destroy();
      for (let end = pending.indexOf('\r\n\r\n'); end >= 0; end = pending.indexOf('\r\n\r\n')) {
        const head = pending.slice(0, end);
        pending = pending.slice(end + 4);
        const [method = '', path = ''] = (head.split('\r\n')[0] ?? '').split(' ');
        const before = visits.get(path) ?? 0;
        visits.set(path, before + 1);
        const request = { method, path, headers: readHeaders(head), head, atMs: Date.now(), connection, before };
        requests.push(request);
        (behaviours.get(path) ?? fallback)(request, socket);
      }
    });
  }

  const behaviourOf = (number: number): ConnectionBehaviour => {
    const { connection = 'serve' } = options;
    return typeof connection === 'function' ? connection(number) : connection;
  };

  function onConnection(socket: net.Socket): void {
    track(socket);
    const number = accepted;
    const behaviour = behaviourOf(number);
    switch (behaviour) {
      case 'serve':
        if (!secure) return serve(socket, number);
        below.set(socket.remotePort ?? 0, { socket, number });
        secure.emit('connection', socket);
        return;
      case 'reset at once':
        return void socket.resetAndDestroy();
      case 'close at once':
        return void socket.end();
      case 'swallow':
        socket.resume();
        return;
      case 'reset':
        socket.once('data', () => socket.resetAndDestroy());
        return;
      case 'close':
        socket.once('data', () => socket.end());
        return;
      case 'plain text':
        socket.once('data', () => socket.end('HTTP/1.1 302 Found\r\nLocation: http://stub.test/\r\n\r\n'));
        return;
      default:
        socket.once('data', () => socket.end(alertRecord(Number(behaviour.slice('alert '.length)))));
    }
  }

  /** A TLS socket knows its peer's port, but neither the connection's number nor the socket below it. */
  const below = new Map<number, { readonly socket: net.Socket; readonly number: number }>();
  const secure = options.tls ? tls.createServer(options.tls) : null;
  secure?.on('secureConnection', (socket) => {
    socket.setMaxListeners(0);
    protocols.push(socket.alpnProtocol);
    resumed.push(socket.isSessionReused());
    const carrier = below.get(socket.remotePort ?? 0);
    // Only what is below has a connection that can be reset.
    socket.resetAndDestroy = () => {
      carrier?.socket.resetAndDestroy();
      return socket;
    };
    serve(socket, carrier?.number ?? accepted);
  });
  secure?.on('tlsClientError', (_error, socket) => socket.destroy());
  const server = net.createServer(onConnection);

  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      const { port } = server.address() as net.AddressInfo;
      const scheme = options.tls ? 'https' : 'http';
      resolve({
        host,
        port,
        requests,
        protocols,
        resumed,
        connections: () => accepted,
        mostAtOnce: () => mostAtOnce,
        on: (path, behaviour) => void behaviours.set(path, behaviour),
        otherwise: (behaviour) => void (fallback = behaviour),
        url: (path, name = host) => `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}${path}`,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}

/** One TLS record: content type alert, level fatal. */
function alertRecord(description: number): Buffer {
  return Buffer.from([21, 3, 3, 0, 2, 2, description]);
}

function readHeaders(head: string): Record<string, string> {
  const lines = head.split('\r\n').slice(1);
  return Object.fromEntries(
    lines.map((line) => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).replace(/^ /, '')];
    }),
  );
}

export type AnswerParts = {
  readonly status?: number;
  /** An array repeats the header. Values are sent one byte per character. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string | Uint8Array;
  /** `length`: Content-Length; `chunked`; `close`: nothing says where the body ends but the closed connection. */
  readonly framing?: 'length' | 'chunked' | 'close';
};

/** An answer as bytes, for behaviours that send only a part of it. */
export function answerBytes({ status = 200, headers = {}, body = '', framing = 'length' }: AnswerParts): Buffer {
  const bytes = typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body);
  const lines = [`HTTP/1.1 ${status} ${status === 200 ? 'OK' : 'Whatever'}`];
  for (const [name, values] of Object.entries(headers))
    for (const value of typeof values === 'string' ? [values] : values) lines.push(`${name}: ${value}`);
  const bodyless = status === 304 || status === 204 || status < 200;
  if (framing === 'length' && !bodyless) lines.push(`Content-Length: ${bytes.length}`);
  if (framing === 'chunked') lines.push('Transfer-Encoding: chunked');
  if (framing === 'close') lines.push('Connection: close');
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  return Buffer.concat([head, framing === 'chunked' ? chunkedBytes(bytes) : bytes]);
}

function chunkedBytes(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += 1_000) {
    const piece = bytes.subarray(at, at + 1_000);
    parts.push(Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}

/** A whole, honest answer. */
export function answer(parts: AnswerParts): Behaviour {
  const bytes = answerBytes(parts);
  return (_request, socket) => {
    if (parts.framing === 'close') socket.end(bytes);
    else socket.write(bytes);
  };
}

export function redirect(location: string, status = 302): Behaviour {
  return answer({ status, headers: { Location: location } });
}

/** Any bytes at all, and then the connection stays open. */
export function raw(bytes: string | Uint8Array): Behaviour {
  return (_request, socket) => void socket.write(typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
}

/** The first bytes of an answer, then the end of the connection: in order, or by reset. */
export function cutAfter(bytes: Uint8Array, count: number, how: 'end' | 'reset' = 'end'): Behaviour {
  return (_request, socket) => {
    const part = bytes.subarray(0, count);
    if (how === 'end') socket.end(part);
    // The reset must not overtake the bytes.
    else socket.write(part, () => setTimeout(() => socket.resetAndDestroy(), 50));
  };
}

/** The first bytes of an answer, and then nothing more, for ever. */
export function freezeAfter(bytes: Uint8Array, count: number): Behaviour {
  return (_request, socket) => void socket.write(bytes.subarray(0, count));
}

/** One byte after the other, with this pause. */
export function dribble(bytes: Uint8Array, everyMs: number): Behaviour {
  return (_request, socket) => {
    let at = 0;
    const timer = setInterval(() => {
      socket.write(bytes.subarray(at, at + 1));
      at += 1;
      if (at >= bytes.length) clearInterval(timer);
    }, everyMs);
    socket.on('close', () => clearInterval(timer));
  };
}

/** Takes the request and says nothing. */
export function silence(): Behaviour {
  return () => undefined;
}

export function reset(): Behaviour {
  return (_request, socket) => socket.resetAndDestroy();
}

export function hangUp(): Behaviour {
  return (_request, socket) => void socket.end();
}

/** The same piece again and again, until the client has had enough. */
export function endless(start: string, piece: Uint8Array): Behaviour {
  return (_request, socket) => {
    socket.write(Buffer.from(start, 'latin1'));
    const more = (): void => {
      while (!socket.destroyed && socket.write(piece));
    };
    socket.on('drain', more);
    more();
  };
}

export function after(ms: number, behaviour: Behaviour): Behaviour {
  return (request, socket) => {
    const timer = setTimeout(() => behaviour(request, socket), ms);
    socket.on('close', () => clearTimeout(timer));
  };
}

/** The first visit gets the first behaviour, and so on; the last one stays. */
export function inTurn(...behaviours: readonly [Behaviour, ...Behaviour[]]): Behaviour {
  return (request, socket) => (behaviours[request.before] ?? behaviours.at(-1) ?? behaviours[0])(request, socket);
}

/** Serves ranges as RFC 9110 has it; the first answer may break off after so many bytes of the body. */
export function ranged(body: Uint8Array, etag: string, options: { readonly cutFirstAt?: number } = {}): Behaviour {
  const base = { ETag: etag, 'Accept-Ranges': 'bytes' };
  const whole = answer({ body, headers: base });
  const first = options.cutFirstAt === undefined ? whole : cutBody({ body, headers: base }, options.cutFirstAt);
  return inTurn(first, (request, socket) => {
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers['range'] ?? '');
    const condition = request.headers['if-range'];
    if (!range || (condition !== undefined && condition !== etag)) return whole(request, socket);
    const from = Number(range[1]);
    const to = range[2] ? Math.min(Number(range[2]), body.length - 1) : body.length - 1;
    const headers = { ...base, 'Content-Range': `bytes ${from}-${to}/${body.length}` };
    return answer({ status: 206, body: body.subarray(from, to + 1), headers })(request, socket);
  });
}

/** So many bytes of the body, after the whole head, and then nothing more. */
export function freezeBody(parts: AnswerParts, bodyBytes: number): Behaviour {
  const bytes = answerBytes(parts);
  return freezeAfter(bytes, bytes.indexOf('\r\n\r\n') + 4 + bodyBytes);
}

/** The same, and then the end of the connection. */
export function cutBody(parts: AnswerParts, bodyBytes: number, how: 'end' | 'reset' = 'end'): Behaviour {
  const bytes = answerBytes(parts);
  return cutAfter(bytes, bytes.indexOf('\r\n\r\n') + 4 + bodyBytes, how);
}
