// Files between a page and the core: the real threads behind the real web host.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openArchive } from '../../../main/archive/archive.ts';
import { startWebHost, type WebHost } from '../../../main/hosts/web/web-host.ts';
import { openCore, type Core } from '../../../main/service/core.ts';
import { layout } from '../../../main/service/layout.ts';
import { EVERYTHING, type Transfer } from '../../../shared/bundles.ts';
import type { Input } from '../../../shared/contract.ts';
import { buildBigArchive, completeArticles } from '../../helpers/big-archive.ts';
import { madePictures } from '../../helpers/made-pictures.ts';

const root = mkdtempSync(join(tmpdir(), 'larder-transfers-'));
const rendererDir = join(root, 'renderer');
const ARTICLES = 120;
/** So short that, with their pages gone, nobody vouches for them: they are no articles that somebody has. */
const TEASERS = 2;
type Side = { readonly dir: string; readonly core: Core; readonly host: WebHost };
const open: Side[] = [];
let sender: Side;
let receiver: Side;

async function start(name: string): Promise<Side> {
  const dir = join(root, name);
  const core = await openCore({ dir, workers: layout().workers, automatic: false });
  const host = await startWebHost({ core, rendererDir, port: 0 });
  const side = { dir, core, host };
  open.push(side);
  return side;
}

beforeAll(async () => {
  rmSync(rendererDir, { recursive: true, force: true });
  await import('node:fs/promises').then(({ mkdir }) => mkdir(rendererDir, { recursive: true }));
  writeFileSync(join(rendererDir, 'index.html'), '<!doctype html>the app');
  const picture = await madePictures(160, 100);
  buildBigArchive(join(root, 'sender'), ARTICLES, { feeds: 4, pictures: { each: 1, picture } });
  completeArticles(join(root, 'sender'));
  sender = await start('sender');
  receiver = await start('receiver');
}, 120_000);
afterAll(async () => {
  for (const { core, host } of open) {
    await host.close();
    await core.close();
  }
  rmSync(root, { recursive: true, force: true });
});

const WHOLE: Input<'transfers.export'> = {
  format: 'bundle',
  selection: { ...EVERYTHING, feedIds: null, folder: null, ids: null },
  title: 'News',
  pictures: true,
  maxBytes: null,
  splitBytes: null,
  signWith: null,
  keyPassphrase: null,
  lock: { kind: 'none' },
  telling: { fetchTimes: false, queries: false },
  label: null,
  have: null,
};

async function ended({ core }: Side, id: string): Promise<Transfer> {
  return await vi.waitFor(
    async () => {
      const transfer = (await core.call('transfers.list', {})).find((each) => each.id === id);
      expect(transfer?.state).not.toBe('running');
      return transfer as Transfer;
    },
    { timeout: 60_000, interval: 50 },
  );
}

async function exported(side: Side, change: Partial<Input<'transfers.export'>> = {}): Promise<Transfer> {
  const { id } = await side.core.call('transfers.export', { ...WHOLE, ...change });
  return await ended(side, id);
}

function inside({ host }: Side, path: string, init: RequestInit = {}): Promise<Response> {
  return fetch(`${host.url}${path}`, { ...init, headers: { Origin: new URL(host.url).origin } });
}

async function download(side: Side, transfer: Transfer, number = 0): Promise<Buffer> {
  const response = await inside(side, `file/${transfer.id}/${number}`);
  expect(response.status).toBe(200);
  expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="\d{4}-\d\d-\d\d\.[\w.]+"/);
  return Buffer.from(await response.arrayBuffer());
}

async function upload(side: Side, key: string, bytes: Buffer, slice = 100_000): Promise<void> {
  const send = async (offset: number, body: Buffer): Promise<number> => {
    const response = await inside(side, `upload/${key}/${offset}`, { method: 'POST', body: new Uint8Array(body) });
    const { output } = (await response.json()) as { output: { have: number } };
    return output.have;
  };
  let have = await send(0, Buffer.alloc(0));
  while (have < bytes.length) have = await send(have, bytes.subarray(have, have + slice));
}

async function taken(side: Side, key: string, passphrase: string | null = null): Promise<Transfer> {
  const { id } = await side.core.call('transfers.preview', { uploads: [key], file: 'news.zip', passphrase });
  return await ended(side, id);
}

describe('a bundle', () => {
  test('is made, fetched, sent in slices, looked at and stored', { timeout: 120_000 }, async () => {
    const made = await exported(sender);
    expect(made).toMatchObject({ state: 'done', error: null, exported: { articles: ARTICLES, pictures: ARTICLES } });
    const bytes = await download(sender, made);
    expect(bytes.length).toBe(made.exported?.files[0]?.bytes);

    await upload(receiver, 'aaaaaaaa', bytes);
    const looked = await taken(receiver, 'aaaaaaaa');
    expect(looked).toMatchObject({
      state: 'done',
      preview: {
        articles: ARTICLES,
        fresh: ARTICLES,
        fuller: 0,
        signer: { kind: 'none' },
        encrypted: false,
        known: false,
      },
    });
    expect(looked.preview?.titles.length).toBe(12);
    const empty = await receiver.core.call('articles.list', {
      view: { kind: 'all' },
      offset: 0,
      limit: 5,
      asOfMs: Date.now(),
    });
    expect(empty.total).toBe(0);

    const { id } = await receiver.core.call('transfers.import', { preview: looked.id, trustAs: null });
    expect(await ended(receiver, id)).toMatchObject({
      state: 'done',
      imported: { articles: ARTICLES, added: ARTICLES, badPictures: 0 },
    });
    const list = await receiver.core.call('articles.list', {
      view: { kind: 'all' },
      offset: 0,
      limit: 5,
      asOfMs: Date.now(),
    });
    expect(list.total).toBe(ARTICLES);
    const [first] = list.items;
    const article = await receiver.core.call('articles.get', { id: first?.id ?? ('' as never) });
    expect(article.receivedFrom).toEqual({ sender: null, publicKey: null, signed: false });
    // Words are in the index soon after.
    const word = /\p{L}{4,}/u.exec(first?.title ?? '')?.[0] ?? '';
    await vi.waitFor(async () => {
      const { total } = await receiver.core.call('articles.search', { query: word, offset: 0, limit: 5 });
      expect(total).toBeGreaterThan(0);
    }, 20_000);
    // Nothing of the way is left.
    expect(readdirSync(join(receiver.dir, 'tmp', 'incoming'))).toEqual([]);
    expect(readdirSync(join(receiver.dir, 'tmp', 'import'))).toEqual([]);
    await sender.core.call('transfers.forget', { id: made.id });
    expect(readdirSync(join(sender.dir, 'tmp', 'outgoing'))).toEqual([]);
    expect((await inside(sender, `file/${made.id}/0`)).status).toBe(404);
  });

  test('that is signed asks who that is, and is theirs from then on', { timeout: 120_000 }, async () => {
    const key = await sender.core.call('keys.new', { name: 'anya', passphrase: null });
    const bytes = await download(sender, await exported(sender, { signWith: 'anya' }));
    await upload(receiver, 'bbbbbbbb', bytes);
    const looked = await taken(receiver, 'bbbbbbbb');
    expect(looked.preview?.signer).toEqual({ kind: 'unknown', publicKey: key.publicKey, words: key.words });
    const { id } = await receiver.core.call('transfers.import', { preview: looked.id, trustAs: 'Anya' });
    expect(await ended(receiver, id)).toMatchObject({
      state: 'done',
      imported: { added: 0, signer: { kind: 'trusted', name: 'Anya' } },
    });
    const { senders } = await receiver.core.call('bundles.settings', {});
    expect(senders).toMatchObject([{ name: 'Anya', publicKey: key.publicKey, words: key.words }]);
    await upload(receiver, 'cccccccc', bytes);
    expect((await taken(receiver, 'cccccccc')).preview?.signer).toMatchObject({
      kind: 'trusted',
      name: 'Anya',
      own: false,
    });
    await receiver.core.call('senders.forget', { publicKey: key.publicKey });
    expect((await receiver.core.call('bundles.settings', {})).senders).toEqual([]);
  });

  test('that comes by two ways at once is stored once', { timeout: 120_000 }, async () => {
    const bytes = await download(sender, await exported(sender));
    await upload(receiver, 'hhhhhhhh', bytes);
    await upload(receiver, 'iiiiiiii', bytes);
    const looked = [await taken(receiver, 'hhhhhhhh'), await taken(receiver, 'iiiiiiii')];
    const begun = await Promise.all(
      looked.map(({ id }) => receiver.core.call('transfers.import', { preview: id, trustAs: null })),
    );
    const done = await Promise.all(begun.map(({ id }) => ended(receiver, id)));
    expect(done.map(({ state, error }) => ({ state, error }))).toEqual([
      { state: 'done', error: null },
      { state: 'done', error: null },
    ]);
    const stats = await receiver.core.call('articles.list', {
      view: { kind: 'all' },
      offset: 0,
      limit: 1,
      asOfMs: Date.now(),
    });
    expect(stats.total).toBe(ARTICLES);
    expect(readdirSync(join(receiver.dir, 'tmp', 'import'))).toEqual([]);
  });

  test('that is locked wants its passphrase, and is not sent twice for a wrong one', { timeout: 120_000 }, async () => {
    const lock = { kind: 'passphrase', passphrase: 'open sesame' } as const;
    const made = await exported(sender, { lock, pictures: false });
    expect(made.exported?.files[0]?.name).toMatch(/\.zip\.age$/);
    await upload(receiver, 'dddddddd', await download(sender, made));
    expect(await taken(receiver, 'dddddddd')).toMatchObject({
      state: 'failed',
      error: { code: 'BUNDLE_ENCRYPTED', details: { needs: 'passphrase' } },
    });
    expect(await taken(receiver, 'dddddddd', 'wrong')).toMatchObject({
      state: 'failed',
      error: { code: 'PASSPHRASE_WRONG' },
    });
    expect(await taken(receiver, 'dddddddd', 'open sesame')).toMatchObject({
      state: 'done',
      preview: { encrypted: true },
    });
  });

  test('for this archive’s own identity is opened without being asked', { timeout: 120_000 }, async () => {
    const { recipient } = await receiver.core.call('keys.identity', {});
    expect((await receiver.core.call('keys.identity', {})).recipient).toBe(recipient);
    const made = await exported(sender, { lock: { kind: 'recipients', recipients: [recipient] }, pictures: false });
    await upload(receiver, 'eeeeeeee', await download(sender, made));
    expect(await taken(receiver, 'eeeeeeee')).toMatchObject({ state: 'done', preview: { encrypted: true } });
  });

  test('that was sent and is not wanted is taken back, looked at or not', { timeout: 120_000 }, async () => {
    const incoming = (): string[] => readdirSync(join(receiver.dir, 'tmp', 'incoming'));
    const before = incoming();
    await upload(receiver, 'jjjjjjjj', await download(sender, await exported(sender, { pictures: false })));
    await upload(receiver, 'kkkkkkkk', Buffer.from('not a bundle at all'));
    const looks = [await taken(receiver, 'jjjjjjjj'), await taken(receiver, 'kkkkkkkk')];
    expect(looks.map(({ state }) => state)).toEqual(['done', 'failed']);
    for (const { id } of looks) await receiver.core.call('transfers.forget', { id });
    await receiver.core.call('transfers.unsend', { uploads: ['jjjjjjjj', 'kkkkkkkk', 'nevercame'] });
    expect(incoming()).toEqual(before);
  });

  test('that is none is refused with its reason, and so is a place that is none', async () => {
    await upload(receiver, 'ffffffff', Buffer.from('not a bundle at all'));
    expect(await taken(receiver, 'ffffffff')).toMatchObject({ state: 'failed', error: { code: 'BUNDLE_INVALID' } });
    for (const path of ['upload/../../x/0', 'upload/aaaaaaaa/-1', 'upload/A/0', 'upload/aaaaaaaa']) {
      const response = await inside(receiver, path, { method: 'POST', body: 'x' });
      const answer = (await response.json().catch(() => ({}))) as { output?: unknown };
      expect([path, answer.output]).toEqual([path, undefined]);
    }
    const tooMuch = await inside(receiver, 'upload/gggggggg/0', {
      method: 'POST',
      body: new Uint8Array(9 * 1024 * 1024),
    });
    expect(tooMuch.status).toBe(413);
    expect((await inside(receiver, 'file/aaaaaaaa/0')).status).toBe(404);
    await expect(receiver.core.call('transfers.import', { preview: 'aaaaaaaa', trustAs: null })).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
  });

  test('goes to a label, to who has a part, and in other shapes', { timeout: 120_000 }, async () => {
    const label = { label: 'red stick', selection: { ...WHOLE.selection, notGivenTo: 'red stick' } };
    expect(await exported(sender, label)).toMatchObject({ state: 'done', exported: { articles: ARTICLES } });
    expect(await exported(sender, label)).toMatchObject({ state: 'failed', error: { code: 'NOTHING_TO_EXPORT' } });
    expect((await sender.core.call('bundles.settings', {})).labels).toMatchObject([
      { name: 'red stick', articles: ARTICLES },
    ]);
    await sender.core.call('labels.forget', { name: 'red stick' });
    expect((await sender.core.call('bundles.settings', {})).labels).toEqual([]);

    for (const format of ['epub', 'markdown', 'json-feed', 'text', 'html'] as const) {
      const made = await exported(sender, { format });
      expect([format, made.state, made.exported?.articles]).toEqual([format, 'done', ARTICLES]);
    }
    const split = await exported(sender, { splitBytes: 100_000 });
    expect(split.exported?.files.at(-1)?.name).toMatch(/\.parts$/);
    const estimate = await sender.core.call('exports.estimate', { selection: WHOLE.selection });
    expect(estimate).toMatchObject({ articles: ARTICLES, pictures: ARTICLES });
    expect(estimate.pictureBytes).toBeGreaterThan(ARTICLES * 500);
  });

  test.each([
    ['open', () => ({ kind: 'none' as const }), null],
    ['locked for this archive', (own: string) => ({ kind: 'recipients' as const, recipients: [own] }), null],
    ['locked with a passphrase', () => ({ kind: 'passphrase' as const, passphrase: 'open sesame' }), 'open sesame'],
  ])(
    'leaves out what is in a list of what somebody has, %s',
    { timeout: 120_000 },
    async (name, lockFor, passphrase) => {
      const { recipient } = await sender.core.call('keys.identity', {});
      const lock = lockFor(recipient);
      const { id } = await receiver.core.call('transfers.have', { lock });
      const key = `have${name.replace(/[^a-z]/g, '')}`.slice(0, 20);
      await upload(sender, key, await download(receiver, await ended(receiver, id)));
      if (passphrase !== null) {
        const wrong = await exported(sender, { have: { upload: key, passphrase: 'close sesame' } });
        expect(wrong).toMatchObject({ state: 'failed', error: { code: 'PASSPHRASE_WRONG' } });
      }
      const rest = await exported(sender, { have: { upload: key, passphrase } });
      expect(rest).toMatchObject({ state: 'done', exported: { articles: TEASERS } });
    },
  );

  test('that is being made can be stopped, and leaves nothing', async () => {
    const { id } = await sender.core.call('transfers.export', WHOLE);
    await sender.core.call('transfers.stop', { id });
    expect((await ended(sender, id)).state).toBe('stopped');
    expect(readdirSync(join(sender.dir, 'tmp', 'outgoing'))).not.toContain(id);
  });
});

describe('a watched folder', () => {
  test('is imported from by itself, but only what a trusted key signed', { timeout: 120_000 }, async () => {
    const folder = mkdtempSync(join(root, 'stick-'));
    const key = (await sender.core.call('bundles.settings', {})).keys[0];
    const signed = await download(sender, await exported(sender, { signWith: 'anya' }));
    const plain = await download(sender, await exported(sender));
    writeFileSync(join(folder, 'signed.zip'), signed);
    writeFileSync(join(folder, 'plain.zip'), plain);
    const dir = join(root, 'watching');
    const core = await openCore({ dir, workers: layout().workers, automatic: true });
    try {
      await core.call('senders.trust', { name: 'Anya', publicKey: key?.publicKey ?? '' });
      await expect(core.call('watch.set', { folder: 'relative' })).rejects.toMatchObject({ code: 'FOLDER_MISSING' });
      await core.call('watch.set', { folder });
      await vi.waitFor(
        async () => {
          const { watched } = await core.call('bundles.settings', {});
          expect(Object.fromEntries(watched.map(({ file, outcome }) => [file, outcome]))).toEqual({
            'plain.zip': 'not-trusted',
            'signed.zip': 'imported',
          });
        },
        { timeout: 60_000, interval: 200 },
      );
      const { total } = await core.call('articles.list', {
        view: { kind: 'all' },
        offset: 0,
        limit: 1,
        asOfMs: Date.now(),
      });
      expect(total).toBe(ARTICLES);
      expect(readFileSync(join(folder, 'signed.zip')).equals(signed)).toBe(true);
    } finally {
      await core.close();
    }
  });
});

test('a start goes on with all that was being stored, and removes what lies there for nothing', async () => {
  const dir = join(root, 'after-a-crash');
  const importing = join(dir, 'tmp', 'import');
  const manifests = Array.from({ length: 6 }, (_, at) => String(at).repeat(64));
  const archive = openArchive({ dir, now: Date.now });
  for (const manifestSha256 of manifests) archive.beginImport({ manifestSha256, publicKey: null, trusted: false });
  archive.close();
  for (const name of [...manifests, 'f'.repeat(64)]) {
    mkdirSync(join(importing, name), { recursive: true });
    writeFileSync(join(importing, name, 'plain.zip'), 'no bundle');
  }
  for (const name of ['verify-old', 'verify-new']) mkdirSync(join(dir, 'tmp', name));
  utimesSync(join(dir, 'tmp', 'verify-old'), 0, 0);

  const core = await openCore({ dir, workers: layout().workers, automatic: true });
  try {
    // Each is tried, and taken back, for none of them is a bundle.
    await vi.waitFor(
      async () => {
        const imports = await core.call('transfers.list', {});
        expect(imports.map(({ state }) => state)).toEqual(manifests.map(() => 'failed'));
        expect(readdirSync(importing)).toEqual([]);
      },
      { timeout: 60_000, interval: 100 },
    );
    expect(readdirSync(join(dir, 'tmp')).filter((name) => name.startsWith('verify-'))).toEqual(['verify-new']);
  } finally {
    await core.close();
  }
  const after = openArchive({ dir, now: Date.now });
  expect(after.unfinishedImports()).toEqual([]);
  after.close();
}, 120_000);
