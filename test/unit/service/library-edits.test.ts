import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as edits from '../../../main/service/library-edits.ts';
import type { FeedId, Library } from '../../../shared/model.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';

const empty: Library = {
  version: 1,
  subscriptions: [],
  folders: [],
  preferences: { locale: null, theme: 'system', textSize: 100 },
  network: { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false },
  schedule: DEFAULT_SCHEDULE,
  senders: [],
  watchedFolder: null,
};
const id = (text: string): FeedId => text as FeedId;
let counter = 0;
const newId = (): FeedId => id(`new${counter++}`);

function withFeed(library: Library, url: string, folder: string[] = []): Library {
  return edits.addSubscription(library, { url, title: null, siteUrl: null, folder }, newId(), 1);
}

describe('subscriptions', () => {
  test('the same feed under http, https, www and with tracking is one feed', () => {
    const library = withFeed(empty, 'https://www.example.org/feed');
    for (const again of [
      'http://example.org/feed',
      'https://example.org/feed/',
      'https://example.org/feed?utm_source=x',
    ]) {
      expect(() => withFeed(library, again)).toThrow(expect.objectContaining({ code: 'ALREADY_SUBSCRIBED' }));
    }
    expect(withFeed(library, 'https://example.org/feed?lang=fa').subscriptions).toHaveLength(2);
  });

  test('moving a feed makes the folder and those it lies in', () => {
    const library = withFeed(empty, 'https://example.org/feed');
    const moved = edits.changeSubscription(library, library.subscriptions[0]!.id, { folder: ['News', 'Local'] });
    expect(moved.folders).toEqual([['News'], ['News', 'Local']]);
  });

  test('an unknown feed is an error, not a silent nothing', () => {
    expect(() => edits.removeSubscription(empty, id('x'))).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => edits.changeSubscription(empty, id('x'), { title: 'y' })).toThrow(
      expect.objectContaining({ code: 'NOT_FOUND' }),
    );
  });
});

describe('folders', () => {
  const library = withFeed(withFeed(empty, 'https://a.example/f', ['News', 'Local']), 'https://b.example/f', ['News']);

  test('renaming takes along what lies inside', () => {
    const renamed = edits.renameFolder(library, ['News'], 'Новости');
    expect(renamed.subscriptions.map((feed) => feed.folder)).toEqual([['Новости', 'Local'], ['Новости']]);
    expect(renamed.folders).toEqual([['Новости'], ['Новости', 'Local']]);
  });

  test('removing lifts its feeds and folders up, and loses none', () => {
    const removed = edits.removeFolder(library, ['News']);
    expect(removed.subscriptions.map((feed) => feed.folder)).toEqual([['Local'], []]);
    expect(removed.folders).toEqual([['Local']]);
  });

  test('a folder cannot be moved into itself or its own inside', () => {
    expect(() => edits.moveFolder(library, ['News'], ['News', 'Local'])).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST' }),
    );
  });

  test('renaming onto an existing name merges the two', () => {
    const two = withFeed(library, 'https://c.example/f', ['Other']);
    const merged = edits.renameFolder(two, ['Other'], 'News');
    expect(merged.folders).toEqual([['News'], ['News', 'Local']]);
    expect(merged.subscriptions).toHaveLength(3);
  });

  test('whatever is done to folders, no subscription is lost and every feed lies in a folder that is listed', () => {
    const name = fc.constantFrom('a', 'b', 'c');
    const path = fc.array(name, { maxLength: 3 });
    const action = fc.oneof(
      fc.record({ kind: fc.constant('rename' as const), path, name }),
      fc.record({ kind: fc.constant('move' as const), path, into: path }),
      fc.record({ kind: fc.constant('remove' as const), path }),
      fc.record({ kind: fc.constant('add' as const), path }),
    );
    fc.assert(
      fc.property(fc.array(path, { maxLength: 5 }), fc.array(action, { maxLength: 8 }), (paths, actions) => {
        let library = paths.reduce((all, folder, index) => withFeed(all, `https://s${index}.example/f`, folder), empty);
        const before = library.subscriptions.map((feed) => feed.id);
        for (const step of actions) {
          try {
            if (step.kind === 'rename') library = edits.renameFolder(library, step.path, step.name);
            else if (step.kind === 'move') library = edits.moveFolder(library, step.path, step.into);
            else if (step.kind === 'remove') library = edits.removeFolder(library, step.path);
            else library = edits.withFolder(library, step.path);
          } catch (error) {
            expect((error as { code: string }).code).toMatch(/NOT_FOUND|BAD_REQUEST/);
          }
        }
        expect(library.subscriptions.map((feed) => feed.id)).toEqual(before);
        const listed = new Set(library.folders.map((folder) => JSON.stringify(folder)));
        expect(listed.size).toBe(library.folders.length);
        for (const feed of library.subscriptions) {
          if (feed.folder.length > 0) expect(listed).toContain(JSON.stringify(feed.folder));
        }
      }),
    );
  });
});

describe('OPML into the library', () => {
  test('known feeds keep their place, new ones come in with their folders, twice changes nothing', () => {
    const library = withFeed(empty, 'https://a.example/feed', ['Mine']);
    const feeds = [
      { title: 'A', xmlUrl: 'http://www.a.example/feed/', htmlUrl: null, path: ['Theirs'] },
      { title: 'B', xmlUrl: 'https://b.example/feed', htmlUrl: 'https://b.example/', path: ['Theirs', 'Deep'] },
      { title: 'B again', xmlUrl: 'https://b.example/feed', htmlUrl: null, path: [] },
    ];
    const once = edits.mergeOpml(library, feeds, newId, 5);
    expect({ added: once.added, merged: once.merged }).toEqual({ added: 1, merged: 2 });
    expect(once.library.subscriptions.map((feed) => feed.folder)).toEqual([['Mine'], ['Theirs', 'Deep']]);
    expect(edits.mergeOpml(once.library, feeds, newId, 6)).toMatchObject({ added: 0, merged: 3 });
  });
});
