import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { Status } from '../../shared/model.ts';
import { expect, frameOf, test } from './app.ts';

const footer = (page: Page) => page.getByRole('contentinfo');
const activityPage = (page: Page) => page.getByRole('main', { name: 'Activity' });

async function openActivity(page: Page): Promise<void> {
  await footer(page).getByRole('button', { name: 'Activity' }).click();
  await expect(activityPage(page)).toBeVisible();
}

/** Each state with the reasons it can have, and what is said of it in the footer and on the page. */
const STATES: readonly [change: Partial<Status>, short: RegExp, full: RegExp][] = [
  [
    { state: 'unknown', reason: { kind: 'nothing-yet' }, sinceMs: null },
    /Not tried yet\. Nothing was asked/,
    /not asked/,
  ],
  [
    { state: 'offline', reason: { kind: 'no-interface' } },
    /No connection\. This device is on no network/,
    /not connected/,
  ],
  [
    { state: 'offline', reason: { kind: 'unreachable', origins: 3 } },
    /could not reach 3 sites in a row/,
    /3 sites in a row did not get off this device/,
  ],
  [
    { state: 'offline', reason: { kind: 'silence', origins: 7 } },
    /7 sites asked, all silent/,
    /the line that is down, not the sites/,
  ],
  [
    { state: 'captive', reason: { kind: 'portal', host: null } },
    /Sign in to the network\. Another page answers/,
    /Nothing of it is stored/,
  ],
  [
    { state: 'allowlist', reason: { kind: 'only-some-answer', answering: 8, dark: 11 } },
    /Only approved sites answer\. 11 sources waiting\. Since/,
    /8 sites answer, and 11 that usually do are silent\. Nothing is wrong with the silent ones/,
  ],
  [
    { state: 'degraded', reason: { kind: 'transfers-freeze', origins: 2 } },
    /The connection is poor\. Transfers from 2 sites stop midway/,
    /What arrived whole is kept/,
  ],
  [
    { state: 'degraded', reason: { kind: 'slow', bytesPerSecond: 3400 } },
    /About 3 kB per second/,
    /Headlines are fetched first/,
  ],
  [
    { state: 'degraded', reason: { kind: 'slow-handshakes', ms: 4200 } },
    /take 4\.2 secs? to open/,
    /everything takes longer/,
  ],
  [
    { state: 'open', reason: { kind: 'answers', origins: 14 } },
    /Connected\. 14 sites answer\. Since/,
    /14 sites answered/,
  ],
];

test('the line is told in every state with its reason, in few words below and in full on its page', async ({
  open,
}) => {
  const { page, core } = await open();
  await openActivity(page);
  for (const [change, short, full] of STATES) {
    core.setStatus({ sinceMs: Date.now(), ...change });
    await expect(footer(page)).toContainText(short);
    await expect(activityPage(page)).toContainText(full);
    await expect(footer(page).getByText(/Since \d/)).toHaveCount(change.sinceMs === null ? 0 : 1);
  }
});

test('a sign-in page is opened in the browser after its address was shown, and never in here', async ({ open }) => {
  const { page, core } = await open();
  const portalUrl = 'http://login.hotel.example/in?from=abc';
  core.setStatus({ state: 'captive', reason: { kind: 'portal', host: 'login.hotel.example' }, portalUrl });
  await expect(footer(page)).toContainText('login.hotel.example answers in place of your sources.');
  // Sources are not blamed for what the network does.
  await expect(footer(page)).not.toContainText('could not be fetched');
  await footer(page).getByRole('button', { name: 'Open the sign-in page…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText(portalUrl);
  await expect(dialog).toContainText('The connection is not encrypted');
  await page.context().route('**/*', (route) => route.abort());
  const [opened] = await Promise.all([
    page.context().waitForEvent('page'),
    dialog.getByRole('button', { name: 'Open in the browser' }).click(),
  ]);
  await opened.close();
  await expect(page.locator('iframe')).toHaveCount(0);
  core.setStatus({ portalUrl: null });
  await expect(footer(page).getByRole('button', { name: 'Open the sign-in page…' })).toHaveCount(0);
});

test('an address that is none of the web cannot be opened as a sign-in page', async ({ open }) => {
  const { page, core } = await open();
  core.setStatus({
    state: 'captive',
    reason: { kind: 'portal', host: 'x'.repeat(400) },
    portalUrl: 'javascript:alert(1)',
  });
  await footer(page).getByRole('button', { name: 'Open the sign-in page…' }).click();
  await expect(page.getByRole('dialog')).toContainText('does not lead to a web page');
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Open in the browser' })).toHaveCount(0);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(1280);
});

test('a clock that is wrong is told until it is set', async ({ open }) => {
  const { page, core } = await open();
  const YEAR_MS = 365.25 * 86_400_000;
  core.setStatus({ clockOffMs: -2 * YEAR_MS });
  await expect(
    page.getByText('This device’s clock looks wrong by about 2 years: secure connections will fail until it is set.'),
  ).toBeVisible();
  core.setStatus({ clockOffMs: 40 * 60_000 });
  await expect(page.getByText(/by about 40 minutes: .* may fail/)).toBeVisible();
  core.setStatus({ clockOffMs: 0 });
  await expect(page.getByText('clock looks wrong: secure')).toBeVisible();
  core.setStatus({ clockOffMs: null });
  await expect(page.getByText('clock looks wrong')).toHaveCount(0);
});

test('the table tells whose doing a result was, trouble first, and can show trouble alone', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  const table = activityPage(page).getByRole('table', { name: /^Sources and their last results/ });
  await expect(table.getByRole('columnheader')).toHaveText([
    'Source',
    'Last result',
    'Next',
    'Route',
    'Bytes, last · all',
    'Last success',
  ]);
  const row = (title: string) => table.getByRole('row').filter({ has: page.getByRole('rowheader', { name: title }) });
  const cell = (title: string, column: number) => row(title).getByRole('cell').nth(column);
  await expect(cell('Заря', 0)).toHaveText('network The transfer stopped midway and never went on.');
  await expect(cell('Uplands Review', 0)).toHaveText('site The site has a fault of its own.');
  await expect(cell('Tide Tables', 0)).toContainText(/^clock .*check the clock/);
  await expect(cell('Соборная площадь', 0)).toHaveText(
    'your proxy Your proxy does not answer. The site was not asked.',
  );
  await expect(cell('Соборная площадь', 2)).toHaveText('Home');
  // It never answered: who knows whose doing it is.
  await expect(cell('Ferry Notices', 0)).toContainText('network or site');
  await expect(cell('Letters from the Hills', 0)).toContainText('what arrived whole was kept');
  await expect(cell('Letters from the Hills', 0)).toContainText('The name servers here deny it');
  await expect(cell('Letters from the Hills', 3)).toHaveText('16 kB · 3.7 MB');
  await expect(cell('Quarry Street', 0)).toContainText('Its certificate comes from this device');
  await expect(cell('Harbour Gazette', 0)).toContainText('Not encrypted');

  const titles = await table.getByRole('rowheader').allTextContents();
  expect(titles.indexOf('Заря')).toBeLessThan(titles.indexOf('Letters from the Hills'));
  expect(titles.indexOf('Letters from the Hills')).toBeLessThan(titles.indexOf('Речной вестник'));
  await page.getByRole('button', { name: 'Only trouble' }).click();
  await expect(row('Речной вестник')).toHaveCount(0);
  await expect(row('Letters from the Hills')).toHaveCount(1);

  await row('The Old Almanac').getByRole('button', { name: 'Unsubscribe?' }).click();
  const dialog = page.getByRole('dialog', { name: 'The Old Almanac' });
  await expect(dialog.getByRole('button', { name: 'Remove the source' })).toBeFocused();
});

test('what was kept out is listed with its reason, leads to where it belongs, and shows nothing of what came', async ({
  open,
}) => {
  const { page } = await open({ restricted: true });
  await footer(page).getByRole('button', { name: '3 answers kept out' }).click();
  await expect(page.getByRole('heading', { name: 'Not archived' })).toBeFocused();
  const region = activityPage(page).getByRole('region', { name: 'Not archived' });
  await expect(region).toContainText('Not archived: looks like a page from your network, not from harbour.example.');
  await expect(region).toContainText('looks like the sign-in page of your network, not like longwire.example.');
  await expect(region).toContainText('nobody vouches that it came from pictures.example.');
  await expect(region).not.toContainText('aaaa');

  await region.getByRole('button', { name: 'Harbour Gazette' }).click();
  await expect(activityPage(page)).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Harbour Gazette' })).toBeVisible();
  await openActivity(page);
  await region.getByRole('button', { name: 'How a town keeps its library of the week' }).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toHaveText('How a town keeps its library of the week');
});

test('attempts are listed only while their owner keeps a log', async ({ open }) => {
  const { page, core } = await open();
  await openActivity(page);
  const region = activityPage(page).getByRole('region', { name: 'Log of attempts' });
  const keep = region.getByRole('checkbox', { name: 'Keep a log of attempts' });
  await expect(keep).not.toBeChecked();
  await expect(region).toContainText('addresses and names of sites are not in it');
  expect(core.calls.map((call) => call.method)).not.toContain('attempts.list');
  await keep.check();
  await expect(region).toContainText('No attempts were written down yet.');
  expect(core.calls.find((call) => call.method === 'network.set')?.input).toEqual({
    dohUrl: null,
    systemRoots: false,
    log: true,
  });
});

test('the log shows each attempt with its source, result, route, size and duration', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  const rows = activityPage(page).getByRole('table', { name: 'Attempts, newest first' }).getByRole('row');
  await expect(rows.nth(2)).toContainText('Заря');
  await expect(rows.nth(2)).toContainText('16 kB');
  await expect(rows.nth(2)).toContainText(/15\.8 sec/);
  await expect(rows.nth(4)).toContainText('saved page');
  await expect(rows.nth(4)).toContainText('The office');
  await activityPage(page).getByRole('checkbox', { name: 'Keep a log of attempts' }).uncheck();
  await expect(page.getByRole('table', { name: 'Attempts, newest first' })).toHaveCount(0);
});

test('diagnostics are saved as a file', async ({ open }) => {
  const { page } = await open();
  await openActivity(page);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Export diagnostics' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('larder-diagnostics.json');
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ state: 'allowlist' });
});

test('the keyboard alone opens the page, walks it and comes back to the list', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await page.getByRole('option').nth(1).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('a');
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeFocused();
  // What keys do to articles they do not do out of sight.
  await page.keyboard.press('j');
  await page.keyboard.press('s');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('main').getByRole('button', { name: 'Schedule…' })).toBeFocused();
  await page.getByRole('button', { name: 'Only trouble' }).focus();
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Only trouble' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Tab');
  const sources = activityPage(page).getByRole('table', { name: /^Sources and their last results/ });
  await expect(sources.getByRole('rowheader').first().getByRole('button')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-source-row][aria-current="true"]')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('heading', { name: 'Activity' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(activityPage(page)).toHaveCount(0);
  await expect(page.getByRole('listbox')).toBeFocused();
  // The article stayed open behind it.
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
  await page.keyboard.press('a');
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
});

for (const width of [390, 900]) {
  test(`a window of ${width} pixels shows the page whole, still as a table to those who hear it`, async ({
    open,
    page,
  }) => {
    await page.setViewportSize({ width, height: 760 });
    const { core } = await open({ restricted: true });
    core.setStatus({ clockOffMs: 3_600_000_000 });
    await openActivity(page);
    await expect(page.getByRole('navigation')).toBeHidden();
    await expect(page.getByRole('listbox')).toBeHidden();
    const table = activityPage(page).getByRole('table', { name: /^Sources and their last results/ });
    await expect(table.getByRole('columnheader')).toHaveCount(6);
    await expect(table.getByRole('row').nth(1).getByRole('cell')).toHaveCount(5);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    expect(await activityPage(page).evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    await page.getByRole('button', { name: 'Back to reading' }).click();
    await expect(page.getByRole('listbox')).toBeVisible();
  });
}

test('the first start has the page as well, before anything was added', async ({ open }) => {
  const { page, core } = await open({ filled: false });
  await openActivity(page);
  await expect(activityPage(page)).toContainText('Not tried yet');
  await expect(activityPage(page)).toContainText('No sources yet.');
  await expect(page.getByRole('main')).toHaveCount(1);
  expect(core.calls.map((call) => call.method)).not.toContain('fetch.start');
  await page.getByRole('button', { name: 'Back to reading' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to Larder' })).toBeVisible();
});

test('the page speaks Russian, with numbers in the right form', async ({ open, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['ru-RU'] }));
  const { core } = await open({ restricted: true });
  core.setStatus({ reason: { kind: 'only-some-answer', answering: 21, dark: 2 } });
  await expect(footer(page)).toContainText(/Только разрешённые сайты\. Ждут 2 источника\. С \d\d:\d\d\./);
  await footer(page).getByRole('button', { name: 'Ход дел' }).click();
  await expect(page.getByRole('main')).toContainText('Отвечает 21 сайт, молчат 2, которые обычно отвечают.');
  await expect(page.getByRole('main')).toContainText('Не в архиве: похоже на страницу вашей сети');
});
