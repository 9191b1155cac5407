// The interface in Farsi: every main path from right to left, in a wide window and in a narrow one.
import type { Page } from '@playwright/test';
import { expect, frameOf, test } from './app.ts';

/** A Sunday afternoon, 1 Azar 1405. */
const NOW_MS = new Date('2026-11-22T14:20:00').getTime();

/** As a person does it who was met in English; the window is then the same with its sides changed. */
async function chooseFarsi(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Preferences…' }).click();
  await page.getByText('فارسی', { exact: true }).click();
  await expect(page.getByRole('dialog', { name: 'تنظیمات' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.locator('html')).toHaveAttribute('lang', 'fa');
  await expect(page.locator('html')).toHaveAttribute('dir', 'rtl');
}

async function fromMenu(page: Page, item: string): Promise<void> {
  await page.getByRole('button', { name: 'مدیریت' }).click();
  await page.getByRole('button', { name: item, exact: true }).click();
}

/** Nothing reaches over a side of the window, of a dialog or of the page of activity. */
async function expectFits(page: Page): Promise<void> {
  const over = await page.evaluate(() => {
    const parts = [document.documentElement, ...document.querySelectorAll('dialog[open], main')];
    return parts.filter((part) => part.scrollWidth > part.clientWidth).map((part) => part.tagName);
  });
  expect(over).toEqual([]);
}

/** Each stop of the Tab key within a dialog can be seen, has a name, and brings one round to the first. */
async function expectReachable(page: Page): Promise<void> {
  let [first, before]: (string | undefined)[] = [];
  for (let stop = 0; stop < 60; stop++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (!(element instanceof HTMLElement) || element.closest('dialog[open]') === null) return null;
      const { width, height } = element.getBoundingClientRect();
      const name = element.getAttribute('aria-label') ?? element.closest('label')?.textContent ?? element.textContent;
      const place = `${element.tagName} ${[...document.querySelectorAll('*')].indexOf(element)}`;
      return { place, isSeen: width > 0 && height > 0, name };
    });
    if (at !== null) {
      expect(at.isSeen, at.place).toBe(true);
      expect(at.name, at.place).toMatch(/\p{Letter}/u);
      // A field of several parts keeps the focus for some presses.
      if (at.place === first && before !== first) return;
    }
    before = at?.place;
    first ??= before;
  }
  throw new Error('The Tab key never came round.');
}

test('Farsi is chosen in the preferences and holds at once, for the list, its days and the state of the line', async ({
  open,
  page,
}) => {
  await page.clock.setFixedTime(NOW_MS);
  const { core } = await open({ nowMs: NOW_MS });
  await chooseFarsi(page);
  expect(core.calls.findLast(({ method }) => method === 'preferences.set')?.input).toMatchObject({ locale: 'fa' });
  const list = page.getByRole('region', { name: 'مقاله‌ها' });
  await expect(list.getByRole('status').getByText('۶ مقاله', { exact: true })).toBeVisible();
  await expect(list.getByText('امروز', { exact: true })).toBeVisible();
  await expect(page.getByRole('contentinfo')).toContainText('فقط سایت‌های مجاز پاسخ می‌دهند');
  // What a screen reader hears of a row: Persian words around a Russian title, with Persian commas.
  await expect(page.getByRole('option').first()).toHaveAccessibleName(/^نخوانده، В трёх .+، Речной вестник، ۱۳:۴۰، /u);
});

test.describe('on a system in Dari', () => {
  test.use({ locale: 'prs-AF' });
  test('Farsi comes without being asked, with the months of Afghanistan', async ({ open, page }) => {
    await page.clock.setFixedTime(NOW_MS);
    await open({ nowMs: NOW_MS, restricted: true });
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('a');
    await expect(page.getByRole('rowheader', { name: 'یکشنبه ۱ قوس', exact: true })).toBeVisible();
  });
});

test.describe('on a system in Farsi', () => {
  test.use({ locale: 'fa-IR' });

  test('an article, a search and their signs are from right to left, and Latin text keeps its own way', async ({
    open,
    page,
  }) => {
    await open();
    const field = page.getByRole('searchbox', { name: 'جست‌وجو در هرچه ذخیره شده' });
    await expect(field).toHaveCSS('direction', 'rtl');
    await field.fill('zzqq (x)');
    await expect(field).toHaveCSS('direction', 'ltr');
    const empty = page.getByText('در هیچ‌یک از ذخیره‌ها نیست.');
    await expect(empty).toHaveCSS('direction', 'rtl');
    await expect(empty).toHaveText('«\u2068zzqq (x)\u2069» در هیچ‌یک از ذخیره‌ها نیست.');
    await field.fill('library');
    await expect(page.getByText('۱ مورد یافت شد')).toBeVisible();
    await page.getByRole('option').first().click();
    await expect(frameOf(page).getByRole('heading', { level: 1 })).toHaveText(/How a town keeps/);
    // Its heading is of the article's language; what Larder says of it is Farsi.
    await expect(frameOf(page).locator('[data-larder="header"]')).toHaveAttribute('dir', 'ltr');
    await expect(frameOf(page).locator('[data-larder="header"]')).toContainText('دقیقه');
    await page.keyboard.press('v');
    const dialog = page.getByRole('dialog', { name: 'در مرورگر باز شود؟' });
    await expect(dialog.locator('[data-link-address]')).toHaveCSS('direction', 'ltr');
    await page.keyboard.press('Escape');
  });

  test('arrow keys go where they point: to the pane that lies there, and on the map of hours', async ({
    open,
    page,
  }) => {
    await page.clock.setFixedTime(NOW_MS);
    await open({ nowMs: NOW_MS, restricted: true });
    await page.getByRole('listbox').focus();
    await page.keyboard.press('ArrowRight');
    await expect(page.locator('[data-source-row][aria-current="true"]')).toBeFocused();
    await page.keyboard.press('ArrowLeft');
    await expect(page.getByRole('listbox')).toBeFocused();
    await page.keyboard.press('a');
    const cell = (hour: number) => page.locator(`[data-day="0"][data-hour="${hour}"]`);
    await cell(10).focus();
    await expect(cell(10)).toHaveAccessibleName(/^یکشنبه ۱ آذر، ۱۰:۰۰ تا ۱۱:۰۰: /);
    const before = await cell(10).boundingBox();
    await page.keyboard.press('ArrowLeft');
    await expect(cell(11)).toBeFocused();
    expect((await cell(11).boundingBox())?.x).toBeLessThan(before?.x ?? 0);
    await page.keyboard.press('ArrowRight');
    await expect(cell(10)).toBeFocused();
    // The keys on the help page stand as on the keyboard.
    await page.keyboard.press('?');
    const arrows = page.getByRole('dialog', { name: 'کلیدها و نشانه‌ها' }).locator('kbd');
    const left = await arrows.getByText('←').boundingBox();
    expect(left?.x).toBeLessThan((await arrows.getByText('→').boundingBox())?.x ?? 0);
  });

  test('the page of activity speaks Farsi in whole sentences', async ({ open, page }) => {
    await open({ restricted: true });
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('a');
    const main = page.getByRole('main');
    await expect(main).toContainText('این بازهٔ اتصال ۲۵ دقیقه طول کشیده و این‌ها را آورده است: ۲۱۴ تیتر');
    await expect(main).toContainText('۴۱۲ مقالهٔ نخوانده کامل ذخیره شده و برای حدود ۳ روز خواندن شما بس است.');
    await expect(main).toContainText('۱۱۸ درخواست در راه است، حدود ۱۶٫۴ مگابایت.');
    await expect(main).toContainText('نوبتش رسیده: روزی حدود ۱۲ مطلب منتشر می‌کند و هر ساعت بررسی می‌شود.');
  });

  test('hours are set for a week that begins on Saturday', async ({ open, page }) => {
    await open();
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('t');
    const dialog = page.getByRole('dialog', { name: 'زمان‌بندی' });
    await dialog.getByRole('button', { name: 'افزودن ساعت‌های سکوت' }).click();
    const days = dialog.getByRole('group', { name: 'ساعت‌های سکوت ۱' }).getByRole('checkbox');
    await expect(days.first()).toHaveAccessibleName('شنبه');
    await expect(days.last()).toHaveAccessibleName('جمعه');
  });

  test('a file is made for others and another is taken in, in Farsi', async ({ open, page }) => {
    await open();
    await page.getByRole('button', { name: 'دادن به دیگران…' }).click();
    const give = page.getByRole('dialog', { name: 'دادن به دیگران' });
    await give.getByRole('button', { name: 'ساختن فایل' }).click();
    await expect(give.getByText('آماده است: ۴۲ مقاله، ۸۴ تصویر.')).toBeVisible();
    const link = give.getByRole('link', { name: 'ذخیرهٔ' });
    await expect(link).toHaveText('2026-11-22.zip');
    await expect(link.locator('bdi')).toHaveCSS('direction', 'ltr');
    await page.keyboard.press('Escape');

    await fromMenu(page, 'وارد کردن…');
    const take = page.getByRole('dialog', { name: 'وارد کردن' });
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      take.getByRole('button', { name: 'انتخاب فایل‌ها…' }).click(),
    ]);
    await chooser.setFiles([{ name: 'friend.zip', mimeType: 'application/zip', buffer: Buffer.from('PK friend.zip') }]);
    await expect(take.getByText(/^[۰-۹]+ مقاله درون آن است:/)).toBeVisible();
    // Names of three scripts in a row, each in its place from the right.
    const names = await take.locator('p').filter({ hasText: 'از: ' }).locator('bdi').all();
    const places = await Promise.all(names.map(async (name) => (await name.boundingBox())?.x ?? 0));
    expect(places).toHaveLength(3);
    expect(places).toEqual(places.toSorted((a, b) => b - a));
    await take.getByRole('button', { name: 'وارد کردن', exact: true }).click();
    await expect(take.getByText(/^[۰-۹]+ مقاله رسید/)).toBeVisible();
  });

  const DIALOGS = [
    ['تنظیمات…', 'تنظیمات'],
    ['دادن همه‌چیز به دیگران…', 'دادن به دیگران'],
    ['وارد کردن…', 'وارد کردن'],
    ['فرستنده‌ها، کلیدها و مقصدها…', 'فرستنده‌ها، کلیدها و مقصدها'],
    ['ذخیرهٔ یک صفحه…', 'ذخیرهٔ یک صفحه'],
    ['کلیدها و نشانه‌ها…', 'کلیدها و نشانه‌ها'],
  ] as const;

  test('each dialog fits a narrow window, and all in it is reached by keyboard', async ({ open, page }) => {
    await page.setViewportSize({ width: 380, height: 760 });
    await open();
    await page.getByRole('option').first().waitFor();
    await expectFits(page);
    await page.getByRole('option').nth(4).click();
    await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
    await expectFits(page);
    await page.getByRole('button', { name: 'بازگشت به فهرست' }).click();
    await page.getByRole('button', { name: 'منبع‌ها', exact: true }).click();
    await expect(page.getByRole('navigation')).toBeVisible();
    for (const [item, title] of DIALOGS) {
      await fromMenu(page, item);
      const dialog = page.getByRole('dialog', { name: title });
      await expect(dialog).toBeVisible();
      for (const details of await dialog.locator('details').all()) {
        await details.evaluate((element) => ((element as HTMLDetailsElement).open = true));
      }
      await expectFits(page);
      await expectReachable(page);
      await page.keyboard.press('Escape');
      await expect(dialog).toHaveCount(0);
    }
  });

  for (const width of [380, 900]) {
    test(`activity and the schedule fit into ${width} pixels`, async ({ open, page }) => {
      await page.setViewportSize({ width, height: 760 });
      // In Ordibehesht, whose name is the longest.
      const nowMs = new Date('2026-05-06T14:20:00').getTime();
      await page.clock.setFixedTime(nowMs);
      const { core } = await open({ nowMs, restricted: true });
      await core.call('preparation.start', { goal: { kind: 'days', days: 7 }, folders: [] });
      await page.getByRole('option').first().waitFor();
      await page.keyboard.press('a');
      const heading = page.getByRole('rowheader', { name: 'چهارشنبه ۱۶ اردیبهشت', exact: true });
      await expect(heading).toBeVisible();
      expect(await heading.evaluate((cell) => cell.scrollWidth - cell.clientWidth)).toBe(0);
      for (const details of await page.getByRole('main').locator('details').all()) {
        await details.evaluate((element) => ((element as HTMLDetailsElement).open = true));
      }
      await expectFits(page);
      await page.keyboard.press('t');
      const dialog = page.getByRole('dialog', { name: 'زمان‌بندی' });
      await dialog.getByRole('button', { name: 'افزودن ساعت‌های سکوت' }).click();
      await expectFits(page);
    });
  }
});
