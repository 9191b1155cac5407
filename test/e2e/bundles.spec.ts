// Giving articles away and taking them in, as a person does it. Several bundles at once: bundle-lists.spec.ts.
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
  const input = () => core.calls.findLast(({ method }) => method === 'transfers.export')?.input;
  expect(input()).toMatchObject({ selection: { ids: [expect.any(String)], query: null } });
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /^The Long Wire/ }).click();
  await page.getByRole('button', { name: 'Give away…' }).click();
  await expect(page.getByRole('combobox', { name: 'What', exact: true })).toContainText('The Long Wire');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Ready:')).toBeVisible();
  expect(input()).toMatchObject({ title: 'Articles', selection: { feedIds: ['longwire'], ids: null, query: null } });
  await page.keyboard.press('Escape');

  await page.getByRole('searchbox').fill('library');
  await expect(page.getByText('1 found')).toBeVisible();
  await page.getByRole('button', { name: 'Give away…' }).click();
  await expect(page.getByRole('combobox', { name: 'What', exact: true })).toContainText('Found by “library”');
  await page.getByRole('button', { name: 'Make the file' }).click();
  await expect(page.getByText('Ready:')).toBeVisible();
  expect(input()).toMatchObject({ title: 'Articles', selection: { query: 'library', feedIds: null, ids: null } });
});

test('a shape, a limit, a lock and a label are chosen; what was given under it leaves nothing', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.getByRole('combobox', { name: 'As', exact: true }).selectOption('epub');
  await dialog.getByLabel('No larger than').selectOption('messenger');
  await dialog.getByText('Heading, lock and what it tells').click();
  await dialog.getByLabel('Heading', { exact: true }).fill('For the evening');
  await dialog.getByText('with a passphrase').click();
  await dialog.getByLabel('Passphrase', { exact: true }).fill('open sesame');
  await dialog.getByLabel('The same once more').fill('open sesami');
  await expect(dialog.getByText('A locked file shows that it is locked.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The passphrases are not the same.');
  await dialog.getByLabel('The same once more').fill('open sesame');
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('link', { name: 'Save 2026-11-22.epub.age' })).toBeVisible();
  const input = core.calls.find(({ method }) => method === 'transfers.export')?.input;
  expect(input).toMatchObject({
    format: 'epub',
    title: 'For the evening',
    maxBytes: 50_000_000,
    lock: { kind: 'passphrase', passphrase: 'open sesame' },
  });
  await dialog.getByRole('button', { name: 'Another one' }).click();
  // What was chosen stays, and the passphrase does not.
  await expect(dialog.getByLabel('Heading', { exact: true })).toHaveValue('For the evening');
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toHaveValue('');
  await expect(dialog.getByLabel('The same once more')).toHaveCount(0);
  await dialog.getByText('open', { exact: true }).click();
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
  await expect(dialog.getByRole('list', { name: 'Words of the key' })).toHaveText(
    'gatherbronzewindowticketoliveharborvividcandle',
  );
  await expect(dialog.getByRole('listitem').filter({ hasText: 'چگونه' })).toHaveAttribute('dir', 'rtl');
  await expect(dialog.getByText('Signed with a key you do not know.', { exact: true })).toBeVisible();
  await expect(dialog.getByText('Compare its words with the sender', { exact: false })).toBeVisible();
  await expect(dialog.getByLabel('As', { exact: true })).toHaveCount(0);
  await dialog.getByLabel('know this sender from now on').check();
  await dialog.getByLabel('As', { exact: true }).fill('Anya');
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await expect(dialog.getByText('298 articles came, 9 are more complete now.')).toBeVisible();
  await expect(dialog.getByText('1 picture could not be read, and was left out.')).toBeVisible();
  await expect(dialog.getByText('Signed by Anya.')).toBeVisible();
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
  await dialog.getByLabel('Passphrase', { exact: true }).fill('wrong');
  await dialog.getByRole('button', { name: 'Open' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('This is not the passphrase.');
  await dialog.getByLabel('Passphrase', { exact: true }).fill('open sesame');
  await page.keyboard.press('Enter');
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
  await dialog.getByRole('button', { name: 'Make a key…' }).click();
  await dialog.getByLabel('Name of the key').fill('desk');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem', { name: 'desk' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Make one' }).click();
  await expect(dialog.getByText(/^age1/)).toBeVisible();
  await dialog.getByLabel('Its whole path').fill('/missing/stick');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('There is no such folder. Its whole path is needed.');
  await dialog.getByLabel('Its whole path').fill('/media/stick');
  await dialog.getByRole('button', { name: 'Watch it' }).click();
  await expect(dialog.getByText('left: not signed by a sender you know')).toBeVisible();
  await dialog.getByRole('button', { name: 'Stop watching' }).click();
  await expect(dialog.getByLabel('Its whole path')).toHaveValue('');
  await dialog.getByText('for recipients').click();
  await dialog.getByLabel('Recipients (age1…), one to a line').fill('Anya');
  await dialog.getByRole('button', { name: 'Make the list' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('“Anya” is no recipient: these begin with age1.');
  await dialog.getByText('open', { exact: true }).click();
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
  await expect(frame.getByText('Received from Anya')).toBeVisible();
  await page.getByRole('option').filter({ hasText: 'Unsigned' }).click();
  await expect(frame.getByText('Received, unsigned: anybody may have written it')).toBeVisible();
  await frame.getByRole('button', { name: 'Senders…' }).press('Enter');
  await expect(page.getByRole('dialog', { name: 'Senders, keys and labels' })).toBeVisible();
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

test('a sender gets another name, and one is added by their key', async ({ open }) => {
  const { page, core } = await open();
  await fromMenu(page, 'Senders, keys and labels…');
  const dialog = page.getByRole('dialog', { name: 'Senders, keys and labels' });
  await dialog.getByRole('button', { name: 'Rename Аня' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Анна');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem', { name: 'Анна' })).toContainText('214 articles came from them');
  await dialog.getByRole('button', { name: 'Add a sender…' }).click();
  await dialog.getByLabel('Name', { exact: true }).fill('Анна');
  await dialog.getByLabel('Their public key').fill('RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('Another key or sender has this name, or this key.');
  await dialog.getByLabel('Name', { exact: true }).fill('Borya');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('listitem', { name: 'Borya' })).toBeVisible();
  await dialog.getByRole('button', { name: 'Forget Borya' }).click();
  await dialog.getByRole('button', { name: 'Yes, forget it' }).click();
  await expect(dialog.getByRole('listitem', { name: 'Borya' })).toHaveCount(0);
  expect(core.calls.filter(({ method }) => method === 'senders.trust')).toHaveLength(3);
});

test('a key is shown as a QR code, with its words, and fits where there is little room', async ({ open }) => {
  const { page } = await open();
  await fromMenu(page, 'Senders, keys and labels…');
  const dialog = page.getByRole('dialog', { name: 'Senders, keys and labels' });
  await expect(dialog.getByRole('img')).toHaveCount(0);
  await dialog.getByLabel('QR code of newsroom').press('Enter');
  const own = dialog.getByRole('listitem', { name: 'newsroom' });
  await expect(own.getByRole('img', { name: 'QR code of newsroom' })).toBeVisible();
  await expect(own).toContainText('Its words: gather bronze');
  await expect(own.getByText(/^RWR/)).toBeVisible();
  await dialog.getByLabel('QR code of Аня').click();
  await page.setViewportSize({ width: 380, height: 800 });
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});

test('a key is made where it is needed, and what was chosen stays', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.getByLabel('No larger than').selectOption('mail');
  await expect(dialog.getByText(/The newest articles come first/)).toBeVisible();
  await dialog.getByText('Signature, lock and what it tells').click();
  await expect(dialog.getByText('Signed is not anonymous', { exact: false })).toBeVisible();
  await dialog.getByLabel('Signed with').selectOption('Make a key…');
  await dialog.getByLabel('Name of the key').fill('desk');
  await dialog.getByLabel('Its passphrase').fill('long words');
  await dialog.getByLabel('The same once more').fill('long');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('The passphrases are not the same.');
  await dialog.getByLabel('The same once more').fill('long words');
  await page.keyboard.press('Enter');
  await expect(dialog.getByLabel('Signed with')).toHaveValue('desk');
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('link', { name: 'Save 2026-11-22.zip' })).toBeFocused();
  expect(core.calls.find(({ method }) => method === 'transfers.export')?.input).toMatchObject({
    signWith: 'desk',
    keyPassphrase: 'long words',
    maxBytes: 10_000_000,
  });
});

test('nothing leaves unsigned while a key for it is being made', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.getByText('Signature, lock and what it tells').click();
  await dialog.getByLabel('Signed with').selectOption('Make a key…');
  // A passphrase that is taken back leaves nothing to be compared with.
  await dialog.getByLabel('Its passphrase').fill('long words');
  await dialog.getByLabel('The same once more').fill('long');
  await dialog.getByLabel('Its passphrase').fill('');
  await expect(dialog.getByLabel('The same once more')).toHaveCount(0);
  await dialog.getByLabel('Name of the key').fill('desk');
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByRole('alert')).toHaveText('The key is not made yet: make it, or choose “not signed”.');
  expect(core.calls.some(({ method }) => method === 'transfers.export')).toBe(false);
  await dialog.getByRole('button', { name: 'Make a key' }).click();
  await expect(dialog.getByLabel('Signed with')).toHaveValue('desk');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
});

test('somebody’s list is waited for, opened with its passphrase, and asked for again when that was wrong', async ({
  open,
}) => {
  const { page, core } = await open();
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => (go = resolve));
  await page.route('**/upload/**', async (route) => {
    await held;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  const make = dialog.getByRole('button', { name: 'Make the file' });
  await dialog.getByText('Signature, lock and what it tells').click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    dialog.getByRole('button', { name: 'Choose their list…' }).click(),
  ]);
  const list = Buffer.from('age-encryption.org/v1\n-> scrypt c2FsdHNhbHRzYWx0c2FsdA 18\n');
  await chooser.setFiles([{ name: 'theirs.have.age', mimeType: 'application/octet-stream', buffer: list }]);
  await expect(dialog.getByText('Their list is being read…')).toBeVisible();
  await expect(make).toBeDisabled();
  go();
  await expect(dialog.getByText('Without what is in theirs.have.age')).toBeVisible();
  await expect(dialog.getByText('At most: what is on their list comes off.')).toBeVisible();
  const passphrase = dialog.getByLabel('Passphrase of their list');
  await make.click();
  await expect(passphrase).toBeFocused();
  await passphrase.fill('wrong');
  await make.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('This is not the passphrase.');
  // All is as it was, and one goes on from where one was.
  await expect(make).toBeFocused();
  await expect(passphrase).toBeVisible();
  await expect(passphrase).toHaveValue('wrong');
  await passphrase.fill('open sesame');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('Ready: 42 articles, 84 pictures.')).toBeVisible();
  expect(core.calls.findLast(({ method }) => method === 'transfers.export')?.input).toMatchObject({
    have: { upload: expect.stringMatching(/^[a-z0-9]{8,}$/), passphrase: 'open sesame' },
  });
  // It is gone with its use.
  await dialog.getByRole('button', { name: 'Another one' }).click();
  await expect(make).toBeFocused();
  await expect(dialog.getByText('Without what is in', { exact: false })).toHaveCount(0);
  await dialog.getByLabel('With pictures').uncheck();
  await make.press('Enter');
  await expect(dialog.getByText('Ready: 42 articles.', { exact: true })).toBeVisible();
  expect(core.calls.findLast(({ method }) => method === 'transfers.export')?.input).toMatchObject({ have: null });
});

test('a key’s passphrase that was wrong is corrected where it stands', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  const make = dialog.getByRole('button', { name: 'Make the file' });
  await dialog.getByText('Signature, lock and what it tells').click();
  await dialog.getByLabel('Signed with').selectOption('newsroom');
  await dialog.getByLabel('Passphrase of the key').fill('wrong');
  await make.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('This is not the passphrase.');
  await expect(make).toBeFocused();
  await expect(dialog.getByLabel('Passphrase of the key')).toBeVisible();
  await dialog.getByLabel('Passphrase of the key').fill('open sesame');
  await make.press('Enter');
  await expect(dialog.getByText('Ready:')).toBeVisible();
});

test('a clipboard that refuses is told of, with what was to be copied', async ({ open }) => {
  const { page } = await open();
  await page.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException('No.', 'NotAllowedError'));
  });
  await fromMenu(page, 'Senders, keys and labels…');
  const dialog = page.getByRole('dialog', { name: 'Senders, keys and labels' });
  await dialog.getByRole('button', { name: 'Copy Аня' }).click();
  await expect(dialog.getByRole('alert')).toHaveText(/^The clipboard cannot be used here. Copy it by hand: RWS\w+$/);
});

test('what is asked for but folded away is shown when it is missing', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  const summary = dialog.getByText('Signature, lock and what it tells');
  await summary.click();
  await dialog.getByText('with a passphrase').click();
  await summary.click();
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeHidden();
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByLabel('Passphrase', { exact: true })).toBeFocused();
  expect(core.calls.some(({ method }) => method === 'transfers.export')).toBe(false);
});

test('all of it instead of the list, a heading and some days can be chosen', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.getByRole('combobox', { name: 'What', exact: true }).selectOption('Everything stored');
  await dialog.getByText('Only some of it').click();
  await dialog.getByLabel('From day').fill('2026-11-01');
  await dialog.getByLabel('To day').fill('2026-11-02');
  await dialog.getByLabel('Only starred').check();
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByText('Ready:')).toBeVisible();
  expect(core.calls.find(({ method }) => method === 'transfers.export')?.input).toMatchObject({
    title: 'Articles',
    selection: {
      unread: false,
      starred: true,
      sinceMs: new Date(2026, 10, 1).getTime(),
      untilMs: new Date(2026, 10, 3).getTime(),
    },
  });
});

test('out of all that is stored a folder, a source or a tag is chosen', async ({ open }) => {
  const { page, core } = await open({ tags: ['на потом', 'weekend'] });
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await expect(dialog.getByLabel('Tagged')).toBeHidden();
  await dialog.getByText('Only some of it').click();
  await dialog.getByRole('combobox', { name: 'From', exact: true }).selectOption('Новости');
  await dialog.getByLabel('Tagged').fill('somewhere');
  await expect(dialog.getByText('Nothing is chosen.')).toBeVisible();
  const offered = await dialog
    .getByLabel('Tagged')
    .evaluate((input: HTMLInputElement) => [...(input.list?.options ?? [])].map((option) => option.value));
  expect(offered).toEqual(['на потом', 'weekend']);
  await dialog.getByLabel('Tagged').fill('weekend');
  await expect(dialog.getByText(/articles, \d+ pictures, about/)).toBeVisible();
  await dialog.getByRole('button', { name: 'Make the file' }).click();
  await expect(dialog.getByText('Ready:')).toBeVisible();
  const input = () => core.calls.findLast(({ method }) => method === 'transfers.export')?.input;
  expect(input()).toMatchObject({ selection: { unread: true, folder: ['Новости'], feedIds: null, tag: 'weekend' } });
  await dialog.getByRole('button', { name: 'Another one' }).click();
  await dialog.getByRole('combobox', { name: 'From', exact: true }).selectOption('The Long Wire');
  await dialog.getByRole('button', { name: 'Make the file' }).press('Enter');
  await expect(dialog.getByText('Ready:')).toBeVisible();
  expect(input()).toMatchObject({ selection: { folder: null, feedIds: ['longwire'] } });
  await page.keyboard.press('Escape');

  // It is of one source already, and nothing else is in that.
  await page.getByRole('button', { name: /^The Long Wire/ }).click();
  await page.getByRole('button', { name: 'Give away…' }).click();
  await dialog.getByText('Only some of it').click();
  await expect(dialog.getByLabel('From day')).toBeVisible();
  await expect(dialog.getByRole('combobox', { name: 'From', exact: true })).toHaveCount(0);
});

test('where nothing is tagged, tags are not spoken of', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  await dialog.getByText('Only some of it').click();
  await expect(dialog.getByLabel('From day')).toBeVisible();
  await expect(dialog.getByLabel('Tagged')).toHaveCount(0);
});

test('a file is as small, and its parts are as large, as one says', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('button', { name: 'Give away…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Give away' });
  const make = dialog.getByRole('button', { name: 'Make the file' });
  await dialog.getByRole('combobox', { name: 'No larger than', exact: true }).selectOption('another size…');
  const most = dialog.getByLabel('No larger than, how many');
  await make.click();
  await expect(most).toBeFocused();
  await most.fill('0');
  await make.click();
  expect(core.calls.some(({ method }) => method === 'transfers.export')).toBe(false);
  await most.fill('1');
  await expect(dialog.getByText('More than fits', { exact: false })).toBeVisible();
  await most.fill('700');
  await dialog.getByLabel('In several files').selectOption('of another size…');
  await dialog.getByLabel('Each of, how many').fill('4');
  await dialog.getByLabel('Unit').last().selectOption('GB');
  await make.click();
  await expect(dialog.getByText('Ready:')).toBeVisible();
  expect(core.calls.find(({ method }) => method === 'transfers.export')?.input).toMatchObject({
    maxBytes: 700_000_000,
    splitBytes: 4_000_000_000,
  });
});

test('a file goes on being made while one reads, is told of at the foot, and is stopped there', async ({ open }) => {
  const { page, core } = await open({ transfersWait: true });
  const footer = page.getByRole('contentinfo');
  await page.getByRole('button', { name: 'Give away…' }).click();
  await page.getByRole('button', { name: 'Make the file' }).press('Enter');
  await expect(page.getByRole('dialog').getByRole('progressbar', { name: 'Packing' })).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Stop' })).toBeFocused();
  await page.keyboard.press('Escape');
  await footer.getByRole('button', { name: 'Packing 120 of 400' }).press('Enter');
  core.endTransfers();
  await expect(page.getByRole('dialog').getByRole('link', { name: 'Save 2026-11-22.zip' })).toBeVisible();
  await page.keyboard.press('Escape');
  // Its end was seen.
  await expect(footer.getByRole('button', { name: 'Your file is ready' })).toHaveCount(0);

  await page.getByRole('button', { name: 'Give away…' }).click();
  await page.getByRole('button', { name: 'Make the file' }).press('Enter');
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.keyboard.press('Escape');
  core.endTransfers();
  await footer.getByRole('button', { name: 'Your file is ready' }).click();
  await page.getByRole('button', { name: 'Remove it from here' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);

  await page.getByRole('button', { name: 'Give away…' }).click();
  await page.getByRole('button', { name: 'Make the file' }).press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(page.getByText('It was stopped.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Make the file' })).toBeFocused();
});

test('a look at a bundle goes on while one reads, and is gone on with', async ({ open }) => {
  const { page, core } = await open({ transfersWait: true });
  await fromMenu(page, 'Import…');
  await chooseFile(page, 'Choose files…', 'signed.zip');
  await expect(page.getByRole('progressbar', { name: 'Checking' })).toBeVisible();
  await page.keyboard.press('Escape');
  core.endTransfers();
  await page.getByRole('contentinfo').getByRole('button', { name: 'A file was checked' }).click();
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await expect(dialog.getByRole('progressbar', { name: 'Storing' })).toBeVisible();
  core.endTransfers();
  await expect(dialog.getByText('298 articles came, 9 are more complete now.')).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
  expect(core.calls.find(({ method }) => method === 'transfers.import')?.input).toMatchObject({ trustAs: null });
  // The words were for comparing, which is over.
  await expect(dialog.getByText('Signed with a key you do not know.', { exact: true })).toBeVisible();
  await expect(dialog.getByText('Compare its words', { exact: false })).toHaveCount(0);
});

test('after an import that was stopped another file is chosen', async ({ open }) => {
  const { page, core } = await open({ transfersWait: true });
  await fromMenu(page, 'Import…');
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await chooseFile(page, 'Choose files…', 'signed.zip');
  await expect(dialog.getByRole('progressbar', { name: 'Checking' })).toBeVisible();
  core.endTransfers();
  await dialog.getByRole('button', { name: 'Take it in' }).click();
  await dialog.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(dialog.getByText('It was stopped.')).toBeVisible();
  const other = dialog.getByRole('button', { name: 'Another file' });
  await expect(other).toBeFocused();
  await other.press('Enter');
  await expect(dialog.getByRole('button', { name: 'Choose files…' })).toBeVisible();
});

test('a file for somebody else’s key says so, and another one is chosen', async ({ open }) => {
  const { page } = await open();
  await fromMenu(page, 'Import…');
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await chooseFile(page, 'Choose files…', 'theirs.age');
  await expect(dialog.getByRole('alert')).toContainText('The file is locked for somebody else');
  await dialog.getByRole('button', { name: 'Another file' }).click();
  await chooseFile(page, 'Choose files…', 'again.zip.001', 'again.zip.002', 'again.zip.parts');
  await expect(dialog.getByText('This bundle was taken in before.')).toBeVisible();
});

test('files are dropped on the window: a bundle is looked at, a list of sources is read', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('option').first().waitFor();
  const drop = async (name: string, text: string, types = ['dragenter', 'dragover', 'drop']) => {
    const transfer = await page.evaluateHandle(
      ([called, held]) => {
        const data = new DataTransfer();
        data.items.add(new File([held ?? ''], called ?? ''));
        return data;
      },
      [name, text],
    );
    for (const type of types) await page.dispatchEvent('[data-list]', type, { dataTransfer: transfer });
  };
  await drop('signed.zip', 'PK', ['dragenter']);
  await expect(page.getByText('Drop it here to look at it')).toBeVisible();
  await drop('signed.zip', 'PK', ['dragover', 'drop']);
  const dialog = page.getByRole('dialog', { name: 'Import' });
  await expect(dialog.getByText('312 articles inside:')).toBeVisible();
  await expect(page.getByText('Drop it here to look at it')).toHaveCount(0);
  // The same file once more is looked at once more.
  const looks = () => core.calls.filter(({ method }) => method === 'transfers.preview').length;
  await drop('signed.zip', 'PK', ['dragover', 'drop']);
  await expect.poll(looks).toBe(2);
  await expect(dialog.getByText('312 articles inside:')).toBeVisible();
  await page.keyboard.press('Escape');
  await drop('sources', '  <opml/>');
  await expect(dialog.getByText('2 sources added')).toBeVisible();
  expect(core.calls.filter(({ method }) => method === 'opml.import')).toHaveLength(1);
});

test('rows are chosen by Shift with arrows and with the mouse, and can be starred together', async ({ open }) => {
  const { page, core } = await open({ more: 20 });
  const rows = page.getByRole('option');
  await rows.first().click();
  await page.locator('[data-list]').focus();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('3 articles chosen').first()).toBeVisible();
  await page.keyboard.press('Shift+ArrowUp');
  await expect(page.getByText('2 articles chosen').first()).toBeVisible();
  await rows.nth(4).click({ modifiers: ['Shift'] });
  await expect(page.getByText('5 articles chosen').first()).toBeVisible();
  await page.getByRole('toolbar', { name: '5 articles chosen' }).getByRole('button', { name: 'Star' }).press('Enter');
  const mark = core.calls.findLast(({ method }) => method === 'articles.mark')?.input as { ids: string[] };
  expect(mark.ids).toHaveLength(5);
  expect(mark).toMatchObject({ starred: true });
});

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
