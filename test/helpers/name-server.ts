/** A name server on loopback (UDP, RFC 1035) that knows a few names, denies some and is silent about the rest. */
import dgram from 'node:dgram';

/** IPv4 addresses; or a response code: 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED; or 'empty'; or 'silent'. */
export type NameAnswer = readonly string[] | 2 | 3 | 5 | 'empty' | 'silent';

export type NameServer = {
  /** `address:port`, as a resolver takes it. */
  readonly address: string;
  readonly questions: string[];
  close(): Promise<void>;
};

export function startNameServer(answers: (name: string) => NameAnswer): Promise<NameServer> {
  const socket = dgram.createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    questions.push(name);
    const known = answers(name);
    if (known === 'silent') return;
    const addresses = Array.isArray(known) && type === 1 ? (known as string[]) : [];
    const code = typeof known === 'number' ? known : 0;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(addresses.length, 6);
    const records = addresses.map((address) =>
      Buffer.from([0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, ...address.split('.').map(Number)]),
    );
    socket.send(Buffer.concat([header, query.subarray(12, end), ...records]), from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', () => {
      const { port } = socket.address();
      const close = (): Promise<void> => new Promise((done) => socket.close(() => done()));
      resolve({ address: `127.0.0.1:${port}`, questions, close });
    });
  });
}

function readQuestion(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join('.').toLowerCase(), type: query.readUInt16BE(at + 1), end: at + 5 };
}
