import { expect, frameOf, test } from './app.ts';

test('a narrow window shows one pane at a time, with a way back', async ({ open, page }) => {
  await page.setViewportSize({ width: 390, height: 760 });
  await open();
  await expect(page.getByRole('navigation')).toBeHidden();
  await page.getByRole('option').nth(2).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
  await expect(page.getByRole('listbox')).toBeHidden();
  await page.getByRole('button', { name: 'Back to the list' }).click();
  await expect(page.getByRole('listbox')).toBeVisible();
  await page.getByRole('button', { name: 'Sources', exact: true }).click();
  await expect(page.getByRole('navigation')).toBeVisible();
  await page.getByRole('button', { name: 'Starred' }).click();
  await expect(page.getByRole('option')).toHaveCount(2);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
});

test('the whole window mirrors for a language from right to left', async ({ open }) => {
  const { page } = await open();
  await page.evaluate(() => (document.documentElement.dir = 'rtl'));
  const box = async (name: string) => {
    const found = await page.locator(`[data-pane-name="${name}"]`).boundingBox();
    return found?.x ?? Number.NaN;
  };
  expect(await box('sources')).toBeGreaterThan(await box('list'));
  expect(await box('list')).toBeGreaterThan(await box('article'));
  await page.getByRole('option').nth(0).click();
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('[data-source-row][aria-current="true"]')).toBeFocused();
});

test('everything that can be pressed has a name, and every part of the window is a landmark', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('option').nth(0).click();
  await expect(frameOf(page).getByRole('heading', { level: 1 })).toBeVisible();
  for (const role of ['button', 'option', 'searchbox', 'listbox', 'toolbar'] as const) {
    expect(await page.getByRole(role, { name: /^\s*$/ }).count(), role).toBe(0);
  }
  for (const role of ['navigation', 'main', 'contentinfo', 'search'] as const) {
    await expect(page.getByRole(role)).toHaveCount(1);
  }
  await expect(page.locator('iframe')).toHaveAttribute('title', /Text of the article: В трёх/);
  // Every stop of the Tab key can be seen.
  await page.getByRole('button', { name: 'Add a source' }).focus();
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab');
    const seen = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      return box.width > 0 && (style.outlineStyle !== 'none' || element.matches('[role=listbox], iframe'));
    });
    expect(seen).toBe(true);
  }
});
