import type { Subscription } from '../../shared/model.ts';
import { xmlAttribute } from './xml-text.ts';

/** What a list of subscriptions says of one of them. */
export type Listed = Pick<Subscription, 'url' | 'title' | 'siteUrl' | 'folder'>;

type Folder<T> = { readonly folders: Map<string, Folder<T>>; readonly feeds: T[] };

/** The subscriptions as OPML 2.0, folders as nested outlines, empty ones too. Nothing else of the library is in it. */
export function writeOpml<T extends Listed>(
  library: { readonly folders: readonly (readonly string[])[]; readonly subscriptions: readonly T[] },
  titleOf: (subscription: T) => string,
): string {
  const root: Folder<T> = { folders: new Map(), feeds: [] };
  for (const path of library.folders) folderAt(root, path);
  for (const subscription of library.subscriptions) folderAt(root, subscription.folder).feeds.push(subscription);
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<opml version="2.0">',
    '  <head><title>Larder</title></head>',
    '  <body>',
    ...outlines(root, '    ', titleOf),
    '  </body>',
    '</opml>',
  ];
  return lines.join('\n') + '\n';
}

function folderAt<T>(root: Folder<T>, path: readonly string[]): Folder<T> {
  let folder = root;
  for (const name of path) {
    const next = folder.folders.get(name) ?? { folders: new Map(), feeds: [] };
    folder.folders.set(name, next);
    folder = next;
  }
  return folder;
}

function outlines<T extends Listed>(folder: Folder<T>, indent: string, titleOf: (subscription: T) => string): string[] {
  const lines: string[] = [];
  for (const [name, inner] of folder.folders) {
    lines.push(`${indent}<outline text="${escape(name)}" title="${escape(name)}">`);
    lines.push(...outlines(inner, `${indent}  `, titleOf), `${indent}</outline>`);
  }
  for (const feed of folder.feeds) {
    const title = escape(titleOf(feed));
    const site = feed.siteUrl === null ? '' : ` htmlUrl="${escape(feed.siteUrl)}"`;
    lines.push(`${indent}<outline type="rss" text="${title}" title="${title}" xmlUrl="${escape(feed.url)}"${site}/>`);
  }
  return lines;
}

/** Its blanks are kept, for it is a name or an address; breaks and tabs would be read as blanks. */
function escape(text: string): string {
  return xmlAttribute(text).replace(/[\t\n\r]/g, ' ');
}
