import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createLarder, type Larder } from '../../../main/service/larder.ts';
import { layout } from '../../../main/service/layout.ts';
import { answer, startHostileServer, type HostileServer } from '../../helpers/hostile-server.ts';

let dir: string;
let larder: Larder;
let server: HostileServer;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'larder-settings-'));
  server = await startHostileServer();
  larder = await createLarder({
    dir,
    extractWorker: layout().workers.extract,
    now: Date.now,
    automatic: false,
    onBug(error) {
      throw error;
    },
  });
});
afterEach(async () => {
  await larder.close();
  await server.close();
  rmSync(dir, { recursive: true, force: true });
});

const proxy = {
  name: 'Office',
  kind: 'http',
  host: '127.0.0.1',
  port: 9,
  username: 'me',
  password: 'hunter-two',
} as const;
/** The library as it is and as it was. */
const files = () =>
  readdirSync(dir)
    .filter((name) => name.startsWith('library.json'))
    .map((name) => readFileSync(join(dir, name), 'utf8'))
    .join();

test('a proxy’s password is in the library and nowhere else, and gone with the proxy', async () => {
  const { id } = await larder.handlers['proxies.add'](proxy);
  expect(files()).toContain('hunter-two');
  expect(JSON.stringify(await larder.handlers['library.get']({}))).not.toContain('hunter-two');
  expect((await larder.handlers['diagnostics.export']({})).json).not.toContain('hunter-two');
  await larder.handlers['proxies.change']({ ...proxy, id, password: 'another' });
  expect(files()).not.toContain('hunter-two');
  await larder.handlers['proxies.remove']({ id });
  expect(files()).not.toContain('another');
});

test('a way is tested on one of the owner’s own feeds, and nothing of it is stored', async () => {
  const rss =
    '<rss version="2.0"><channel><title>Own</title><item><guid>1</guid><title>One</title></item></channel></rss>';
  server.on('/feed', answer({ body: rss, headers: { 'Content-Type': 'application/rss+xml' } }));
  server.on('/page', answer({ body: '<!doctype html><p>hello', headers: { 'Content-Type': 'text/html' } }));
  const add = (path: string) => larder.handlers['feeds.add']({ url: server.url(path), title: null, folder: [] });
  const [feed, page] = [await add('/feed'), await add('/page')];
  const direct = { via: 'direct', url: null } as const;

  expect(await larder.handlers['routes.test']({ feedId: feed.id, route: direct })).toMatchObject({
    outcome: 'OK',
    bytes: rss.length,
  });
  expect(await larder.handlers['routes.test']({ feedId: page.id, route: direct })).toMatchObject({
    outcome: 'NOT_A_FEED',
  });
  const { id: proxyId } = await larder.handlers['proxies.add'](proxy);
  const through = { via: 'proxy', proxyId, url: null } as const;
  const asked = server.requests.length;
  expect(await larder.handlers['routes.test']({ feedId: feed.id, route: through })).toMatchObject({
    outcome: 'PROXY_DOWN',
  });
  expect(server.requests.length).toBe(asked);
  expect(larder.archive.counts().articles).toBe(0);
  expect(larder.archive.feeds().map(({ lastOutcome }) => lastOutcome)).toEqual([null, null]);
});

test('the log is empty until its owner wants one, names no host, and is gone when they do not', async () => {
  server.on('/feed', answer({ status: 500, body: 'no' }));
  const { id } = await larder.handlers['feeds.add']({ url: server.url('/feed'), title: null, folder: [] });
  const pass = () =>
    larder.fetchPass(
      { feedIds: null, feedsOnly: true, images: false, deadlineMs: null, budgetBytes: null },
      () => undefined,
    );
  const log = () => larder.handlers['attempts.list']({ limit: 10 });
  const settings = { dohUrl: null, systemRoots: false };
  await pass();
  expect(await log()).toEqual([]);
  await larder.handlers['network.set']({ ...settings, log: true });
  await pass();
  expect(await log()).toEqual([
    {
      atMs: expect.any(Number),
      feedId: id,
      what: 'feed',
      outcome: 'HTTP_5XX',
      route: 'direct',
      bytes: 2,
      ms: expect.any(Number),
    },
  ]);
  await larder.handlers['network.set']({ ...settings, log: false });
  expect(await log()).toEqual([]);
});
