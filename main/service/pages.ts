/**
 * What a page sees under its base address, the same in every long-running host: the renderer's files, an article as a
 * document, a picture. A host adds how it is reached (HTTP or Electron's protocol), never what it says.
 */
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import type { ArticleId, Sha256 } from '../../shared/model.ts';
import type { Core } from './core.ts';

export type Page = { readonly status: number; readonly headers: Record<string, string>; readonly body: Uint8Array };

/** @param path relative to the base, as in ARCHITECTURE.md ("Addresses a page sees"); `''` is the app itself */
export type Pages = { find(path: string): Promise<Page> };

/** On everything: no copy in any cache, no guess at types, no word to other sites, no other site's embedding. */
const EVERYWHERE = {
  'Cache-Control': 'no-store',
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'X-DNS-Prefetch-Control': 'off',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

const NOTHING_ALLOWED = "default-src 'none'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox";

/** The app's own page: its own scripts, styles, pictures, calls and frames, and nobody else's anything. */
const APP_HEADERS = {
  ...EVERYWHERE,
  // Under no-referrer some browsers send `Origin: null` with a page's calls to its own server, which refuses that.
  'Referrer-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; " +
    "font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy':
    'camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), midi=(), display-capture=()',
  'X-Frame-Options': 'DENY',
};

/**
 * The reading frame (DESIGN, "The reading frame"). `allow-same-origin` lets the app take keys, clicks and scroll from the
 * frame; without `allow-scripts` nothing in it can use that origin.
 */
const FRAME_HEADERS = {
  ...EVERYWHERE,
  'Content-Security-Policy':
    "default-src 'none'; img-src 'self'; style-src 'self'; form-action 'none'; base-uri 'none'; " +
    "frame-ancestors 'self'; sandbox allow-same-origin",
  'X-Frame-Options': 'SAMEORIGIN',
};

const PLAIN_HEADERS = { ...EVERYWHERE, 'Content-Security-Policy': NOTHING_ALLOWED };

/** Files of the renderer's build by their ending; others are not served. */
const FILE_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

/** Types under which a stored picture may be handed out. Anything else would let a stored byte be more than a picture. */
const IMAGE_TYPES = new Set([
  'image/jpeg',
  'image/png',
  'image/gif',
  'image/webp',
  'image/avif',
  'image/svg+xml',
  'image/bmp',
  'image/x-icon',
  'image/vnd.microsoft.icon',
]);

const NOT_FOUND: Page = {
  status: 404,
  headers: { ...PLAIN_HEADERS, 'Content-Type': 'text/plain; charset=utf-8' },
  body: new TextEncoder().encode('Nothing is stored here.'),
};

/**
 * Reads the renderer's build into memory: what is served is exactly what was there at the start, and no path that comes
 * in is ever a path on disk.
 * @param rendererDir the folder with index.html
 * @throws LarderError FILE_UNREADABLE when the renderer has not been built
 */
export async function loadPages(core: Pick<Core, 'articleDocument' | 'image'>, rendererDir: string): Promise<Pages> {
  const files = await readFiles(rendererDir);
  const index = files.get('index.html');
  if (!index) throw new LarderError('FILE_UNREADABLE', 'The interface has not been built yet: run "npm run build".');
  files.set('', index);

  return {
    async find(path) {
      const file = files.get(path);
      if (file) return file;
      const article = /^article\/([a-z0-9]{1,32})$/.exec(path)?.[1];
      if (article !== undefined) return documentPage(await core.articleDocument(article as ArticleId));
      const image = /^image\/([0-9a-f]{64})$/.exec(path)?.[1];
      if (image !== undefined) return imagePage(await core.image(image as Sha256));
      return NOT_FOUND;
    },
  };
}

function documentPage(body: Uint8Array | null): Page {
  if (!body) return NOT_FOUND;
  return { status: 200, headers: { ...FRAME_HEADERS, 'Content-Type': 'text/html; charset=utf-8' }, body };
}

function imagePage(image: Awaited<ReturnType<Core['image']>>): Page {
  if (!image || !IMAGE_TYPES.has(image.mediaType)) return NOT_FOUND;
  return {
    status: 200,
    headers: {
      ...EVERYWHERE,
      'Content-Type': image.mediaType,
      // For a picture opened as a page of its own: an SVG is a document then.
      'Content-Security-Policy': "default-src 'none'; sandbox",
    },
    body: image.bytes,
  };
}

/** Folder by folder: a packed program's file system knows no recursive listing. */
async function readFiles(dir: string, prefix = ''): Promise<Map<string, Page>> {
  const files = new Map<string, Page>();
  let entries;
  try {
    entries = await readdir(dir, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return files;
    throw error;
  }
  for (const entry of entries) {
    const path = prefix + entry.name;
    const onDisk = join(dir, entry.name);
    const type = FILE_TYPES[extname(entry.name)];
    if (entry.isDirectory()) {
      for (const [below, page] of await readFiles(onDisk, `${path}/`)) files.set(below, page);
    } else if (type !== undefined) {
      const headers = type.startsWith('text/html') ? APP_HEADERS : PLAIN_HEADERS;
      files.set(path, { status: 200, headers: { ...headers, 'Content-Type': type }, body: await readFile(onDisk) });
    }
  }
  return files;
}
