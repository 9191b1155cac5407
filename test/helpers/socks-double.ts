/** A SOCKS5 server (RFC 1928, 1929) that answers as told, relays where told, and remembers who asked for what. */
import net from 'node:net';

export type SocksDoubleOptions = {
  /** The code of its reply to every request; 0 relays. */
  readonly reply?: number;
  /** Where a name that is asked for really is. */
  readonly leadTo?: (host: string, port: number) => { readonly host: string; readonly port: number };
};

export type SocksDouble = {
  readonly port: number;
  /** `host:port` as asked for; a name stays a name. */
  readonly asked: string[];
  /** `name:password` of every client that was asked for them. */
  readonly credentials: string[];
  readonly connections: () => number;
  close(): Promise<void>;
};

const NO_AUTHENTICATION = 0;
const USERNAME = 2;

export function startSocksDouble(options: SocksDoubleOptions = {}): Promise<SocksDouble> {
  const asked: string[] = [];
  const credentials: string[] = [];
  const open = new Set<net.Socket>();
  let accepted = 0;

  async function talk(socket: net.Socket): Promise<void> {
    const read = reader(socket);
    const [, count = 0] = await read(2);
    const methods = await read(count);
    // Whoever offers a name is asked for it: that is how its circuits are told apart.
    const method = methods.includes(USERNAME) ? USERNAME : NO_AUTHENTICATION;
    socket.write(Buffer.from([5, method]));
    if (method === USERNAME) {
      const [, nameLength = 0] = await read(2);
      const name = (await read(nameLength)).toString();
      const [passwordLength = 0] = await read(1);
      credentials.push(`${name}:${(await read(passwordLength)).toString()}`);
      socket.write(Buffer.from([1, 0]));
    }
    const [, , , kind] = await read(4);
    const host =
      kind === 1
        ? [...(await read(4))].join('.')
        : kind === 4
          ? (await read(16)).toString('hex')
          : (await read((await read(1))[0] ?? 0)).toString();
    const port = (await read(2)).readUInt16BE(0);
    asked.push(`${host}:${port}`);
    const reply = options.reply ?? 0;
    const answer = Buffer.from([5, reply, 0, 1, 0, 0, 0, 0, 0, 0]);
    if (reply !== 0 || !options.leadTo) {
      socket.end(answer);
      return;
    }
    const far = net.connect(options.leadTo(host, port));
    open.add(far);
    far.on('error', () => socket.destroy());
    far.once('connect', () => {
      socket.write(answer);
      socket.pipe(far).pipe(socket);
    });
  }

  const server = net.createServer((socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('error', () => socket.destroy());
    talk(socket).catch(() => socket.destroy());
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve({
        port: (server.address() as net.AddressInfo).port,
        asked,
        credentials,
        connections: () => accepted,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of open) socket.destroy();
          }),
      });
    });
  });
}

/** Reads exactly so many bytes; what is left stays for whoever reads next. */
function reader(socket: net.Socket): (count: number) => Promise<Buffer> {
  return (count) =>
    new Promise((resolve, reject) => {
      const attempt = (): void => {
        const bytes = count === 0 ? Buffer.alloc(0) : (socket.read(count) as Buffer | null);
        if (bytes === null) return;
        socket.off('readable', attempt);
        socket.off('end', ended);
        resolve(bytes);
      };
      const ended = (): void => reject(new Error('it hung up'));
      socket.on('readable', attempt);
      socket.on('end', ended);
      attempt();
    });
}
