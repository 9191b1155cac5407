// The interface over the real thing: worker threads, SQLite, search index, web host. Nothing here touches a network.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveArchive } from '../../main/hosts/web/serve.ts';
import { buildBigArchive } from '../helpers/big-archive.ts';
import { startLarder } from '../helpers/larder-process.ts';
import { frameOf } from './app.ts';

async function withArchive(
  fill: (dir: string) => void,
  read: (served: { url: string; newUrl(): string }, dir: string) => Promise<void>,
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
      await read(served, dir);
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

test('a folder of real bundles is taken in from a list: whole, in volumes, locked and broken', async ({ page }) => {
  test.slow();
  const stick = await mkdtemp(join(tmpdir(), 'larder-stick-'));
  const sender = join(stick, 'sender');
  const folder = join(stick, 'stick');
  const secret = { LARDER_TEST_PASSPHRASE: 'open sesame' };
  const exported = async (name: string, ...more: string[]): Promise<void> => {
    const argv = ['export', '--as', 'bundle', ...more, '-o', join(folder, name)];
    expect(await startLarder(sender, argv, undefined, secret).finished).toMatchObject({ code: 0 });
  };
  try {
    await mkdir(folder);
    buildBigArchive(sender, 120, { feeds: 3 });
    await exported('all.zip');
    await exported('volumes.zip', '--split', '100KB');
    await exported('locked.zip.age', '--passphrase-env', 'LARDER_TEST_PASSPHRASE');
    await writeFile(join(folder, 'broken.zip'), 'PK, and nothing more');
    await writeFile(join(folder, 'shopping.txt'), 'bread');
    await withArchive(
      () => undefined,
      async (served, dir) => {
        await page.goto(served.url);
        await page.getByRole('button', { name: 'Show samples' }).click();
        await page.getByRole('option').first().waitFor();
        await page.getByRole('button', { name: 'Manage' }).click();
        await page.getByRole('button', { name: 'Import…', exact: true }).click();
        const dialog = page.getByRole('dialog', { name: 'Import' });
        await page.getByLabel('Choose a folder…').first().setInputFiles(folder);
        const row = (name: string) => dialog.getByRole('listitem', { name: `stick/${name}` });
        await expect(dialog.getByRole('button', { name: 'Take in 2 bundles' })).toBeEnabled({ timeout: 60_000 });
        await expect(row('all.zip')).toContainText('120 articles inside: 120 are new here');
        await expect(row('volumes.zip')).toContainText('120 articles inside: 120 are new here');
        await expect(row('locked.zip.age')).toContainText('The file is locked with a passphrase.');
        await expect(row('broken.zip')).toHaveAttribute('data-finding', 'bad');
        await expect(dialog.getByText('stick/shopping.txt')).toBeVisible();
        expect(await readdir(join(dir, 'tmp', 'incoming'))).toEqual([]);

        await dialog.getByRole('button', { name: 'Take in 2 bundles' }).click();
        await expect(row('all.zip')).toContainText('120 articles came.', { timeout: 60_000 });
        // The same in volumes brings nothing more.
        await expect(row('volumes.zip')).toContainText('Nothing in it was new.', { timeout: 60_000 });
        await dialog.getByRole('button', { name: 'Look closer at stick/locked.zip.age' }).click();
        await dialog.getByLabel('Passphrase', { exact: true }).fill('open sesame');
        await page.keyboard.press('Enter');
        await expect(dialog.getByText('All of it is here already.')).toBeVisible({ timeout: 60_000 });
        await page.keyboard.press('Escape');
        await expect.poll(() => readdir(join(dir, 'tmp', 'incoming'))).toEqual([]);
        await page.getByRole('button', { name: 'Everything' }).click();
        // With the samples.
        await expect(page.getByRole('region', { name: 'Articles' }).getByRole('status')).toHaveText(/^12\d articles$/);
      },
    );
  } finally {
    await rm(stick, { recursive: true, force: true });
  }
});
