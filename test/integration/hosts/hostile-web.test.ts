// What anyone on this machine, and any page in the person's browser, may try against the loopback port.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { MAX_LISTENERS } from '../../../main/hosts/web/event-stream.ts';
import { startWebHost, type WebHost } from '../../../main/hosts/web/web-host.ts';
import { type Core, openCore } from '../../../main/service/core.ts';
import { rawRequest } from '../../helpers/raw-http.ts';

const double = new URL('../../helpers/double.worker.ts', import.meta.url);
let folder = '';
let core: Core;
let host: WebHost;
let port = 0;
let base = '';
let origin = '';
const newAddresses: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'larder-web-'));
  const rendererDir = join(folder, 'renderer');
  await mkdir(join(rendererDir, 'assets'), { recursive: true });
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Larder</title>the app');
  await writeFile(join(rendererDir, 'reading.css'), 'body{}');
  await writeFile(join(rendererDir, 'assets', 'main-a1.js'), 'export {}');
  await writeFile(join(rendererDir, 'assets', 'main-a1.js.map'), '{}');
  await writeFile(join(folder, 'secret.html'), 'outside');
  core = await openCore({ dir: 'double', workers: { core: double, read: double, extract: double } });
  host = await startWebHost({
    core,
    rendererDir,
    port: 0,
    onNewAddress: (url) => newAddresses.push(url),
  });
  origin = new URL(host.url).origin;
  port = Number(new URL(host.url).port);
  base = new URL(host.url).pathname;
});
afterAll(async () => {
  await host.close();
  await core.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => {
  newAddresses.length = 0;
});

type Changes = { method?: string; headers?: Record<string, string | null>; body?: string };
/** A call as our own page makes it, with some of it changed; a header of null is left out. */
async function send(path: string, { method = 'GET', headers = {}, body = '' }: Changes = {}) {
  const all: Record<string, string | null> = { Host: `127.0.0.1:${port}`, Connection: 'close', ...headers };
  if (method === 'POST' && !('Content-Length' in headers))
    all['Content-Length'] = String(Buffer.byteLength(body, 'latin1'));
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return await rawRequest(port, `${method} ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n${body}`);
}
function call(method: string, changes: Changes = {}) {
  const headers = { Origin: origin, 'Content-Type': 'application/json', ...changes.headers };
  return send(`${base}api/${method}`, { method: 'POST', body: '{}', ...changes, headers });
}

test('our own page is served, and its calls answered', async () => {
  expect((await send(base)).body).toContain('the app');
  expect((await send(`${base}assets/main-a1.js`)).headers.get('content-type')).toContain('javascript');
  expect(JSON.parse((await call('status.get')).body)).toEqual({ output: { method: 'status.get', input: {} } });
});

describe('who is calling', () => {
  test.each([
    ['a name that was rebound to this machine', 'attacker.example'],
    ['that name with our port', 'attacker.example:PORT'],
    ['localhost, which other programs may own', 'localhost:PORT'],
    ['our address without the port', '127.0.0.1'],
    ['another port', '127.0.0.1:1'],
    ['a user before our address', 'x@127.0.0.1:PORT'],
    ['our address with a dot', '127.0.0.1.:PORT'],
    ['our address written otherwise', '0x7f.1:PORT'],
    ['nothing', ''],
  ])('refuses a Host that is %s', async (_what, value) => {
    const answer = await send(base, { headers: { Host: value.replace('PORT', String(port)) } });
    expect([400, 421]).toContain(answer.status);
    expect(answer.body).not.toContain('the app');
  });

  test('refuses two Host headers, and none', async () => {
    const two = `GET ${base} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nHost: attacker.example\r\nConnection: close\r\n\r\n`;
    expect([400, 421]).toContain((await rawRequest(port, two)).status);
    expect([400, 421]).toContain((await send(base, { headers: { Host: null } })).status);
  });

  test.each([
    ['another site', 'https://attacker.example'],
    ['an opaque page', 'null'],
    ['another port of this machine', 'http://127.0.0.1:1'],
    ['our address by another name', 'http://localhost:PORT'],
    ['our address with more after it', 'http://127.0.0.1:PORT.attacker.example'],
  ])('refuses an Origin that is %s', async (_what, value) => {
    const Origin = value.replace('PORT', String(port));
    for (const answer of [
      await call('status.get', { headers: { Origin } }),
      await send(base, { headers: { Origin } }),
    ]) {
      expect(answer.status).toBe(403);
      expect(answer.body).not.toContain('the app');
    }
  });

  test('refuses a call without Origin', async () => {
    expect((await call('status.get', { headers: { Origin: null } })).status).toBe(403);
  });

  test.each(['cross-site', 'same-site', 'something-new'])('refuses Sec-Fetch-Site: %s', async (site) => {
    const headers = { 'Sec-Fetch-Site': site, 'Sec-Fetch-Mode': 'no-cors', 'Sec-Fetch-Dest': 'image' };
    expect((await call('status.get', { headers })).status).toBe(403);
    expect((await send(base, { headers })).status).toBe(403);
    expect((await send(`${base}image/${'0'.repeat(64)}`, { headers })).status).toBe(403);
  });

  test('a page elsewhere may lead the person to the app, but not to anything below it', async () => {
    const headers = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };
    expect((await send(base, { headers })).status).toBe(200);
    expect((await send(`${base}article/a1`, { headers })).status).toBe(403);
    expect((await send(base, { headers: { ...headers, 'Sec-Fetch-Dest': 'iframe' } })).status).toBe(403);
  });

  test.each(['PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND'])('refuses %s', async (method) => {
    expect((await send(base, { method })).status).toBe(405);
    expect((await send(`${base}api/status.get`, { method, headers: { Origin: origin } })).status).toBe(405);
  });

  test('refuses CONNECT and an upgrade', async () => {
    const answer = await rawRequest(port, `CONNECT attacker.example:443 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    expect(answer.status).not.toBe(200);
    const upgrade = await send(`${base}api/status.get`, {
      headers: { Connection: 'close, upgrade', Upgrade: 'websocket' },
    });
    expect(upgrade.status).not.toBe(101);
  });

  test('never names another origin as allowed, and says no word of one', async () => {
    for (const path of ['/', base, `${base}api/status.get`, `${base}events/`]) {
      const { headers } = await send(path, { headers: { 'Access-Control-Request-Method': 'POST' } });
      expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe(path === base ? 'same-origin' : 'no-referrer');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
      expect(headers.has('set-cookie')).toBe(false);
    }
  });
});

describe('the secret in the path', () => {
  test('without it nothing answers: no page, no call, no event', async () => {
    const wrong = `/${'A'.repeat(43)}/`;
    for (const path of ['/', '/index.html', '/api/status.get', '/events', wrong, `${wrong}events`, '/open/', '//']) {
      expect((await send(path)).status).toBe(404);
    }
    const answer = await send(`${wrong}api/status.get`, { method: 'POST', headers: { Origin: origin }, body: '{}' });
    expect(answer.status).toBe(404);
    expect(answer.body).not.toContain(base.slice(1, -1));
  });

  test.each([
    '../secret.html',
    '..%2fsecret.html',
    '%2e%2e/secret.html',
    '%2e%2e%2fsecret.html',
    '..\\secret.html',
    'assets/../../secret.html',
    'assets/%2e%2e/%2e%2e/secret.html',
    'assets//main-a1.js',
    './index.html',
    'assets/main-a1.js%00.html',
    'assets/main-a1.js.map',
    'assets',
    'assets/',
    'index.html?x=1',
    'image/../index.html',
    `image/${'A'.repeat(64)}`,
    'article/',
    'article/../api/status.get',
    'article/a1/../../index.html',
    'api/__proto__',
    'api/constructor',
    'api/',
    'api/status.get/',
  ])('%s leads nowhere', async (path) => {
    const answer = await send(base + path);
    expect([404, 405]).toContain(answer.status);
    expect(answer.body).not.toMatch(/outside|the app|output/);
  });

  test('a full address in the request line is not one of ours', async () => {
    expect((await send(`http://127.0.0.1:${port}${base}`)).status).toBe(404);
    expect((await send(`http://attacker.example${base}`)).status).toBe(404);
  });

  test.each(['api/__proto__', 'api/constructor', 'api/nope.nope', 'api/', 'api/status.get/'])(
    'a POST to %s is no method',
    async (path) => {
      const headers = { Origin: origin, 'Content-Type': 'application/json' };
      const answer = await send(base + path, { method: 'POST', headers, body: '{}' });
      expect(answer.status).toBe(404);
      expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'UNKNOWN_METHOD' } });
    },
  );
});

describe('the one-time address', () => {
  const open = (url: string, headers: Record<string, string> = {}, method = 'GET') =>
    send(new URL(url).pathname, { headers, method });
  const coming = { 'Sec-Fetch-Site': 'none', 'Sec-Fetch-Mode': 'navigate', 'Sec-Fetch-Dest': 'document' };

  test('opens the app once', async () => {
    const url = host.newOneTimeUrl();
    const answer = await open(url);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe(base);
    const again = await open(url);
    expect(again.status).toBe(404);
    expect(again.headers.get('location')).toBeUndefined();
    expect(again.body).toContain('Enter');
  });

  test('stops working when another is printed', async () => {
    const first = host.newOneTimeUrl();
    const second = host.newOneTimeUrl();
    expect((await open(first)).status).toBe(404);
    expect((await open(second)).status).toBe(303);
  });

  test('is not used up by looking ahead or by HEAD', async () => {
    const url = host.newOneTimeUrl();
    expect((await open(url, { 'Sec-Purpose': 'prefetch;prerender' })).status).toBe(404);
    expect((await open(url, { Purpose: 'prefetch' })).status).toBe(404);
    expect((await open(url, {}, 'HEAD')).status).toBe(404);
    expect((await open(url)).status).toBe(303);
  });

  test('opens for nobody who comes by another name', async () => {
    const url = host.newOneTimeUrl();
    expect((await open(url, { Host: `attacker.example:${port}` })).status).toBe(421);
    expect((await open(url)).status).toBe(303);
  });

  test('somebody who stands before a used one gets a new one printed, once', async () => {
    const url = host.newOneTimeUrl();
    await open(url, coming);
    expect(newAddresses).toEqual([]);
    await open(url, coming);
    await open(url, coming);
    await open(`${origin}/`, coming);
    expect(newAddresses).toHaveLength(1);
    expect((await open(newAddresses[0]!, coming)).status).toBe(303);
  });

  test("a page's pictures and scripts make no new address", async () => {
    await open(host.newOneTimeUrl());
    await open(`${origin}/`, { ...coming, 'Sec-Fetch-Dest': 'image', 'Sec-Fetch-Mode': 'no-cors' });
    await open(`${origin}/`, { ...coming, 'Sec-Fetch-Dest': 'iframe' });
    await open(`${origin}/`);
    expect(newAddresses).toEqual([]);
  });
});

describe('bodies', () => {
  test.each([
    ['a form', 'application/x-www-form-urlencoded', 'a=1'],
    ['plain text, which a page may send without asking', 'text/plain', '{}'],
    ['JSON in another charset', 'application/json; charset=utf-16', '{}'],
    ['two types', 'application/json, text/plain', '{}'],
    ['no JSON', 'application/json', '{"a":'],
    ['nothing', 'application/json', ''],
    ['bytes that are not UTF-8', 'application/json', '{"\xff":1}'],
  ])('refuses %s', async (_what, type, body) => {
    const answer = await call('status.get', { headers: { 'Content-Type': type }, body });
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'BAD_REQUEST' } });
  });

  test('refuses an announced body that is too large before reading it', async () => {
    const answer = await call('status.get', { headers: { 'Content-Length': '1000001' }, body: '{' });
    expect(answer.status).toBe(413);
    expect(JSON.parse(answer.body)).toMatchObject({ error: { code: 'BODY_TOO_LARGE' } });
  });

  test('refuses a body that turns out too large', async () => {
    const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`;
    const answer = await call('status.get', {
      headers: { 'Transfer-Encoding': 'chunked', 'Content-Length': null },
      body: chunk.repeat(40),
    });
    expect(answer.status).toBe(413);
  });

  test('refuses a compressed body', async () => {
    expect((await call('status.get', { headers: { 'Content-Encoding': 'gzip' } })).status).toBe(400);
  });

  test('refuses two lengths, and a length beside chunks', async () => {
    const twice = `POST ${base}api/status.get HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}`;
    expect((await rawRequest(port, twice)).status).toBe(400);
    const both = { 'Transfer-Encoding': 'chunked', 'Content-Length': '2' };
    expect((await call('status.get', { headers: both, body: '2\r\n{}\r\n0\r\n\r\n' })).status).toBe(400);
  });

  test('headers have an end', async () => {
    expect((await send(base, { headers: { X: 'x'.repeat(20_000) } })).status).toBeGreaterThanOrEqual(400);
  });

  test('a body that comes byte by byte is cut off, and a header that never ends', async () => {
    const hasty = await startWebHost({ core, rendererDir: join(folder, 'renderer'), port: 0, requestTimeoutMs: 1000 });
    const { host: name, origin: Origin, pathname, port: hastyPort } = new URL(hasty.url);
    const started = Date.now();
    const head = `POST ${pathname}api/status.get HTTP/1.1\r\nHost: ${name}\r\nOrigin: ${Origin}\r\n`;
    const body = 'Content-Type: application/json\r\nContent-Length: 900000\r\n\r\n{';
    await Promise.all([trickle(Number(hastyPort), head + body), trickle(Number(hastyPort), head)]);
    expect(Date.now() - started).toBeLessThan(15_000);
    await hasty.close();
  });
});

/** Sends the text, then a byte now and then, until the server has had enough. */
function trickle(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    const timer = setInterval(() => socket.write('x'), 100);
    socket.on('error', () => undefined);
    socket.resume();
    socket.on('close', () => {
      clearInterval(timer);
      resolve();
    });
  });
}

describe('events', () => {
  test('only so many pages may listen; who leaves makes room', async () => {
    const listen = () => {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.write(`GET ${base}events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      return new Promise<{ ok: boolean; leave: () => void }>((resolve) => {
        socket.once('data', (data) => {
          resolve({ ok: data.toString('latin1').startsWith('HTTP/1.1 200'), leave: () => socket.destroy() });
        });
      });
    };
    const pages: Awaited<ReturnType<typeof listen>>[] = [];
    for (let n = 0; n < MAX_LISTENERS; n++) pages.push(await listen());
    expect(pages.every((page) => page.ok)).toBe(true);
    const tooMany = await listen();
    expect(tooMany.ok).toBe(false);
    pages[0]!.leave();
    await vi.waitUntil(async () => {
      pages.push(await listen());
      return pages.at(-1)?.ok;
    });
    for (const page of [...pages, tooMany]) page.leave();
  });

  test('are not sent to HEAD or POST', async () => {
    expect((await send(`${base}events`, { method: 'HEAD' })).status).toBe(405);
    expect((await send(`${base}events`, { method: 'POST', headers: { Origin: origin } })).status).toBe(405);
  });
});

test('who hangs up in the middle of an answer, or listens without reading, harms nobody', async () => {
  const request = (path: string) => `GET ${base}${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
  const deaf = connect(port, '127.0.0.1', () => deaf.write(request('events')));
  deaf.pause();
  for (let n = 0; n < 20; n++) {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(request(`article/a${n}`), () => socket.resetAndDestroy());
    });
    socket.on('error', () => undefined);
    await call('fetch.start', { body: '{"feedIds":null}' });
  }
  deaf.destroy();
  expect((await call('status.get')).status).toBe(200);
});

describe('what is said in headers', () => {
  test('the app may load and call itself only, and be framed by nobody', async () => {
    const { headers } = await send(base);
    expect(headers.get('content-security-policy')).toBe(
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
        "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    );
  });

  test('an article may show our pictures and style, and nothing else', async () => {
    const answer = await send(`${base}article/a1`);
    expect(answer.body).toContain('document a1');
    const policy = answer.headers.get('content-security-policy') ?? '';
    for (const rule of [
      "default-src 'none'",
      "img-src 'self'",
      "style-src 'self'",
      "form-action 'none'",
      "base-uri 'none'",
      'sandbox allow-same-origin',
    ]) {
      expect(policy.split('; ')).toContain(rule);
    }
    expect(answer.headers.get('x-dns-prefetch-control')).toBe('off');
  });

  test('a picture is a picture, and inert as a page', async () => {
    const answer = await send(`${base}image/${'0'.repeat(64)}`);
    expect(answer.headers.get('content-type')).toBe('image/png');
    expect(answer.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox");
  });

  test('what is not stored is 404', async () => {
    expect((await send(`${base}article/missing1`)).status).toBe(404);
  });

  test('HEAD says the same without the body', async () => {
    const answer = await send(base, { method: 'HEAD' });
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('');
    expect(Number(answer.headers.get('content-length'))).toBeGreaterThan(0);
  });
});

test('closing ends open streams and answers nobody any more', async () => {
  const other = await startWebHost({ core, rendererDir: join(folder, 'renderer'), port: 0 });
  const events = await fetch(`${other.url}events`);
  const ended = events.text();
  const started = Date.now();
  await other.close();
  expect(await ended).toContain('retry');
  expect(Date.now() - started).toBeLessThan(3000);
  await expect(fetch(other.url)).rejects.toThrow('fetch failed');
});

test('a taken port and a missing interface are said in words', async () => {
  const rendererDir = join(folder, 'renderer');
  await expect(startWebHost({ core, rendererDir, port })).rejects.toMatchObject({ name: 'LarderError' });
  await expect(startWebHost({ core, rendererDir: join(folder, 'none'), port: 0 })).rejects.toMatchObject({
    code: 'FILE_UNREADABLE',
  });
});
