import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { runLarder } from '../../helpers/larder-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'larder-inspect-'));
const archive = join(folder, 'archive');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
const rss = (title: string, link = 'http://example.test/1'): string =>
  `<?xml version="1.0"?><rss version="2.0"><channel><title>${title}</title><item><title>One</title><link>${link}</link>` +
  '<guid>g1</guid><pubDate>Sun, 01 Nov 2026 08:00:00 GMT</pubDate><description>&lt;p&gt;Hello &lt;img src="a.png"&gt;&lt;/p&gt;</description></item></channel></rss>';

describe('what the parser sees', () => {
  test('many files give a line each, in their order, whatever becomes of the others', async () => {
    const files = [
      file('good.xml', rss('First')),
      file('page.html', '<!doctype html><title>A page</title><p>Nothing to see.'),
      join(folder, 'absent.xml'),
      file('empty.xml', ''),
      file('last.xml', rss('Last')),
    ];
    const { code, records, err } = await runLarder(archive, ['inspect', 'feed', '--json', ...files]);
    const lines = records();
    expect(lines.map((line) => line['file'])).toEqual(files);
    expect(lines.map((line) => line['ok'])).toEqual([true, false, false, false, true]);
    expect(lines[2]).toEqual({
      file: files[2],
      ok: false,
      error: { code: 'FILE_UNREADABLE', message: expect.any(String) as string },
    });
    for (const line of lines.filter((one) => one['ok'] === false)) {
      expect(Object.keys(line)).toEqual(['file', 'ok', 'error']);
    }
    expect(lines[4]).toMatchObject({ title: 'Last' });
    expect(code).toBe(1);
    expect(err).toBe('');
  });

  test('a feed is shown in the shape that scripts depend on, and no archive is touched', async () => {
    const { code, records } = await runLarder(archive, [
      'inspect',
      'feed',
      '--json',
      file('shape.xml', rss('Shape', '/1')),
      '--base',
      'http://example.test/feeds/',
    ]);
    expect(code).toBe(0);
    const [line] = records();
    expect(Object.keys(line ?? {})).toEqual(
      'file ok format encoding id title description link language author image icon categories items'.split(' '),
    );
    const [item] = (line?.['items'] ?? []) as Record<string, unknown>[];
    expect(Object.keys(item ?? {})).toEqual(
      'id title link comments published updated authors categories image summaryText summaryHtml contentHtml contentText enclosures'.split(
        ' ',
      ),
    );
    expect(item).toMatchObject({
      id: 'g1',
      link: 'http://example.test/1',
      published: '2026-11-01T08:00:00.000Z',
      updated: null,
    });
    const html = `${String(item?.['summaryHtml'])}${String(item?.['contentHtml'])}`;
    expect(html).toContain('data-src="http://example.test/feeds/a.png"');
    expect(html).not.toMatch(/\ssrc=/);
    expect(existsSync(archive)).toBe(false);
  });

  test('an article is cleaned, with what is known about it', async () => {
    const paragraphs = Array.from(
      { length: 5 },
      (_, i) =>
        `<p>Paragraph ${i}, long enough to be read as the text of an article, with commas, and more commas.</p>`,
    );
    const page = file(
      'article.html',
      `<html lang="en"><head><title>The title</title><meta name="author" content="A. Writer"></head><body><nav>Menu</nav><article><h1>The title</h1>${paragraphs.join('')}<img src="/p.png" onerror="alert(1)"><script>alert(1)</script></article></body></html>`,
    );
    const { code, records } = await runLarder(archive, [
      'inspect',
      'article',
      '--json',
      page,
      '--base',
      'http://example.test/a/b',
    ]);
    expect(code).toBe(0);
    const [line] = records();
    expect(Object.keys(line ?? {})).toEqual(
      'file ok title byline siteName language dir published text html images'.split(' '),
    );
    expect(line).toMatchObject({
      title: 'The title',
      byline: 'A. Writer',
      dir: 'ltr',
      images: ['http://example.test/p.png'],
    });
    expect(line?.['html']).not.toMatch(/script|onerror|\ssrc=/);
    expect(line?.['text']).toContain('Paragraph 4');
  });

  test('without a base nothing of this machine is in the result', async () => {
    const { records } = await runLarder(archive, [
      'inspect',
      'feed',
      '--json',
      file('nobase.xml', rss('No base', 'relative/1')),
    ]);
    expect(records()[0]).toMatchObject({ ok: true });
    expect(JSON.stringify(records()[0]?.['items'])).not.toMatch(/file:|about:|larder-inspect/);
  });

  test('standard input is a file, too; an address is fetched, and its charset is the one it says', async () => {
    const piped = await runLarder(archive, ['inspect', 'feed', '-'], rss('Piped'));
    expect(piped.records()[0]).toMatchObject({ file: '-', ok: true, title: 'Piped' });
    const bytes = Buffer.concat([
      Buffer.from('<?xml version="1.0"?><rss version="2.0"><channel><title>'),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]), // Привет in windows-1251
      Buffer.from('</title><item><title>x</title></item></channel></rss>'),
    ]);
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/xml; charset=windows-1251' }).end(bytes);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/feed`;
      const { records } = await runLarder(archive, [
        'inspect',
        'feed',
        '--json',
        url,
        file('raw.xml', bytes),
        'http://127.0.0.1:9/',
      ]);
      expect(records()).toMatchObject([
        { file: url, ok: true, title: 'Привет', encoding: 'windows-1251' },
        { ok: true },
        { ok: false, error: { code: 'FETCH_FAILED' } },
      ]);
    } finally {
      server.close();
    }
    const told = await runLarder(archive, [
      'inspect',
      'feed',
      '--json',
      join(folder, 'raw.xml'),
      '--content-type',
      'text/xml; charset=windows-1251',
    ]);
    expect(told.records()[0]).toMatchObject({ title: 'Привет' });
  });

  test('hundreds of files in one call, at the pace of the parser', async () => {
    const files = Array.from({ length: 300 }, (_, i) => file(`many-${i}.xml`, rss(`Feed ${i}`)));
    const startedMs = performance.now();
    const { code, records } = await runLarder(archive, ['inspect', 'feed', '--json', ...files]);
    expect(code).toBe(0);
    expect(records().map((line) => line['title'])).toEqual(files.map((_, i) => `Feed ${i}`));
    // 300 starts of a process would take half a minute; the pace itself is the bench's business.
    expect(performance.now() - startedMs).toBeLessThan(10_000);
  });
});
