import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';

async function openPreferences(page: Page) {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Preferences…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Preferences' });
  await expect(dialog.getByRole('heading', { name: 'Network' })).toBeVisible();
  return dialog;
}

async function openSource(page: Page, title: string) {
  await page.getByRole('button', { name: new RegExp(`^${title}`) }).click();
  await page.getByRole('button', { name: `Settings of ${title}` }).click();
  return page.getByRole('dialog', { name: title });
}

test('a proxy is added, changed and removed; its password goes in and never comes out', async ({ open }) => {
  const { page, core } = await open();
  const network = (await openPreferences(page)).getByRole('region', { name: 'Network' });
  await expect(network).toContainText('If you or your organisation run a proxy, it can be entered here.');
  await network.getByRole('button', { name: 'Add a proxy' }).click();
  await network.getByLabel('Name', { exact: true }).fill('Home');
  await network.getByText('HTTP proxy').click();
  await network.getByLabel('Host').fill('192.168.1.20');
  await network.getByLabel('Port').fill('70000');
  await network.getByLabel('User (optional)').fill('anna');
  const password = network.getByLabel('Password (optional)');
  await expect(password).toHaveAttribute('type', 'password');
  await password.fill('secret words');
  const form = network.locator('form').filter({ has: page.getByLabel('Password (optional)') });
  await form.getByRole('button', { name: 'Save' }).click();
  // There is no such port: nothing was sent.
  expect(core.calls.map((call) => call.method)).not.toContain('proxies.add');
  await network.getByLabel('Port').fill('3128');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(network.getByRole('listitem', { name: 'Home' })).toContainText('HTTP proxy 192.168.1.20:3128');
  expect(core.calls.find((call) => call.method === 'proxies.add')?.input).toEqual({
    name: 'Home',
    kind: 'http',
    host: '192.168.1.20',
    port: 3128,
    username: 'anna',
    password: 'secret words',
  });

  await network.getByRole('button', { name: 'Edit Home' }).click();
  await expect(network.getByLabel('Password (optional)')).toHaveValue('');
  await expect(network).toContainText('A password is stored and not shown.');
  expect(await page.content()).not.toContain('secret words');
  await network.getByLabel('Host').fill('gate.example');
  await network.getByLabel('User (optional)').fill('');
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(network.getByRole('listitem', { name: 'Home' })).toContainText('gate.example:3128');
  // Absent: as it was.
  const changed = core.calls.find((call) => call.method === 'proxies.change')?.input;
  expect(changed).toMatchObject({ host: 'gate.example', username: null });
  expect(changed).not.toHaveProperty('password');

  await network.getByRole('button', { name: 'Edit Home' }).click();
  await network.getByRole('checkbox', { name: 'Forget the stored password' }).check();
  await form.getByRole('button', { name: 'Save' }).click();
  await expect(network.getByRole('button', { name: 'Edit Home' })).toBeVisible();
  expect(core.calls.findLast((call) => call.method === 'proxies.change')?.input).toMatchObject({ password: null });

  await network.getByRole('button', { name: 'Remove Home' }).click();
  await expect(network).toContainText('Where direct connections are forbidden, they stay forbidden.');
  await network.getByRole('button', { name: 'Remove it' }).click();
  await expect(network.getByRole('listitem', { name: 'Home' })).toHaveCount(0);
});

test('a proxy is tested by fetching a feed of the owner’s choice, and the result says whose doing it was', async ({
  open,
}) => {
  const { page, core } = await open({ restricted: true });
  const network = (await openPreferences(page)).getByRole('region', { name: 'Network' });
  await network.getByLabel('Test with the feed of').selectOption('The Long Wire');
  await network.getByRole('button', { name: 'Test Home' }).click();
  const home = network.getByRole('listitem', { name: 'Home' });
  await expect(home.getByRole('status')).toHaveText(/^your proxy Your proxy does not answer\..* 8 secs? · 0 kB$/);
  expect(core.calls.find((call) => call.method === 'routes.test')?.input).toEqual({
    feedId: 'longwire',
    route: { via: 'proxy', proxyId: 'home', url: null },
  });
  await network.getByRole('button', { name: 'Test The office' }).click();
  await expect(network.getByRole('listitem', { name: 'The office' }).getByRole('status')).toContainText('Nothing new.');
});

test('what holds for all sources is saved together: routes, name server, certificates of the device', async ({
  open,
}) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openPreferences(page);
  const network = dialog.getByRole('region', { name: 'Network' });
  await expect(network).toContainText('At present: as the system');
  await network.getByText('A list of yours').click();
  await network.getByRole('combobox', { name: 'Route 1: How' }).selectOption('Through The office');
  await network.getByRole('button', { name: 'Add a route' }).click();
  await network.getByLabel('Address that is asked for names').fill('https://names.example/dns-query');
  await network.getByRole('checkbox', { name: /certificates installed on this device/ }).check();
  await network.getByRole('button', { name: 'Save network settings' }).click();
  await expect(network).toContainText('Saved.');
  expect(core.calls.find((call) => call.method === 'network.set')?.input).toEqual({
    dohUrl: 'https://names.example/dns-query',
    systemRoots: true,
    log: true,
  });
  expect(core.calls.find((call) => call.method === 'routes.set')?.input).toEqual({
    target: { kind: 'all' },
    plan: {
      direct: 'auto',
      chain: [
        { via: 'proxy', proxyId: 'office', url: null },
        { via: 'direct', url: null },
      ],
    },
  });
  // A way through a proxy that is removed leaves the list.
  await network.getByRole('button', { name: 'Remove The office' }).click();
  await network.getByRole('button', { name: 'Remove it' }).click();
  await expect(network.getByRole('combobox', { name: 'Route 1: How' })).toHaveValue('direct');
  await expect(network.getByRole('combobox', { name: 'Route 2: How' })).toHaveCount(0);
});

test('without a proxy the routes of all sources can be tested as well, with a feed of the owner’s choice', async ({
  open,
}) => {
  const { page, core } = await open();
  const network = (await openPreferences(page)).getByRole('region', { name: 'Network' });
  await expect(network.getByLabel('Test with the feed of')).toHaveCount(0);
  await network.getByText('A list of yours').click();
  await network.getByLabel('Test with the feed of').selectOption('Полярная звезда');
  await network.getByRole('button', { name: 'Test route 1' }).click();
  await expect(network.getByRole('listitem', { name: 'Route 1' }).getByRole('status')).toContainText('Fetched.');
  expect(core.calls.find((call) => call.method === 'routes.test')?.input).toEqual({
    feedId: 'polar',
    route: { via: 'system', url: null },
  });
});

test('a source gets a list of its own: ordered by the keyboard, tested, saved; and follows its folder again', async ({
  open,
}) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openSource(page, 'Заря');
  // As its folder has it.
  await dialog.getByText('Routes Home · never directly').click();
  await dialog.getByText('Its own list').click();
  await expect(dialog).toContainText('Neither a connection nor a question to a name server leaves this device');
  await dialog.getByRole('button', { name: 'Add a route' }).click();
  await expect(dialog).toContainText('Skipped: direct connections are forbidden.');
  await dialog.getByText('Where listed', { exact: true }).click();
  await expect(dialog).not.toContainText('Skipped');
  const second = dialog.getByRole('listitem', { name: 'Route 2' });
  await second.getByLabel('Another address (optional)').fill('http://abcdef.onion/rss');
  await expect(second).toContainText('An onion address is reached only through a SOCKS5 proxy.');
  await second.getByLabel('Another address (optional)').fill('https://mirror.example/rss');

  await dialog.getByRole('button', { name: 'Move route 2 up' }).press('Enter');
  // The keyboard goes along with what it moved.
  await expect(dialog.getByRole('button', { name: 'Move route 1 up' })).toBeFocused();
  await expect(dialog.getByRole('button', { name: 'Move route 1 up' })).toHaveAttribute('aria-disabled', 'true');
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('combobox', { name: 'Route 1: How' })).toHaveValue('direct');
  await dialog.getByRole('button', { name: 'Test route 1' }).click();
  await expect(dialog.getByRole('listitem', { name: 'Route 1' }).getByRole('status')).toHaveText(
    'Fetched. 812 ms · 14 kB',
  );
  expect(core.calls.find((call) => call.method === 'routes.test')?.input).toEqual({
    feedId: 'zarya',
    route: { via: 'direct', url: 'https://mirror.example/rss' },
  });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(core.calls.find((call) => call.method === 'routes.set')?.input).toEqual({
    target: { kind: 'feed', id: 'zarya' },
    plan: {
      direct: 'auto',
      chain: [
        { via: 'direct', url: 'https://mirror.example/rss' },
        { via: 'proxy', proxyId: 'home', url: null },
      ],
    },
  });

  await page.getByRole('button', { name: 'Settings of Заря' }).click();
  await dialog.getByText('Routes direct · Home').click();
  await dialog.getByText('As set around it').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(core.calls.findLast((call) => call.method === 'routes.set')?.input).toEqual({
    target: { kind: 'feed', id: 'zarya' },
    plan: null,
  });
});

test('a list that leads nowhere says that it is closed', async ({ open }) => {
  const { page } = await open({ restricted: true });
  const dialog = await openSource(page, 'Заря');
  await dialog.getByText('Routes Home · never directly').click();
  await dialog.getByText('Its own list').click();
  await expect(dialog).not.toContainText('As it stands nothing can be fetched');
  await dialog.getByRole('button', { name: 'Remove route 1' }).click();
  await expect(dialog).toContainText(
    'nothing can be fetched: it may not go directly, and no route leads through a proxy',
  );
  await dialog.getByText('Where listed', { exact: true }).click();
  await expect(dialog).toContainText('nothing can be fetched: no route is listed');
  await dialog.getByRole('button', { name: 'Add a route' }).click();
  await expect(dialog).not.toContainText('nothing can be fetched');
});

test('a folder has a list for what lies in it', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await page.getByRole('button', { name: 'Наука', exact: true }).click({ button: 'right' });
  const dialog = page.getByRole('dialog', { name: 'Folder' });
  await dialog.getByText('Routes as the system').click();
  await dialog.getByText('Its own list').click();
  // Another address belongs to one source, and there are several in here.
  await expect(dialog.getByLabel('Another address (optional)')).toHaveCount(0);
  await dialog.getByText('First of all', { exact: true }).click();
  await dialog.getByRole('button', { name: 'Test route 1' }).click();
  await expect(dialog.getByRole('listitem', { name: 'Route 1' }).getByRole('status')).toContainText('Fetched.');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(core.calls.find((call) => call.method === 'routes.set')?.input).toEqual({
    target: { kind: 'folder', path: ['Наука'] },
    plan: { direct: 'always', chain: [{ via: 'system', url: null }] },
  });
});

test('a source can be marked as one that works during shutdowns', async ({ open }) => {
  const { page, core } = await open();
  const dialog = await openSource(page, 'The Long Wire');
  await dialog.getByRole('checkbox', { name: 'Works during shutdowns' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(core.calls.find((call) => call.method === 'feeds.anchor')?.input).toEqual({ id: 'longwire', anchor: true });
  await page.getByRole('button', { name: 'Settings of The Long Wire' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'Works during shutdowns' })).toBeChecked();
  // What was not changed is not written again.
  expect(core.calls.map((call) => call.method)).not.toContain('routes.set');
});

test('a certificate of one’s own is taken from a file by whoever looks for it, and refused when it is none', async ({
  open,
}) => {
  const { page, core } = await open();
  core.setFeed('longwire', { lastOutcome: 'TLS_INTERCEPT' });
  const dialog = await openSource(page, 'The Long Wire');
  await expect(dialog).toContainText('The site’s certificate is not its own');
  // A message about a failed connection never leads there.
  await expect(dialog.getByRole('button', { name: /certificate/ })).toHaveCount(0);
  await dialog.getByText('Advanced: a certificate of your own').click();
  await expect(dialog).toContainText('can pass for this source');
  const give = (name: string, text: string) =>
    dialog
      .locator('input[type=file]')
      .setInputFiles({ name, mimeType: 'application/x-pem-file', buffer: Buffer.from(text) });
  await give('letter.txt', 'Dear reader');
  await expect(dialog.getByRole('alert')).toContainText('There is no certificate in this file.');
  await give(
    'key.pem',
    '-----BEGIN EC PRIVATE KEY-----\nMHc=\n-----END EC PRIVATE KEY-----\n-----BEGIN CERTIFICATE-----\n',
  );
  await expect(dialog.getByRole('alert')).toContainText('There is a private key in this file.');
  await give('huge.pem', 'A'.repeat(70_000));
  await expect(dialog.getByRole('alert')).toContainText('The file is too large.');
  expect(core.calls.map((call) => call.method)).not.toContain('feeds.trust');

  const pem = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  await give('root.pem', pem);
  await expect(dialog).toContainText('A certificate of yours is trusted for this source.');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  expect(core.calls.find((call) => call.method === 'feeds.trust')?.input).toEqual({ id: 'longwire', pem });
  await dialog.getByRole('button', { name: 'Trust only public authorities' }).click();
  await expect(dialog).toContainText('Only public authorities are trusted for this source.');
});

test('everything in the routes’ forms has a name, and nothing sticks out of a narrow window', async ({
  open,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 760 });
  await open({ restricted: true });
  await page.getByRole('button', { name: 'Sources', exact: true }).click();
  const dialog = await openPreferences(page);
  await dialog.getByText('A list of yours').click();
  await dialog.getByRole('button', { name: 'Edit Home' }).click();
  for (const role of ['button', 'textbox', 'combobox', 'checkbox', 'radio', 'spinbutton', 'listitem'] as const) {
    expect(await dialog.getByRole(role, { name: /^\s*$/ }).count(), role).toBe(0);
  }
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
});
