/**
 * A small web of news on this machine, whose line can be cut: for `npm run demo` and for tests. Every publisher has an
 * address of its own (127.0.0.x where the system has them), so that per-host rules apply as they would outside.
 */
import { createHash } from 'node:crypto';
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { encodeText } from './charset.ts';
import {
  articlePage,
  FEED_PATHS,
  feedDocument,
  feedType,
  homePage,
  ISP_STUB,
  type Published,
  type Site,
} from './documents.ts';
import { drawLandscape } from './pictures.ts';
import { tellStory } from './prose.ts';
import { PUBLISHERS, type Publisher } from './publishers.ts';

export type NewsWebOptions = {
  readonly publishers?: readonly Publisher[];
  /** When the newest story of each publisher was published; older ones lie hours apart before it. Milliseconds UTC. */
  readonly nowMs: number;
  /** Before each answer, as a distant server would take. Milliseconds. */
  readonly latencyMs?: number;
  /** Pixels; a picture of 480 weighs some 4 kB. */
  readonly imageWidth?: number;
};

export type SimulatedSite = {
  readonly name: string;
  readonly homeUrl: string;
  readonly feedUrl: string;
  readonly blocked: boolean;
  readonly articles: readonly Published[];
};

export type NewsWeb = {
  readonly sites: readonly SimulatedSite[];
  /** Requests answered so far. */
  readonly answered: number;
  /** `down`: every connection breaks, and new ones are refused or never answered, by publisher. */
  setLine(state: 'open' | 'down'): Promise<void>;
  /** `count` more stories with every publisher. */
  publish(count: number, nowMs: number): void;
  close(): Promise<void>;
};

const HOUR_MS = 3_600_000;

export async function startNewsWeb(options: NewsWebOptions): Promise<NewsWeb> {
  let answered = 0;
  const hosts = await Promise.all(
    (options.publishers ?? PUBLISHERS).map((publisher, salt) =>
      startHost(publisher, salt, options, () => (answered += 1)),
    ),
  );
  return {
    sites: hosts.map((host) => host.site),
    get answered() {
      return answered;
    },
    setLine: async (state) => {
      await Promise.all(hosts.map((host) => host.setLine(state)));
    },
    publish: (count, nowMs) => {
      for (const host of hosts) host.publish(count, nowMs);
    },
    close: async () => {
      await Promise.all(hosts.map((host) => host.close()));
    },
  };
}

type Host = {
  readonly site: SimulatedSite;
  setLine(state: 'open' | 'down'): Promise<void>;
  publish(count: number, nowMs: number): void;
  close(): Promise<void>;
};

async function startHost(
  publisher: Publisher,
  salt: number,
  options: NewsWebOptions,
  onAnswered: () => void,
): Promise<Host> {
  let down = false;
  const sockets = new Set<Socket>();
  // Two servers: the outer one decides whether a connection gets through, the inner one speaks HTTP.
  const http = createHttpServer({ keepAliveTimeout: 30_000 }, (request, response) => {
    void respond(request, response);
  });
  const gate: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!down) http.emit('connection', socket);
  });
  const { address, port } = await listenSomewhere(gate, 11 + salt);
  const origin = `http://${address}:${port}`;
  const articles: Published[] = [];
  const site: Site = { publisher, origin, articles };
  const pictures = new Map<number, Buffer>();

  function publish(count: number, nowMs: number, apartMs: number): void {
    for (let i = 0; i < count; i += 1) {
      const index = articles.length;
      articles.push({
        index,
        story: tellStory(publisher.language, salt, index),
        url: `${origin}/news/${index + 1}`,
        imageUrl: `${origin}/pictures/${index + 1}.png`,
        // Feeds carry whole seconds.
        atMs: Math.floor((nowMs - (count - 1 - i) * apartMs) / 1000) * 1000,
      });
    }
  }
  publish(publisher.stories, options.nowMs, HOUR_MS);

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (options.latencyMs) await delay(options.latencyMs);
    // The line went down while this was on its way: silence, as from a host that stopped answering.
    if (down || response.destroyed) return;
    const [type, body] = answer(new URL(request.url ?? '/', origin).pathname);
    const etag = `"${createHash('sha256').update(body).digest('hex').slice(0, 16)}"`;
    onAnswered();
    if (body.length === 0) response.writeHead(404).end();
    else if (request.headers['if-none-match'] === etag) response.writeHead(304, { ETag: etag }).end();
    else response.writeHead(200, { 'Content-Type': type, 'Content-Length': body.length, ETag: etag }).end(body);
  }

  function answer(path: string): readonly [string, Buffer] {
    const pageType = `text/html; charset=${publisher.charset}`;
    if (publisher.blocked) return ['text/html; charset=utf-8', Buffer.from(ISP_STUB)];
    if (path === FEED_PATHS[publisher.feed])
      return [feedType(publisher), encodeText(feedDocument(site), publisher.charset)];
    if (path === '/') return [pageType, encodeText(homePage(site), publisher.charset)];
    const [, folder, number] = /^\/(news|pictures)\/(\d+)(?:\.png)?$/.exec(path) ?? [];
    const article = articles[Number(number) - 1];
    if (article && folder === 'news') return [pageType, encodeText(articlePage(site, article), publisher.charset)];
    if (article && folder === 'pictures') return ['image/png', picture(article.index)];
    return ['text/plain', Buffer.alloc(0)];
  }

  function picture(index: number): Buffer {
    const drawn = pictures.get(index) ?? drawLandscape(salt * 100 + index, options.imageWidth ?? 480);
    pictures.set(index, drawn);
    return drawn;
  }

  async function setLine(state: 'open' | 'down'): Promise<void> {
    if (down === (state === 'down')) return;
    down = state === 'down';
    for (const socket of sockets) {
      // Silent publishers freeze what is open; it breaks at the latest when the line is back.
      if (!down || publisher.whenDown === 'refused') socket.resetAndDestroy();
    }
    if (publisher.whenDown !== 'refused') return;
    if (down) await closeServer(gate);
    else await listen(gate, address, port);
  }

  return {
    site: {
      name: publisher.name,
      homeUrl: `${origin}/`,
      feedUrl: `${origin}${FEED_PATHS[publisher.feed]}`,
      blocked: publisher.blocked,
      articles,
    },
    setLine,
    publish: (count, nowMs) => publish(count, nowMs, 60_000),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await closeServer(gate);
    },
  };
}

/** 127.0.0.x answers on Linux and Windows; a Mac has only 127.0.0.1 unless told otherwise. */
async function listenSomewhere(server: Server, lastByte: number): Promise<{ address: string; port: number }> {
  try {
    return await listen(server, `127.0.0.${lastByte}`, 0);
  } catch {
    return await listen(server, '127.0.0.1', 0); // any other failure shows itself again here
  }
}

function listen(server: Server, address: string, port: number): Promise<{ address: string; port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, address, () => {
      server.off('error', reject);
      resolve({ address, port: (server.address() as AddressInfo).port });
    });
  });
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    if (server.listening) server.close(() => resolve());
    else resolve();
  });
}
