/**
 * Cleaned HTML in a bare Chromium page, without any policy: nothing runs, nothing is requested, nothing active is left.
 * Every request of the browser, loopback included, goes to a proxy of this test, which serves the pages and counts the rest.
 */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { chromium, expect, test, type Browser, type Page } from '@playwright/test';
import { parseFeed } from '../../main/extract/feed.ts';
import { parsePage } from '../../main/extract/page.ts';
import { cleanHtml } from '../../main/extract/sanitize.ts';
import { findChromium } from '../helpers/chromium.ts';

const CORPUS = resolve(import.meta.dirname, '../../../shared/corpora/xss');
const BASE = 'http://inert.test/feed/item.html';
/** Pieces of cleaned HTML on one page: few pages keep this test short, and a failure names the piece by its section. */
const PIECES_PER_PAGE = 150;
/** How long a page is watched after it has loaded; a request that a parser starts is there within a few milliseconds. */
const WATCH_MS = 150;

type Piece = { readonly id: string; readonly html: string };
type Watched = {
  readonly requests: readonly string[];
  readonly scripts: readonly string[];
  readonly problems: readonly string[];
};

/** Written by hand: one of each kind of attack, so that this test says something where the corpus is absent. */
const OWN_PAYLOADS = [
  '<script>alert(1)</script><script src=http://leaking.test/a.js></script>',
  '<img src=x onerror=alert(1)><img src=http://leaking.test/a.png srcset="http://leaking.test/b.png 2x">',
  '<svg onload=alert(1)><script>alert(2)</script><image href=http://leaking.test/i.png /><use href="data:,x#y"/></svg>',
  '<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
  '<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>',
  '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
  '<iframe src="javascript:alert(1)" srcdoc="<script>alert(1)</script>"></iframe><iframe src=http://leaking.test/frame></iframe>',
  '<object data=http://leaking.test/o></object><embed src=http://leaking.test/e><applet code=x></applet>',
  '<link rel=stylesheet href=http://leaking.test/s.css><link rel=preload as=image href=http://leaking.test/p><link rel=dns-prefetch href=//leaking.test>',
  '<meta http-equiv=refresh content="0;url=http://leaking.test/"><base href=http://leaking.test/>',
  '<style>@import "http://leaking.test/s.css";body{background:url(http://leaking.test/b)}</style><p style="background:url(http://leaking.test/c)">x</p>',
  '<video src=http://leaking.test/v poster=http://leaking.test/p autoplay></video><audio src=http://leaking.test/a autoplay><track src=http://leaking.test/t></audio>',
  '<body background=http://leaking.test/b onload=alert(1)><table background=http://leaking.test/t><td background=http://leaking.test/d>x</table>',
  '<input type=image src=http://leaking.test/i autofocus onfocus=alert(1)><button autofocus onfocus=alert(1)>b</button><select autofocus onfocus=alert(1)></select>',
  '<details open ontoggle=alert(1)><summary>s</summary>d</details><marquee onstart=alert(1)>m</marquee>',
  '<a href="java&#10;script:alert(1)" ping=http://leaking.test/ping id=location name=document>x</a>',
  '<template><img src=http://leaking.test/t onerror=alert(1)></template><div is=x-y slot=z popover id=p>x</div>',
  '<xmp><img src=x onerror=alert(1)></xmp><plaintext><img src=http://leaking.test/pl onerror=alert(1)>',
  '<p><b><a href=x><table><tr><td><svg><desc><p></svg><img src=x onerror=alert(1)></table></a>',
  '<!--><img src=x onerror=alert(1)>--><![CDATA[<img src=x onerror=alert(1)>]]><?xml <img src=x onerror=alert(1)>?>',
  '<picture><source srcset=http://leaking.test/s><img lowsrc=http://leaking.test/l dynsrc=http://leaking.test/d></picture>',
  '<textarea><img src=x onerror=alert(1)></textarea><title><img src=x onerror=alert(1)></title><noembed><img src=x onerror=alert(1)></noembed>',
];

test.describe.configure({ mode: 'serial', timeout: 120_000 });

let server: Server;
let browser: Browser;
/** Pages by path, and what else was asked for. */
const pages = new Map<string, string>();
let requests: string[] = [];

test.beforeAll(async () => {
  server = createServer((request, response) => {
    const url = request.url ?? '';
    const page = pages.get(url);
    if (page !== undefined) {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' }).end(page);
      return;
    }
    requests.push(`${request.method} ${url}`);
    response.writeHead(404).end();
  });
  server.on('connect', (request, socket) => {
    requests.push(`CONNECT ${request.url}`);
    socket.destroy();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const executablePath = findChromium();
  browser = await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    args: [
      `--proxy-server=http://127.0.0.1:${port}`,
      '--proxy-bypass-list=<-loopback>',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
});

test.afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

test('the instruments see what runs and what is requested', async () => {
  const watched = await watch('control', [
    { id: 'raw', html: '<img src=http://leaking.test/x onerror=alert(1)><script>alert(2)</script><form></form>' },
  ]);
  expect(watched.requests.join()).toContain('leaking.test/x');
  expect(watched.scripts.length).toBeGreaterThanOrEqual(1);
  expect(watched.problems.join()).toContain('onerror');
  expect(watched.problems.join()).toContain('form');
});

test('attacks written by hand are inert', async () => {
  await expectInert('own', [
    ...cleanedDirectly(OWN_PAYLOADS),
    ...cleanedAsPages(OWN_PAYLOADS),
    ...(await cleanedAsFeed(OWN_PAYLOADS)),
  ]);
});

test('the whole corpus is inert as an article, as a page and in a feed', async () => {
  const file = resolve(CORPUS, 'payloads.json');
  test.skip(!existsSync(file), `no XSS corpus at ${CORPUS}`);
  const { payloads } = JSON.parse(readFileSync(file, 'utf8')) as { payloads: { payload: string }[] };
  const texts = payloads.map(({ payload }) => payload);
  expect(texts.length).toBeGreaterThan(0);
  await expectInert('corpus', [...cleanedDirectly(texts), ...cleanedAsPages(texts), ...(await cleanedAsFeed(texts))]);
});

test("the corpus's hostile feeds are inert", async () => {
  const file = resolve(CORPUS, 'feeds.json');
  test.skip(!existsSync(file), `no XSS corpus at ${CORPUS}`);
  const { feeds } = JSON.parse(readFileSync(file, 'utf8')) as { feeds: { id: string; file: string }[] };
  const pieces: Piece[] = [];
  for (const feed of feeds) pieces.push(...(await piecesOfFeed(feed.id, readFileSync(resolve(CORPUS, feed.file)))));
  expect(pieces.length).toBeGreaterThan(feeds.length / 2);
  await expectInert('feeds', pieces);
});

function cleanedDirectly(payloads: readonly string[]): Piece[] {
  return payloads.map((payload, index) => ({ id: `html ${index}`, html: cleanHtml(payload, { baseUrl: BASE }).html }));
}

const FILLER = `<p>${'An article needs enough words around its pictures to be taken for one. '.repeat(8)}</p>`;

function cleanedAsPages(payloads: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (const [index, payload] of payloads.entries()) {
    const page = `<!doctype html><title>t</title><article><h1>t</h1>${FILLER}<div>${payload}</div>${FILLER}</article>`;
    try {
      const bytes = new TextEncoder().encode(page);
      pieces.push({
        id: `page ${index}`,
        html: parsePage(bytes, { contentType: 'text/html; charset=utf-8', url: BASE }).html,
      });
    } catch (error) {
      // A payload that swallows the rest of its page leaves no article, which is one way of being inert.
      if (!(error instanceof Error) || error.name !== 'LarderError') throw error;
    }
  }
  return pieces;
}

async function cleanedAsFeed(payloads: readonly string[]): Promise<Piece[]> {
  const items = payloads.map((payload, index) => {
    const escaped = payload.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return `<item><guid>${index}</guid><title>${escaped}</title><description>${escaped}</description><content:encoded>${escaped}</content:encoded></item>`;
  });
  const feed = `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>t</title><link>${BASE}</link>${items.join('')}</channel></rss>`;
  return await piecesOfFeed('rss', new TextEncoder().encode(feed));
}

async function piecesOfFeed(id: string, bytes: Uint8Array): Promise<Piece[]> {
  try {
    const feed = await parseFeed(bytes, { contentType: 'application/xml', url: 'http://inert.test/feed.xml' });
    return feed.items.flatMap((item, index) =>
      [item.contentHtml, item.summaryHtml]
        .filter((html) => html !== null)
        .map((html) => ({ id: `feed ${id} item ${index}`, html })),
    );
  } catch (error) {
    if (error instanceof Error && error.name === 'LarderError') return [];
    throw error;
  }
}

async function expectInert(name: string, pieces: readonly Piece[]): Promise<void> {
  for (let start = 0; start < pieces.length; start += PIECES_PER_PAGE) {
    const watched = await watch(`${name}-${start}`, pieces.slice(start, start + PIECES_PER_PAGE));
    expect(watched, `${name}, pieces from ${start}`).toEqual({ requests: [], scripts: [], problems: [] });
  }
}

/** The pieces in a page of their own: by the page's parser with and without doctype, and by innerHTML. */
async function watch(name: string, pieces: readonly Piece[]): Promise<Watched> {
  const sections = pieces
    .map(({ id, html }) => `<section data-piece="${id.replaceAll('"', '')}">${html}</section>`)
    .join('\n');
  const strict = `http://inert.test/${name}/strict`;
  const quirks = `http://inert.test/${name}/quirks`;
  const empty = `http://inert.test/${name}/empty`;
  pages.set(strict, `<!doctype html><html><head><title>x</title></head><body><main>${sections}</main></body></html>`);
  pages.set(quirks, `<html><head><title>x</title></head><body><main>${sections}</main></body></html>`);
  pages.set(empty, '<!doctype html><html><body><main></main></body></html>');
  requests = [];
  const context = await browser.newContext({ javaScriptEnabled: true });
  const scripts: string[] = [];
  const problems: string[] = [];
  try {
    const page = await context.newPage();
    page.on('dialog', (dialog) => {
      scripts.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('popup', (popup) => problems.push(`popup ${popup.url()}`));
    for (const address of [strict, quirks]) {
      scripts.push(
        ...(await scriptsDuring(page, async () => {
          await page.goto(address, { waitUntil: 'load' });
          await page.waitForTimeout(WATCH_MS);
        })),
      );
      expect(page.url()).toBe(address);
      problems.push(...(await activeLeft(page)));
    }
    await page.goto(empty);
    await page.evaluate((html) => {
      const main = document.querySelector('main');
      if (main) main.innerHTML = html;
    }, sections);
    await page.waitForTimeout(WATCH_MS);
    problems.push(...(await activeLeft(page)));
  } finally {
    await context.close();
  }
  return {
    requests: requests.filter((line) => !isBrowsersOwn(line, sections)),
    scripts,
    problems: [...new Set(problems)],
  };
}

/** Chromium's icon of a page, and its calls home, unless a piece on this page names that host. */
function isBrowsersOwn(line: string, sections: string): boolean {
  if (/^GET http:\/\/inert\.test\/favicon\.ico$/.test(line)) return true;
  const host = /^CONNECT ([\w.-]+\.(?:google\.com|googleapis\.com|gvt1\.com)):443$/.exec(line)?.[1];
  return host !== undefined && !sections.includes(host);
}

/** Every script that the engine compiles for the page itself; inline handlers are compiled when they fire. */
async function scriptsDuring(page: Page, action: () => Promise<void>): Promise<string[]> {
  const seen: string[] = [];
  const session = await page.context().newCDPSession(page);
  session.on('Debugger.scriptParsed', (script) => {
    const data = script.executionContextAuxData as { isDefault?: boolean } | undefined;
    // The test tool's own scripts have no address, or run in a world of their own.
    if (data?.isDefault !== false && script.url.startsWith('http')) seen.push(`${script.url}:${script.startLine}`);
  });
  await session.send('Debugger.enable');
  await action();
  await session.detach();
  return seen;
}

/** What no cleaned HTML may hold, as the browser's own tree shows it. */
async function activeLeft(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const allowed =
      /^(?:href|id|lang|dir|title|alt|data-src|data-piece|width|height|start|reversed|type|value|open|colspan|rowspan|scope|datetime)$/;
    const active =
      /^(?:script|iframe|frame|object|embed|base|meta|link|form|input|button|select|textarea|style|svg|math|video|audio|source|applet|template|portal|marquee|noscript)$/i;
    const problems: string[] = [];
    for (const element of document.querySelectorAll('main *')) {
      const where = element.closest('[data-piece]')?.getAttribute('data-piece') ?? 'outside of its section';
      if (active.test(element.localName) || element.namespaceURI !== 'http://www.w3.org/1999/xhtml') {
        problems.push(`${where}: <${element.localName}>`);
      }
      for (const { name, value } of element.attributes) {
        if (!allowed.test(name)) problems.push(`${where}: ${name}`);
        if (name === 'href' && !/^(?:https?:\/\/|mailto:|#larder-)/.test(value))
          problems.push(`${where}: href ${value}`);
        if (name === 'id' && !value.startsWith('larder-')) problems.push(`${where}: id ${value}`);
      }
    }
    if (document.querySelectorAll('body > :not(main)').length > 0) problems.push('an element left <main>');
    return problems;
  });
}
