// A process of its own: many small feeds on many loopback addresses, each answer after a fixed time. Says its port and
// how many requests it has answered: `node feed-server.ts FEEDS HOSTS LATENCY_MS`.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const [feeds = 500, hosts = 50, latencyMs = 50] = process.argv.slice(2).map(Number);
const ITEMS = 20;
const WORDS = 'harbour river council school bridge winter ferry market letter garden signal lantern orchard'.split(' ');

/** A feed of some 16 kB, as small news sites have them. */
function feedOf(number: number): Buffer {
  const items = Array.from({ length: ITEMS }, (_, item) => {
    const word = (step: number): string => WORDS[(number * 7 + item * 3 + step) % WORDS.length] ?? '';
    const sentence = Array.from({ length: 60 }, (_, step) => word(step * step)).join(' ');
    return `<item><title>The ${word(1)} and the ${word(2)}, part ${item} of ${number}</title><link>http://127.0.0.1/feeds/${number}/items/${item}</link><guid isPermaLink="false">feed-${number}-item-${item}</guid><pubDate>${new Date(Date.UTC(2026, 10, 1) - item * 3_600_000 - number * 1000).toUTCString()}</pubDate><description>&lt;p&gt;${sentence} ${number}.${item}&lt;/p&gt;</description></item>`;
  });
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Feed ${number}</title><link>http://127.0.0.1/feeds/${number}</link><description>Number ${number}</description>${items.join('')}</channel></rss>`,
  );
}

const bodies = Array.from({ length: feeds }, (_, number) => feedOf(number));
let answered = 0;

function answer(request: IncomingMessage, response: ServerResponse): void {
  const body = bodies[Number(/^\/feed\/(\d+)$/.exec(request.url ?? '')?.[1] ?? -1)];
  setTimeout(() => {
    answered += 1;
    if (!body) response.writeHead(404).end();
    else response.writeHead(200, { 'Content-Type': 'application/rss+xml', 'Content-Length': body.length }).end(body);
  }, latencyMs);
}

/** One port on every address, so that an address is a host. The first address finds a free port; it is free on all. */
async function listenOnAll(): Promise<number> {
  let port = 0;
  for (let host = 0; host < hosts; host += 1) {
    const server = createServer({ keepAliveTimeout: 60_000 }, answer);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ port, host: `127.0.0.${host + 2}`, backlog: 512 }, resolve);
    });
    port = (server.address() as AddressInfo).port;
  }
  return port;
}

process.send?.({ port: await listenOnAll() });
process.on('message', () => process.send?.({ answered }));
process.on('disconnect', () => process.exit());
