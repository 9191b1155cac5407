import { expect, frameElement, frameOf, test } from './app.ts';

test('a click opens an article, marks it read and leaves no trace in address, history, title or storage', async ({
  open,
}) => {
  const { page, core } = await open();
  const before = { url: page.url(), entries: await page.evaluate(() => history.length) };
  for (const row of [2, 0, 4]) {
    await page.getByRole('option').nth(row).click();
    await expect(frameOf(page).locator('[data-larder="facts"]')).toBeVisible();
  }
  await page.getByRole('searchbox').fill('library');
  await expect(page.getByText('1 found')).toBeVisible();

  expect(core.calls.filter((call) => call.method === 'articles.mark').map((call) => call.input)).toEqual([
    { ids: ['article2'], read: true },
    { ids: ['article0'], read: true },
    { ids: ['article4'], read: true },
  ]);
  expect(page.url()).toBe(before.url);
  expect(new URL(page.url()).search + new URL(page.url()).hash).toBe('');
  expect(await page.evaluate(() => history.length)).toBe(before.entries);
  expect(await page.title()).toBe('Larder');
  expect(
    await page.evaluate(async () => [
      localStorage.length,
      sessionStorage.length,
      document.cookie,
      (await indexedDB.databases()).length,
      (await caches.keys()).length,
    ]),
  ).toEqual([0, 0, '', 0, 0]);
});

test('the text says where it is from, when it was stored, what is missing and why', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('option').nth(0).click();
  const frame = frameOf(page);
  await expect(frame.getByRole('heading', { level: 1 })).toHaveText('В трёх областях снова нет мобильного интернета');
  await expect(frame.locator('[data-larder="facts"]')).toContainText('Речной вестник');
  await expect(frame.locator('[data-larder="facts"]')).toContainText('2 versions');
  await expect(frame.getByRole('note')).toHaveText('One picture is not here yet; it is waiting for a connection.');
  const missing = frame.locator('.missing-image');
  expect(await missing.evaluate((element) => getComputedStyle(element, '::before').content)).toBe(
    '"Picture not here yet"',
  );
  // The picture that is here is shown, from the archive.
  expect(await frame.locator('img').evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  await page.getByRole('option').nth(3).click();
  await expect(frame.getByRole('note')).toContainText('Only the headline is stored: The transfer stopped midway');
});

test('keys work in the list and from within the text', async ({ open }) => {
  const { page, core } = await open();
  await expect(page.getByRole('option').first()).toBeVisible();
  const heading = frameOf(page).getByRole('heading', { level: 1 });

  await page.keyboard.press('j');
  await expect(heading).toContainText('В трёх областях');
  await page.keyboard.press('j');
  await expect(heading).toContainText('Почему рецепты');
  await page.keyboard.press('k');
  await expect(heading).toContainText('В трёх областях');

  await page.keyboard.press('s');
  await expect(page.getByRole('button', { name: 'Remove the star' })).toBeVisible();
  await page.keyboard.press('m');
  await expect(page.getByRole('button', { name: 'Mark read' })).toBeVisible();

  // `o` goes to the text; from there the same keys reach the app, through the frame's document.
  await page.keyboard.press('o');
  await expect(page.locator('iframe[data-reading-frame]')).toBeFocused();
  await page.keyboard.press('s');
  await expect(page.getByRole('button', { name: 'Star', exact: true })).toBeVisible();
  await page.keyboard.press('j');
  await expect(heading).toContainText('Почему рецепты');
  await expect(page.locator('iframe[data-reading-frame]')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listbox')).toBeFocused();

  // Arrows move without opening; Enter opens.
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(heading).toContainText('Почему рецепты');
  await page.keyboard.press('Enter');
  await expect(heading).toContainText('Расписание');

  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('listbox')).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(page.locator('[data-source-row][aria-current="true"]')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('button', { name: 'Today' })).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard and signs' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('/');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('js');
  expect(core.calls.filter((call) => call.method === 'articles.mark')).toHaveLength(7);
});

test('a link shows where it leads, and only then opens, without a word about us', async ({ open, context }) => {
  const { page } = await open();
  const opened: string[] = [];
  await context.route(/\.xn--p1ai|apteka\.example/, async (route) => {
    opened.push(`${route.request().url()} from ${route.request().headers()['referer'] ?? 'nowhere'}`);
    await route.fulfill({ contentType: 'text/html', body: '<script>document.title = String(window.opener)</script>' });
  });
  await page.getByRole('option').nth(0).click();
  await frameOf(page).getByRole('link', { name: 'требованиями безопасности' }).click();
  const dialog = page.getByRole('dialog', { name: 'Open in the browser?' });
  await expect(dialog.locator('[data-link-address]')).toHaveText('http://xn--80aswg.xn--p1ai/otklyucheniya');
  await expect(dialog.locator('[data-link-address] strong')).toHaveText('xn--80aswg.xn--p1ai');
  await expect(dialog).toContainText('сайт.рф');
  await expect(dialog).toContainText('not encrypted');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(opened).toEqual([]);

  // By keyboard alone: to the link, Enter, Enter.
  await frameOf(page).getByRole('link', { name: 'Список дежурных аптек' }).focus();
  await page.keyboard.press('Enter');
  await expect(dialog.locator('[data-link-address]')).toHaveText('https://apteka.example/spisok');
  const [tab] = await Promise.all([context.waitForEvent('page'), page.keyboard.press('Enter')]);
  await expect(tab).toHaveTitle('null');
  expect(opened).toEqual(['https://apteka.example/spisok from nowhere']);
});

test('theme and text size reach the frame, and scrolling reaches the app', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('option').nth(2).click();
  const frame = frameOf(page);
  await expect(frame.getByRole('heading', { level: 1 })).toBeVisible();
  const size = () =>
    frameElement(page).evaluate((frame: HTMLIFrameElement) =>
      parseFloat(getComputedStyle(frame.contentDocument?.querySelector('article p') as Element).fontSize),
    );
  const small = await size();
  await page.getByRole('button', { name: 'Larger text' }).click();
  await page.getByRole('button', { name: 'Larger text' }).click();
  expect(await size()).toBeGreaterThan(small * 1.2);

  await page.getByRole('button', { name: 'Manage' }).click();
  await page.getByRole('button', { name: 'Preferences…' }).click();
  await page.getByText('Dark', { exact: true }).click();
  await page.keyboard.press('Escape');
  // Focus is where it was before the dialog.
  await expect(page.getByRole('button', { name: 'Manage' })).toBeFocused();
  expect(await frame.locator('html').getAttribute('data-theme')).toBe('dark');
  expect(
    await frameElement(page).evaluate(
      (frame: HTMLIFrameElement) => getComputedStyle(frame.contentDocument?.body as Element).backgroundColor,
    ),
  ).toBe(await page.locator('body').evaluate((body) => getComputedStyle(body).backgroundColor));
  expect(core.calls.findLast((call) => call.method === 'preferences.set')?.input).toEqual({
    locale: null,
    theme: 'dark',
    textSize: 125,
  });

  const title = page.getByRole('toolbar').getByText('How a town keeps its library of the week');
  await expect(title).toHaveCSS('opacity', '0');
  await frameElement(page).focus();
  await page.keyboard.press('PageDown');
  await expect(title).toHaveCSS('opacity', '1');

  // Coming back, one is where one was.
  const top = () =>
    frameElement(page).evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.documentElement.scrollTop);
  await expect.poll(top).toBeGreaterThan(300);
  await page.getByRole('option').nth(1).click();
  await expect(frame.getByRole('heading', { level: 1 })).toContainText('Почему');
  await page.getByRole('option').nth(2).click();
  await expect.poll(top).toBeGreaterThan(300);
});

test('a Farsi text stands from right to left in a window that does not', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('option').nth(4).click();
  const article = frameOf(page).locator('article');
  await expect(article).toHaveCSS('direction', 'rtl');
  const edges = await frameOf(page)
    .locator('article > p')
    .first()
    .evaluate((p) => {
      const range = document.createRange();
      range.selectNodeContents(p);
      const lines = [...range.getClientRects()];
      const box = p.getBoundingClientRect();
      return lines.map((line) => Math.round(box.right - line.right));
    });
  expect(Math.max(...edges)).toBeLessThan(3);
  expect(await page.evaluate(() => document.documentElement.dir)).toBe('ltr');
});

test('words of a search are marked in the text it found', async ({ open }) => {
  const { page } = await open();
  await page.getByRole('searchbox').fill('отключ');
  await expect(page.getByText('3 found')).toBeVisible();
  await expect(page.getByRole('option').first().locator('mark')).toHaveText('отключения');
  await page.keyboard.press('Enter');
  await page.keyboard.press('j');
  await expect(frameOf(page).locator('article')).toBeVisible();
  const marked = () =>
    frameOf(page)
      .locator('html')
      .evaluate(() => {
        const registry = (CSS as unknown as { highlights: Map<string, Set<Range>> }).highlights;
        return [...(registry.get('larder-search') ?? [])].map((range) => range.toString());
      });
  await expect.poll(marked).toEqual(['отключения', 'Отключение']);
});

test('what arrives while one reads waits behind a button, and the place is kept', async ({ open }) => {
  const { page, core } = await open();
  await page.getByRole('option').nth(0).click();
  const note = frameOf(page).getByRole('note');
  await expect(note).toBeVisible();
  await frameElement(page).focus();
  await page.keyboard.press('PageDown');
  const top = () =>
    frameElement(page).evaluate((frame: HTMLIFrameElement) => frame.contentDocument?.documentElement.scrollTop ?? 0);
  await expect.poll(top).toBeGreaterThan(100);
  core.complete();
  await page.getByRole('button', { name: 'More of this article has arrived. Show it' }).click();
  await expect(note).toHaveCount(0);
  await expect.poll(top).toBeGreaterThan(100);
});
