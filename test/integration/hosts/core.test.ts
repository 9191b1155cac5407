// The two threads behind one client: how they start, end and die.
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Core, openCore } from '../../../main/service/core.ts';
import { layout } from '../../../main/service/layout.ts';
import type { LarderError } from '../../../shared/errors.ts';
import type { ArticleId, Sha256 } from '../../../shared/model.ts';

const double = new URL('../../helpers/double.worker.ts', import.meta.url);
const workers = { core: double, read: double, extract: double };

describe('with doubles', () => {
  test('documents and pictures come as bytes, and null for what is not there', async () => {
    const core = await openCore({ dir: 'double', workers });
    const document = await core.articleDocument('a1' as ArticleId);
    expect(new TextDecoder().decode(document ?? new Uint8Array())).toBe('document a1');
    expect(await core.image('00' as Sha256)).toMatchObject({ mediaType: 'image/png' });
    expect(await core.articleDocument('missing' as ArticleId)).toBe(null);
    await core.close();
  });

  test('why an archive does not open arrives typed, with its facts', async () => {
    await expect(openCore({ dir: 'locked', workers })).rejects.toMatchObject({
      code: 'ARCHIVE_LOCKED',
      details: { process: 1 },
    });
  });

  test('a thread that cannot even start is an internal error', async () => {
    await expect(openCore({ dir: 'crashes', workers })).rejects.toMatchObject({ code: 'INTERNAL' });
    const nowhere = new URL('nowhere.worker.ts', double);
    await expect(openCore({ dir: 'x', workers: { ...workers, read: nowhere } })).rejects.toMatchObject({
      code: 'INTERNAL',
    });
  });

  test('when the core dies, open and later calls are refused, and the host is told once', async () => {
    const fatal: LarderError[] = [];
    const core = await openCore({ dir: 'dies', workers, onFatal: (error) => fatal.push(error) });
    const open = core.call('status.get', {});
    const dying = core.call('fetch.stop', {});
    await open;
    await expect(dying).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(core.call('status.get', {})).rejects.toMatchObject({ code: 'INTERNAL' });
    await expect(core.articleDocument('a1' as ArticleId)).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(fatal).toHaveLength(1);
    await core.close();
  });

  test('a reader that dies right after its start is fatal: it would go on dying', async () => {
    const fatal: LarderError[] = [];
    const core = await openCore({ dir: 'dies', workers, onFatal: (error) => fatal.push(error) });
    await expect(core.call('feeds.list', {})).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(fatal).toHaveLength(1);
    await core.close();
  });

  test('a reader that dies later is started again, and only its open calls are lost', async () => {
    const now = vi.spyOn(performance, 'now');
    const fatal: LarderError[] = [];
    const core = await openCore({ dir: 'dies', workers, onFatal: (error) => fatal.push(error) });
    const later = performance.now() + 61_000;
    now.mockReturnValue(later);
    const lost = [core.call('feeds.list', {}), core.articleDocument('a1' as ArticleId)];
    for (const call of lost) await expect(call).rejects.toMatchObject({ code: 'INTERNAL' });
    const input = { query: 'x', offset: 0, limit: 1 };
    expect(await core.call('articles.search', input)).toEqual({ method: 'articles.search', input });
    expect(fatal).toEqual([]);
    now.mockRestore();
    await core.close();
  });

  test('after closing, calls are refused as closed', async () => {
    const core = await openCore({ dir: 'double', workers });
    await core.close();
    await expect(core.call('status.get', {})).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(core.call('feeds.list', {})).rejects.toMatchObject({ code: 'CLOSED' });
    await core.close();
  });
});

describe('with the real threads', () => {
  let dir = '';
  let core: Core | null = null;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'larder-core-'));
  });
  afterEach(async () => {
    await core?.close();
    core = null;
    await rm(dir, { recursive: true });
  });
  const open = () => openCore({ dir, workers: layout().workers, automatic: false });

  test('a new archive opens, shows its samples to the reader, and serves their text', async () => {
    core = await open();
    const changed = new Promise((resolve) => core?.onEvent('changed', resolve));
    const { articles } = await core.call('samples.load', {});
    expect(articles).toBeGreaterThan(0);
    expect(await changed).toMatchObject({ articles: true });
    const list = await core.call('articles.list', { view: { kind: 'all' }, offset: 0, limit: 10, asOfMs: Date.now() });
    expect(list.items).toHaveLength(Math.min(10, articles));
    const document = await core.articleDocument(list.items[0]!.id);
    expect(new TextDecoder().decode(document ?? new Uint8Array())).toContain('<article');
  });

  test('a second core on the same archive is refused as locked, and may open once the first has closed', async () => {
    const first = await open();
    await expect(open()).rejects.toMatchObject({ code: 'ARCHIVE_LOCKED' });
    await first.close();
    core = await open();
    expect(await core.call('feeds.list', {})).toEqual([]);
  });

  test('what the host hears of its power is what the schedule goes by', async () => {
    core = await open();
    core.hearLink({ onBattery: true });
    core.lookAtNetwork();
    expect((await core.call('schedule.get', {})).link).toEqual({ metered: null, onBattery: true });
  });

  test('an export that was added is written when asked for, and says so', async () => {
    core = await open();
    await core.call('samples.load', {});
    const folder = await mkdtemp(join(dir, 'exports-'));
    const wanted = { name: 'News', cron: '0 7 * * *', format: 'html', folder, days: null, of: null } as const;
    const plain = { pictures: true, label: null, signWith: null, recipients: [] };
    const whole = { ...wanted, ...plain, starred: false, unread: false, keep: 3, enabled: true };
    const { id } = await core.call('exports.add', whole);
    const { file } = await core.call('exports.run', { id });
    expect(await readdir(folder)).toEqual([file]);
    expect((await readFile(join(folder, file), 'utf8')).match(/<img src="data:image/g)?.length).toBeGreaterThan(0);
    expect((await core.call('schedule.get', {})).exports).toMatchObject([{ id, lastFile: file, problem: null }]);
    for (const cron of ['soon', '0 0 31 2 *']) {
      await expect(core.call('exports.add', { ...whole, cron })).rejects.toMatchObject({ code: 'CRON_INVALID' });
    }
  });
});
