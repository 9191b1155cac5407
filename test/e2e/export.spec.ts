// An exported page goes where Larder is not: it asks nobody anything and runs nothing, in a Chromium with everything on
// that it has on for people, whatever was stored; and a telephone shows it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { htmlPieces } from '../../main/bundle/html.ts';
import type { ExportedArticle } from '../../main/service/reader.ts';
import type { Sha256 } from '../../shared/model.ts';
import { pngBytes } from '../helpers/made-news.ts';
import { startPlainChromium } from '../helpers/plain-chromium.ts';

test.describe.configure({ timeout: 180_000 });

/** As no cleaner would leave it. */
const HOSTILE = `
  <link rel="dns-prefetch" href="//prefetch.leaking.example"><link rel="preconnect" href="https://connect.leaking.example">
  <meta http-equiv="refresh" content="0;url=https://refresh.leaking.example/"><base href="https://base.leaking.example/">
  <script src="https://script.leaking.example/x"></script><script>window.ran = 'script'</script>
  <img src="https://image.leaking.example/x" srcset="https://srcset.leaking.example/x 2x" onerror="window.ran = 'handler'">
  <img data-src="https://pixel.leaking.example/x.gif" alt="not here">
  <img data-src="https://picture.example/a.png" alt="here" onload="window.ran = 'onload'">
  <iframe src="https://frame.leaking.example/"></iframe><object data="https://object.leaking.example/"></object>
  <div style="background:url(https://background.leaking.example/x)">styled</div>
  <form action="https://form.leaking.example/"><input autofocus onfocus="window.ran = 'focus'"></form>
  <svg onload="window.ran = 'svg'"><image href="https://svg.leaking.example/x"></image></svg>
  <p><a href="javascript:window.ran='link'">a script</a> <a href="https://link.leaking.example/" ping="https://ping.leaking.example/">a link</a></p>
  <table><tr>${'<td>cell</td>'.repeat(60)}</tr></table><pre>${'long line '.repeat(60)}</pre><p>${'x'.repeat(400)}</p>
  <p>The end of it.</p>`;

function article(fields: Partial<ExportedArticle>): ExportedArticle {
  return {
    ref: 1,
    urlCut: false,
    sortMs: Date.UTC(2026, 10, 28),
    fetchedMs: null,
    complete: true,
    title: '<script>window.ran = "title"</script>',
    url: 'https://original.leaking.example/page',
    sourceTitle: '<img src=x onerror="window.ran = 1">',
    byline: null,
    language: 'en',
    direction: 'ltr',
    publishedMs: Date.UTC(2026, 10, 28),
    html: HOSTILE,
    images: new Map([['https://picture.example/a.png', { state: 'stored', sha256: 'ab'.repeat(32) as Sha256 }]]),
    text: '',
    stored: 'whole',
    ...fields,
  };
}

const ARTICLES = [
  article({}),
  article({ title: 'خبر روز', language: 'fa', direction: 'rtl', html: '<p>متن خبر</p>' }),
  article({ title: 'Новость дня', language: 'ru', html: '<p>Текст новости.</p>' }),
];

let folder = '';
let address = '';
test.beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'larder-exported-'));
  const image = () => ({ bytes: pngBytes(8), mediaType: 'image/png' });
  const pieces = [...htmlPieces('News & more', { articles: () => ARTICLES, image }, false)].map(({ text }) => text);
  const file = join(folder, '2026-11-28 News.html');
  await writeFile(file, pieces.join(''));
  address = pathToFileURL(file).href;
});
test.afterAll(() => rm(folder, { recursive: true, force: true }));

test('opening it and reading through it asks nothing of the network and runs nothing', async () => {
  const browser = await startPlainChromium();
  const { page } = browser;
  await page.goto(address);
  await expect(page.getByText('The end of it.')).toBeVisible();
  expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();
  const pictures = await page
    .locator('img')
    .evaluateAll((all) => all.map((image) => (image as HTMLImageElement).naturalWidth));
  expect(pictures).toEqual([8]);

  await page.getByRole('link', { name: 'خبر روز' }).click();
  await expect(page.locator('article[lang=fa]')).toBeInViewport();
  await page.mouse.wheel(0, 5_000);
  await page.getByText('a script').click();
  await page.waitForTimeout(1_000);
  expect(await page.evaluate(() => (window as { ran?: unknown }).ran)).toBeUndefined();

  const { requests, lookups, text } = await browser.finish();
  expect(requests.filter((url) => !/^(?:file|data):/.test(url) && url.includes('example'))).toEqual([]);
  expect(lookups.filter((host) => host.includes('example'))).toEqual([]);
  expect(text).not.toContain('leaking.example');
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a telephone shows it without scrolling sideways, ${colorScheme}`, async ({ browser }) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, isMobile: true, colorScheme });
    const page = await context.newPage();
    await page.goto(address);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    await expect(page.locator('article[lang=fa] h2')).toHaveCSS('text-align', 'start');
    await expect(page.locator('article[lang=fa] h2')).toHaveCSS('direction', 'rtl');
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe(colorScheme === 'light' ? 'rgb(251, 250, 247)' : 'rgb(23, 22, 20)');
    await context.close();
  });
}
