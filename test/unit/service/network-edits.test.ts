import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import * as network from '../../../main/service/network-edits.ts';
import { addSubscription, moveFolder, removeFolder, withFolder } from '../../../main/service/library-edits.ts';
import type { FeedId, Library } from '../../../shared/model.ts';
import type { RoutePlan } from '../../../shared/routes.ts';
import { createTestAuthority } from '../../helpers/test-authority.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';

const EMPTY: Library = {
  version: 1,
  subscriptions: [],
  folders: [],
  preferences: { locale: null, theme: 'system', textSize: 100 },
  network: { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false },
  schedule: DEFAULT_SCHEDULE,
  senders: [],
  watchedFolder: null,
};
const FEED = 'feed1' as FeedId;
const wanted = { url: 'https://news.example/feed', title: null, siteUrl: null, folder: ['World'] };
const withFeed = addSubscription(EMPTY, wanted, FEED, 0);
const office = {
  name: 'Office',
  kind: 'http',
  host: 'proxy.example',
  port: 3128,
  username: 'me',
  password: 'secret',
} as const;
const library = network.addProxy(withFeed, office, 'p1');
const byOffice: RoutePlan = { direct: 'never', chain: [{ via: 'proxy', proxyId: 'p1', url: null }] };

describe('a proxy', () => {
  test('is shown without its password', () => {
    const [shown] = network.shown(library).network.proxies;
    expect(shown).toEqual({
      id: 'p1',
      name: 'Office',
      kind: 'http',
      host: 'proxy.example',
      port: 3128,
      username: 'me',
      hasPassword: true,
    });
    expect(JSON.stringify(network.shown(library))).not.toContain('secret');
  });

  test('keeps its password when a change does not speak of it, and loses it when told', () => {
    const { password: _unsaid, ...rest } = office;
    expect(network.changeProxy(library, { ...rest, id: 'p1', port: 1 }).network.proxies[0]).toMatchObject({
      port: 1,
      password: 'secret',
    });
    expect(network.changeProxy(library, { ...office, id: 'p1', password: null }).network.proxies[0]?.password).toBe(
      null,
    );
  });

  test.each(['', 'a b', 'proxy.example:80', 'user@proxy.example', 'proxy.example/x'])('is not at "%s"', (host) => {
    expect(() => network.addProxy(EMPTY, { ...office, host }, 'p')).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });

  test('may be at an address of either family', () => {
    expect(network.addProxy(EMPTY, { ...office, host: '2001:db8::1' }, 'p').network.proxies[0]?.host).toBe(
      '2001:db8::1',
    );
    expect(network.addProxy(EMPTY, { ...office, host: '127.0.0.1' }, 'p').network.proxies[0]?.host).toBe('127.0.0.1');
  });

  test('that is removed leaves every plan, and opens no door by that', () => {
    let full = network.setRoutes(library, { target: { kind: 'feed', id: FEED }, plan: byOffice });
    full = network.setRoutes(full, { target: { kind: 'folder', path: ['World'] }, plan: byOffice });
    full = network.setRoutes(full, { target: { kind: 'all' }, plan: byOffice });
    const without = network.removeProxy(full, 'p1');
    const closed = { direct: 'never', chain: [] };
    expect(without.subscriptions[0]?.routes).toEqual(closed);
    expect(without.network).toMatchObject({ proxies: [], routes: closed, folderRoutes: [{ plan: closed }] });
  });
});

describe('a plan', () => {
  test('names only proxies and folders that there are', () => {
    const plan: RoutePlan = { direct: 'auto', chain: [{ via: 'proxy', proxyId: 'gone', url: null }] };
    expect(() => network.setRoutes(library, { target: { kind: 'all' }, plan })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
    expect(() => network.setRoutes(library, { target: { kind: 'folder', path: ['No'] }, plan: byOffice })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });

  test('sends no onion address out directly', () => {
    const plan: RoutePlan = { direct: 'auto', chain: [{ via: 'direct', url: 'http://abc.onion/' }] };
    expect(() => network.setRoutes(library, { target: { kind: 'feed', id: FEED }, plan })).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });

  test('of a folder goes where the folder goes, and ends with it', () => {
    const set = network.setRoutes(library, { target: { kind: 'folder', path: ['World'] }, plan: byOffice });
    const moved = moveFolder(withFolder(set, ['News']), ['World'], ['News']);
    expect(moved.network.folderRoutes).toEqual([{ path: ['News', 'World'], plan: byOffice }]);
    expect(removeFolder(set, ['World']).network.folderRoutes).toEqual([]);
  });

  test('is taken back by null', () => {
    const set = network.setRoutes(library, { target: { kind: 'folder', path: ['World'] }, plan: byOffice });
    expect(
      network.setRoutes(set, { target: { kind: 'folder', path: ['World'] }, plan: null }).network.folderRoutes,
    ).toEqual([]);
  });
});

test('an address for DNS questions is https or nothing', () => {
  const set = (dohUrl: string | null) => network.setNetwork(EMPTY, { dohUrl, systemRoots: true, log: true }).network;
  expect(set('https://dns.example/dns-query')).toMatchObject({ dohUrl: 'https://dns.example/dns-query', log: true });
  expect(set(null).dohUrl).toBe(null);
  expect(() => set('http://dns.example/')).toThrow(expect.objectContaining({ code: 'BAD_ADDRESS' }));
  expect(() => set('dns.example')).toThrow(expect.objectContaining({ code: 'BAD_ADDRESS' }));
});

describe('a certificate for one source', () => {
  const { ca } = createTestAuthority('A test authority');

  test('is kept without what stood around it', () => {
    const set = network.setTrust(library, { id: FEED, pem: `Subject: somebody\n${ca}\nmore` });
    expect(set.subscriptions[0]?.pinnedPem).toBe(`${ca.trim()}\n`);
    expect(network.setTrust(set, { id: FEED, pem: null }).subscriptions[0]?.pinnedPem).toBe(null);
  });

  test('must be one', () => {
    const key = execFileSync('openssl', ['genpkey', '-algorithm', 'ed25519'], { encoding: 'utf8' });
    const damaged = ca.replace(/[A-Za-z0-9+/]{20}\n/, 'AAAA\n');
    for (const pem of ['', 'hello', key, damaged]) {
      expect(() => network.setTrust(library, { id: FEED, pem })).toThrow(
        expect.objectContaining({ code: 'BAD_REQUEST' }),
      );
    }
  });
});
