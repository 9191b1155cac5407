// The same expectations of both hosts: the real program, its real threads, an archive in a temporary folder.
import { expect, test } from '@playwright/test';
import type { ConsoleMessage } from '@playwright/test';
import { type AppKind, type OpenedApp, openApp, whyNot } from '../helpers/app.ts';

// Machines that run tests are shared and slow; what is tested here is not speed.
test.describe.configure({ timeout: 120_000 });
const patient = expect.configure({ timeout: 30_000 });

for (const kind of ['web', 'electron'] satisfies AppKind[]) {
  test.describe(kind, () => {
    const missing = whyNot(kind);
    test.skip(missing !== null, `${kind}: ${missing ?? ''}`);
    if (missing !== null) console.log(`skipped: the app in its ${kind} host, because ${missing}`);

    let app: OpenedApp;
    const complaints: string[] = [];
    test.beforeAll(async () => {
      app = await openApp(kind);
      app.page.on('console', (message: ConsoleMessage) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      app.page.on('pageerror', (error) => complaints.push(error.message));
    });
    test.afterAll(() => app.close());
    test.afterEach(() => {
      expect(complaints).toEqual([]);
    });

    test('opens, and says nothing of what is read in title or address', async () => {
      await patient(app.page.locator('#root > *').first()).toBeVisible();
      expect(await app.page.title()).toBe('Larder');
      expect(app.page.url()).toMatch(
        kind === 'web' ? /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}\/$/ : /^larder:\/\/app\/$/,
      );
    });

    test('the page has no Node, and of Electron the bridge alone', async () => {
      const globals = await app.page.evaluate(() => ({
        node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname'].filter((name) => name in window),
        bridge: 'larder' in window ? Object.keys(window.larder as object).sort() : null,
      }));
      expect(globals).toEqual({ node: [], bridge: kind === 'web' ? null : ['call', 'chooseFolder', 'onEvent'] });
    });

    test('samples can be loaded and read in the frame, pictures from our own address only', async () => {
      const { page } = app;
      await page.getByRole('button', { name: /sample/i }).click();
      await page.getByRole('option').first().click();
      const frame = page.locator('iframe[data-reading-frame]');
      await patient(frame).toHaveAttribute('sandbox', 'allow-same-origin');
      const text = page.frameLocator('iframe[data-reading-frame]').locator('article');
      await patient(text).not.toBeEmpty();
      const found = await text.evaluate((article) => ({
        hrefs: article.querySelectorAll('[href]').length,
        sources: [...article.querySelectorAll('img')].map((image) => image.getAttribute('src')),
        active: article.ownerDocument.querySelectorAll('script, iframe, object, embed, form, base').length,
      }));
      expect(found.hrefs).toBe(0);
      expect(found.active).toBe(0);
      for (const source of found.sources) expect(source).toMatch(/^\.\.\/image\/[0-9a-f]{64}$/);
    });

    test('nothing can be loaded from elsewhere, whatever the page tries', async () => {
      const elsewhere = 'http://127.0.0.1:9/x';
      const tried = app.page.evaluate(async (url) => {
        const blocked: string[] = [];
        document.addEventListener('securitypolicyviolation', (event) => blocked.push(event.effectiveDirective));
        const failed = await fetch(url).then(
          () => false,
          () => true,
        );
        const image = new Image();
        image.src = url;
        const script = document.createElement('script');
        script.textContent = 'window.ranInline = true';
        document.head.append(script);
        const style = document.createElement('link');
        style.rel = 'stylesheet';
        style.href = url;
        document.head.append(style);
        await new Promise((resolve) => setTimeout(resolve, 300));
        return { failed, blocked: [...new Set(blocked)].sort(), ran: 'ranInline' in window };
      }, elsewhere);
      expect(await tried).toEqual({
        failed: true,
        blocked: ['connect-src', 'img-src', 'script-src-elem', 'style-src-elem'],
        ran: false,
      });
      complaints.length = 0; // the refusals just asked for
    });

    test('the page can neither leave nor open windows on its own', async () => {
      const { page } = app;
      const before = page.url();
      const opened: string[] = [];
      page.context().on('page', (other) => opened.push(other.url()));
      await page.evaluate(() => {
        const frame = document.createElement('iframe');
        frame.src = 'http://127.0.0.1:9/x';
        document.body.append(frame);
      });
      await page.waitForTimeout(300);
      expect(page.url()).toBe(before);
      expect(opened).toEqual([]);
      await page.evaluate(() => document.body.lastElementChild?.remove());
      complaints.length = 0;
    });

    test('asked to end, it closes the archive and ends with 0', async () => {
      expect(await app.quit()).toBe(0);
      complaints.length = 0; // a page whose host is gone says so
    });
  });
}
