import type { Page } from '@playwright/test';
import { expect, test } from './app.ts';

const activityPage = (page: Page) => page.getByRole('main', { name: 'Activity' });
const region = (page: Page, name: string) => activityPage(page).getByRole('region', { name, exact: true });
const grid = (page: Page) => page.getByRole('grid');

async function openActivity(page: Page): Promise<void> {
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('a');
  await expect(activityPage(page)).toBeVisible();
}

const MINUTE_MS = 60_000;

test('the window there is now is told with what it brought and how long it will last', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await openActivity(page);
  const head = region(page, 'Only approved sites answer');
  await expect(head).toContainText(
    'This window has lasted 25 minutes and brought 214 headlines, 31 texts, 58 pictures and 9 MB.',
  );
  await expect(head).toContainText('It will probably last about 40 minutes more, most likely at least 10 minutes.');
  await expect(head).toContainText('The line usually goes at about 01:00.');
  const windows = await core.call('windows.get', {});
  const inTwoDays = new Date();
  inTwoDays.setHours(24 + 19, 0, 0, 0);
  core.setPlans({ windows: { ...windows, current: null, nextMs: inTwoDays.getTime() } });
  await expect(head).toContainText('The line is most likely open again tomorrow at about 19:00.', { timeout: 10_000 });
  core.setPlans({ windows: { ...windows, current: null, nextMs: null } });
  await expect(head).toContainText('When it will be open again is not known', { timeout: 10_000 });
});

test('the map is one stop of the keyboard, and arrows lead from hour to hour with what came in each', async ({
  open,
}) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  await expect(grid(page).getByRole('row')).toHaveCount(8);
  await expect(grid(page).getByRole('columnheader')).toHaveCount(25);
  await expect(grid(page).locator('[tabindex="0"]')).toHaveCount(1);
  await page.getByRole('combobox', { name: 'How far back' }).focus();
  await page.keyboard.press('Tab');
  const hour = new Date().getHours();
  const cell = (day: number, at: number) => grid(page).locator(`[data-day="${day}"][data-hour="${at}"]`);
  await expect(cell(0, hour)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Home');
  await expect(cell(1, 0)).toBeFocused();
  for (let step = 0; step < 8; step++) await page.keyboard.press('ArrowRight');
  await expect(cell(1, 8)).toBeFocused();
  const said = await cell(1, 8).getAttribute('aria-label');
  expect(said).toMatch(/, 08:00 to 09:00: /);
  // Who sees reads the same that is heard.
  await expect(region(page, 'When the line was open')).toContainText(said ?? '');
  await page.keyboard.press('Control+End');
  await expect(cell(6, 23)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cell(6, 23)).toBeFocused();
  await expect(grid(page).locator('[tabindex="0"]')).toHaveCount(1);
  // A pointer says it, too.
  await cell(2, 12).hover();
  await expect(region(page, 'When the line was open')).toContainText(
    (await cell(2, 12).getAttribute('aria-label')) ?? '',
  );
});

test('arrows follow what one sees in a mirrored window', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const cell = (at: number) => grid(page).locator(`[data-day="3"][data-hour="${at}"]`);
  await cell(12).click();
  await page.keyboard.press('ArrowRight');
  await expect(cell(11)).toBeFocused();
  const [early, late] = [await cell(6).boundingBox(), await cell(18).boundingBox()];
  expect(early?.x).toBeGreaterThan(late?.x ?? 0);
});

test('no state of the map is told by its colour alone', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await page.emulateMedia({ forcedColors: 'active' });
  await openActivity(page);
  const signs = await grid(page)
    .locator('td[data-state]')
    .evaluateAll((cells) =>
      [
        ...new Set(
          cells.map((each) => `${each.getAttribute('data-state')} ${getComputedStyle(each, '::after').content}`),
        ),
      ].toSorted(),
    );
  expect(new Set(signs.map((each) => each.split(' ')[1])).size).toBe(signs.length);
  expect(signs.length).toBeGreaterThan(4);
  await expect(region(page, 'When the line was open').getByRole('listitem')).toHaveText([
    'open',
    'slow or cut',
    'approved sites only',
    'sign-in page',
    'nothing',
    'Larder not running',
  ]);
});

test('the map can be read as a table, and as far back as it goes', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  await page.getByRole('combobox', { name: 'How far back' }).selectOption('Last 4 weeks');
  await expect(grid(page).getByRole('row')).toHaveCount(29);
  await page.getByRole('button', { name: 'Show as a table' }).press('Enter');
  await expect(grid(page)).toHaveCount(0);
  const table = page.getByRole('table', { name: 'How the line was, newest first' });
  await expect(table.getByRole('columnheader')).toHaveText([
    'From',
    'Until',
    'Line',
    'Headlines',
    'Texts',
    'Pictures',
    'Bytes',
  ]);
  await expect(table.getByRole('row').filter({ hasText: 'sign-in page' })).toHaveCount(1);
  await expect(table.getByRole('row').filter({ hasText: 'Larder not running' }).nth(1)).toContainText('06:00');
  await page.getByRole('button', { name: 'Show as a map' }).press('Enter');
  await expect(grid(page)).toBeVisible();
});

test('the newest windows are listed with what they were good for', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await openActivity(page);
  await page.getByText('The newest 12 windows').click();
  const table = page.getByRole('table', { name: 'Windows, newest first' });
  await expect(table.getByRole('row')).toHaveCount(13);
  await expect(table.getByRole('row').nth(1)).toContainText(/minutes?.*MB.*a second/);
});

test('what was noted of windows is forgotten only after a question', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await openActivity(page);
  await page.getByRole('button', { name: 'Forget what was noted of windows…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Forget all windows?' });
  await expect(dialog).toContainText('The notes of 2 networks are deleted');
  await expect(dialog.getByRole('button', { name: 'Cancel' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(dialog).toHaveCount(0);
  expect(core.calls.map(({ method }) => method)).not.toContain('windows.forget');
  await page.getByRole('button', { name: 'Forget what was noted of windows…' }).click();
  await dialog.getByRole('button', { name: 'Forget them' }).click();
  await expect(region(page, 'When the line was open')).toContainText('Nothing is noted of this network yet.');
  await expect(grid(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Forget what was noted of windows…' })).toHaveCount(0);
});

test('what would be there to read is told in days, by kind and for each source', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await openActivity(page);
  const stock = region(page, 'If the line stops now');
  await expect(stock).toContainText(
    '412 unread articles are stored whole, about 3 days of your reading. 64 more have text without all pictures, 37 have only a headline.',
  );
  await stock.getByText('For each source').click();
  const table = stock.getByRole('table', { name: /^Unread articles of each source/ });
  await expect(table.getByRole('columnheader')).toHaveText([
    'Source',
    'whole',
    'text, pictures not all',
    'headline only',
  ]);
  await expect(table.getByRole('rowheader').filter({ hasText: 'Заря' })).toHaveCount(1);
  const readiness = await core.call('readiness.get', {});
  core.setPlans({ readiness: { ...readiness, readPerDay: null, days: null } });
  await expect(stock).toContainText('will show when you have read for some days', { timeout: 10_000 });
});

test('a preparation is set going, stopped, gone on with and forgotten by keyboard', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await openActivity(page);
  await page.getByRole('button', { name: 'Prepare for a shutdown…' }).press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Prepare for a shutdown' });
  await expect(dialog.getByLabel('Days', { exact: true })).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('3');
  await expect(dialog).toContainText('You read about 130 articles a day.');
  await dialog.getByRole('radio', { name: 'Only some folders' }).check();
  await expect(dialog.getByRole('button', { name: 'Start' })).toBeDisabled();
  await dialog.getByRole('checkbox', { name: 'Новости' }).press('Space');
  await dialog.getByRole('button', { name: 'Start' }).press('Enter');
  await expect(dialog).toHaveCount(0);
  expect(core.calls.find(({ method }) => method === 'preparation.start')?.input).toEqual({
    goal: { kind: 'days', days: 3 },
    folders: [['Новости']],
  });

  const status = page.getByRole('region', { name: 'Preparation for a shutdown' });
  await expect(status.getByRole('progressbar')).toHaveAttribute('value', '0.42');
  await expect(status).toContainText('42% done');
  await expect(status).toContainText(
    'It is running. Goal: 3 days of your reading. Only from Новости. 420 MB came so far. Still missing: 37 texts and 64 pictures. At the speed of now about 21 minutes more.',
  );
  await status.getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(status).toContainText('Stopped. It goes on from where it was when you like.');
  await status.getByRole('button', { name: 'Go on' }).press('Enter');
  await expect(status).toContainText('It is running.');
  expect(core.calls.findLast(({ method }) => method === 'preparation.start')?.input).toEqual({
    goal: { kind: 'days', days: 3 },
    folders: [['Новости']],
  });
  core.setPlans({ preparation: { state: 'disk-full', leftMs: null } });
  await expect(status).toContainText('The disk is full. Free some space and go on.', { timeout: 10_000 });
  core.setPlans({ preparation: { state: 'reached', progress: 1 } });
  await expect(status).toContainText('The goal is reached.', { timeout: 10_000 });
  await expect(status.getByRole('button')).toHaveText(['Change…', 'Forget']);
  await status.getByRole('button', { name: 'Forget' }).press('Enter');
  await expect(status).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Prepare for a shutdown…' })).toBeVisible();
});

test('a preparation can be of gigabytes, which need no pace of reading', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  core.setPlans({ readiness: { ...(await core.call('readiness.get', {})), readPerDay: null } });
  await openActivity(page);
  await page.getByRole('button', { name: 'Prepare for a shutdown…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Prepare for a shutdown' });
  await expect(dialog).toContainText('How much you read a day is not known yet');
  await dialog.getByText('Gigabytes', { exact: true }).click();
  await dialog.getByLabel('Gigabytes the archive may grow by').fill('2.5');
  await dialog.getByRole('button', { name: 'Start' }).click();
  await expect(dialog).toHaveCount(0);
  expect(core.calls.find(({ method }) => method === 'preparation.start')?.input).toEqual({
    goal: { kind: 'bytes', bytes: 2_500_000_000 },
    folders: [],
  });
});

test('what waits is told by kind with its bytes, and the next ones with why', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await openActivity(page);
  const queue = region(page, 'What waits');
  await expect(queue).toContainText('118 requests to come, about 16.4 MB. At the speed of now about 11 minutes.');
  const kinds = queue.getByRole('table', { name: 'What waits, by kind' });
  await expect(kinds.getByRole('row')).toHaveText([
    /Kind/,
    /Sources to ask14410 kB/,
    /Texts37/,
    /Pictures64/,
    /Cut/,
    /Tries/,
  ]);
  await queue.getByText('The next 7, and why').click();
  const first = queue.getByRole('table', { name: 'What goes next, in its order' });
  const row = (title: string) => first.getByRole('row').filter({ hasText: title });
  await expect(row('How a town keeps')).toContainText('Picture');
  await expect(row('How a town keeps')).toContainText('The Long Wire');
  await expect(first.getByRole('row').nth(2)).toContainText(/Речной вестник.*Due: it posts about 12 a day/);
  await expect(row('Расписание пригородных поездов')).toContainText('You wait for it.');
  await expect(first.getByRole('row').nth(2)).toContainText('Worth 23 for a kilobyte.');
  core.setPlans({ queue: { kinds: [], first: [], leftMs: null } });
  await expect(queue).toContainText('Nothing waits: everything that is due has come.', { timeout: 10_000 });
});

for (const width of [390, 900]) {
  test(`everything on the page fits into ${width} pixels, in both directions`, async ({ open, page }) => {
    await page.setViewportSize({ width, height: 760 });
    const { core } = await open({ restricted: true });
    await core.call('preparation.start', { goal: { kind: 'days', days: 7 }, folders: [] });
    core.setStatus({ hold: { kind: 'day-budget', untilMs: Date.now() + 300 * MINUTE_MS } });
    await openActivity(page);
    await page.getByRole('button', { name: 'Show as a table' }).click();
    await page.getByRole('button', { name: 'Show as a map' }).click();
    for (const details of await activityPage(page).locator('details').all()) {
      await details.evaluate((element) => ((element as HTMLDetailsElement).open = true));
    }
    for (const direction of ['ltr', 'rtl']) {
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
      expect(await activityPage(page).evaluate((main) => main.scrollWidth - main.clientWidth)).toBe(0);
    }
    for (const role of ['button', 'combobox', 'gridcell', 'progressbar', 'table'] as const) {
      expect(await activityPage(page).getByRole(role, { name: /^\s*$/ }).count(), role).toBe(0);
    }
  });
}

test('the page of windows speaks Russian', async ({ open, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['ru-RU'] }));
  await open({ restricted: true });
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('a');
  const main = page.getByRole('main');
  await expect(main).toContainText(
    'Окно открыто уже 25 минут. Пришло: 214 заголовков, 31 текст, 58 картинок и 9 МБ. Вероятно, продержится ещё примерно 40 минут',
  );
  await expect(main).toContainText('412 непрочитанных статей сохранены целиком: вам этого хватит примерно на 3 дня.');
  await expect(main).toContainText('В очереди 118 запросов, около 16,4 МБ.');
  await expect(main).toContainText('Пора: публикует около 12 статей в день, спрашиваем каждый час.');
});
