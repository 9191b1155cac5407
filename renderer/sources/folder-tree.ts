import type { FeedSummary } from '../../shared/model.ts';

export type Folder = {
  readonly name: string;
  readonly path: readonly string[];
  readonly folders: readonly Folder[];
  readonly feeds: readonly FeedSummary[];
  /** Of everything inside, at any depth. */
  readonly unread: number;
};

/** Paths as keys: a name may hold any character but the control ones. */
export function pathKey(path: readonly string[]): string {
  return path.join('\u0000');
}

/** Folders (also empty ones) and the feeds in them, by name in the person's alphabet; feeds without a folder at the root. */
export function buildFolderTree(
  feeds: readonly FeedSummary[],
  folders: readonly (readonly string[])[],
  language: string,
): Folder {
  const order = new Intl.Collator(language, { numeric: true, sensitivity: 'base' });
  const paths = new Map<string, readonly string[]>();
  for (const path of [...folders, ...feeds.map((feed) => feed.folder)]) {
    for (let depth = 1; depth <= path.length; depth++) {
      const part = path.slice(0, depth);
      paths.set(pathKey(part), part);
    }
  }

  function build(path: readonly string[]): Folder {
    const inside = [...paths.values()]
      .filter((other) => other.length === path.length + 1 && pathKey(other.slice(0, -1)) === pathKey(path))
      .map(build)
      .sort((a, b) => order.compare(a.name, b.name));
    const own = feeds
      .filter((feed) => pathKey(feed.folder) === pathKey(path))
      .sort((a, b) => order.compare(a.title, b.title));
    const unread =
      own.reduce((sum, feed) => sum + feed.unread, 0) + inside.reduce((sum, folder) => sum + folder.unread, 0);
    return { name: path.at(-1) ?? '', path, folders: inside, feeds: own, unread };
  }
  return build([]);
}

/** Every folder's path, outermost first, in the order of the tree. */
export function folderPaths(root: Folder): (readonly string[])[] {
  return root.folders.flatMap((folder) => [folder.path, ...folderPaths(folder)]);
}
