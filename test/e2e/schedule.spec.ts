import type { Page } from '@playwright/test';
import { DEFAULT_SCHEDULE } from '../../shared/schedule.ts';
import { expect, frameOf, test } from './app.ts';

const footer = (page: Page) => page.getByRole('contentinfo');
const activityPage = (page: Page) => page.getByRole('main', { name: 'Activity' });
const scheduleDialog = (page: Page) => page.getByRole('dialog', { name: 'Schedule' });

async function openSchedule(page: Page) {
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('t');
  await expect(scheduleDialog(page)).toBeVisible();
  return scheduleDialog(page);
}

async function openExports(page: Page) {
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('a');
  await activityPage(page).getByRole('button', { name: 'Scheduled exports…' }).click();
  return page.getByRole('dialog', { name: 'Scheduled exports' });
}

const HOUR_MS = 3_600_000;

test('a pause holds at once, is told at the foot of the window and taken back there', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openSchedule(page);
  await expect(dialog).toContainText('Nothing here needs to be set.');
  await dialog.getByRole('button', { name: 'Pause everything' }).press('Enter');
  await expect(dialog.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(dialog.getByRole('status').first()).toHaveText(/^Paused: nothing is fetched\. Not even when you ask\./);
  await page.keyboard.press('Escape');
  await expect(footer(page)).toContainText('Paused: nothing is fetched.');
  // Asked all the same, it says why not.
  await footer(page).getByRole('button', { name: 'Fetch now' }).click();
  await expect(page.getByRole('alert')).toContainText('Larder is paused, so nothing is fetched. Resume it first.');
  await page.getByRole('button', { name: 'Dismiss' }).click();
  await footer(page).getByRole('button', { name: 'Resume' }).press('Enter');
  await expect(footer(page)).not.toContainText('Paused');
  expect(core.calls.filter(({ method }) => method === 'schedule.set').map(({ input }) => input)).toEqual(
    [true, false].map((paused) => expect.objectContaining({ paused, onlyWhenAsked: false, metered: 'system' })),
  );
});

test('what holds fetching back is told with its end and what can be done, and leads to the schedule', async ({
  open,
}) => {
  const { page, core } = await open({ restricted: true });
  await page.getByRole('option').first().waitFor();
  core.setStatus({ hold: { kind: 'month-budget', untilMs: new Date('2099-12-01T00:00').getTime() } });
  await expect(footer(page)).toContainText('This month’s bytes are used up until 1 December.');
  await page.keyboard.press('a');
  const note = activityPage(page).getByRole('note');
  await expect(note).toContainText('A larger limit lets it go on at once. When you ask, it fetches all the same.');
  await note.getByRole('button', { name: 'Schedule…' }).press('Enter');
  await expect(scheduleDialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  // The line tells of itself.
  core.setStatus({ hold: { kind: 'no-line' } });
  await expect(note).toHaveCount(0);
  await expect(footer(page)).not.toContainText('Waits for the line');
});

test('hours are set by keyboard, over midnight as well, and saved together', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openSchedule(page);
  await dialog.getByRole('button', { name: 'Add quiet hours' }).press('Enter');
  const rule = dialog.getByRole('group', { name: 'Quiet hours 1' });
  await expect(rule).toContainText('Until the next morning: the days are those on which it begins.');
  await expect(dialog).toContainText('Not saved yet.');
  await rule.getByLabel('From').fill('22:30');
  await rule.getByRole('checkbox', { name: 'Saturday' }).press('Space');
  await rule.getByRole('checkbox', { name: 'Sunday' }).press('Space');
  await dialog.getByRole('checkbox', { name: 'Only when I ask' }).press('Space');
  await dialog.getByRole('spinbutton', { name: 'A day' }).fill('50');
  await dialog.getByRole('spinbutton', { name: 'A month' }).fill('1.5');
  await dialog.getByRole('combobox', { name: 'A month: Unit' }).selectOption('GB');
  await expect(dialog).toContainText('Today so far: 38 MB.');
  await expect(dialog).toContainText('The system says that it does.');
  await dialog.getByRole('radio', { name: 'No' }).check();
  await dialog.getByRole('combobox', { name: 'On battery' }).selectOption('Headlines only');
  await dialog.getByRole('button', { name: 'Save the schedule' }).press('Enter');
  await expect(dialog).toContainText('Saved.');
  const { folders: _, exports: __, preparation: ___, ...settable } = DEFAULT_SCHEDULE;
  expect(core.calls.find(({ method }) => method === 'schedule.set')?.input).toEqual({
    ...settable,
    onlyWhenAsked: true,
    quietHours: [{ days: [1, 2, 3, 4, 5], fromMinute: 1350, toMinute: 420 }],
    dayBudgetBytes: 50_000_000,
    monthBudgetBytes: 1_500_000_000,
    metered: 'no',
    onBattery: 'headlines',
  });
  await page.keyboard.press('Escape');
  await expect(footer(page)).toContainText('Fetches only when you ask.');
  await openSchedule(page);
  await expect(rule.getByLabel('From')).toHaveValue('22:30');
  await expect(rule.getByRole('checkbox', { name: 'Sunday' })).not.toBeChecked();
  await rule.getByRole('button', { name: 'Remove quiet hours 1' }).press('Enter');
  await expect(rule).toHaveCount(0);
});

test('what does not fit together is told beside what causes it', async ({ open }) => {
  const { page } = await open({ restricted: true });
  const dialog = await openSchedule(page);
  const save = () => dialog.getByRole('button', { name: 'Save the schedule' }).click();
  await dialog.getByRole('button', { name: 'Add quiet hours' }).click();
  const rule = dialog.getByRole('group', { name: 'Quiet hours 1' });
  await rule.getByLabel('From').fill('00:00');
  await rule.getByLabel('To').fill('00:00');
  await expect(rule).toContainText('The whole day.');
  await dialog.getByRole('spinbutton', { name: 'A month' }).fill('0');
  await save();
  await expect(dialog.getByRole('alert')).toHaveText([
    'This schedule never allows anything: no hour of the week is left.',
    'A limit of 0 means that nothing is fetched by itself.',
  ]);
  await expect(dialog).toContainText('Saved. Something in it does not fit together; see above.');
  for (const day of ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']) {
    await rule.getByRole('checkbox', { name: day }).uncheck();
  }
  // What is being changed is not judged yet.
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await dialog.getByRole('spinbutton', { name: 'A month' }).fill('10');
  await dialog.getByRole('spinbutton', { name: 'A day' }).fill('20');
  await save();
  await expect(dialog.getByRole('group', { name: 'Quiet hours', exact: true }).getByRole('alert')).toHaveText(
    'One of these has no day or no length, and does nothing.',
  );
  await expect(dialog).toContainText('The limit of a day is larger than that of the month');
  await rule.getByRole('button', { name: 'Remove quiet hours 1' }).click();
  await dialog.getByRole('spinbutton', { name: 'A day' }).fill('');
  await save();
  await expect(dialog).toContainText('Saved.');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
});

test('a pause leaves what is being changed in the form, and the form leaves the pause', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openSchedule(page);
  await dialog.getByRole('spinbutton', { name: 'A day' }).fill('80');
  await dialog.getByRole('button', { name: 'Pause everything' }).click();
  await expect(dialog.getByRole('button', { name: 'Resume' })).toBeVisible();
  await expect(dialog.getByRole('spinbutton', { name: 'A day' })).toHaveValue('80');
  await dialog.getByRole('button', { name: 'Save the schedule' }).click();
  await expect(dialog).toContainText('Saved.');
  expect(core.calls.findLast(({ method }) => method === 'schedule.set')?.input).toMatchObject({
    paused: true,
    dayBudgetBytes: 80_000_000,
  });
});

test('the schedule is reached from the preferences and from the activity page', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Preferences…' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Schedule…' }).click();
  await expect(scheduleDialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await activityPage(page).getByRole('button', { name: 'Schedule…' }).click();
  await expect(scheduleDialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('schedule: pause, hours, limits');
});

test('the table of sources tells when each is asked next, and why', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('a');
  const table = activityPage(page).getByRole('table', { name: /^Sources and their last results/ });
  const next = (title: string) =>
    table
      .getByRole('row')
      .filter({ has: page.getByRole('rowheader', { name: title }) })
      .getByRole('cell')
      .nth(1);
  await expect(next('Речной вестник')).toHaveText('Due: it posts about 12 a day and is asked every hour.');
  await expect(next('Северный обзор')).toHaveText(
    /^Rests until .*: it posts about 3 a day and is asked every 4 hours\.$/,
  );
  await expect(next('Заря')).toHaveText(/^It did not answer 3 times; tried again .*\.$/);
  await expect(next('The Long Wire')).toContainText('some headlines may be missing');
  await expect(next('Harbour Gazette')).toContainText('Its server said to wait until');
  await expect(next('Uplands Review')).toContainText('Its last answer may have skipped some headlines.');
  await expect(next('Quarry Street')).toContainText('Waits. Quiet hours until');
  await expect(table.getByText('Not among those that answer today')).toBeVisible();
});

test('a source and a folder can be more urgent, and asked as often as one says', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  await page.getByRole('button', { name: 'Новости', exact: true }).click({ button: 'right' });
  const folder = page.getByRole('dialog', { name: 'Folder' });
  await folder.getByText('How often, and how urgent').click();
  await folder.getByRole('combobox', { name: 'Priority' }).selectOption('High');
  await folder.getByText('every…').click();
  await folder.getByRole('spinbutton', { name: 'How many' }).fill('6');
  await folder.getByRole('button', { name: 'Save' }).click();
  await expect(folder).toHaveCount(0);
  expect(core.calls.find(({ method }) => method === 'schedule.folder')?.input).toEqual({
    path: ['Новости'],
    priority: 'high',
    everyMinutes: 360,
  });

  await footer(page).getByRole('button', { name: 'Activity' }).click();
  await page.getByRole('rowheader').getByRole('button', { name: 'Заря' }).click();
  const source = page.getByRole('dialog', { name: 'Заря' });
  await source.getByText('How often, and how urgent').click();
  await expect(source.getByRole('combobox', { name: 'Priority' })).toContainText('As around it: high');
  await expect(source.getByText('As around it: every 6 hours')).toBeVisible();
  await source.getByRole('combobox', { name: 'Priority' }).selectOption('Low');
  await source.getByRole('radio', { name: 'every…' }).check();
  await source.getByRole('spinbutton', { name: 'How many' }).fill('45');
  await source.getByRole('combobox', { name: 'Unit' }).selectOption('minutes');
  await source.getByRole('button', { name: 'Save' }).click();
  await expect(source).toHaveCount(0);
  expect(core.calls.find(({ method }) => method === 'schedule.source')?.input).toEqual({
    id: 'zarya',
    priority: 'low',
    everyMinutes: 45,
  });
  await page.getByRole('rowheader').getByRole('button', { name: 'Заря' }).click();
  await expect(source).toContainText('every 45 minutes · low');
  await source.getByRole('button', { name: 'Save' }).click();
  await expect(source).toHaveCount(0);
  // What was not changed is not written again.
  expect(core.calls.filter(({ method }) => method === 'schedule.source')).toHaveLength(1);
});

test('exports are listed with their next time and what became of them last', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openExports(page);
  const row = dialog.getByRole('listitem', { name: 'Evening stick' });
  await expect(row).toContainText(/Every day at 19:30\. Next (tomorrow )?at 19:30\./);
  await expect(row).toContainText('its folder was not there. If it is on a stick, plug it in: it is written then.');
  await row.getByRole('button', { name: 'Write Evening stick now' }).press('Enter');
  await expect(row).toContainText('Written: Evening stick-2026-11-22.html');
  await dialog.getByRole('button', { name: 'Remove List of sources' }).press('Enter');
  await expect(dialog).toContainText('Files it has written stay where they are.');
  await dialog.getByRole('button', { name: 'Yes, remove it' }).press('Enter');
  await expect(dialog.getByRole('listitem', { name: 'List of sources' })).toHaveCount(0);
  expect(core.calls.find(({ method }) => method === 'exports.remove')?.input).toEqual({ id: 'list' });
});

test('a folder is chosen where the host can show them', async ({ open, page }) => {
  // As the preload does it, over the web host's calls.
  await page.addInitScript(() => {
    const answers = [
      { output: '/media/stick' },
      { output: null },
      { error: { code: 'INTERNAL', message: '', details: {} } },
    ];
    Object.assign(window, {
      larder: {
        call: async (method: string, input: unknown) => {
          const headers = { 'content-type': 'application/json' };
          return await (await fetch(`api/${method}`, { method: 'POST', headers, body: JSON.stringify(input) })).json();
        },
        onEvent: () => () => undefined,
        chooseFolder: async () => answers.shift(),
      },
    });
  });
  await open({ restricted: true });
  const dialog = await openExports(page);
  await dialog.getByRole('button', { name: 'Add an export' }).press('Enter');
  const field = dialog.getByLabel('Folder to write into');
  const choose = dialog.getByRole('button', { name: 'Choose a folder' });
  await choose.press('Enter');
  await expect(field).toHaveValue('/media/stick');
  await choose.press('Enter');
  await expect(field).toHaveValue('/media/stick');
  await choose.press('Enter');
  await expect(dialog.getByRole('alert')).toHaveCount(1);
  await expect(field).toHaveValue('/media/stick');
});

test('an export is entered by its rhythm, and by a pattern of one’s own', async ({ open }) => {
  const { page, core } = await open({ restricted: true });
  const dialog = await openExports(page);
  await dialog.getByRole('button', { name: 'Add an export' }).press('Enter');
  await dialog.getByLabel('Name').fill('Sunday paper');
  // A page in a browser cannot ask for one.
  await expect(dialog.getByRole('button', { name: 'Choose a folder' })).toHaveCount(0);
  await dialog.getByLabel('Folder to write into').fill('/missing/stick');
  await dialog.getByRole('combobox', { name: 'When' }).selectOption('Every week');
  await dialog.getByLabel('At', { exact: true }).fill('08:15');
  await dialog.getByRole('combobox', { name: 'From' }).selectOption('Наука');
  await dialog.getByRole('checkbox', { name: 'Only starred' }).press('Space');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('There is no such folder. Its whole path is needed.');
  await dialog.getByLabel('Folder to write into').fill('/media/stick');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  const row = dialog.getByRole('listitem', { name: 'Sunday paper' });
  await expect(row).toContainText('Every Sunday at 08:15.');
  await expect(row).toContainText('Not written yet.');
  expect(core.calls.findLast(({ method }) => method === 'exports.add')?.input).toEqual({
    name: 'Sunday paper',
    cron: '15 8 * * 0',
    format: 'html',
    pictures: true,
    label: null,
    signWith: null,
    recipients: [],
    folder: '/media/stick',
    days: 7,
    of: ['Наука'],
    starred: true,
    unread: false,
    keep: 5,
    enabled: true,
  });

  await row.getByRole('button', { name: 'Edit Sunday paper' }).press('Enter');
  await dialog.getByRole('combobox', { name: 'When' }).selectOption('A pattern of your own');
  await expect(dialog.getByLabel('Pattern of five fields')).toHaveValue('15 8 * * 0');
  await dialog.getByLabel('Pattern of five fields').fill('0 9 31 2 *');
  await dialog.getByLabel('Articles of the last days').fill('');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(row).toContainText('By the pattern 0 9 31 2 *. It has no next time.');
  await expect(row.getByRole('alert')).toHaveText('This pattern never comes true.');
  expect(core.calls.findLast(({ method }) => method === 'exports.change')?.input).toMatchObject({ days: null });
  await row.getByRole('button', { name: 'Edit Sunday paper' }).press('Enter');
  await dialog.getByLabel(/age1/).fill('Anya');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(dialog.getByRole('alert')).toHaveText('“Anya” is no recipient: these begin with age1.');
  await dialog.getByLabel(/was not given yet/).fill('red stick');
  // A list of sources has no articles to choose among, and nothing to lock.
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('OPML, the list of sources');
  await expect(dialog.getByRole('checkbox', { name: 'Only starred' })).toHaveCount(0);
  await expect(dialog).toContainText('It holds the whole addresses of your sources');
  await dialog.getByRole('button', { name: 'Save' }).press('Enter');
  await expect(row).toBeVisible();
  expect(core.calls.findLast(({ method }) => method === 'exports.change')?.input).toMatchObject({
    format: 'opml',
    label: null,
    signWith: null,
    recipients: [],
  });
});

test('whoever opens an article of which only the headline is here asks for its text, once', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('option').filter({ hasText: 'Расписание пригородных' }).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
  const wanted = () => core.calls.filter(({ method }) => method === 'articles.want');
  await expect.poll(() => wanted().length).toBe(1);
  core.setStatus({ lastSuccessMs: Date.now() });
  core.arrive('Something else');
  await page.keyboard.press('s');
  await page.getByRole('option').filter({ hasText: 'How a town keeps' }).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toHaveText(/How a town keeps/);
  expect(wanted()).toHaveLength(1);
});

test('while something comes, the foot of the window says what, and how long the line will stay', async ({ open }) => {
  const { page } = await open({ restricted: true });
  await footer(page).getByRole('button', { name: 'Fetch now' }).click();
  await expect(footer(page)).toContainText('Fetching articles, 3 of 41');
  await expect(footer(page)).toContainText('the line probably lasts about 40 minutes more');
});

test('the dialogs fit a narrow window in both directions, and everything in them has a name', async ({
  open,
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 760 });
  await open({ restricted: true });
  const dialog = page.getByRole('dialog');
  const fits = async () => {
    for (const direction of ['rtl', 'ltr']) {
      await page.evaluate((dir) => (document.documentElement.dir = dir), direction);
      expect(await dialog.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    }
    for (const role of ['button', 'textbox', 'combobox', 'checkbox', 'radio', 'spinbutton', 'group'] as const) {
      // Weekdays and choices stand in groups that are named by what is over them.
      if (role !== 'group') expect(await dialog.getByRole(role, { name: /^\s*$/ }).count(), role).toBe(0);
    }
  };
  await openSchedule(page);
  await dialog.getByRole('button', { name: 'Add quiet hours' }).click();
  await fits();
  await dialog.getByRole('button', { name: 'Scheduled exports…' }).click();
  await dialog.getByRole('button', { name: 'Add an export' }).click();
  await fits();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.getByRole('button', { name: 'Prepare for a shutdown…' }).click();
  await dialog.getByText('Only some folders').click();
  await fits();
});

test('the schedule speaks Russian', async ({ open, page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'languages', { get: () => ['ru-RU'] }));
  const { core } = await open({ restricted: true });
  await page.getByRole('option').first().waitFor();
  core.setStatus({ hold: { kind: 'quiet-hours', untilMs: new Date().setHours(0, 0, 0, 0) + 31 * HOUR_MS } });
  await expect(footer(page)).toContainText('Тихие часы до завтра, 07:00.');
  await page.keyboard.press('t');
  const dialog = page.getByRole('dialog', { name: 'Расписание' });
  await dialog.getByRole('button', { name: 'Добавить тихие часы' }).click();
  await expect(dialog.getByRole('checkbox', { name: 'воскресенье' })).toBeChecked();
  await dialog.getByRole('button', { name: 'Приостановить всё' }).click();
  await page.keyboard.press('Escape');
  await expect(footer(page)).toContainText('Пауза: ничего не загружается.');
});
