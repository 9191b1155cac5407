// Reading asks nothing of the network: neither a request nor the look-up of a name, whatever is stored and whatever the
// person does with the pointer, in a Chromium with everything on that it has on for people.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { startWebHost } from '../../main/hosts/web/web-host.ts';
import { createFakeCore } from '../helpers/fake-core.ts';
import { startPlainChromium } from '../helpers/plain-chromium.ts';
import { rendererDir } from './app.ts';

test.describe.configure({ timeout: 180_000 });
const patient = expect.configure({ timeout: 30_000 });

const LINKS = ['one', 'two', 'three', 'four', 'five'];

/** As no cleaner would leave it: the frame alone has to hold. */
const HOSTILE = `
  <link rel="dns-prefetch" href="//prefetch.leaking.example"><link rel="preconnect" href="https://connect.leaking.example">
  <link rel="prefetch" href="https://fetch.leaking.example/x"><link rel="stylesheet" href="https://style.leaking.example/x">
  <meta http-equiv="refresh" content="0;url=https://refresh.leaking.example/"><base href="https://base.leaking.example/">
  <script src="https://script.leaking.example/x"></script><script>new Image().src = 'https://inline.leaking.example/'</script>
  <img src="https://image.leaking.example/x" srcset="https://srcset.leaking.example/x 2x" onerror="location='https://handler.leaking.example/'">
  <img data-src="https://pixel.leaking.example/x.gif" alt="not here"><video src="https://video.leaking.example/x" poster="https://poster.leaking.example/x"></video>
  <iframe src="https://frame.leaking.example/"></iframe><object data="https://object.leaking.example/"></object>
  <div style="background:url(https://background.leaking.example/x)">styled</div>
  <form action="https://form.leaking.example/"><input autofocus onfocus="this.form.submit()"></form>
  <svg><image href="https://svg.leaking.example/x"></image></svg>
  ${LINKS.map((name) => `<p><a href="https://${name}.leaking.example/page" ping="https://ping.leaking.example/" target="_blank">Link ${name} leads away from here</a></p>`).join('')}
  <p>The end of it.</p>`;

test('opening an article, pointing at its links and pressing them asks nothing of the network', async () => {
  const article = {
    feed: 'obzor',
    title: 'What leaks',
    language: 'en',
    minutesAgo: 1,
    stored: 'whole',
    html: HOSTILE,
  } as const;
  const core = createFakeCore({ nowMs: Date.now(), filled: true, articles: [article] });
  const host = await startWebHost({ core, rendererDir, port: 0 });
  const browser = await startPlainChromium();
  const { page } = browser;
  await page.goto(host.oneTimeUrl);
  await page.getByRole('option').filter({ hasText: 'What leaks' }).first().click();
  const frame = page.frameLocator('iframe[data-reading-frame]');
  await patient(frame.getByText('The end of it.')).toBeVisible();

  for (const name of LINKS) {
    const link = frame.getByText(`Link ${name} leads`);
    await link.hover();
    await page.waitForTimeout(150);
    await page.mouse.down();
    await page.waitForTimeout(50);
    await page.mouse.up();
    // Where it goes is shown first; the person thinks better of it.
    await patient(page.getByRole('dialog')).toContainText(`${name}.leaking.example`);
    await page.keyboard.press('Escape');
    await patient(page.getByRole('dialog')).toBeHidden();
    await link.click({ button: 'right' });
    await page.keyboard.press('Escape');
  }
  await page.waitForTimeout(500);

  const log = await browser.finish();
  await host.close();
  // Its own errands (updates, lists of bad sites) are the browser's; ours are these, and every one is for our own address.
  expect(log.lookups.filter((name) => name.includes('leaking'))).toEqual([]);
  expect(log.requests.filter((url) => url.includes('leaking'))).toEqual([]);
  expect(log.text).not.toContain('leaking.example');
  expect(log.requests.some((url) => url.startsWith(`${host.url}article/`))).toBe(true);
});

test('the instrument sees a name looked up by pointing at an ordinary link, and a picture requested', async () => {
  const server = createServer((_request, response) => {
    response
      .writeHead(200, { 'Content-Type': 'text/html' })
      .end(
        '<!doctype html><p><a href="http://hovered.leaking.example/">an ordinary link</a></p><img src="http://picture.leaking.example/x">',
      );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const browser = await startPlainChromium();
  const { page } = browser;
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.getByText('an ordinary link').hover();
  await page.waitForTimeout(500);
  const log = await browser.finish();
  server.close();
  expect(log.requests).toContain('http://picture.leaking.example/x');
  expect(log.lookups.filter((name) => name.includes('hovered.leaking.example'))).not.toEqual([]);
});
