// The interface over the real thing: worker threads, SQLite, search index, web host. Nothing here touches a network.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveArchive } from '../../main/hosts/web/serve.ts';
import { buildBigArchive } from '../helpers/big-archive.ts';
import { frameOf } from './app.ts';

async function withArchive(
  fill: (dir: string) => void,
  read: (urls: { url: string; newUrl(): string }) => Promise<void>,
) {
  const dir = await mkdtemp(join(tmpdir(), 'larder-e2e-'));
  try {
    fill(dir);
    const served = await serveArchive({
      dir,
      port: null,
      automatic: false,
      onNewUrl: () => undefined,
      onFatal: (error) => {
        throw error;
      },
    });
    try {
      await read(served);
    } finally {
      await served.close();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

test('samples can be read, searched and starred from the first minute, and the archive remembers', async ({ page }) => {
  await withArchive(
    () => undefined,
    async (served) => {
      await page.goto(served.url);
      await page.getByRole('button', { name: 'Show samples' }).click();
      await expect(page.getByRole('option').first()).toBeVisible();
      const rows = await page.getByRole('option').count();
      expect(rows).toBeGreaterThan(2);
      await page.getByRole('option').first().click();
      await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
      await expect(frameOf(page).locator('[data-larder="facts"]')).toContainText('a sample that ships with Larder');
      await page.getByRole('button', { name: 'Star', exact: true }).click();
      await expect(page.getByRole('button', { name: 'Remove the star' })).toBeVisible();
      const title = await frameOf(page).getByRole('heading', { level: 1 }).textContent();

      await page.goto(served.newUrl());
      await page.getByRole('button', { name: 'Starred' }).click();
      await expect(page.getByRole('option')).toHaveCount(1);
      await expect(page.getByRole('option')).toContainText(title ?? '');
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /^Unread/ })
        .click();
      await expect(page.getByRole('option')).toHaveCount(rows - 1);
    },
  );
});

test('an archive of some thousand articles lists, searches and marks as one types', async ({ page }) => {
  await withArchive(
    (dir) => buildBigArchive(dir, 3000, { feeds: 30, unread: 0.5 }),
    async (served) => {
      // The made-up articles go on for three years from 2026.
      await page.clock.setSystemTime(new Date('2029-06-01T12:00:00Z'));
      await page.goto(served.url);
      await expect(page.getByRole('option').first()).toBeVisible();
      await page.getByRole('button', { name: 'Everything' }).click();
      await expect(page.getByRole('region', { name: 'Articles' }).getByRole('status')).toHaveText('3,000 articles');
      await page.getByRole('listbox').focus();
      await page.keyboard.press('End');
      await expect(page.locator('[aria-posinset="3000"] [data-article-row]')).toBeVisible();
      await page.keyboard.press('Home');
      await page.keyboard.press('Enter');
      const words = await frameOf(page).locator('article').innerText();
      const word = /\p{Letter}{6,}/u.exec(words)?.[0] ?? '';
      await page.keyboard.press('/');
      await page.keyboard.type(word, { delay: 10 });
      await expect(
        page
          .getByRole('option')
          .first()
          .locator('mark', { hasText: new RegExp(word, 'i') })
          .first(),
      ).toBeVisible();
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Mark all read' }).click();
      await page.getByRole('button', { name: 'Mark read', exact: true }).click();
      await page
        .getByRole('navigation')
        .getByRole('button', { name: /^Unread/ })
        .click();
      await expect(page.getByText('Everything is read.')).toBeVisible();
    },
  );
});
