import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import { expect, it, onTestFinished } from 'vitest';
import { openArchive, openArchiveReader } from '../../../main/archive/archive.ts';
import { openForWriting, pathsOf } from '../../../main/archive/database.ts';
import { migrate } from '../../../main/archive/migrate.ts';
import { MIGRATIONS } from '../../../main/archive/schema.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import type { ArticleId, Sha256 } from '../../../shared/model.ts';
import {
  factsOf,
  feed,
  feedDocument,
  fetchedFrom,
  item,
  LONG,
  page,
  temporaryFolder,
  titles,
  UNVERIFIED,
} from './temporary-archive.ts';
import { importAll, received } from './temporary-bundle.ts';

const now = Date.now;

/** Rows as the first version wrote them: a feed that was read, an article with its feed's body and its page, and one without. */
const ROWS = `
  INSERT INTO feed (id, url, own_title, folder, place, subscribed, etag, sha256, last_attempt_ms, last_success_ms, last_outcome)
    VALUES ('a', 'https://a.example/feed.xml', 'The feed a', '[]', 0, 1, '"1"', '00', 5, 5, 'OK');
  INSERT INTO article (n, id, kind, url, title, excerpt, direction, shown, stored) VALUES
    (1, 'one', 'feed', 'https://a.example/1', 'Giraffes', 'About giraffes', 'ltr', 2, 2),
    (2, 'two', 'feed', 'https://a.example/2', 'Elephants', '', 'ltr', 3, 0);
  INSERT INTO status (article, feed, sort_ms, seen_ms, starred_ms, saved) VALUES (1, 1, 10, 10, 11, 0), (2, 1, 9, 10, NULL, 0);
  INSERT INTO version (n, article, origin, feed, stored_ms, complete, extractor, fingerprint, title, direction, text_length,
      words, codec, body) VALUES
    (1, 1, 'feed', 1, 10, 1, 1, x'00', 'Giraffes', 'ltr', 14, 2, 0, CAST('<p>About giraffes</p>' AS BLOB)),
    (2, 1, 'page', NULL, 11, 1, 1, x'01', 'Giraffes', 'ltr', 26, 4, 0, CAST('<p>All there is on giraffes</p>' AS BLOB)),
    (3, 2, 'feed', 1, 10, 1, 1, x'02', 'Elephants', 'ltr', 0, 0, 0, x'');
  INSERT INTO provenance (version, at_ms, route, authority) VALUES
    (1, 10, 'direct', 'a.example'), (2, 11, 'direct', 'a.example'), (3, 10, 'direct', 'a.example');
  INSERT INTO page (article, state, host, sort_ms, attempts, retry_ms) VALUES
    (1, 2, 'a.example', 10, 0, 0), (2, 1, 'a.example', 9, 0, 0);
  -- So that the index is built, which takes the program's own words.
  INSERT INTO fact VALUES ('search_version', '0');
`;

/** What the second version added to them: a mirror, a starred page that waits, and pictures, one of which no article shows. */
const ROWS_OF_SECOND = `
  INSERT INTO feed (id, url, folder, place, subscribed, domains) VALUES ('b', 'https://b.example/f', '[]', 1, 1, '["b.net"]');
  INSERT INTO also_in VALUES (1, 2);
  INSERT INTO article (n, id, kind, url, title, excerpt, direction, shown, stored) VALUES
    (3, 'three', 'feed', 'https://a.example/3', 'Zebras', '', 'ltr', 4, 1);
  INSERT INTO status (article, feed, sort_ms, seen_ms, starred_ms, saved) VALUES (3, 1, 8, 10, 11, 0);
  INSERT INTO version (n, article, origin, feed, stored_ms, complete, extractor, fingerprint, title, direction, text_length,
      words, codec, body) VALUES
    (4, 3, 'feed', 1, 10, 1, 1, x'04', 'Zebras', 'ltr', 700, 2, 0, CAST('<p>Zebras</p>' AS BLOB));
  INSERT INTO page (article, state, host, sort_ms, attempts, retry_ms) VALUES (3, 1, 'a.example', 8, 0, 0);
  INSERT INTO picture (n, url, host, state, lead, sort_ms, attempts, retry_ms) VALUES
    (1, 'https://i.example/shown', 'i.example', 1, 1, 10, 0, 0), (2, 'https://i.example/not', 'i.example', 1, 1, 10, 0, 0),
    (3, 'https://i.example/starred', 'i.example', 1, 1, 8, 0, 0);
  INSERT INTO asset VALUES (2, 0, 1), (1, 0, 2), (4, 0, 3);
  UPDATE article SET stored = 1 WHERE n = 1;
  UPDATE status SET starred_ms = NULL WHERE article = 1;
`;

/** What the third version added: an article read whole, which the totals count by its number in lists from now on. */
const ROWS_OF_THIRD = `
  INSERT INTO received_from VALUES (4, 'ab', 'key', NULL);
  UPDATE article SET stored = 2 WHERE n = 3;
  UPDATE page SET rank = 3, feed_text_length = 700 WHERE article = 3;
  UPDATE picture SET rank = n WHERE n IN (1, 3);
`;

/** A data folder as the first version, or the second, left it. */
function firstVersion(): string {
  return versionOf(1, ROWS);
}

function secondVersion(): string {
  return versionOf(2, `${ROWS}; ${ROWS_OF_SECOND}`);
}

function thirdVersion(): string {
  return versionOf(3, `${ROWS}; ${ROWS_OF_SECOND}; ${ROWS_OF_THIRD}`);
}

function versionOf(schema: number, rows: string): string {
  const dir = temporaryFolder();
  const paths = pathsOf(dir);
  mkdirSync(paths.tmp);
  const database = openForWriting(paths.database, undefined);
  migrate(database, paths, MIGRATIONS.slice(0, schema));
  database.connection.exec(rows);
  database.close();
  writeFileSync(
    paths.library,
    JSON.stringify({
      version: 1,
      subscriptions: [
        { id: 'a', url: 'https://a.example/feed.xml', title: null, siteUrl: null, folder: [], addedMs: 1 },
        ...(schema > 1
          ? [{ id: 'b', url: 'https://b.example/f', title: null, siteUrl: null, folder: [], addedMs: 1 }]
          : []),
      ],
      folders: [],
      preferences: { locale: null, theme: 'system', textSize: 100 },
    }),
  );
  return dir;
}

it('an archive of the first version opens with everything in it, and nothing learned yet', () => {
  const dir = firstVersion();
  const archive = openArchive({ dir, now });
  onTestFinished(() => archive.close());
  expect(archive.check()).toMatchObject({ ok: true, problems: [], schema: MIGRATIONS.length });
  expect(titles(archive)).toEqual(['Giraffes', 'Elephants']);
  expect(archive.text('one' as ArticleId)).toBe('All there is on giraffes');
  expect(archive.search({ query: 'giraffe', offset: 0, limit: 9 }).total).toBe(1);
  expect(archive.article('one' as ArticleId)).toMatchObject({ starred: true, versions: 2, origin: 'page' });
  expect(archive.feedsToFetch()).toMatchObject([
    { validators: { etag: '"1"' }, sha256: '00', lastSuccessMs: 5, knownDomains: ['a.example'], httpsOkMs: null },
  ]);
  expect(archive.feeds()).toMatchObject([
    { total: 2, unread: 2, lastRoute: null, authority: null, totalBytes: 0, seemsGone: false, dnsBlocked: false },
  ]);
  expect([archive.quarantined(), archive.origins(), archive.stubTemplates(), archive.loggedAttempts(9)]).toEqual([
    [],
    [],
    [],
    [],
  ]);
});

it('an archive of the second version opens with everything in its queue, and in the right place of it', () => {
  const archive = openArchive({ dir: secondVersion(), now });
  onTestFinished(() => archive.close());
  expect(archive.check()).toMatchObject({ ok: true, problems: [], schema: MIGRATIONS.length });
  expect(archive.wanted()).toEqual({ pages: 2, images: 2 });
  const first = { candidate: { rank: 3, host: 'a.example', sortMs: 8, lead: false, feedTextLength: 700 } };
  expect(archive.pagesWanted(9, null, ({ rank }) => rank)).toMatchObject([
    { title: 'Zebras', ...first },
    { title: 'Elephants', candidate: { rank: 1, feedTextLength: 0 } },
  ]);
  expect(archive.imagesWanted(9, ({ rank }) => rank).map(({ url }) => url)).toEqual([
    'https://i.example/starred',
    'https://i.example/shown',
  ]);
  expect(archive.readiness()).toMatchObject({
    unread: { headline: 1, text: 2, whole: 0 },
    sources: [
      { id: 'a', headline: 1, text: 2, whole: 0 },
      { id: 'b', headline: 0, text: 1, whole: 0 },
    ],
  });
  expect(archive.feedsToFetch()).toMatchObject([
    { priority: 'normal', everyMinutes: null, rhythm: null, lastOutcome: 'OK' },
    { priority: 'normal', rhythm: null, knownDomains: ['b.example', 'b.net'] },
  ]);
  expect([archive.breakers(), archive.diaryNetworks(), archive.spentSince(0), archive.exportRuns()]).toEqual([
    [],
    0,
    0,
    [],
  ]);
});

it('an archive of the third version opens with everything in it, and takes bundles', () => {
  const archive = openArchive({ dir: thirdVersion(), now });
  onTestFinished(() => archive.close());
  expect(archive.check()).toMatchObject({ ok: true, problems: [], articles: 3, schema: MIGRATIONS.length });
  expect(archive.counts()).toEqual({ articles: 3, whole: 1, unread: 3 });
  expect([archive.labels(), archive.unfinishedImports(), archive.knowsBundle('ab')]).toEqual([[], [], false]);
  expect([...archive.export(EVERYTHING)].map(({ title, urlCut, fetchedMs }) => [title, urlCut, fetchedMs])).toEqual([
    ['Giraffes', false, 11],
    ['Elephants', false, 10],
    ['Zebras', false, 10],
  ]);
  archive.addItems(feed('a'), [item({ guid: '9', title: 'Lions', link: 'https://a.example/lions' })]);
  const lions = received({ title: 'Lions', url: 'https://a.example/lions', text: LONG });
  expect(importAll(archive, [lions, received()])).toMatchObject({ added: 1, improved: 1 });
  expect(archive.counts()).toEqual({ articles: 5, whole: 3, unread: 5 });
  archive.forgetSender('key');
  expect(archive.check().problems).toEqual([]);
});

it('what the second version had read and takes back is judged like what is new', () => {
  const archive = openArchive({ dir: secondVersion(), now });
  onTestFinished(() => archive.close());
  const stub = 'ab'.repeat(32) as Sha256;
  const three = 'three' as ArticleId;
  archive.addPage(three, page({ text: LONG }), fetchedFrom('https://a.example/3', undefined, UNVERIFIED, stub));
  expect(archive.withdrawPages(stub)).toEqual([three]);
  expect(archive.pagesWanted(1, null, ({ rank }) => rank)).toMatchObject([
    { candidate: { rank: 3, feedTextLength: 700 } },
  ]);
  expect(archive.check().problems).toEqual([]);
});

it('a damaged archive keeps the queue and what the planner learned, but no rhythm that cannot be read', () => {
  const dir = secondVersion();
  const first = openArchive({ dir, now });
  const hour = { network: 'home', hourMs: now() - (now() % 3_600_000), bytes: 5, headlines: 0, texts: 0, images: 0 };
  first.addToHour({ ...hour, inState: { offline: 0, captive: 0, allowlist: 0, degraded: 0, open: 60 } });
  const counts = { bytes: 5, goodput: null, headlines: 0, texts: 0, images: 0 };
  const window = { network: 'home', n: null, startMs: now(), endMs: null, state: 'open', ...counts } as const;
  const n = first.saveWindow(window);
  first.addSpent(now(), 5);
  const breaker = { key: 'feed a', kind: 'server', failures: 1, waitMs: 1, untilMs: 2, outcome: 'HTTP_429' } as const;
  first.saveBreaker(breaker);
  first.wantArticle('two' as ArticleId);
  first.close();
  const connection = new Sqlite(join(dir, 'archive.db'));
  connection.exec(`INSERT INTO rhythm VALUES (1, '{broken'), (2, '{"items": 3}')`);
  connection.exec('UPDATE page SET rank = 0; UPDATE picture SET rank = 0; UPDATE page SET feed_text_length = 9');
  connection.close();
  writeFileSync(join(dir, 'archive.damaged'), '');
  const saved = openArchive({ dir, now });
  onTestFinished(() => saved.close());
  expect(saved.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }] });
  expect(saved.pagesWanted(9, null, () => 1).map(({ title, candidate }) => [title, candidate])).toMatchObject([
    ['Elephants', { rank: 3, feedTextLength: 0 }],
    ['Zebras', { rank: 3, feedTextLength: 700 }],
  ]);
  expect(saved.wanted()).toEqual({ pages: 2, images: 2 });
  expect(saved.readiness().unread).toEqual({ headline: 1, text: 2, whole: 0 });
  expect(saved.feedsToFetch().map(({ rhythm }) => rhythm?.items)).toEqual([undefined, 3]);
  expect(saved.diaryHours('home')).toMatchObject([hour]);
  expect(saved.diaryWindows('home', 9)).toEqual([{ ...window, n }]);
  expect([saved.spentSince(0), saved.breakers()]).toEqual([5, [breaker]]);
});

it('what the first version stored is never taken for unverified, and goes on like what is new', () => {
  const archive = openArchive({ dir: firstVersion(), now });
  onTestFinished(() => archive.close());
  const two = 'two' as ArticleId;
  const stub = 'ab'.repeat(32) as Sha256;
  archive.addPage(two, page({ text: LONG }), fetchedFrom('https://a.example/2', undefined, UNVERIFIED, stub));
  expect(archive.withdrawPages(stub)).toEqual([two]);
  expect(archive.withdrawPages('' as Sha256)).toEqual([]);
  archive.addItems(feed('a'), [item({ guid: '3', title: 'Zebras' })], UNVERIFIED);
  archive.feedDone(feed('a'), feedDocument('a'), factsOf({ domain: 'service.example', wireBytes: 7 }));
  expect(archive.feedsToFetch()).toMatchObject([{ knownDomains: ['a.example', 'service.example'] }]);
  expect(archive.feeds()).toMatchObject([{ total: 3, totalBytes: 7, authority: 'tls' }]);
  expect(archive.check().problems).toEqual([]);
});

it('who only reads brings an archive of the first version up to date', () => {
  const dir = firstVersion();
  const reader = openArchiveReader({ dir, now });
  expect(reader.counts()).toEqual({ articles: 2, whole: 1, unread: 2 });
  expect(reader.quarantined()).toEqual([]);
  expect(reader.check()).toMatchObject({ ok: true, schema: MIGRATIONS.length });
  reader.close();
  // And holds no lock.
  openArchive({ dir, now }).close();
});

it('who only reads waits for a writer that is about to do it', async () => {
  const dir = firstVersion();
  const source = `
    const Sqlite = require('better-sqlite3-multiple-ciphers');
    const { parentPort, workerData } = require('node:worker_threads');
    const lock = new Sqlite(workerData);
    lock.exec('BEGIN EXCLUSIVE');
    parentPort.postMessage('locked');
    setTimeout(() => { lock.close(); parentPort.close(); }, 700);`;
  const worker = new Worker(source, { eval: true, workerData: join(dir, 'archive.lock') });
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  await new Promise((resolve) => worker.once('message', resolve));
  const reader = openArchiveReader({ dir, now });
  expect(reader.counts().articles).toBe(2);
  reader.close();
  await ended;
});

it('the copy from before is kept, until something is to be forgotten', () => {
  const dir = firstVersion();
  const archive = openArchive({ dir, now });
  const copy = join(dir, 'tmp', 'before-schema-2.db');
  const old = new Sqlite(copy, { readonly: true });
  expect(old.pragma('user_version', { simple: true })).toBe(1);
  expect(old.prepare('SELECT count(*) FROM article').pluck().get()).toBe(2);
  old.close();
  archive.changeLibrary((library) => ({ ...library, subscriptions: [] }));
  archive.forgetFeed(feed('a'));
  archive.close();
  expect(existsSync(copy)).toBe(false);
  const left = ['archive.db', ...readdirSync(join(dir, 'tmp')).map((name) => join('tmp', name))];
  expect(left.some((name) => readFileSync(join(dir, name)).includes('Elephants'))).toBe(false);
});

it('a damaged archive of the first version is salvaged into the newest shape', () => {
  const dir = firstVersion();
  writeFileSync(join(dir, 'archive.damaged'), '');
  const archive = openArchive({ dir, now });
  onTestFinished(() => archive.close());
  expect(archive.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }], schema: MIGRATIONS.length });
  expect(titles(archive)).toEqual(['Giraffes', 'Elephants']);
  expect(archive.feedsToFetch()).toMatchObject([{ validators: { etag: '"1"' }, knownDomains: ['a.example'] }]);
});

it('a damaged archive keeps what was learned and what was not let in', () => {
  const dir = firstVersion();
  const first = openArchive({ dir, now });
  const secret = first.secret('networks');
  first.feedDone(feed('a'), feedDocument('a'), factsOf({ domain: 'service.example' }));
  const about = { feedId: feed('a'), articleId: 'two' as ArticleId, host: 'a.example', outcome: 'STUB' } as const;
  first.quarantine({ what: 'page', key: 'two', reason: 'not archived', sha256: 'ab', ...about });
  first.saveStubTemplate({ sha256: 'ab', simhash: 'ff', seenMs: now() });
  first.feedMoved(feed('a'), 'https://new.example/', 'home');
  first.saveRouteRecord({
    route: 'direct',
    origin: 'https://a.example',
    network: 'home',
    health: 1,
    lastOkMs: 1,
    lastFailMs: null,
  });
  first.close();
  writeFileSync(join(dir, 'archive.damaged'), '');
  const saved = openArchive({ dir, now });
  onTestFinished(() => saved.close());
  expect(saved.check()).toMatchObject({ ok: true, problems: [{ what: 'salvaged' }] });
  expect(saved.secret('networks')).toEqual(secret);
  expect(saved.feedsToFetch()[0]?.knownDomains).toEqual(['a.example', 'service.example']);
  expect(saved.quarantined()).toMatchObject([{ key: 'two', title: 'Elephants' }]);
  expect(saved.stubTemplates()).toHaveLength(1);
  expect(saved.routeRecords()).toHaveLength(1);
  expect(saved.feedMoved(feed('a'), 'https://new.example/', 'home').sightings).toBe(2);
});

it('the check sees what does not belong together', () => {
  const dir = firstVersion();
  openArchive({ dir, now }).close();
  const connection = new Sqlite(join(dir, 'archive.db'));
  connection.pragma('foreign_keys = OFF');
  connection.exec(`
    UPDATE feed SET domains = '[broken';
    INSERT INTO rhythm VALUES (1, '{broken');
    UPDATE page SET rank = 2 WHERE article = 2;
    UPDATE tally SET unread_text = 7;
    INSERT INTO origin (origin, saved_ms, facts) VALUES ('https://private.example', 1, '{broken');
    INSERT INTO quarantine VALUES ('page', 'x', NULL, NULL, 'private.example', 'STUB', 'r', 'h', 1);
  `);
  connection.close();
  const reader = openArchiveReader({ dir, now });
  const report = reader.check();
  reader.close();
  expect(report.ok).toBe(false);
  expect(report.problems.map((problem) => problem.what)).toEqual([
    'a wanted page in the wrong place of the queue',
    'a wrong count of what is unread of a source',
    'a source whose rhythm cannot be read',
    'a source whose learned domains cannot be read',
    'an origin of which nothing can be read',
    'something not let in for a thing that is not there',
  ]);
  // It goes to a screen or a log: no host in it.
  expect(JSON.stringify(report)).not.toContain('private.example');
});
