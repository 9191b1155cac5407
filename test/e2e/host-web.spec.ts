// The loopback address in a real browser: a person with one tab too many, and other sites in the same browser.
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, expect, test } from '@playwright/test';
import { endProcess, launchChromium, type ServedProcess, startServe } from '../helpers/app.ts';

// Machines that run tests are shared and slow; what is tested here is not speed.
test.describe.configure({ timeout: 120_000 });
const patient = expect.configure({ timeout: 30_000 });

let dir = '';
let served: ServedProcess;
let browser: Browser;
/** The base address with its secret, as the browser came to know it. */
let base = '';
/** Another program of this machine, with a page of its own. */
let neighbour: Server;
let neighbourUrl = '';

test.beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'larder-host-'));
  served = await startServe(dir);
  browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(served.oneTimeUrl);
  base = page.url();
  await page.close();
  neighbour = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><title>neighbour</title>');
  });
  await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve));
  neighbourUrl = `http://127.0.0.1:${(neighbour.address() as AddressInfo).port}/`;
});
test.afterAll(async () => {
  await browser.close();
  neighbour.close();
  await endProcess(served.process);
  await rm(dir, { recursive: true, force: true });
});

test('the printed address opens the app once; later it explains itself and a new one is printed', async () => {
  expect(base).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/);
  const page = await browser.newPage();
  await page.goto(base);
  await patient(page.locator('#root > *').first()).toBeVisible();
  await page.reload();
  await patient(page.locator('#root > *').first()).toBeVisible();
  await page.close();

  const late = await browser.newPage();
  const answer = await late.goto(served.oneTimeUrl);
  expect(answer?.status()).toBe(404);
  await patient(late.getByText('press Enter')).toBeVisible();
  expect(await late.title()).toBe('Larder');
  await patient.poll(() => served.lines.length).toBe(2);
  await late.goto(served.lines[1] ?? '');
  await patient(late.locator('#root > *').first()).toBeVisible();
  await late.close();
});

test('the page keeps no cookie and stores nothing in the browser cache', async () => {
  const page = await browser.newPage();
  await page.goto(base);
  await patient(page.locator('#root > *').first()).toBeVisible();
  expect(await page.context().cookies()).toEqual([]);
  expect(await page.evaluate(() => caches.keys().catch(() => []))).toEqual([]);
  await page.close();
});

test('another page in the same browser can do nothing, even if it learned the secret address', async () => {
  const page = await browser.newPage();
  await page.goto(neighbourUrl);
  const tried = await page.evaluate(async (base) => {
    const call = (options: RequestInit) =>
      fetch(`${base}api/library.get`, { method: 'POST', body: '{}', ...options }).then(
        (response) => `${response.type} ${response.status}`,
        () => 'failed',
      );
    const loaded = (element: HTMLImageElement | HTMLScriptElement | HTMLIFrameElement) =>
      new Promise<boolean>((resolve) => {
        element.addEventListener('load', () => resolve(true));
        element.addEventListener('error', () => resolve(false));
        document.body.append(element);
        setTimeout(() => resolve(false), 2000);
      });
    const image = Object.assign(new Image(), { src: `${base}icon.svg` });
    const script = Object.assign(document.createElement('script'), { src: `${base}index.html` });
    const events = new EventSource(`${base}events`);
    const heard = new Promise<boolean>((resolve) => {
      events.addEventListener('open', () => resolve(true));
      events.addEventListener('error', () => resolve(false));
    });
    return {
      json: await call({ headers: { 'Content-Type': 'application/json' } }),
      plain: await call({ headers: { 'Content-Type': 'text/plain' } }),
      opaque: await call({ mode: 'no-cors' }),
      page: await fetch(base).then(
        () => 'read',
        () => 'failed',
      ),
      image: await loaded(image),
      script: await loaded(script),
      events: await heard,
    };
  }, base);
  expect(tried).toEqual({
    json: 'failed',
    plain: 'failed',
    opaque: 'failed',
    page: 'failed',
    image: false,
    script: false,
    events: false,
  });

  // A frame shows the browser's own words of refusal, never the app; and its inside stays closed.
  const inside = await page.evaluate(async (base) => {
    const frame = document.createElement('iframe');
    frame.src = base;
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    return frame.contentDocument === null;
  }, base);
  expect(inside).toBe(true);
  for (const frame of page.frames().slice(1)) expect(await frame.locator('#root').count()).toBe(0);
  await page.close();
});

test('a form on another page reaches nothing', async () => {
  const page = await browser.newPage();
  await page.goto(neighbourUrl);
  await page.setContent(
    `<form method="post" action="${base}api/fetch.stop" enctype="text/plain"><input name="{}" value=""></form>`,
  );
  const answered = page.waitForResponse((response) => response.url().includes('fetch.stop'));
  await page.evaluate(() => document.forms[0]?.submit());
  expect((await answered).status()).toBe(403);
  await page.close();
});

test('a second server on the same archive says who is in the way', async () => {
  await expect(startServe(dir)).rejects.toThrow('ended with code 1');
});
