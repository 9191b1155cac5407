// From the socket to the words on the screen: real servers on loopback that misbehave, the real core, the real host.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { serveArchive } from '../../main/hosts/web/serve.ts';
import { answer, answerBytes, cutAfter, startHostileServer } from '../helpers/hostile-server.ts';

const FEED = { 'Content-Type': 'application/rss+xml' };
const rss = (title: string) =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><item><title>${title}: the harbour opens</title><guid>${title}</guid><description>Boats again.</description></item></channel></rss>`;
const BLOCKED =
  '<html><head><title>Доступ ограничен</title></head><body><h1>Доступ к информационному ресурсу ограничен</h1><p>на основании Федерального закона № 149-ФЗ</p></body></html>';

test('what happened to each source is told as it happened, and what the network put in its place is listed', async ({
  page,
}) => {
  const dir = await mkdtemp(join(tmpdir(), 'larder-e2e-'));
  const server = await startHostileServer();
  server.on('/good', answer({ body: rss('Morning Post'), headers: FEED }));
  server.on('/blocked', answer({ body: BLOCKED, headers: { 'Content-Type': 'text/html; charset=utf-8' } }));
  server.on('/cut', cutAfter(answerBytes({ body: rss('Cut Short'), headers: FEED }), 200));
  server.on('/broken', answer({ status: 500, body: 'oops' }));
  const served = await serveArchive({
    dir,
    port: null,
    automatic: true,
    onNewUrl: () => undefined,
    onFatal: (error) => {
      throw error;
    },
  });
  try {
    await page.goto(served.url);
    const outlines = ['good', 'blocked', 'cut', 'broken'].map(
      (name) => `<outline type="rss" text="The ${name} one" xmlUrl="${server.url(`/${name}`)}"/>`,
    );
    const opml = `<opml version="2.0"><body>${outlines.join('')}</body></opml>`;
    await page.getByRole('button', { name: 'Choose a file…' }).first().click();
    await page.getByLabel('Choose files…').setInputFiles({
      name: 'list.opml',
      mimeType: 'text/xml',
      buffer: Buffer.from(opml),
    });
    await expect(page.getByRole('dialog')).toContainText('4 sources added');
    await page.getByRole('button', { name: 'Done' }).click();

    await page.getByRole('contentinfo').getByRole('button', { name: 'Activity' }).click();
    const activity = page.getByRole('main', { name: 'Activity' });
    const row = (name: string) => activity.getByRole('row').filter({ hasText: name }).first();
    await expect(row('The good one')).toContainText('Fetched.');
    await expect(row('The good one')).toContainText('direct');
    await expect(row('The blocked one')).toContainText('A page from your network came instead. It was not stored.');
    await expect(row('The cut one')).toContainText('cut');
    await expect(row('The broken one')).toContainText('The site has a fault of its own.');
    const kept = activity.getByRole('region', { name: 'Not archived' });
    await expect(kept).toContainText('127.0.0.1');
    await expect(kept).toContainText('The blocked one');

    // The network lets go: the source is itself again, and nothing is kept out any more.
    server.on('/blocked', answer({ body: rss('Evening Post'), headers: FEED }));
    await page.getByRole('contentinfo').getByRole('button', { name: 'Fetch now' }).click();
    await expect(row('The blocked one')).toContainText('Fetched.');
    await expect(kept).toContainText('Nothing was kept out.');

    // And the way to a source can be tried out by itself.
    await row('The broken one').getByRole('button', { name: 'The broken one' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('Routes').first().click();
    await dialog.getByRole('radio', { name: /own/i }).check();
    await dialog.getByRole('button', { name: /Test/ }).first().click();
    await expect(dialog).toContainText('The site has a fault of its own.');
  } finally {
    await served.close();
    await server.close();
    await rm(dir, { recursive: true, force: true });
  }
});
