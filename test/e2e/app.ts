// The interface as a person gets it: the built renderer, served by the real web host, over a core in memory.
import { fileURLToPath } from 'node:url';
import { expect, type Page, test as base } from '@playwright/test';
import { startWebHost, type WebHost } from '../../main/hosts/web/web-host.ts';
import { createFakeCore, type FakeCore, type FakeOptions } from '../helpers/fake-core.ts';

export const rendererDir = fileURLToPath(new URL('../../dist/renderer/', import.meta.url));

export type App = { readonly page: Page; readonly core: FakeCore; readonly host: WebHost };

/** Opens the app over made-up content; everything ends with the test. Any complaint on the console fails the test. */
export const test = base.extend<{ open: (options?: Partial<FakeOptions>) => Promise<App> }>({
  open: async ({ page }, provide) => {
    const closers: (() => Promise<void>)[] = [];
    const complaints: string[] = [];
    page.on('console', (message) => {
      // A host that was closed on purpose is a failed load, and nothing else is.
      if (
        message.type() === 'error' &&
        !/ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|Failed to fetch/.test(message.text())
      )
        complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    await provide(async (options = {}) => {
      const core = createFakeCore({ nowMs: Date.now(), filled: true, ...options });
      const host = await startWebHost({ core, rendererDir, port: 0 });
      closers.push(() => host.close());
      await page.goto(host.oneTimeUrl);
      return { page, core, host };
    });
    for (const close of closers) await close();
    expect(complaints).toEqual([]);
  },
});

export { expect };

/** What stands beside the list's heading. */
export function size(page: Page, text: string) {
  return page.getByRole('region', { name: 'Articles' }).getByRole('status').getByText(text, { exact: true });
}

/** The article's own document. */
export function frameOf(page: Page) {
  return page.frameLocator('iframe[data-reading-frame]');
}

/** The frame's element: what `evaluate` runs on it runs in the app's page and reaches in from there, as the app does. */
export function frameElement(page: Page) {
  return page.locator('iframe[data-reading-frame]');
}
