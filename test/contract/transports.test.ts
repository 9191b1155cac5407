// One suite over every way into the core: the same calls give the same outputs and the same errors.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { CALL_CHANNEL, EVENT_CHANNEL } from '../../main/hosts/electron/addresses.ts';
import { runElectron } from '../../main/hosts/electron/electron-host.ts';
import { startWebHost } from '../../main/hosts/web/web-host.ts';
import { type Core, openCore } from '../../main/service/core.ts';
import { contract, type Input, type ListView, type Method } from '../../shared/contract.ts';
import { errorFromWire, errorToWire, LarderError, type WireError } from '../../shared/errors.ts';
import type { ArticleId, FeedId } from '../../shared/model.ts';
import { dispatch, relay } from '../../shared/rpc.ts';
import { BUG_ADDRESS, createDoubleHandlers, REFUSED_ADDRESS } from '../helpers/double-handlers.ts';
import { createElectronDouble } from '../helpers/electron-double.ts';

type Transport = {
  call(method: string, input: unknown): Promise<unknown>;
  /** Absent where nothing but calls is carried. */
  nextEvent?(): Promise<unknown>;
  close(): Promise<void>;
};

const double = new URL('../helpers/double.worker.ts', import.meta.url);
const openDouble = (): Promise<Core> =>
  openCore({ dir: 'double', workers: { core: double, read: double, extract: double } });

let rendererDir = '';
beforeAll(async () => {
  rendererDir = await mkdtemp(join(tmpdir(), 'larder-renderer-'));
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html><title>Larder</title>');
});
afterAll(() => rm(rendererDir, { recursive: true }));

function unwrap(answer: unknown): unknown {
  const { output, error } = answer as { output?: unknown; error?: WireError };
  if (error) throw errorFromWire(error);
  return output;
}

const transports: Record<string, () => Promise<Transport>> = {
  async 'in the same process'() {
    const handlers = createDoubleHandlers();
    return {
      // The command line calls handlers in its own process and shows errors as every host does.
      call: (method, input) =>
        dispatch(handlers, method, input).catch((error: unknown) => Promise.reject(errorFromWire(errorToWire(error)))),
      close: async () => undefined,
    };
  },

  async "a worker's port"() {
    const core = await openDouble();
    return {
      call: (method, input) => relay(core, method, input),
      nextEvent: () => new Promise((resolve) => core.onEvent('changed', resolve)),
      close: () => core.close(),
    };
  },

  async HTTP() {
    const core = await openDouble();
    const host = await startWebHost({ core, rendererDir, port: 0 });
    const stop = new AbortController();
    return {
      async call(method, input) {
        const response = await fetch(`${host.url}api/${encodeURIComponent(method)}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', Origin: new URL(host.url).origin },
          body: JSON.stringify(input),
        });
        return unwrap(await response.json());
      },
      async nextEvent() {
        const response = await fetch(`${host.url}events`, { signal: stop.signal });
        let text = '';
        for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
          text += chunk;
          const data = /^event: changed\ndata: (.*)$/m.exec(text)?.[1];
          if (data !== undefined) return JSON.parse(data) as unknown;
        }
        throw new Error('The stream ended without an event.');
      },
      async close() {
        stop.abort();
        await host.close();
        await core.close();
      },
    };
  },

  async "Electron's channel"() {
    const { electron, channels, windows } = createElectronDouble();
    let core: Core | null = null;
    await runElectron(electron, {
      dir: rendererDir,
      rendererDir,
      preload: 'preload.cjs',
      openCore: async () => (core = await openDouble()),
    });
    const window = windows[0]!;
    const event = { sender: window.webContents, senderFrame: window.webContents.mainFrame };
    return {
      call: async (method, input) => unwrap(await channels.get(CALL_CHANNEL)!(event, method, structuredClone(input))),
      async nextEvent() {
        await vi.waitUntil(() => window.sent.length > 0);
        const { channel, name, data } = window.sent[0]!;
        expect([channel, name]).toEqual([EVENT_CHANNEL, 'changed']);
        return data;
      },
      async close() {
        await core?.close();
      },
    };
  },
};

const feed = 'f1' as FeedId;
const article = 'a1' as ArticleId;
const view: ListView = { kind: 'folder', path: ['Новости', 'خبرها'], unreadOnly: true };
const scheduledExport: Input<'exports.add'> = {
  name: 'Вечер',
  cron: '0 21 * * *',
  format: 'html',
  folder: '/media/stick',
  days: 1,
  of: null,
  starred: false,
  unread: true,
  keep: 7,
  enabled: true,
  pictures: true,
  label: 'красная флешка',
  signWith: 'anya',
  recipients: ['age1qqq'],
};
const selection: Input<'exports.estimate'>['selection'] = {
  feedIds: [feed],
  folder: ['Новости'],
  tag: null,
  query: 'выборы',
  sinceMs: 1_795_000_000_000,
  untilMs: null,
  starred: true,
  unread: false,
  ids: [article],
  notGivenTo: 'red stick',
};
/** One call of every method; a method without one does not compile. */
const calls: { [M in Method]: Input<M> } = {
  'library.get': {},
  'preferences.set': { locale: 'ru', theme: 'dark', textSize: 110 },
  'feeds.list': {},
  'feeds.discover': { url: 'example.org' },
  'feeds.add': { url: 'https://example.org/feed?a=1&b="2"', title: null, folder: [] },
  'feeds.rename': { id: feed, title: 'Речной вестник' },
  'feeds.move': { id: feed, folder: ['a', 'b'] },
  'feeds.remove': { id: feed, deleteArticles: true },
  'folders.add': { path: ['a'] },
  'folders.rename': { path: ['a'], name: 'b\u2028c' },
  'folders.move': { path: ['a'], into: ['b'] },
  'folders.remove': { path: ['a'] },
  'opml.import': { bytesBase64: 'PG9wbWwvPg==' },
  'opml.export': {},
  'tags.list': {},
  'exports.estimate': { selection },
  'transfers.export': {
    format: 'bundle',
    selection,
    title: 'Вечер',
    pictures: true,
    maxBytes: 50_000_000,
    splitBytes: null,
    signWith: 'anya',
    keyPassphrase: 'слово',
    lock: { kind: 'recipients', recipients: ['age1qqq'] },
    telling: { fetchTimes: false, queries: true },
    label: 'red stick',
    have: { upload: 'aaaaaaaa', passphrase: 'слово' },
  },
  'transfers.have': { lock: { kind: 'passphrase', passphrase: 'p\u0000ss' } },
  'transfers.preview': { uploads: ['aaaaaaaa'], file: 'новости.zip', passphrase: null },
  'transfers.import': { preview: 'aaaaaaaa', trustAs: 'Аня' },
  'transfers.stop': { id: 'aaaaaaaa' },
  'transfers.forget': { id: 'aaaaaaaa' },
  'transfers.unsend': { uploads: ['aaaaaaaa'] },
  'transfers.list': {},
  'bundles.settings': {},
  'keys.new': { name: 'anya', passphrase: null },
  'keys.remove': { name: 'anya' },
  'keys.identity': {},
  'senders.trust': { name: 'Аня', publicKey: 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3' },
  'senders.forget': { publicKey: 'RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3' },
  'labels.forget': { name: 'red stick' },
  'watch.set': { folder: '/media/stick' },
  'proxies.add': {
    name: 'Домашний',
    kind: 'socks5',
    host: '::1',
    port: 1080,
    username: 'anna',
    password: 'p\u0000ss "wörd"',
  },
  'proxies.change': { id: 'p1', name: 'Office', kind: 'http', host: 'gate.example', port: 65_535, username: null },
  'proxies.remove': { id: 'p1' },
  'routes.set': {
    target: { kind: 'folder', path: ['Новости', 'خبرها'] },
    plan: {
      direct: 'never',
      chain: [
        { via: 'proxy', proxyId: 'p1', url: 'http://mirror.example/feed?a=1&b="2"' },
        { via: 'system', url: null },
      ],
    },
  },
  'routes.test': { feedId: feed, route: { via: 'direct', url: null } },
  'network.set': { dohUrl: 'https://names.example/dns-query', systemRoots: true, log: false },
  'feeds.anchor': { id: feed, anchor: true },
  'feeds.trust': { id: feed, pem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n' },
  'quarantine.list': {},
  'attempts.list': { limit: 1000 },
  'diagnostics.export': {},
  'articles.list': { view, offset: 0, limit: 500, asOfMs: 1_795_000_000_000 },
  'articles.get': { id: article },
  'articles.search': { query: '"отключение" 🥫 \u0000', offset: 0, limit: 20 },
  'articles.mark': { ids: [article], read: true, starred: false },
  'articles.want': { id: article },
  'articles.markAllRead': { view: { kind: 'all' }, asOfMs: 0 },
  'pages.save': { url: 'https://example.org/' },
  'samples.load': {},
  'fetch.start': { feedIds: null },
  'fetch.stop': {},
  'schedule.set': {
    paused: false,
    onlyWhenAsked: true,
    quietHours: [{ days: [1, 7], fromMinute: 1380, toMinute: 420 }],
    allowedHours: [],
    dayBudgetBytes: 4_000_000,
    monthBudgetBytes: null,
    metered: 'system',
    onMetered: 'texts',
    onBattery: 'all',
  },
  'schedule.source': { id: feed, priority: 'high', everyMinutes: null },
  'schedule.folder': { path: ['Новости'], priority: null, everyMinutes: 60 },
  'schedule.get': {},
  'exports.add': scheduledExport,
  'exports.change': { ...scheduledExport, id: 'e1' },
  'exports.remove': { id: 'e1' },
  'exports.run': { id: 'e1' },
  'queue.get': {},
  'windows.get': {},
  'windows.forget': {},
  'readiness.get': {},
  'preparation.start': { goal: { kind: 'days', days: 3 }, folders: [['Новости']] },
  'preparation.stop': {},
  'preparation.clear': {},
  'preparation.get': {},
  'status.get': {},
};

const unknownMethods = [
  'nope.nope',
  '',
  '__proto__',
  'constructor',
  'toString',
  'feeds',
  'feeds.list ',
  'x'.repeat(500),
];

const PROXY = { name: 'x', kind: 'http', host: 'x.example', port: 1, username: null, password: null };
const LONG_PLAN = { direct: 'auto', chain: Array.from({ length: 21 }, () => ({ via: 'direct', url: null })) };

const badInputs: [what: string, method: Method, json: string][] = [
  ['a missing field', 'articles.get', '{}'],
  ['a field too many', 'library.get', '{"x":1}'],
  ['__proto__ as a field', 'library.get', '{"__proto__":{"x":1}}'],
  ['constructor as a field', 'articles.get', '{"id":"a1","constructor":1}'],
  ['null', 'library.get', 'null'],
  ['a string', 'library.get', '"x"'],
  ['a field of another type', 'articles.get', '{"id":7}'],
  ['an id that is a path', 'articles.get', '{"id":"../a1"}'],
  ['a fraction', 'articles.search', '{"query":"x","offset":0.5,"limit":1}'],
  ['a number out of range', 'articles.search', '{"query":"x","offset":0,"limit":201}'],
  ['a port that is none', 'proxies.add', JSON.stringify({ ...PROXY, port: 65_536 })],
  ['a proxy of another kind', 'proxies.add', JSON.stringify({ ...PROXY, kind: 'pac' })],
  ['a way of an unknown kind', 'routes.test', '{"feedId":"f1","route":{"via":"tunnel","url":null}}'],
  ['a plan of more than twenty ways', 'routes.set', JSON.stringify({ target: { kind: 'all' }, plan: LONG_PLAN })],
  ['a folder without a name as a target', 'routes.set', '{"target":{"kind":"folder","path":[]},"plan":null}'],
  ['a certificate beyond 64 KB', 'feeds.trust', JSON.stringify({ id: 'f1', pem: 'A'.repeat(65_537) })],
  ['folders too deep', 'folders.add', JSON.stringify({ path: Array.from({ length: 11 }, () => 'a') })],
  ['a view of an unknown kind', 'articles.markAllRead', '{"view":{"kind":"__proto__"},"asOfMs":0}'],
];

describe.each(Object.entries(transports))('%s', (name, open) => {
  let transport: Transport;
  beforeAll(async () => {
    transport = await open();
  });
  afterAll(() => transport.close());

  const failure = async (method: string, input: unknown): Promise<LarderError> => {
    const error: unknown = await transport.call(method, input).then(
      (output) => expect.fail(`answered with ${JSON.stringify(output)}`),
      (error: unknown) => error,
    );
    expect(error).toBeInstanceOf(LarderError);
    return error as LarderError;
  };

  test('carries every method there and back unchanged', async () => {
    for (const method of Object.keys(contract) as Method[]) {
      expect(await transport.call(method, calls[method])).toEqual({ method, input: calls[method] });
    }
  });

  test('answers many calls at once, each its own', async () => {
    const queries = Array.from({ length: 50 }, (_, n) => ({ query: `q${n}`, offset: n, limit: 1 }));
    const answers = await Promise.all(queries.map((query) => transport.call('articles.search', query)));
    expect(answers).toEqual(queries.map((input) => ({ method: 'articles.search', input })));
  });

  test('an error that a person can act on arrives with its code, sentence and facts', async () => {
    const error = await failure('feeds.discover', { url: REFUSED_ADDRESS });
    expect(error.code).toBe('NO_FEED_FOUND');
    expect(error.message).toBe('No feed is announced there.');
    expect(error.details).toEqual({ address: REFUSED_ADDRESS, tried: 3 });
  });

  test('a bug arrives without its words', async () => {
    const error = await failure('feeds.discover', { url: BUG_ADDRESS });
    expect(error.code).toBe('INTERNAL');
    expect(JSON.stringify(errorToWire(error))).not.toContain('secret');
  });

  // An address has its own ways with an empty name and with escapes; they end in the same refusal (hostile-web.test.ts).
  test.each(unknownMethods.filter((method) => name !== 'HTTP' || /^[\w.]+$/.test(method)))(
    'refuses the method %j',
    async (method) => {
      expect((await failure(method, {})).code).toBe('UNKNOWN_METHOD');
    },
  );

  test.each(badInputs)('refuses %s', async (_what, method, json) => {
    expect((await failure(method, JSON.parse(json))).code).toBe('BAD_REQUEST');
  });

  test('refuses an import beyond 12 MB, and a search beyond 500 characters', async () => {
    const huge = await failure('opml.import', { bytesBase64: 'A'.repeat(12_000_001) });
    expect(['BAD_REQUEST', 'BODY_TOO_LARGE']).toContain(huge.code);
    const search = await failure('articles.search', { query: 'x'.repeat(2_000_000), offset: 0, limit: 1 });
    expect(['BAD_REQUEST', 'BODY_TOO_LARGE']).toContain(search.code);
    expect(await transport.call('status.get', {})).toEqual({ method: 'status.get', input: {} });
  });

  test('takes an import of 12 MB', async () => {
    const input = { bytesBase64: 'A'.repeat(12_000_000) };
    const answer = (await transport.call('opml.import', input)) as { input: typeof input };
    expect(answer.input.bytesBase64.length).toBe(12_000_000);
  });

  // In the same process there is nothing to carry events: the caller listens to the service itself.
  if (name === 'in the same process') return;
  test('brings events', async () => {
    const event = transport.nextEvent?.() ?? Promise.resolve(null);
    // The listener may still be on its way when the first event is sent.
    const asking = setInterval(() => void transport.call('fetch.start', { feedIds: null }), 50);
    expect(await event.finally(() => clearInterval(asking))).toEqual({ feeds: true, articles: false });
  });
});
