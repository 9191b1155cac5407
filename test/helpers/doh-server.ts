/** A name server over https (RFC 8484) on loopback that knows a few names, and remembers what it was asked. */
import { decode, encode, type Answer, type Packet } from 'dns-packet';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './test-authority.ts';

/** IPv4 addresses; a response code; `empty`; an HTTP status; or bytes that are no DNS message. */
export type DohAnswer = readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'empty' | 'silent' | 500 | Buffer;

export type DohServer = {
  readonly port: number;
  /** `A news.com` */
  readonly questions: string[];
  connections(): number;
  /** Closes the connections that stand. */
  hangUp(): void;
  close(): Promise<void>;
};

export async function startDohServer(
  certificate: Certificate,
  answers: (name: string) => DohAnswer,
): Promise<DohServer> {
  const questions: string[] = [];
  const open = new Set<Duplex>();
  let accepted = 0;
  const server = https.createServer(certificate, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const query = decode(Buffer.concat(chunks));
      const [question] = query.questions ?? [];
      const name = question?.name ?? '';
      const well = request.method === 'POST' && request.headers['content-type'] === 'application/dns-message';
      questions.push(`${well ? '' : 'wrongly '}${question?.type} ${name}`);
      const known = answers(name);
      if (known === 'silent') return;
      if (known === 500) return response.writeHead(500).end();
      response.writeHead(200, { 'content-type': 'application/dns-message' });
      response.end(Buffer.isBuffer(known) ? known : encode(message(query, known)));
    });
  });
  server.on('connection', (socket) => {
    accepted += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const hangUp = (): void => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    questions,
    connections: () => accepted,
    hangUp,
    close: () =>
      new Promise((resolve) => {
        hangUp();
        server.close(() => resolve());
      }),
  };
}

function message(query: Packet, known: readonly string[] | 'NXDOMAIN' | 'SERVFAIL' | 'empty'): Packet {
  const [question] = query.questions ?? [];
  const addresses = typeof known === 'string' || question?.type !== 'A' ? [] : known;
  const answers = addresses.map((data): Answer => ({ type: 'A', name: question?.name ?? '', ttl: 60, data }));
  const codes = { NXDOMAIN: 3, SERVFAIL: 2, empty: 0 };
  const rcode = typeof known === 'string' ? codes[known] : 0;
  return { type: 'response', id: query.id ?? 0, flags: 0x180 | rcode, questions: query.questions ?? [], answers };
}
