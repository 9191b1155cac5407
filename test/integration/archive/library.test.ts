import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchive, openArchiveReader } from '../../../main/archive/archive.ts';
import type { Library } from '../../../shared/model.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';
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

describe('the schedule', () => {
  const SET = {
    paused: true,
    onlyWhenAsked: true,
    quietHours: [{ days: [1, 2], fromMinute: 1320, toMinute: 360 }],
    allowedHours: [{ days: [7], fromMinute: 0, toMinute: 1440 }],
    dayBudgetBytes: 0,
    monthBudgetBytes: 1e9,
    metered: 'yes',
    onMetered: 'headlines',
    onBattery: 'nothing',
    folders: [{ path: ['World'], priority: 'high', everyMinutes: null }],
    exports: [
      {
        id: 'e1',
        name: 'Every night',
        cron: '0 3 * * *',
        format: 'html',
        folder: '/media/stick',
        days: null,
        of: ['World'],
        starred: true,
        unread: false,
        keep: 5,
        enabled: true,
        pictures: true,
        label: null,
        signWith: null,
        recipients: [],
      },
    ],
    preparation: {
      goal: { kind: 'days', days: 3 },
      folders: [['World']],
      startedMs: 1,
      startBytes: 2,
      running: false,
    },
  } as const;

  it('of a list from before there was one is that which needs no touching', () => {
    const { archive } = opened(OLD_LIBRARY);
    expect(archive.library().schedule).toEqual(DEFAULT_SCHEDULE);
    expect(archive.library().subscriptions).toMatchObject([{ priority: null, everyMinutes: null }]);
    expect(archive.feedsToFetch()).toMatchObject([{ priority: 'normal', everyMinutes: null }]);
    archive.close();
  });

  it('that is not all there, or holds more than is known, is kept and completed', () => {
    const { archive, read } = opened({
      ...OLD_LIBRARY,
      subscriptions: [{ ...OLD_LIBRARY.subscriptions[0], priority: 'low' }],
      schedule: { paused: true, folders: [{ path: ['World'], everyMinutes: 30, colour: 'green' }], later: [1] },
    });
    const folders = [{ path: ['World'], priority: null, everyMinutes: 30, colour: 'green' }];
    expect(archive.library().schedule).toEqual({ ...DEFAULT_SCHEDULE, paused: true, folders, later: [1] });
    expect(archive.feedsToFetch()).toMatchObject([{ priority: 'low', everyMinutes: 30 }]);
    archive.changeLibrary((library) => ({ ...library, folders: [] }));
    archive.close();
    expect(read()).toMatchObject({ schedule: { folders, later: [1] }, subscriptions: [{ priority: 'low' }] });
  });

  it('comes back word for word', () => {
    const { dir, archive, close } = temporaryArchive('a');
    archive.changeLibrary((library) => ({
      ...library,
      subscriptions: library.subscriptions.map((row) => ({ ...row, priority: 'high', everyMinutes: 7.5 })),
      schedule: SET,
    }));
    close();
    const again = openArchive({ dir, now });
    expect(again.library()).toMatchObject({
      schedule: SET,
      subscriptions: [{ priority: 'high', everyMinutes: 7.5 }],
    });
    expect(again.feedsToFetch()).toMatchObject([{ priority: 'high', everyMinutes: 7.5 }]);
    again.close();
  });

  // What cannot be understood may have been a limit: it is not replaced by none.
  it.each([
    ['a pause that is neither yes nor no', { paused: 'perhaps' }],
    ['a budget in words', { dayBudgetBytes: 'plenty' }],
    ['hours without an end', { quietHours: [{ days: [1], fromMinute: 0 }] }],
    ['a link of some other kind', { metered: 'sometimes' }],
    ['a reach that is none', { onBattery: 'pictures' }],
    ['a rule of an unknown priority', { folders: [{ path: ['World'], priority: 'urgent', everyMinutes: null }] }],
    ['a rule of no folder', { folders: [{ priority: 'high', everyMinutes: null }] }],
    ['an export as something else', { exports: [{ ...SET.exports[0], format: 'stone' }] }],
    ['an export that says half of it', { exports: [{ id: 'e1', cron: '* * * * *' }] }],
    ['a preparation for nothing', { preparation: { ...SET.preparation, goal: { kind: 'peace' } } }],
  ])('with %s closes the list', (_what, schedule) => {
    expect(() => opened({ ...OLD_LIBRARY, schedule })).toThrow('unreadable');
  });

  it.each([
    ['an unknown priority', { priority: 'urgent' }],
    ['an interval in words', { everyMinutes: 'often' }],
  ])('of a source with %s closes the list', (_what, rule) => {
    const subscriptions = [{ ...OLD_LIBRARY.subscriptions[0], ...rule }];
    expect(() => opened({ ...OLD_LIBRARY, subscriptions })).toThrow('unreadable');
  });
});

describe('whom the owner trusts', () => {
  const anna = { name: 'Анна', publicKey: 'RWTP3MSWOhgkzhpyyuD7UC+AT5l2MiZnxRgyAB2MmShyZT9lFmVqrtAM', addedMs: 5 };

  it('is nobody in a list from before there were bundles, and no folder is watched', () => {
    const { archive } = opened(OLD_LIBRARY);
    expect(archive.library()).toMatchObject({ senders: [], watchedFolder: null });
    archive.close();
  });

  it('comes back, with what is not known of it, also for those who only read', () => {
    const { dir, archive, read } = opened({
      ...OLD_LIBRARY,
      senders: [{ ...anna, later: 1 }],
      watchedFolder: '/sticks',
    });
    archive.changeLibrary((library) => ({ ...library, folders: [] }));
    expect(read()).toMatchObject({ senders: [{ ...anna, later: 1 }], watchedFolder: '/sticks' });
    const reader = openArchiveReader({ dir, now });
    expect(reader.library()).toEqual(archive.library());
    reader.close();
    archive.close();
  });

  it('is never guessed: a sender that cannot be read closes the list', () => {
    expect(() => opened({ ...OLD_LIBRARY, senders: [{ ...anna, publicKey: 'RWQ' }] })).toThrow('unreadable');
  });

  it('is read without a writer: nobody where there is no list, and not from one that is damaged', () => {
    const dir = temporaryFolder();
    const reader = openArchiveReader({ dir, now });
    expect(reader.library().senders).toEqual([]);
    writeFileSync(join(dir, 'library.json'), '{');
    expect(() => reader.library()).toThrow('unreadable');
    writeFileSync(join(dir, 'library.json.bak'), JSON.stringify({ ...OLD_LIBRARY, senders: [anna] }));
    expect(reader.library().senders).toEqual([anna]);
    expect(readFileSync(join(dir, 'library.json'), 'utf8')).toBe('{');
    reader.close();
  });
});
