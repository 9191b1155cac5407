// Giving articles away and taking them in, as a person does it.
import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';

async function chooseFile(page: Page, button: string, ...names: string[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: button }).click(),
  ]);
  await chooser.setFiles(
    names.map((name) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(`PK ${name}`) })),
  );
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: item, exact: true }).click();
}

test('what a list shows is given away: Enter makes a bundle, which can be saved', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await expect(dialog.getByText(/\d+ articles, \d+ pictures, about/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Ready: 42 articles, 84 pictures.')).toBeVisible();
  const link = dialog.getByRole('link', { name: 'Save 2026-11-22.zip' });
  const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(download.suggestedFilename()).toBe('2026-11-22.zip');
  expect(core.calls.find(({ method }) => method === 'transfers.export')?.input).toMatchObject({
    format: 'bundle',
    selection: { unread: true, notGivenTo: null },
    lock: { kind: 'none' },
    telling: { fetchTimes: false, queries: false },
  });
});

test('the open article, a search and a source are given away alone', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Give this article away…' }).click();
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Ready:')).toBeVisible();
  const input = core.calls.find(({ method }) => method === 'transfers.export')?.input;
  expect(input).toMatchObject({ selection: { ids: [expect.any(String)] } });
});

test('a shape, a limit, a lock and a label are chosen; what was given under it leaves nothing', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.locator('select').first().selectOption('epub');
  await dialog.getByLabel('No larger than').selectOption('messenger');
  await dialog.getByText('Signature, lock and what it tells').click();
  await dialog.getByLabel('with a passphrase').check();
  await dialog.getByLabel('Passphrase', { exact: true }).fill('open sesame');
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('link', { name: 'Save 2026-11-22.epub.age' })).toBeVisible();
  const input = core.calls.find(({ method }) => method === 'transfers.export')?.input;
  expect(input).toMatchObject({
    format: 'epub',
    maxBytes: 50_000_000,
    lock: { kind: 'passphrase', passphrase: 'open sesame' },
  });
  await dialog.getByRole('button', { name: 'Another one' }).click();
  await dialog.getByLabel(/was not given yet/).fill('red stick');
  await expect(dialog.getByText('Nothing is chosen.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('Nothing is left to give by this choice.');
});

test('a bundle is looked at before it is taken in, and a stranger gets a name only by hand', async ({ open }) => {
  const { page, core } = await open();
  await fromMenu(page, 'Import…');
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await chooseFile(page, 'Choose files…', 'signed.zip');
  await expect(dialog.getByText('312 articles inside:')).toBeVisible();
  await expect(dialog.getByText('298 are new here and 9 are more complete than here')).toBeVisible();
  await expect(dialog.getByText('gather bronze window ticket olive harbor vivid candle')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'چگونه' })).toHaveAttribute('dir', 'rtl');
  await dialog.getByLabel('Know this sender from now on as').fill('Anya');
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await expect(dialog.getByText('298 articles came, 9 are more complete now.')).toBeVisible();
  await expect(dialog.getByText('1 picture could not be read.')).toBeVisible();
  expect(core.calls.find(({ method }) => method === 'transfers.import')?.input).toMatchObject({ trustAs: 'Anya' });
  await dialog.getByRole('button', { name: 'Done' }).click();
  await fromMenu(page, 'Senders, keys and labels…');
  await expect(page.getByRole('listitem', { name: 'Anya' })).toBeVisible();
});

test('a locked file is opened by its passphrase, and a broken one says that nothing was taken', async ({ open }) => {
  const { page } = await open();
  await fromMenu(page, 'Import…');
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await chooseFile(page, 'Choose files…', 'locked.age');
  await dialog.getByLabel('Passphrase').fill('wrong');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('This is not the passphrase.');
  await dialog.getByLabel('Passphrase').fill('open sesame');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog.getByText('Not signed: anybody may have made or changed it.')).toBeVisible();
  await page.keyboard.press('Escape');
  await fromMenu(page, 'Import…');
  await chooseFile(page, 'Choose files…', 'broken.zip');
  await expect(dialog.getByRole('alert')).toHaveText('The file is damaged, or was changed. Nothing was taken from it.');
});

test('senders, keys and labels are managed, and forgotten only after a question', async ({ open }) => {
  const { page } = await open();
  await fromMenu(page, 'Senders, keys and labels…');
  const dialog = page.getByRole('dialog', { name: 'Senders, keys and labels' });
  await dialog.getByRole('button', { name: 'Forget red stick' }).click();
  await expect(dialog.getByText('the next bundle for it holds everything', { exact: false })).toBeVisible();
  await dialog.getByRole('button', { name: 'Yes, forget it' }).click();
  await expect(
    dialog.getByText('A label remembers what a stick or a person was given.', { exact: false }),
  ).toBeVisible();
  await dialog.getByLabel('Name', { exact: true }).fill('desk');
  await dialog.getByRole('button', { name: 'Make a key' }).click();
  await expect(dialog.getByRole('listitem', { name: 'desk' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Make one' }).click();
  await expect(dialog.getByText(/^age1/)).toBeVisible();
  await dialog.getByLabel('Its whole path (empty: none)').fill('/media/stick');
  await dialog.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(dialog.getByText('left: not signed by a sender you know')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the list' }).click();
  await expect(dialog.getByRole('link', { name: 'Save 2026-11-22.have' })).toBeVisible();
});

test('an article says from whom it came, and that nobody signed it', async ({ open }) => {
  const article = {
    feed: 'longwire',
    title: 'By hand',
    language: 'en',
    minutesAgo: 1,
    stored: 'whole',
    html: '<p>x</p>',
  } as const;
  const { page } = await open({
    articles: [
      { ...article, receivedFrom: { sender: 'Anya', publicKey: 'RW', signed: true } },
      { ...article, title: 'Unsigned', receivedFrom: { sender: null, publicKey: null, signed: false } },
    ],
  });
  await page.getByRole('option').filter({ hasText: 'By hand' }).click();
  const frame = page.frameLocator('iframe');
  await expect(frame.getByText('received from Anya')).toBeVisible();
  await page.getByRole('option').filter({ hasText: 'Unsigned' }).click();
  await expect(frame.getByText('received, unsigned')).toBeVisible();
});

for (const width of [390, 900]) {
  test(`the dialogs fit into ${width} pixels, in both directions`, async ({ open }) => {
    const { page } = await open();
    await page.getByRole('button', { name: 'Give away…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Signature, lock and what it tells').click();
    await page.setViewportSize({ width, height: 800 });
    for (const direction of ['ltr', 'rtl']) {
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      const over = await dialog.evaluate((element) => element.scrollWidth - element.clientWidth);
      expect([direction, over]).toEqual([direction, 0]);
    }
  });
}

test('several articles are chosen with x and with the mouse, and are given away together', async ({ open }) => {
  const { page, core } = await open();
  const rows = page.getByRole('option');
  await rows.first().click();
  await page.keyboard.press('x');
  await rows.nth(2).click({ modifiers: ['Control'] });
  await rows.nth(3).hover();
  await rows.nth(3).locator('[data-choose]').click();
  await expect(page.getByText('3 articles chosen')).toBeVisible();
  await rows.nth(2).locator('[data-choose]').click();
  await expect(page.getByText('2 articles chosen')).toBeVisible();
  await expect(rows.nth(3)).toHaveAttribute('aria-checked', 'true');
  await page.getByRole('button', { name: 'Give these away…' }).click();
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Ready:')).toBeVisible();
  const input = core.calls.find(({ method }) => method === 'transfers.export')?.input as {
    selection: { ids: string[] };
  };
  expect(new Set(input.selection.ids).size).toBe(2);
  await page.keyboard.press('Escape');
  await page.locator('[data-list]').focus();
  await page.keyboard.press('Escape');
  await expect(page.getByText('2 articles chosen')).toBeHidden();
});
