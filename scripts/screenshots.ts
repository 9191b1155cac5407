// Takes the README's pictures of the interface: `node scripts/screenshots.ts [folder]`. The content is made up
// (test/helpers/fake-articles.ts), the renderer and the web host are the real ones; build the renderer first.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { startWebHost } from '../main/hosts/web/web-host.ts';
import { findChromium } from '../test/helpers/chromium.ts';
import { createFakeCore } from '../test/helpers/fake-core.ts';
import { root } from './run.ts';

const folder = process.argv[2] ?? join(root, 'docs', 'images');
mkdirSync(folder, { recursive: true });

/** A Sunday afternoon, so that "today" and "yesterday" are the same in every picture. */
const NOW_MS = new Date('2026-11-22T14:20:00').getTime();

const executablePath = findChromium();
if (executablePath === null) throw new Error('No Chromium was found.');
const browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

type Shot = {
  readonly name: string;
  readonly locale: 'en-GB' | 'ru-RU' | 'fa-IR';
  readonly theme: 'light' | 'dark';
  readonly act: (page: Page) => Promise<void>;
  /** A day on a restricted network, with something of every kind. */
  readonly restricted?: true;
};

const open = (title: string) => async (page: Page) => {
  await page.getByRole('option').filter({ hasText: title }).first().click();
  await page.frameLocator('iframe[data-reading-frame]').getByRole('heading', { level: 1 }).waitFor();
};
const search = (text: string, title: string) => async (page: Page) => {
  await page.getByRole('searchbox').fill(text);
  await page.locator('mark').first().waitFor();
  await open(title)(page);
};

const activity = async (page: Page) => {
  await page.keyboard.press('a');
  await page.getByRole('table').first().waitFor();
};

const SHOTS: readonly Shot[] = [
  { name: 'reader-light', locale: 'ru-RU', theme: 'light', act: open('В трёх областях') },
  { name: 'reader-dark', locale: 'en-GB', theme: 'dark', act: open('How a town keeps') },
  { name: 'article-farsi', locale: 'en-GB', theme: 'light', act: open('چگونه') },
  { name: 'reader-farsi', locale: 'fa-IR', theme: 'dark', act: open('چگونه') },
  { name: 'activity', locale: 'en-GB', theme: 'light', act: activity, restricted: true },
  { name: 'search', locale: 'ru-RU', theme: 'dark', act: search('отключение', 'Почему рецепты') },
];

for (const shot of SHOTS) {
  const core = createFakeCore({ nowMs: NOW_MS, filled: true, restricted: shot.restricted ?? false });
  if (!shot.restricted) core.setStatus({ state: 'open', reason: { kind: 'answers', origins: 5 } });
  const host = await startWebHost({ core, rendererDir: join(root, 'dist', 'renderer'), port: 0 });
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    locale: shot.locale,
    colorScheme: shot.theme,
    reducedMotion: 'reduce',
  });
  await page.clock.setSystemTime(NOW_MS);
  await page.goto(host.oneTimeUrl);
  await page.getByRole('option').first().waitFor();
  await shot.act(page);
  // The text's own pictures are decoded a moment after it is there.
  await page.waitForTimeout(400);
  await page.screenshot({ path: join(folder, `${shot.name}.png`) });
  await page.close();
  await host.close();
}
await browser.close();
