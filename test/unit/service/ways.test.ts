import { describe, expect, test } from 'vitest';
import { createWays, wayKey, waysThrough } from '../../../main/service/ways.ts';
import { createWayMemory } from '../../../main/service/way-memory.ts';
import type { FeedId, Library, Subscription } from '../../../shared/model.ts';
import type { Proxy, Route, RoutePlan } from '../../../shared/routes.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';

const id = (text: string): FeedId => text as FeedId;
const office: Proxy = {
  id: 'office',
  name: 'Office',
  kind: 'http',
  host: '192.0.2.1',
  port: 3128,
  username: null,
  password: 'secret',
};
const relay: Proxy = {
  id: 'relay',
  name: 'Relay',
  kind: 'socks5',
  host: '127.0.0.1',
  port: 9050,
  username: null,
  password: null,
};
const direct: Route = { via: 'direct', url: null };
const system: Route = { via: 'system', url: null };
const by = (proxyId: string, url: string | null = null): Route => ({ via: 'proxy', proxyId, url });
const plan = (chain: Route[], rule: RoutePlan['direct'] = 'auto'): RoutePlan => ({ direct: rule, chain });

const feed = (name: string, routes: RoutePlan | null, folder: string[] = []): Subscription => ({
  id: id(name),
  url: `https://${name}.example/feed.xml`,
  title: null,
  siteUrl: null,
  folder,
  addedMs: 0,
  routes,
  pinnedPem: null,
  anchor: false,
  priority: null,
  everyMinutes: null,
});

function libraryOf(subscriptions: Subscription[], network: Partial<Library['network']> = {}): Library {
  return {
    version: 1,
    subscriptions,
    folders: [],
    preferences: { locale: null, theme: 'system', textSize: 100 },
    schedule: DEFAULT_SCHEDULE,
    senders: [],
    watchedFolder: null,
    network: {
      proxies: [office, relay],
      routes: null,
      folderRoutes: [],
      dohUrl: null,
      systemRoots: false,
      log: false,
      ...network,
    },
  };
}

function waysOf(library: Library, pac = 'DIRECT') {
  let nowMs = 0;
  let network = 'home';
  const memory = createWayMemory(
    [],
    () => network,
    () => nowMs,
  );
  const ways = createWays({
    library: () => library,
    systemProxy: () => Promise.resolve(pac),
    memory,
    monotonicMs: () => nowMs,
  });
  return {
    ways,
    memory,
    pass: (ms: number) => void (nowMs += ms),
    moveTo: (name: string) => void (network = name),
    keys: async (url: string, ...feeds: string[]) =>
      (await ways.to({ url, feedIds: feeds.map(id) })).map((way) => wayKey(way)),
  };
}

describe('the plan that counts', () => {
  const library = libraryOf(
    [feed('own', plan([by('relay')])), feed('inside', null, ['World', 'Asia']), feed('plain', null)],
    { folderRoutes: [{ path: ['World'], plan: plan([by('office'), direct]) }], routes: plan([by('relay'), direct]) },
  );
  const { keys } = waysOf(library);

  test('is the source’s own, else its folder’s, else the library’s', async () => {
    expect(await keys('https://own.example/feed.xml', 'own')).toEqual(['relay']);
    expect(await keys('https://inside.example/feed.xml', 'inside')).toEqual(['office', 'direct']);
    expect(await keys('https://plain.example/feed.xml', 'plain')).toEqual(['relay', 'direct']);
    expect(await keys('https://typed.example/')).toEqual(['relay', 'direct']);
  });

  test('is the system’s way when nothing was set', async () => {
    const nothingSet = waysOf(libraryOf([feed('a', null)]), 'SOCKS5 s.example:1; PROXY p.example:2; DIRECT');
    const list = await nothingSet.ways.to({ url: 'https://a.example/feed.xml', feedIds: [id('a')] });
    expect(list.map(({ via }) => via.via)).toEqual(['socks5', 'http', 'direct']);
  });
});

describe('a source that must never be asked directly', () => {
  test('has its proxies and nothing else, whatever the chain and the system say', async () => {
    const library = libraryOf([feed('a', plan([direct, system, by('relay')], 'never'))]);
    expect(await waysOf(library, 'DIRECT').keys('https://a.example/feed.xml', 'a')).toEqual(['relay']);
  });

  test('has no way at all when no proxy is left', async () => {
    const library = libraryOf([feed('a', plan([direct, system], 'never'))]);
    expect(await waysOf(library).keys('https://a.example/feed.xml', 'a')).toEqual([]);
  });

  test('decides for a picture that another source shows, too', async () => {
    const library = libraryOf([feed('open', plan([direct])), feed('shut', plan([by('relay')], 'never'))]);
    const { keys } = waysOf(library);
    expect(await keys('https://cdn.example/a.jpg', 'open', 'shut')).toEqual(['relay']);
    expect(await keys('https://cdn.example/a.jpg', 'open')).toEqual(['direct']);
  });
});

test('"always" puts the direct way first', async () => {
  const library = libraryOf([feed('a', plan([by('relay'), direct], 'always'))]);
  expect(await waysOf(library).keys('https://a.example/feed.xml', 'a')).toEqual(['direct', 'relay']);
});

test('an onion address goes to a SOCKS proxy, or to the fetcher that refuses it', async () => {
  const onion = 'http://abcdefghijklmnop.onion/feed.xml';
  const library = libraryOf([feed('a', plan([by('office', onion), by('relay', onion)]))]);
  const list = await waysOf(library).ways.to({ url: 'https://a.example/feed.xml', feedIds: [id('a')] });
  expect(list).toEqual([expect.objectContaining({ url: onion, mirror: true })]);
  expect(list[0]?.via).toMatchObject({ via: 'socks5', id: 'relay' });
});

describe('a mirror', () => {
  const mirror = 'https://mirror.example:8443/rss';
  const library = libraryOf([feed('a', plan([direct, { via: 'direct', url: mirror }]))]);
  const addresses = async (url: string) =>
    (await waysOf(library).ways.to({ url, feedIds: [id('a')] })).map((way) => way.url);

  test('gives the feed at its own address', async () => {
    expect(await addresses('https://a.example/feed.xml')).toEqual(['https://a.example/feed.xml', mirror]);
    expect(await addresses('http://a.example/feed.xml')).toEqual(['http://a.example/feed.xml', mirror]);
  });

  test('gives the articles of that site at the same path', async () => {
    expect(await addresses('https://www.a.example/2026/story?p=1')).toEqual([
      'https://www.a.example/2026/story?p=1',
      'https://mirror.example:8443/2026/story?p=1',
    ]);
  });

  test('is not asked for what is somebody else’s', async () => {
    expect(await addresses('https://cdn.example/picture.jpg')).toEqual(['https://cdn.example/picture.jpg']);
  });
});

describe('experience', () => {
  const url = 'https://a.example/feed.xml';
  const wanted = { url, feedIds: [id('a')] };
  const chain = plan([direct, by('office'), by('relay')]);
  const learn = async (world: ReturnType<typeof waysOf>, key: string, outcome: 'OK' | 'TLS_RST' | 'HTTP_4XX') => {
    const way = (await world.ways.to(wanted)).find((other) => wayKey(other) === key);
    if (!way) throw new Error(`no way ${key}`);
    world.ways.learn(wanted, way, outcome);
  };

  test('puts the way that worked first, for six hours', async () => {
    const world = waysOf(libraryOf([feed('a', chain)]));
    await learn(world, 'relay', 'OK');
    expect(await world.keys(url, 'a')).toEqual(['relay', 'direct', 'office']);
    world.pass(6 * 3_600_000);
    expect(await world.keys(url, 'a')).toEqual(['direct', 'office', 'relay']);
  });

  test('counts a server’s refusal as a way that leads there', async () => {
    const world = waysOf(libraryOf([feed('a', chain)]));
    await learn(world, 'office', 'HTTP_4XX');
    expect(await world.keys(url, 'a')).toEqual(['office', 'direct', 'relay']);
  });

  test('is forgotten when the line is open again, and when the way fails', async () => {
    const world = waysOf(libraryOf([feed('a', chain)]));
    await learn(world, 'relay', 'OK');
    world.ways.lineOpened();
    expect(await world.keys(url, 'a')).toEqual(['direct', 'office', 'relay']);
    await learn(world, 'relay', 'OK');
    await learn(world, 'relay', 'TLS_RST');
    expect(await world.keys(url, 'a')).toEqual(['direct', 'office', 'relay']);
  });

  test('of the direct way survives that the line opens, but not another network', async () => {
    const world = waysOf(libraryOf([feed('a', plan([by('office'), direct]))]));
    await learn(world, 'direct', 'OK');
    world.ways.lineOpened();
    expect(await world.keys(url, 'a')).toEqual(['direct', 'office']);
    world.ways.forgetWinners();
    expect(await world.keys(url, 'a')).toEqual(['office', 'direct']);
  });

  test('puts a way last that fails again and again, in this network only', async () => {
    const world = waysOf(libraryOf([feed('a', chain)]));
    for (let count = 0; count < 5; count++) await learn(world, 'direct', 'TLS_RST');
    expect(await world.keys(url, 'a')).toEqual(['office', 'relay', 'direct']);
    world.moveTo('cafe');
    expect(await world.keys(url, 'a')).toEqual(['direct', 'office', 'relay']);
    expect(world.memory.takeChanged()).toEqual([expect.objectContaining({ route: 'direct', network: 'home' })]);
    expect(world.memory.takeChanged()).toEqual([]);
  });
});

test('one way can be tried by itself', async () => {
  const library = libraryOf([feed('a', plan([direct], 'never'))]);
  const [source] = library.subscriptions;
  if (!source) throw new Error('no source');
  const ways = await waysThrough(by('office'), source, library, () => Promise.resolve('DIRECT'));
  expect(ways.map(({ via }) => via)).toEqual([
    { via: 'http', id: 'office', host: '192.0.2.1', port: 3128, username: null, password: 'secret' },
  ]);
});
