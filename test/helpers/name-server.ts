/** A name server on loopback (UDP, RFC 1035) that answers what it is told to. */
import dgram from 'node:dgram';

/**
 * Addresses of both families; or a response code: 2 SERVFAIL, 3 NXDOMAIN, 5 REFUSED; or 'empty'; or 'silent'; or bytes
 * that are no answer ('malformed'); or the answer to a question that nobody asked ('wrong id').
 */
export type NameAnswer = readonly string[] | 2 | 3 | 5 | 'empty' | 'silent' | 'malformed' | 'wrong id';

export type NameServer = {
  /** `address:port`, as a resolver takes it. */
  readonly address: string;
  readonly questions: string[];
  close(): Promise<void>;
};

export function startNameServer(
  answers: (name: string) => NameAnswer,
  at: { readonly host: string; readonly port: number } = { host: '127.0.0.1', port: 0 },
): Promise<NameServer> {
  const socket = dgram.createSocket('udp4');
  const questions: string[] = [];
  socket.on('message', (query, from) => {
    const { name, type, end } = readQuestion(query);
    questions.push(name);
    const known = answers(name);
    if (known === 'silent') return;
    if (known === 'malformed') {
      socket.send(query.subarray(0, 7), from.port, from.address);
      return;
    }
    const addresses = known === 'wrong id' ? ['192.0.2.1'] : typeof known === 'object' ? known : [];
    const code = typeof known === 'number' ? known : 0;
    const records = addresses
      .map(addressBytes)
      .filter((bytes) => bytes.length === (type === 1 ? 4 : type === 28 ? 16 : 0))
      .map((bytes) => Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, 0, bytes.length, ...bytes]));
    const header = Buffer.alloc(12);
    header.writeUInt16BE(known === 'wrong id' ? query.readUInt16BE(0) ^ 0x5555 : query.readUInt16BE(0), 0);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(records.length, 6);
    socket.send(Buffer.concat([header, query.subarray(12, end), ...records]), from.port, from.address);
  });
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(at.port, at.host, () => {
      const { port } = socket.address();
      const close = (): Promise<void> => new Promise((done) => socket.close(() => done()));
      resolve({ address: `${at.host}:${port}`, questions, close });
    });
  });
}

function addressBytes(address: string): readonly number[] {
  if (!address.includes(':')) return address.split('.').map(Number);
  const [before = '', after] = address.split('::');
  const words = (text: string): string[] => (text === '' ? [] : text.split(':'));
  const [head, tail] = [words(before), words(after ?? '')];
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  return [...head, ...zeros, ...tail].flatMap((word) => [
    Number.parseInt(word, 16) >> 8,
    Number.parseInt(word, 16) & 255,
  ]);
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
