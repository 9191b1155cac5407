/** What a person may do to their subscriptions and folders, as pure functions over library.json's content. */
import { LarderError } from '../../shared/errors.ts';
import type { FeedId, Library, OpmlFeed, Subscription } from '../../shared/model.ts';
import type { FolderRoutes } from '../../shared/routes.ts';
import { urlKey } from '../../shared/url.ts';
import { type FolderPath, isInside, samePath } from './folder-path.ts';
import { movedSchedule } from './schedule-moves.ts';

export type NewSubscription = {
  readonly url: string;
  readonly title: string | null;
  readonly siteUrl: string | null;
  readonly folder: FolderPath;
};

/** What a new subscription starts with: no route, certificate or mark of its own. */
const AS_THE_LIBRARY = { routes: null, pinnedPem: null, anchor: false, priority: null, everyMinutes: null } as const;

/** @throws LarderError ALREADY_SUBSCRIBED */
export function addSubscription(library: Library, wanted: NewSubscription, id: FeedId, nowMs: number): Library {
  const known = findByUrl(library, wanted.url);
  if (known) {
    throw new LarderError('ALREADY_SUBSCRIBED', `Already subscribed: ${known.title ?? known.url}`, { url: known.url });
  }
  const subscription: Subscription = { ...AS_THE_LIBRARY, id, ...wanted, addedMs: nowMs };
  return withFolder({ ...library, subscriptions: [...library.subscriptions, subscription] }, wanted.folder);
}

/** Adds what is new of an OPML file's feeds; a known address keeps its place and name. */
export function mergeOpml(
  library: Library,
  feeds: readonly OpmlFeed[],
  newId: () => FeedId,
  nowMs: number,
): { readonly library: Library; readonly added: number; readonly merged: number } {
  const known = new Set(library.subscriptions.map((subscription) => sameFeedKey(subscription.url)));
  const subscriptions = [...library.subscriptions];
  let merged = 0;
  let withFolders = library;
  for (const feed of feeds) {
    const key = sameFeedKey(feed.xmlUrl);
    if (known.has(key)) {
      merged++;
      continue;
    }
    known.add(key);
    const { title, xmlUrl: url, htmlUrl: siteUrl, path: folder } = feed;
    subscriptions.push({ ...AS_THE_LIBRARY, id: newId(), url, title, siteUrl, folder, addedMs: nowMs });
    withFolders = withFolder(withFolders, folder);
  }
  const added = subscriptions.length - library.subscriptions.length;
  return { library: { ...withFolders, subscriptions }, added, merged };
}

/** @throws LarderError NOT_FOUND */
export function changeSubscription(
  library: Library,
  id: FeedId,
  change: Partial<Omit<Subscription, 'id' | 'addedMs'>>,
): Library {
  if (!library.subscriptions.some((subscription) => subscription.id === id)) throw noSuchFeed();
  const subscriptions = library.subscriptions.map((subscription) =>
    subscription.id === id ? { ...subscription, ...change } : subscription,
  );
  return withFolder({ ...library, subscriptions }, change.folder ?? []);
}

/** @throws LarderError NOT_FOUND */
export function removeSubscription(library: Library, id: FeedId): Library {
  const subscriptions = library.subscriptions.filter((subscription) => subscription.id !== id);
  if (subscriptions.length === library.subscriptions.length) throw noSuchFeed();
  return { ...library, subscriptions };
}

/** Adds the folder and those it lies in; nothing happens when they are there. */
export function withFolder(library: Library, path: FolderPath): Library {
  let folders = library.folders;
  for (let depth = 1; depth <= path.length; depth++) {
    const prefix = path.slice(0, depth);
    if (!folders.some((folder) => samePath(folder, prefix))) folders = [...folders, prefix];
  }
  return folders === library.folders ? library : { ...library, folders };
}

/** Renames a folder, or merges it into the one that already has the name. @throws LarderError NOT_FOUND */
export function renameFolder(library: Library, path: FolderPath, name: string): Library {
  return replacePath(library, path, [...path.slice(0, -1), name]);
}

/** @throws LarderError NOT_FOUND; BAD_REQUEST into itself */
export function moveFolder(library: Library, path: FolderPath, into: FolderPath): Library {
  const name = path.at(-1);
  if (name === undefined) throw noSuchFolder();
  if (isInside(into, path)) throw new LarderError('BAD_REQUEST', 'A folder cannot be moved into itself.');
  return replacePath(withFolder(library, into), path, [...into, name]);
}

/** Its feeds and folders move up to where it stood. @throws LarderError NOT_FOUND */
export function removeFolder(library: Library, path: FolderPath): Library {
  return replacePath(library, path, path.slice(0, -1), true);
}

function replacePath(library: Library, from: FolderPath, to: FolderPath, removed = false): Library {
  if (from.length === 0 || !library.folders.some((folder) => samePath(folder, from))) throw noSuchFolder();
  const moved = (path: FolderPath): FolderPath => (isInside(path, from) ? [...to, ...path.slice(from.length)] : path);
  const folders: FolderPath[] = [];
  for (const folder of library.folders.map(moved)) {
    if (folder.length > 0 && !folders.some((other) => samePath(other, folder))) folders.push(folder);
  }
  const subscriptions = library.subscriptions.map((subscription) => ({
    ...subscription,
    folder: moved(subscription.folder),
  }));
  // A folder that is merged into another takes that one's ways.
  const folderRoutes: FolderRoutes[] = [];
  for (const { path, plan } of library.network.folderRoutes) {
    const now = moved(path);
    if (now.length > 0 && !folderRoutes.some((other) => samePath(other.path, now)))
      folderRoutes.push({ path: now, plan });
  }
  const schedule = movedSchedule(library.schedule, (path) => (removed && samePath(path, from) ? null : moved(path)));
  return { ...library, folders, subscriptions, network: { ...library.network, folderRoutes }, schedule };
}

/** The subscription to this address, however it is spelled. */
export function findByUrl(library: Library, url: string): Subscription | null {
  const key = sameFeedKey(url);
  return library.subscriptions.find((subscription) => sameFeedKey(subscription.url) === key) ?? null;
}

/** http and https, with and without www and tracking, are one feed. */
function sameFeedKey(url: string): string {
  return urlKey(url) ?? url;
}

function noSuchFeed(): LarderError {
  return new LarderError('NOT_FOUND', 'No such source.');
}

function noSuchFolder(): LarderError {
  return new LarderError('NOT_FOUND', 'No such folder.');
}
