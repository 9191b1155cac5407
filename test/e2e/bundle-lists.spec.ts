// Several bundles at once, chosen or dropped, and folders of them.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Page } from '@playwright/test';
import type { FakeCore } from '../helpers/fake-core.ts';
import { type App, expect, test as base } from './app.ts';

const test = base.extend<{ folderOf: (...names: string[]) => string }>({
  // A real folder with files of these names.
  // oxlint-disable-next-line no-empty-pattern -- Playwright reads what a fixture needs from this pattern.
  folderOf: async ({}, provide) => {
    const made: string[] = [];
    await provide((...names) => {
      const folder = mkdtempSync(join(tmpdir(), 'larder-stick-'));
      made.push(folder);
      for (const name of names) {
        const path = join(folder, 'stick', name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, `PK ${name}`);
      }
      return join(folder, 'stick');
    });
    for (const folder of made) rmSync(folder, { recursive: true, force: true });
  },
});

async function openImport({ page }: App) {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Import…', exact: true }).click();
  return page.getByRole('dialog', { name: 'Import' });
}

async function chooseFiles(page: Page, ...names: string[]): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('button', { name: 'Choose files…' }).click(),
  ]);
  await chooser.setFiles(
    names.map((name) => ({ name, mimeType: 'application/zip', buffer: Buffer.from(`PK ${name}`) })),
  );
}

function callsOf(core: FakeCore, method: string): readonly unknown[] {
  return core.calls.filter((call) => call.method === method).map(({ input }) => input);
}

/** Everything that was looked at is forgotten, and everything that was sent is taken back. */
async function expectNothingLeft(core: FakeCore): Promise<void> {
  const looks = () => callsOf(core, 'transfers.preview') as { uploads: string[] }[];
  const gone = () => (callsOf(core, 'transfers.unsend') as { uploads: string[] }[]).flatMap(({ uploads }) => uploads);
  await expect.poll(() => looks().every(({ uploads }) => uploads.every((each) => gone().includes(each)))).toBe(true);
  expect((await core.call('transfers.list', {})).filter(({ kind }) => kind === 'preview')).toEqual([]);
}

test('several bundles are looked at one after another, and all that are good are taken in at once', async ({
  open,
}) => {
  const app = await open();
  const { page, core } = app;
  const dialog = await openImport(app);
  await chooseFiles(
    page,
    'monday.zip',
    'broken.zip',
    'signed.zip',
    'again.zip',
    'week.zip.001',
    'week.zip.002',
    'week.zip.parts',
    'sources.opml',
  );
  const rows = dialog.getByRole('list', { name: '5 bundles' }).getByRole('listitem');
  await expect(rows).toHaveCount(5);
  await expect(dialog.getByRole('button', { name: /^Take in \d+ bundle/ })).toBeDisabled();
  await expect(dialog.getByText('Left aside, for its name is not a bundle’s: sources.opml')).toBeVisible();
  const take = dialog.getByRole('button', { name: 'Take in 3 bundles' });
  await expect(take).toBeEnabled({ timeout: 15_000 });
  const row = (name: string) => dialog.getByRole('listitem', { name, exact: true });
  await expect(row('monday.zip')).toContainText('312 articles inside: 298 are new here');
  await expect(row('monday.zip')).toContainText('Not signed: anybody may have made or changed it.');
  await expect(row('broken.zip')).toContainText('The file is damaged, or was changed.');
  await expect(row('broken.zip').getByRole('checkbox')).toHaveCount(0);
  await expect(row('signed.zip')).toContainText('Signed with a key you do not know.');
  await expect(row('again.zip')).toContainText('All of it is here already.');
  await expect(row('again.zip').getByRole('checkbox')).not.toBeChecked();
  const looks = callsOf(core, 'transfers.preview') as { file: string; uploads: string[] }[];
  expect(looks.map(({ file, uploads }) => [file, uploads.length])).toEqual([
    ['again.zip', 1],
    ['broken.zip', 1],
    ['monday.zip', 1],
    ['signed.zip', 1],
    ['week.zip', 3],
  ]);
  await expectNothingLeft(core);
  expect(callsOf(core, 'transfers.import')).toEqual([]);

  await row('monday.zip').getByRole('checkbox', { name: 'Take in monday.zip' }).uncheck();
  await dialog.getByRole('button', { name: 'Take in 2 bundles' }).press('Enter');
  await expect(dialog.getByRole('button', { name: 'Stop after this one' })).toBeFocused();
  await expect(dialog.getByText('596 articles came, 18 are more complete now.')).toBeVisible({ timeout: 15_000 });
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  await expect(row('signed.zip')).toContainText('298 articles came, 9 are more complete now.');
  await expect(row('monday.zip').getByRole('checkbox')).not.toBeChecked();
  expect(callsOf(core, 'transfers.import')).toMatchObject([{ trustAs: null }, { trustAs: null }]);
  await expectNothingLeft(core);
  expect(await core.call('transfers.list', {})).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
});

test('a locked one is opened by itself, a stranger is named by themselves, and the list knows of it', async ({
  open,
}) => {
  const app = await open();
  const { page, core } = app;
  const dialog = await openImport(app);
  await chooseFiles(page, 'locked.age', 'signed-1.zip', 'signed-2.zip');
  const row = (name: string) => dialog.getByRole('listitem', { name, exact: true });
  await expect(row('locked.age')).toContainText('The file is locked with a passphrase.');
  await dialog.getByRole('button', { name: 'Look closer at locked.age' }).press('Enter');
  await dialog.getByLabel('Passphrase', { exact: true }).fill('open sesame');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await expect(dialog.getByText('298 articles came, 9 are more complete now.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Back to the list' }).click();
  await expect(row('locked.age')).toBeFocused();
  await expect(row('locked.age')).toContainText('298 articles came, 9 are more complete now.');

  await dialog.getByRole('button', { name: 'Look closer at signed-1.zip' }).click();
  await dialog.getByLabel('know this sender from now on').check();
  await dialog.getByLabel('As', { exact: true }).fill('Anya');
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await dialog.getByRole('button', { name: 'Back to the list' }).click();
  await expect(row('signed-2.zip')).toContainText('Signed by Anya.');

  // Only looked at: nothing of it stays.
  await dialog.getByRole('button', { name: 'Look closer at signed-2.zip' }).click();
  await expect(dialog.getByText('312 articles inside:')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(row('signed-2.zip').getByRole('checkbox')).toBeChecked();
  await expectNothingLeft(core);
  await expect(dialog.getByRole('button', { name: 'Take in 1 bundle' })).toBeEnabled();
});

test('a folder is chosen: what lies in it is told apart, and what is hidden is not spoken of', async ({
  open,
  folderOf,
}) => {
  const app = await open();
  const { page, core } = app;
  const dialog = await openImport(app);
  const folder = folderOf(
    '2026-11-20.zip',
    'old/2026-11-20.zip',
    'old/big.zip.001',
    'old/big.zip.parts',
    'video.001',
    'notes.txt',
    '.Trash-1000/thrown-away.zip',
    '._2026-11-20.zip',
  );
  await page.getByLabel('Choose a folder…').first().setInputFiles(folder);
  const rows = dialog.getByRole('list', { name: '3 bundles' }).getByRole('listitem');
  await expect(rows).toHaveCount(3);
  await expect(dialog.getByText('stick/notes.txt and stick/video.001')).toBeVisible();
  await expect(dialog.getByText('Left aside, for their names are not those of bundles (2):')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Take in 3 bundles' })).toBeEnabled({ timeout: 15_000 });
  expect((callsOf(core, 'transfers.preview') as { file: string }[]).map(({ file }) => file)).toEqual([
    'stick/2026-11-20.zip',
    'stick/old/2026-11-20.zip',
    'stick/old/big.zip',
  ]);
});

test('a folder with one bundle leads straight to it, and one with none says so', async ({ open, folderOf }) => {
  const app = await open();
  const { page } = app;
  const dialog = await openImport(app);
  await page.getByLabel('Choose a folder…').first().setInputFiles(folderOf('notes.txt'));
  await expect(dialog.getByRole('alert')).toHaveText('There is no bundle among these files.');
  await expect(dialog.getByText('stick/notes.txt')).toBeVisible();
  await page.getByLabel('Choose a folder…').first().setInputFiles(folderOf('signed.zip', 'notes.txt'));
  await expect(dialog.getByText('312 articles inside:')).toBeVisible();
  await expect(dialog.getByRole('list', { name: 'Words of the key' })).toBeVisible();
});

test('a folder is dropped on the window', async ({ open, folderOf }) => {
  const { page } = await open();
  await page.getByRole('option').first().waitFor();
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [folderOf('monday.zip', 'old/tuesday.zip', 'notes.txt')], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 400, y: 400, data });
  }
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await expect(dialog.getByRole('listitem', { name: 'stick/old/tuesday.zip' })).toBeVisible();
  await expect(dialog.getByRole('listitem', { name: 'stick/monday.zip' })).toBeVisible();
  await expect(dialog.getByText('stick/notes.txt')).toBeVisible();
});

test('whoever closes the list leaves nothing behind; what is being taken in is finished', async ({ open }) => {
  const app = await open({ transfersWait: true });
  const { page, core } = app;
  const dialog = await openImport(app);
  await chooseFiles(page, 'monday.zip', 'tuesday.zip');
  await expect(dialog.getByRole('listitem', { name: 'monday.zip' })).toContainText('Checking');
  await expect(dialog.getByRole('listitem', { name: 'tuesday.zip' })).toContainText('waiting');
  await page.keyboard.press('Escape');
  await expect.poll(() => callsOf(core, 'transfers.unsend').length).toBe(1);
  await expectNothingLeft(core);
  expect(callsOf(core, 'transfers.preview')).toHaveLength(1);

  await openImport(app);
  await chooseFiles(page, 'monday.zip', 'tuesday.zip');
  for (const name of ['monday.zip', 'tuesday.zip']) {
    await expect(dialog.getByRole('listitem', { name })).toContainText('Checking 120');
    core.endTransfers();
  }
  await dialog.getByRole('button', { name: 'Take in 2 bundles' }).click();
  await expect(dialog.getByRole('listitem', { name: 'monday.zip' })).toContainText('Checking 120');
  core.endTransfers();
  await expect(dialog.getByRole('listitem', { name: 'monday.zip' })).toContainText('Storing');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('contentinfo').getByRole('button', { name: /Storing/ })).toBeVisible();
  core.endTransfers();
  await expect(page.getByRole('contentinfo').getByRole('button', { name: 'What came by hand is in' })).toBeVisible();
  await expectNothingLeft(core);
  expect(callsOf(core, 'transfers.import')).toHaveLength(1);
});
