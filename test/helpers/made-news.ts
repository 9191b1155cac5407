/** Feeds, pages and pictures of a made-up press, of any size. */
import { crc32, deflateSync } from 'node:zlib';

export type MadeItem = {
  readonly title: string;
  readonly guid?: string;
  readonly link?: string;
  readonly bodyHtml?: string;
};

export type MadeFeed = { readonly title?: string; readonly link?: string; readonly items: readonly MadeItem[] };

const escape = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

export function rss({ title = 'The Wire', link, items }: MadeFeed): string {
  const entries = items.map(
    (item) =>
      `<item><title>${escape(item.title)}</title><guid isPermaLink="false">${escape(item.guid ?? item.title)}</guid>` +
      (item.link === undefined ? '' : `<link>${escape(item.link)}</link>`) +
      (item.bodyHtml === undefined ? '' : `<description>${escape(item.bodyHtml)}</description>`) +
      '</item>\n',
  );
  const head = `<title>${escape(title)}</title>` + (link === undefined ? '' : `<link>${escape(link)}</link>`);
  return `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel>${head}\n${entries.join('')}</channel></rss>\n`;
}

/** A feed of exactly this many bytes, its items about 1 KB each. */
export function rssOfSize(bytes: number, title = 'The Wire'): string {
  const items = Array.from({ length: Math.floor(bytes / 1_200) }, (_, index) => ({
    title: `Item ${index}`,
    bodyHtml: `<p>${words(index, 900)}</p>`,
  }));
  const feed = rss({ title, items });
  return feed + ' '.repeat(bytes - Buffer.byteLength(feed));
}

/** Different for every number, and compressible as text is. */
function words(seed: number, length: number): string {
  let state = seed * 2_654_435_761 + 12_345;
  let text = '';
  while (text.length < length) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    text += `${state.toString(36)} `;
  }
  return text;
}

export function prose(topic: string, paragraphs = 12): string {
  return Array.from(
    { length: paragraphs },
    (_unused, index) => `<p>${topic}, part ${index}: ${'a sentence of some length, '.repeat(8)}and its end.</p>`,
  ).join('');
}

export function pageHtml(title: string, moreHtml = ''): string {
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escape(title)}</title></head>` +
    `<body><article><h1>${escape(title)}</h1>${prose(title)}${moreHtml}</article></body></html>`
  );
}

/** What a network shows in place of a site: short, and not the site's own. */
export function stubHtml(host: string): string {
  return (
    '<!doctype html><html><head><meta charset="utf-8"><title>Доступ ограничен</title></head><body><h1>Доступ к сайту ограничен</h1>' +
    `<p>Access to ${host} is blocked by order of the authorities. Доступ к ресурсу ограничен по решению уполномоченного органа.</p>` +
    '</body></html>'
  );
}

/** Where a network wants its user to sign in. */
export function portalHtml(): string {
  return (
    '<!doctype html><html><head><title>Guest Wi-Fi: sign in</title></head><body><h1>Welcome to the guest network</h1>' +
    '<p>To use this Wi-Fi network, accept the terms and sign in.</p>' +
    '<form method="post" action="/login"><input name="room"><input type="password" name="code"><button>Log in</button></form></body></html>'
  );
}

/** A real PNG of one grey; `size` is its width and height, `grey` makes it another one; `packed` false: 3 bytes a pixel. */
export function pngBytes(size = 4, grey = 120, packed = true): Buffer {
  const chunk = (name: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
    const out = Buffer.alloc(body.length + 8);
    out.writeUInt32BE(data.length, 0);
    body.copy(out, 4);
    out.writeUInt32BE(crc32(body), body.length + 4);
    return out;
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2], 8);
  const row = Buffer.alloc(1 + size * 3, grey);
  row[0] = 0;
  const rows = deflateSync(Buffer.concat(Array.from({ length: size }, () => row)), { level: packed ? 6 : 0 });
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]);
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))]);
}

/** A JPEG as far as a header goes (320 x 200), of about this many bytes; whole ones end in FFD9. */
export function jpegBytes(bytes = 4_000, whole = true): Buffer {
  const app0 = Buffer.from([0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  const frame = Buffer.from([0xff, 0xc0, 0, 11, 8, 0, 200, 1, 64, 1, 1, 0x11, 0]);
  const scan = Buffer.from([0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0]);
  const data = Buffer.alloc(Math.max(0, bytes - 60), 0x55);
  const end = whole ? Buffer.from([0xff, 0xd9]) : Buffer.alloc(0);
  return Buffer.concat([Buffer.from([0xff, 0xd8]), app0, frame, scan, data, end]);
}
