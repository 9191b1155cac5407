import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import type { Library } from '../../../shared/model.ts';
import { subscribe, temporaryArchive, temporaryFolder } from './temporary-archive.ts';

const now = Date.now;

/** As it was written before routes could be set. */
const OLD_LIBRARY = {
  version: 1,
  subscriptions: [
    {
      id: 'a',
      url: 'https://a.example/feed.xml',
      title: null,
      siteUrl: null,
      folder: ['World'],
      addedMs: 1,
      note: 'of another program',
    },
  ],
  folders: [['World']],
  preferences: { locale: 'ru', theme: 'dark', textSize: 110 },
  window: { width: 900 },
};

const NOTHING_SET = { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false };

function opened(library: object) {
  const dir = temporaryFolder();
  writeFileSync(join(dir, 'library.json'), JSON.stringify(library));
  const archive = openArchive({ dir, now });
  const read = (): Library => JSON.parse(readFileSync(join(dir, 'library.json'), 'utf8')) as Library;
  return { dir, archive, read };
}

it('a list from before routes could be set opens with nothing set, and keeps what it does not know', () => {
  const { archive, read } = opened(OLD_LIBRARY);
  expect(archive.library()).toMatchObject({
    ...OLD_LIBRARY,
    subscriptions: [{ ...OLD_LIBRARY.subscriptions[0], routes: null, pinnedPem: null, anchor: false }],
    network: NOTHING_SET,
  });
  subscribe(archive, 'b');
  archive.close();
  expect(read()).toMatchObject({ ...OLD_LIBRARY, subscriptions: [{ note: 'of another program' }, { id: 'b' }] });
});

it('settings of the network that are not all there, or more than are known, are kept and completed', () => {
  const proxy = { id: 'p1', name: 'Ours', kind: 'socks5', host: '127.0.0.1', port: 9050, colour: 'green' };
  const { archive, read } = opened({ ...OLD_LIBRARY, network: { proxies: [proxy], log: true, later: [1] } });
  expect(archive.library().network).toEqual({
    ...NOTHING_SET,
    proxies: [{ ...proxy, username: null, password: null }],
    log: true,
    later: [1],
  });
  archive.changeLibrary((library) => ({ ...library, folders: [] }));
  archive.close();
  expect(read().network).toMatchObject({ proxies: [{ colour: 'green' }], later: [1] });
});

it('a plan that cannot be understood closes the list rather than open a way nobody chose', () => {
  const routes = { direct: 'never', chain: [{ via: 'pigeon', url: null }] };
  expect(() => opened({ ...OLD_LIBRARY, network: { ...NOTHING_SET, routes } })).toThrow('unreadable');
});

it('what is set comes back word for word: plans, mirrors, proxies with their passwords, pins, anchors', () => {
  const { dir, archive, close } = temporaryArchive('a');
  const plan = {
    direct: 'never',
    chain: [
      { via: 'proxy', proxyId: 'p1', url: 'http://mirror.onion/feed' },
      { via: 'system', url: null },
    ],
  } as const;
  const network = {
    proxies: [
      { id: 'p1', name: 'Ours', kind: 'http', host: 'proxy.example', port: 3128, username: 'me', password: 'secret' },
    ],
    routes: plan,
    folderRoutes: [{ path: ['World'], plan }],
    dohUrl: 'https://dns.example/query',
    systemRoots: true,
    log: true,
  } as const;
  archive.changeLibrary((library) => ({
    ...library,
    subscriptions: library.subscriptions.map((row) => ({ ...row, routes: plan, pinnedPem: 'PEM', anchor: true })),
    network,
  }));
  close();
  const again = openArchive({ dir, now });
  expect(again.library()).toMatchObject({ network, subscriptions: [{ routes: plan, pinnedPem: 'PEM', anchor: true }] });
  again.close();
});

it('nobody else may read the list and its copy, also when they were put back with wider rights', () => {
  const { dir, archive, close } = temporaryArchive('a');
  subscribe(archive, 'b');
  close();
  const files = ['library.json', 'library.json.bak'].map((name) => join(dir, name));
  for (const file of files) chmodSync(file, 0o644);
  const again = openArchive({ dir, now });
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  subscribe(again, 'c');
  expect(files.map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600]);
  again.close();
});
