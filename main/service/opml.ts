import type { Library, Subscription } from '../../shared/model.ts';

type Folder = { readonly folders: Map<string, Folder>; readonly feeds: Subscription[] };

/** The subscriptions as OPML 2.0, folders as nested outlines, empty ones too. Nothing else of the library is in it. */
export function writeOpml(library: Library, titleOf: (subscription: Subscription) => string): string {
  const root: Folder = { folders: new Map(), feeds: [] };
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

function folderAt(root: Folder, path: readonly string[]): Folder {
  let folder = root;
  for (const name of path) {
    const next = folder.folders.get(name) ?? { folders: new Map(), feeds: [] };
    folder.folders.set(name, next);
    folder = next;
  }
  return folder;
}

function outlines(folder: Folder, indent: string, titleOf: (subscription: Subscription) => string): string[] {
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

/** For attributes. Characters that XML 1.0 cannot hold at all are left out. */
function escape(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\t\n\r]/g, ' ');
}
