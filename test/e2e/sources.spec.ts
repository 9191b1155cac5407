import { readFile } from 'node:fs/promises';
import { expect, frameOf, test } from './app.ts';

test('the first start offers three ways to begin; samples need no network', async ({ open }) => {
  const { page, core } = await open({ filled: false });
  await expect(page.getByRole('heading', { name: 'Welcome to Larder' })).toBeVisible();
  await expect(page.getByText('The archive is not encrypted yet.')).toBeVisible();
  await page.getByRole('button', { name: 'Show samples' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Everything' })).toBeVisible();
  expect(core.calls.map((call) => call.method)).not.toContain('fetch.start');
});

test('a site’s address becomes a source: its feeds are offered, one is chosen, named and put in a new folder', async ({
  open,
}) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Add a source' }).click();
  await expect(page.getByLabel('Address of a site or a feed')).toBeFocused();
  await page.keyboard.type('hill.example');
  await page.keyboard.press('Enter');
  await expect(page.getByText('2 feeds found')).toBeVisible();
  await page.getByRole('radio', { name: /letters/ }).check();
  await page.getByLabel('Name (optional)').fill('Letters from the hill');
  await page.getByRole('combobox', { name: 'Folder' }).selectOption('New folder…');
  await page.getByLabel('Name of the new folder').fill('Weather');
  await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'Letters from the hill' })).toBeVisible();
  await expect(page.getByRole('navigation')).toContainText('Weather');
  expect(core.calls.find((call) => call.method === 'feeds.add')?.input).toEqual({
    url: 'https://hill.example/comments.xml',
    title: 'Letters from the hill',
    folder: ['Weather'],
  });
});

test('an address that does not answer says why, and can be added all the same', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Add a source' }).click();
  await page.keyboard.type('silent.example');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('No answer from the site.');
  await page.getByRole('button', { name: 'Add without checking' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect(core.calls.find((call) => call.method === 'feeds.add')?.input).toMatchObject({ url: 'silent.example' });

  await page.getByRole('button', { name: 'Add a source' }).click();
  await page.keyboard.type('javascript:alert(1)');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This is not a web address.');
  await expect(page.getByRole('button', { name: 'Add without checking' })).toHaveCount(0);
});

test('a list comes in from a file with a report, and goes out as one', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Import…' }).click();
  await page.getByLabel('Choose files…').setInputFiles({
    name: 'list.opml',
    mimeType: 'text/xml',
    buffer: Buffer.from('<opml>\xff</opml>', 'latin1'),
  });
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('2 sources added');
  await expect(dialog).toContainText('1 was in your list already');
  await expect(dialog).toContainText('The file is damaged');
  await expect(dialog).toContainText('An entry without address · no address');
  // The bytes as they were: the charset is the file's own business.
  expect(core.calls.find((call) => call.method === 'opml.import')?.input).toEqual({
    bytesBase64: Buffer.from('<opml>\xff</opml>', 'latin1').toString('base64'),
  });
  await page.getByRole('button', { name: 'Done' }).click();

  await page.getByRole('button', { name: 'Manage' }).click();
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export the list (OPML)' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('larder-sources.opml');
  expect(await readFile(await download.path(), 'utf8')).toBe('<opml version="2.0"><body/></opml>');
});

test('a source is renamed, moved, and removed with its articles kept unless asked', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: /^The Long Wire/ }).click();
  await page.getByRole('button', { name: 'Settings of The Long Wire' }).click();
  const dialog = page.getByRole('dialog', { name: 'The Long Wire' });
  await expect(dialog).toContainText('https://longwire.example/atom.xml');
  await expect(dialog).toContainText('2, of them 1 unread');
  await dialog.getByLabel('Name', { exact: true }).fill('Long Wire');
  await dialog.getByLabel('Folder').selectOption('Наука');
  await dialog.getByRole('button', { name: 'Save' }).click();
  // The dialog bears the name, too, until it is gone.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Long Wire', exact: true })).toBeVisible();
  expect(core.calls.find((call) => call.method === 'feeds.move')?.input).toEqual({ id: 'longwire', folder: ['Наука'] });

  await page.getByRole('button', { name: 'Settings of Long Wire' }).click();
  await page.getByRole('button', { name: 'Remove the source' }).click();
  await expect(page.getByRole('checkbox', { name: 'Delete its stored articles too' })).not.toBeChecked();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(page.getByText('Articles kept from removed sources')).toBeVisible();
  expect(core.calls.find((call) => call.method === 'feeds.remove')?.input).toEqual({
    id: 'longwire',
    deleteArticles: false,
  });
});

test('any page can be kept, and a failure says why', async ({ open }) => {
  const { page } = await open();
  const save = async (address: string) => {
    await page.getByRole('button', { name: 'Manage' }).click();
    await page.getByRole('button', { name: 'Save one page…' }).click();
    await page.getByLabel('Address of the page').fill(address);
    await page.keyboard.press('Enter');
  };
  await save('silent.example/page');
  await expect(page.getByRole('dialog')).toContainText('It was not stored. No answer from the site.');
  await page.keyboard.press('Escape');
  await save('garden.example/page');
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toHaveText('A page kept by hand');
  await expect(page.getByRole('heading', { name: 'Saved pages' })).toBeVisible();
});

test('folders are made and kept inside each other', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'New folder…' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Полюс');
  await page.getByLabel('Inside').selectOption('Наука');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('navigation').getByText('Полюс')).toBeVisible();
  expect(core.calls.find((call) => call.method === 'folders.add')?.input).toEqual({ path: ['Наука', 'Полюс'] });
  await page.getByRole('button', { name: 'Наука', exact: true }).click({ button: 'right' });
  const dialog = page.getByRole('dialog', { name: 'Folder' });
  // Not into itself, nor into what is in it.
  await expect(dialog.getByLabel('Inside').locator('option')).toHaveText(['No folder', 'Новости']);
  await dialog.getByRole('button', { name: 'Remove the folder' }).click();
  expect(core.calls.at(-1)?.method).toBeDefined();
  await expect(dialog).toHaveCount(0);
});

test('the interface speaks Russian at once when asked to', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Preferences…' }).click();
  await page.getByText('Русский').click();
  await expect(page.getByRole('dialog', { name: 'Настройки' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('html')).toHaveAttribute('lang', 'ru');
  await expect(page.getByRole('contentinfo')).toContainText('Только разрешённые сайты');
  await expect(page.getByText('6 статей')).toBeVisible();
});
