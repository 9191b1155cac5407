/**
 * The application on a loopback address. A printed one-time address is exchanged for an unguessable path, under which
 * everything lives: no cookies, for every port of a host shares them.
 */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isLarderError, errorToWire, LarderError, type ErrorCode } from '../../../shared/errors.ts';
import { relay } from '../../../shared/rpc.ts';
import type { Core } from '../../service/core.ts';
import { loadPages, type Pages } from '../../service/pages.ts';
import { MAX_BODY_BYTES, MAX_IMPORT_BYTES, readJsonBody } from './body.ts';
import { isNavigation, isPrefetch, refuseCaller } from './caller.ts';
import { sendFile } from './send-file.ts';
import { createEventStream, type EventStream } from './event-stream.ts';
import { createOneTime, sameSecret } from './one-time.ts';
import { noEntryPage } from './no-entry-page.ts';

export type WebHostOptions = {
  readonly core: Core;
  /** The folder with the built index.html. */
  readonly rendererDir: string;
  /** 0: any free one. */
  readonly port: number;
  /** Somebody came to an address that is used up or too old, and none other is out: a new one has been made for them. */
  readonly onNewAddress?: (oneTimeUrl: string) => void;
  /** Milliseconds; for tests, which cannot wait as long as people. */
  readonly requestTimeoutMs?: number;
};

export type WebHost = {
  /** The first one-time address. */
  readonly oneTimeUrl: string;
  /** Makes another and revokes the one before. */
  newOneTimeUrl(): string;
  /** The base under which everything lives, with its secret: never printed. */
  readonly url: string;
  /** Ends open streams, lets running calls finish for a moment, and stops listening. */
  close(): Promise<void>;
};

/** A tab holds up to six connections; slow or idle strangers hold the rest, and are cut off after the request's time. */
const MAX_CONNECTIONS = 128;
const MAX_HEADER_BYTES = 16_384;
/** The largest body is 12 MB from this very machine. */
const REQUEST_TIMEOUT_MS = 30_000;
const CLOSE_WITHIN_MS = 2_000;

/** 256 bits in 43 characters that need no escaping in a path. */
const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * @throws LarderError FILE_UNREADABLE when the renderer is not built, BAD_REQUEST when the port is taken
 */
export async function startWebHost(options: WebHostOptions): Promise<WebHost> {
  const { core } = options;
  const pages = await loadPages(core, options.rendererDir);
  const events = createEventStream(core);
  const secret = newSecret();
  const oneTime = createOneTime(newSecret, () => performance.now());
  const timeoutMs = options.requestTimeoutMs ?? REQUEST_TIMEOUT_MS;
  let origin = '';

  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: Math.min(timeoutMs, 10_000),
      requestTimeout: timeoutMs,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: Math.min(timeoutMs, 2_000),
    },
    (request, response) => {
      const answered = answer(request, response).catch((error: unknown) => {
        // Whoever hangs up in the middle of a request wants no answer.
        const hungUp = (error as NodeJS.ErrnoException).code === 'ECONNRESET';
        if (!isLarderError(error) && !hungUp) console.error('larder: a request failed:', error);
        if (response.headersSent || hungUp) response.destroy();
        else sendError(request, response, error);
      });
      void answered;
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });

  const newOneTimeUrl = (): string => `${origin}/open/${oneTime.issue()}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const refusal = refuseCaller(request, origin);
    if (refusal !== null) {
      sendText(request, response, refusal, 'Larder does not answer this request.');
      return;
    }
    // Our addresses need nothing else; a query, an escape or a full URL in the request line is not one of them.
    const path = /^(?:\/[A-Za-z0-9_.-]*)+$/.test(request.url ?? '') ? (request.url ?? '') : '/';
    const [, first = '', ...rest] = path.split('/');
    if (rest.length > 0 && sameSecret(first, secret)) await answerInside(request, response, rest.join('/'));
    else if (first === 'open' && request.method === 'GET' && !isPrefetch(request) && oneTime.redeem(rest.join('/'))) {
      response.writeHead(303, { ...BARE_HEADERS, Location: `/${secret}/` }).end();
    } else refuseEntry(request, response);
  }

  function refuseEntry(request: IncomingMessage, response: ServerResponse): void {
    // Any page can send us here; only a person who comes in a tab gets a new address, and only where none is out.
    if (options.onNewAddress && isNavigation(request) && !isPrefetch(request) && !oneTime.isOutstanding()) {
      options.onNewAddress(newOneTimeUrl());
    }
    send(request, response, 404, noEntryPage.headers, noEntryPage.body);
  }

  async function answerInside(request: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const site = request.headers['sec-fetch-site'] ?? 'none';
    if (path !== '' && site !== 'same-origin' && site !== 'none')
      sendText(request, response, 403, 'Larder does not answer this request.');
    else if (path.startsWith('api/')) await answerCall(core, request, response, path.slice('api/'.length));
    else if (path.startsWith('upload/') && request.method === 'POST')
      sendJson(request, response, 200, {
        output: await core.files.append(path, request.iterator({ destroyOnReturn: false })),
      });
    else if (request.method === 'POST') sendText(request, response, 405, 'Larder does not answer this request.');
    else if (path === 'events') answerEvents(events, request, response);
    else if (path.startsWith('file/')) await sendFile(await core.files.find(path), BARE_HEADERS, request, response);
    else await answerPage(pages, request, response, path);
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE' && error.code !== 'EACCES') reject(error);
      else reject(new LarderError('BAD_REQUEST', `Port ${options.port} cannot be used; another program may hold it.`));
    });
    server.listen(options.port, '127.0.0.1', resolve);
  });
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    oneTimeUrl: newOneTimeUrl(),
    newOneTimeUrl,
    url: `${origin}/${secret}/`,
    async close() {
      events.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_WITHIN_MS);
      await closed;
      clearTimeout(timer);
    },
  };
}

async function answerPage(
  pages: Pages,
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> {
  const page = await pages.find(path);
  send(request, response, page.status, page.headers, page.body);
}

function answerEvents(events: EventStream, request: IncomingMessage, response: ServerResponse): void {
  if (request.method !== 'GET') {
    sendText(request, response, 405, 'Events are read with GET.');
    return;
  }
  if (events.isFull()) {
    sendText(request, response, 503, 'Larder is open in too many tabs.');
    return;
  }
  response.writeHead(200, { ...BARE_HEADERS, 'Content-Type': 'text/event-stream; charset=utf-8' });
  events.add(response);
}

async function answerCall(
  core: Core,
  request: IncomingMessage,
  response: ServerResponse,
  method: string,
): Promise<void> {
  if (request.method !== 'POST') {
    sendText(request, response, 405, 'Calls are sent with POST.');
    return;
  }
  const input = await readJsonBody(request, method === 'opml.import' ? MAX_IMPORT_BYTES : MAX_BODY_BYTES);
  sendJson(request, response, 200, { output: await relay(core, method, input) });
}

const BARE_HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** A typed error is an answer (200): the call was made and this came of it. What never reached the core says so. */
const STATUS_OF: Partial<Record<ErrorCode, number>> = {
  BAD_REQUEST: 400,
  FORBIDDEN: 403,
  UNKNOWN_METHOD: 404,
  BODY_TOO_LARGE: 413,
  INTERNAL: 500,
};

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const wire = errorToWire(error);
  sendJson(request, response, STATUS_OF[wire.code] ?? 200, { error: wire });
}

function sendJson(request: IncomingMessage, response: ServerResponse, status: number, value: unknown): void {
  const headers = { ...BARE_HEADERS, 'Content-Type': 'application/json; charset=utf-8' };
  send(request, response, status, headers, new TextEncoder().encode(JSON.stringify(value)));
}

function sendText(request: IncomingMessage, response: ServerResponse, status: number, text: string): void {
  const headers = { ...BARE_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' };
  send(request, response, status, headers, new TextEncoder().encode(text));
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): void {
  // A body that was not read to its end would be taken for the next request.
  const unread = !request.complete && request.method === 'POST';
  response.writeHead(status, {
    ...headers,
    'Content-Length': String(body.byteLength),
    ...(unread ? { Connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
