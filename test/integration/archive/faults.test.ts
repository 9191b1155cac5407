import { spawnSync } from 'node:child_process';
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { openArchive, openArchiveReader } from '../../../main/archive/archive.ts';
import { openForWriting, pathsOf } from '../../../main/archive/database.ts';
import { migrate } from '../../../main/archive/migrate.ts';
import { MIGRATIONS } from '../../../main/archive/schema.ts';
import { isLarderError } from '../../../shared/errors.ts';
import {
  feed,
  fetchedFrom,
  item,
  LONG,
  page,
  readFeed,
  subscribe,
  temporaryArchive,
  temporaryFolder,
  titles,
} from './temporary-archive.ts';

const now = Date.now;

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return isLarderError(error) ? error.code : String(error);
  }
  return 'nothing was thrown';
}

describe('a second process', () => {
  it('may not write, and is told who does', () => {
    const { dir } = temporaryArchive();
    const script = `
      import { openArchive } from ${JSON.stringify(join(import.meta.dirname, '../../../main/archive/archive.ts'))};
      try { openArchive({ dir: ${JSON.stringify(dir)}, now: Date.now }); console.log('opened'); }
      catch (error) { console.log(JSON.stringify({ code: error.code, details: error.details, message: error.message })); }`;
    const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' });
    expect(JSON.parse(stdout)).toEqual({
      code: 'ARCHIVE_LOCKED',
      details: { pid: process.pid, what: 'test' },
      message: `This archive is open for writing in process ${process.pid} (test).`,
    });
  });

  it('may write as soon as the first has closed', () => {
    const { dir, close } = temporaryArchive();
    expect(codeOf(() => openArchive({ dir, now }))).toBe('ARCHIVE_LOCKED');
    close();
    openArchive({ dir, now }).close();
  });

  it('may read, and does not wait for a long write', async () => {
    const { dir, archive } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', text: LONG })]);
    // A writer in another thread that holds a transaction open.
    const source = `
      const Sqlite = require('better-sqlite3-multiple-ciphers');
      const { parentPort, workerData } = require('node:worker_threads');
      const connection = new Sqlite(workerData);
      connection.exec("BEGIN IMMEDIATE; UPDATE feed SET own_title = 'changing';");
      parentPort.postMessage('writing');
      parentPort.once('message', () => { connection.exec('ROLLBACK'); connection.close(); parentPort.close(); });`;
    const worker = new Worker(source, { eval: true, workerData: join(dir, 'archive.db') });
    await new Promise((resolve) => worker.once('message', resolve));
    const reader = openArchiveReader({ dir, now });
    const startedMs = performance.now();
    expect(reader.counts().articles).toBe(1);
    expect(reader.search({ query: 'words', offset: 0, limit: 1 }).total).toBe(1);
    // SQLite would wait five seconds for a lock.
    expect(performance.now() - startedMs).toBeLessThan(2_000);
    reader.close();
    worker.postMessage('enough');
    await new Promise((resolve) => worker.once('exit', resolve));
  });
});

describe('a disk that fills', () => {
  it('is said so, loses nothing that was stored, and work goes on when there is room again', () => {
    const { dir, archive, close } = temporaryArchive('a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', text: LONG })]);
    close();
    // SQLite's own limit stands in for the disk's: the failure takes the same way.
    const full = openArchiveWithRoomFor(dir, 4);
    const big = Array.from({ length: 50 }, (_, n) =>
      item({ guid: `b${n}`, title: `Big ${n}`, text: `${n} ${Math.random()} `.repeat(500) }),
    );
    expect(codeOf(() => full.addItems(feed('a'), big))).toBe('DISK_FULL');
    expect(titles(full)).toEqual(['One']);
    expect(full.check().problems).toEqual([]);
    full.close();
    const again = openArchive({ dir, now });
    expect(again.addItems(feed('a'), big).added).toHaveLength(50);
    expect(again.search({ query: 'big', offset: 0, limit: 1 }).total).toBe(50);
    again.close();
  });

  it('is said so on a real full disk too', ({ skip }) => {
    const mount = temporaryFolder();
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', mount]);
    if (mounted.status !== 0) {
      console.log('skipped: mounting a small tmpfs needs rights this run does not have');
      skip();
      return;
    }
    onTestFinished(() => void spawnSync('umount', [mount]));
    const archive = openArchive({ dir: join(mount, 'data'), now });
    onTestFinished(() => archive.close());
    subscribe(archive, 'a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One', text: LONG })]);
    const noise = (n: number) => Array.from({ length: 400 }, () => Math.random().toString(36)).join(` ${n} `);
    let failed = '';
    let stored = 1;
    for (let n = 2; failed === '' && n < 2000; n += 1) {
      try {
        archive.addItems(feed('a'), [item({ guid: `${n}`, title: `n${n}`, text: noise(n) })]);
        stored += 1;
      } catch (error) {
        failed = isLarderError(error) ? error.code : String(error);
      }
    }
    expect(failed).toBe('DISK_FULL');
    expect(archive.counts().articles).toBe(stored);
    expect(archive.check().problems).toEqual([]);
    // The list of subscriptions is not cut short either.
    const filler = join(mount, 'filler');
    fillUp(filler);
    const huge = { title: 'x'.repeat(300_000) };
    expect(
      codeOf(() =>
        archive.changeLibrary((library) => ({
          ...library,
          subscriptions: library.subscriptions.map((row) => ({ ...row, ...huge })),
        })),
      ),
    ).toBe('DISK_FULL');
    expect(archive.library().subscriptions).toMatchObject([{ id: 'a', title: null }]);
    expect(JSON.parse(readFileSync(join(mount, 'data/library.json'), 'utf8'))).toMatchObject({
      subscriptions: [{ id: 'a' }],
    });
  });
});

function fillUp(path: string): void {
  const file = openSync(path, 'w');
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch {
    closeSync(file); // full, as wished
  }
}

/** An open archive whose database may grow by so many pages only. */
function openArchiveWithRoomFor(dir: string, pages: number) {
  const original = Sqlite.prototype.pragma as (source: string, options?: object) => unknown;
  Sqlite.prototype.pragma = function pragma(this: typeof Sqlite.prototype, source: string, options?: object) {
    const result = original.call(this, source, options);
    if (source === 'synchronous = FULL') {
      const count = Number(original.call(this, 'page_count', { simple: true }));
      original.call(this, `max_page_count = ${count + pages}`);
    }
    return result;
  };
  try {
    return openArchive({ dir, now });
  } finally {
    Sqlite.prototype.pragma = original;
  }
}

describe('library.json', () => {
  const cutInHalf = (path: string): void => truncateSync(path, Math.floor(statSync(path).size / 2));

  it('cut in half gives way to its last good copy, and is set aside', () => {
    const { dir, archive, close } = temporaryArchive('a');
    subscribe(archive, 'b');
    readFeed(archive, 'a', [item({ guid: '1', title: 'One' })]);
    close();
    cutInHalf(join(dir, 'library.json'));
    const again = openArchive({ dir, now });
    expect(again.library().subscriptions.map((row) => row.id)).toEqual(['a']);
    expect(again.counts().articles).toBe(1);
    again.close();
    expect(readdirSync(dir).filter((name) => name.startsWith('library.json.damaged-'))).toHaveLength(1);
  });

  it('is not overwritten when its last good copy is unreadable too', () => {
    const { dir, archive, close } = temporaryArchive('a');
    subscribe(archive, 'b');
    close();
    for (const name of ['library.json', 'library.json.bak']) cutInHalf(join(dir, name));
    const before = readFileSync(join(dir, 'library.json'));
    expect(codeOf(() => openArchive({ dir, now }))).toBe('LIBRARY_DAMAGED');
    expect(readFileSync(join(dir, 'library.json'))).toEqual(before);
    // And nobody is locked out by the failed attempt.
    expect(codeOf(() => openArchive({ dir, now }))).toBe('LIBRARY_DAMAGED');
  });

  it('of a later version, or with nonsense in it, is not taken for an empty one', () => {
    const { dir, close } = temporaryArchive('a');
    close();
    writeFileSync(join(dir, 'library.json'), '{"version":2,"subscriptions":{}}');
    expect(codeOf(() => openArchive({ dir, now }))).toBe('ARCHIVE_TOO_NEW');
    writeFileSync(join(dir, 'library.json'), '{"version":1,"subscriptions":[{"id":"../x"}]}');
    writeFileSync(join(dir, 'library.json.bak'), '[]');
    expect(codeOf(() => openArchive({ dir, now }))).toBe('LIBRARY_DAMAGED');
  });

  it('keeps settings of a later version that it does not know', () => {
    const { dir, archive, close } = temporaryArchive('a');
    close();
    const path = join(dir, 'library.json');
    const library = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    writeFileSync(path, JSON.stringify({ ...library, routes: ['direct'] }));
    const again = openArchive({ dir, now });
    subscribe(again, 'b');
    again.close();
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ routes: ['direct'] });
    expect(archive.library().subscriptions).toHaveLength(1);
  });
});

describe('a database', () => {
  it('of a later version is refused and left alone', () => {
    const { dir, close } = temporaryArchive();
    close();
    const path = join(dir, 'archive.db');
    const connection = new Sqlite(path);
    connection.pragma(`user_version = ${MIGRATIONS.length + 1}`);
    connection.close();
    expect(codeOf(() => openArchive({ dir, now }))).toBe('ARCHIVE_TOO_NEW');
    expect(codeOf(() => openArchiveReader({ dir, now }))).toBe('ARCHIVE_TOO_NEW');
  });

  it('with a key opens with that key only, and tells nothing without it', () => {
    const dir = temporaryFolder();
    const key = "correct horse 'battery'";
    const archive = openArchive({ dir, now, key });
    subscribe(archive, 'a');
    readFeed(archive, 'a', [item({ guid: '1', title: 'Secret headline', text: 'zebra '.repeat(50) })]);
    archive.close();
    expect(readFileSync(join(dir, 'archive.db')).includes('Secret')).toBe(false);
    expect(codeOf(() => openArchive({ dir, now, key: 'wrong' }))).toBe('ARCHIVE_KEY_WRONG');
    expect(codeOf(() => openArchiveReader({ dir, now, key: 'wrong' }))).toBe('ARCHIVE_KEY_WRONG');
    expect(codeOf(() => openArchive({ dir, now }))).toBe('ARCHIVE_KEY_WRONG');
    const again = openArchive({ dir, now, key });
    expect(titles(again)).toEqual(['Secret headline']);
    again.close();
  });

  it('that is no database at all is set aside, and a new one begun', () => {
    const { dir, close } = temporaryArchive('a');
    close();
    const garbage = 'This is not a database.\n'.repeat(500);
    writeFileSync(join(dir, 'archive.db'), garbage);
    expect(codeOf(() => openArchiveReader({ dir, now }))).toBe('ARCHIVE_DAMAGED');
    const archive = openArchive({ dir, now });
    expect(archive.feeds().map((row) => row.id)).toEqual(['a']);
    expect(archive.check().problems).toMatchObject([{ what: 'salvaged' }]);
    archive.close();
    const aside = readdirSync(dir).filter((name) => name.startsWith('archive.db.damaged-'));
    expect(readFileSync(join(dir, aside[0]!), 'utf8')).toBe(garbage);
  });

  it('with damaged pages is set aside, and everything readable is saved from it', () => {
    const { dir, archive, close } = temporaryArchive('a');
    const items = Array.from({ length: 300 }, (_, n) =>
      item({ guid: `${n}`, title: `Story ${n}`, link: `https://news.example/${n}`, text: `${LONG} number ${n}` }),
    );
    readFeed(archive, 'a', items);
    archive.mark(titlesToIds(archive, ['Story 7']), { starred: true });
    close();
    damage(join(dir, 'archive.db'));
    const sick = openArchive({ dir, now });
    const report = sick.check();
    expect(report.ok).toBe(false);
    // Whatever meets the damage first is told; the next start salvages.
    expect(codeOf(() => [...sick.export(EVERYTHING)])).toBe('ARCHIVE_DAMAGED');
    sick.close();
    const saved = openArchive({ dir, now });
    expect(saved.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }] });
    expect(saved.counts().articles).toBeGreaterThan(200);
    expect(saved.search({ query: 'story', offset: 0, limit: 1 }).total).toBe(saved.counts().articles);
    expect(readFeed(saved, 'a', items).added.length).toBe(
      300 - saved.counts().articles + countAdded(saved, items.length),
    );
    saved.close();
    expect(readdirSync(dir).some((name) => name.startsWith('archive.db.damaged-'))).toBe(true);
  });

  it('of an earlier version is brought up to date step by step, after a snapshot', () => {
    const dir = temporaryFolder();
    const paths = pathsOf(dir);
    mkdirSync(paths.tmp);
    const database = openForWriting(paths.database, undefined);
    migrate(database, paths, ['CREATE TABLE one (a) STRICT'.replace('a)', 'a TEXT)')]);
    database.connection.exec(`INSERT INTO one VALUES ('kept')`);
    migrate(database, paths, ['never run again', 'ALTER TABLE one ADD COLUMN b TEXT']);
    expect(database.connection.prepare('SELECT a, b FROM one').get()).toEqual({ a: 'kept', b: null });
    expect(codeOf(() => migrate(database, paths, ['', '', 'CREATE TABLE two (a TEXT); nonsense']))).toContain(
      'syntax error',
    );
    // The failed step left nothing behind.
    expect(database.connection.prepare('SELECT name FROM sqlite_schema').pluck().all()).toEqual(['one']);
    database.close();
    const snapshots = readdirSync(paths.tmp).filter((name) => name.endsWith('.db'));
    expect(snapshots).toEqual(['before-schema-3.db']);
    const copy = join(dir, 'copy.db');
    copyFileSync(join(paths.tmp, snapshots[0]!), copy);
    const before = new Sqlite(copy);
    expect(before.prepare('SELECT a, b FROM one').get()).toEqual({ a: 'kept', b: null });
    before.close();
  });
});

function titlesToIds(archive: ReturnType<typeof openArchive>, wanted: readonly string[]) {
  const list = archive.articles({ view: { kind: 'all' }, offset: 0, limit: 500, asOfMs: Number.MAX_SAFE_INTEGER });
  return list.items.filter((row) => wanted.includes(row.title)).map((row) => row.id);
}

function countAdded(archive: ReturnType<typeof openArchive>, expected: number): number {
  return archive.counts().articles - expected;
}

/** Writes over two pages in the middle of the bodies. */
function damage(path: string): void {
  const connection = new Sqlite(path, { readonly: true });
  const pages = connection
    .prepare(`SELECT pageno FROM dbstat WHERE name = 'version' AND pagetype = 'leaf' ORDER BY pageno`)
    .pluck()
    .all() as number[];
  connection.close();
  const file = openSync(path, 'r+');
  const middle = Math.floor(pages.length / 2);
  for (const number of pages.slice(middle, middle + 2))
    writeSync(file, Buffer.alloc(4096, 0xa5), 0, 4096, (number - 1) * 4096);
  closeSync(file);
}

it('leaves nothing readable by others, and nothing outside its folder', () => {
  const { dir, archive } = temporaryArchive('a');
  const id = readFeed(archive, 'a', [item({ guid: '1', title: 'One', link: 'https://news.example/1' })]).added[0]!;
  archive.addPage(id, page({ text: LONG }), fetchedFrom('https://news.example/1'));
  subscribe(archive, 'b');
  for (const name of readdirSync(dir)) {
    const { mode } = statSync(join(dir, name));
    expect([name, (mode & 0o077).toString(8)]).toEqual([name, '0']);
  }
  expect(statSync(dir).mode & 0o777).toBe(0o700);
  const known = [
    'archive.db',
    'archive.db-shm',
    'archive.db-wal',
    'archive.lock',
    'library.json',
    'library.json.bak',
    'tmp',
  ];
  expect(readdirSync(dir).filter((name) => !known.includes(name))).toEqual([]);
  expect(existsSync(join(dir, '.being-written.tmp'))).toBe(false);
});

it.each([1, 250])('leaves no trace of the words of %i deleted articles in the file', (count) => {
  const { dir, archive, close } = temporaryArchive('a', 'b');
  readFeed(archive, 'b', [item({ guid: 'kept', title: 'Kept', text: 'remaining words' })]);
  const items = Array.from({ length: count }, (_, n) =>
    item({ guid: `${n}`, title: `Qwertyzxcv ${n}`, text: 'asdfghjklq '.repeat(3) }),
  );
  readFeed(archive, 'a', items);
  archive.changeLibrary((library) => ({ ...library, subscriptions: library.subscriptions.slice(1) }));
  archive.forgetFeed(feed('a'));
  expect(archive.search({ query: 'remaining', offset: 0, limit: 1 }).total).toBe(1);
  expect(archive.check().problems).toEqual([]);
  close();
  const file = readFileSync(join(dir, 'archive.db')).toString('latin1').toLowerCase();
  expect(file.includes('qwertyzxcv')).toBe(false);
  expect(file.includes('asdfghjklq')).toBe(false);
});
