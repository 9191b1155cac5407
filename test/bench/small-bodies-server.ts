// A process of its own: an HTTP/1.1 server on several loopback addresses, so that each is a host; /N answers with a body of
// 2 to 20 KB at once. Says its port: `node small-bodies-server.ts HOSTS`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const [hosts = 4] = process.argv.slice(2).map(Number);
const SIZES = 19;
const bodies = Array.from({ length: SIZES }, (_, index) => Buffer.alloc(2_000 + index * 1_000, 'news of the harbour '));

async function listenOnAll(): Promise<number> {
  let port = 0;
  for (let host = 0; host < hosts; host += 1) {
    const server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
      const body = bodies[Number(request.url?.slice(1)) % SIZES] ?? Buffer.alloc(0);
      response.writeHead(200, { 'Content-Type': 'application/rss+xml', 'Content-Length': body.length }).end(body);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: `127.0.0.${host + 2}`, backlog: 512 }, resolve);
    });
    port = (server.address() as AddressInfo).port;
  }
  return port;
}

process.send?.({ port: await listenOnAll() });
process.on('disconnect', () => process.exit());
