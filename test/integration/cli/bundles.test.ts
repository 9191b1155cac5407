// Bundles as scripts make and take them: the real command line, and the real programs beside it.
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openReader } from '../../../main/service/reader.ts';
import { EVERYTHING } from '../../../shared/bundles.ts';
import { buildBigArchive, completeArticles } from '../../helpers/big-archive.ts';
import { missing, run } from '../../helpers/counterpart.ts';
import { runLarder, startLarder, type Finished } from '../../helpers/larder-process.ts';
import { madePictures } from '../../helpers/made-pictures.ts';

const root = mkdtempSync(join(tmpdir(), 'larder-bundles-'));
const at = (name: string): string => join(root, name);
const from = at('sender');
const ARTICLES = 300;
let folders = 0;
const noUnzip = missing('unzip', '-v');
const noMinisign = missing('minisign', '-v');
const noAge = missing('age', '--version');

beforeAll(async () => {
  const picture = await madePictures(200, 120);
  buildBigArchive(from, ARTICLES, { feeds: 6, pictures: { each: 1, picture } });
  completeArticles(from);
}, 120_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A data folder that nothing is in yet. */
function empty(): string {
  folders += 1;
  return at(`archive-${folders}`);
}

async function ok(dir: string, ...argv: string[]): Promise<Record<string, unknown>> {
  const ran = await runLarder(dir, [...argv, '--json']);
  expect({ argv, code: ran.code, err: ran.err.includes('Something went wrong') ? ran.err : '' }).toEqual({
    argv,
    code: 0,
    err: '',
  });
  return ran.records().at(-1) ?? {};
}

function withEnv(dir: string, env: Record<string, string>, ...argv: string[]): Promise<Finished> {
  return startLarder(dir, [...argv, '--json'], undefined, env).finished;
}

function titles(dir: string): string[] {
  const reader = openReader({ dir, now: Date.now });
  try {
    const { folder: _, ...selection } = EVERYTHING;
    return [...reader.export(selection)].map(({ title }) => title).sort();
  } finally {
    reader.close();
  }
}

describe('what is exported', () => {
  test('is imported whole, gives the same bundle again, and does not come twice', async () => {
    const sent = await ok(from, 'export', '--as', 'bundle', '-o', at('all.zip'));
    expect(sent).toMatchObject({ as: 'bundle', articles: ARTICLES, pictures: ARTICLES });
    const to = empty();
    expect(await ok(to, 'verify', at('all.zip'))).toMatchObject({
      ok: true,
      signedBy: null,
      articles: ARTICLES,
      new: ARTICLES,
      objects: ARTICLES,
    });
    // Looking leaves nothing.
    expect(await ok(to, 'stats')).toMatchObject({ articles: 0, images: 0 });
    expect(await ok(to, 'import', at('all.zip'))).toMatchObject({
      ok: true,
      articles: ARTICLES,
      new: ARTICLES,
      error: null,
    });
    expect(titles(to)).toEqual(titles(from));
    expect(await ok(to, 'stats')).toMatchObject({ articles: ARTICLES, images: ARTICLES, unread: ARTICLES });
    expect(await ok(to, 'import', at('all.zip'))).toMatchObject({ ok: true, new: 0 });
    expect(await ok(to, 'stats')).toMatchObject({ articles: ARTICLES, images: ARTICLES });
    const again = await ok(to, 'export', '--as', 'bundle', '-o', at('again.zip'));
    expect(again['manifest']).toBe(sent['manifest']);
    expect(readFileSync(at('again.zip')).equals(readFileSync(at('all.zip')))).toBe(true);
    await ok(to, 'doctor');
    // Words follow the articles into the index before the command ends.
    const [title = ''] = titles(to);
    const [word = ''] = title.match(/\p{L}{4,}/u) ?? [];
    expect((await runLarder(to, ['search', word, '--json'])).records().length).toBeGreaterThan(0);
    expect(
      readdirSync(join(to, 'tmp'))
        .filter((name) => /import|copies|verify/.test(name))
        .flatMap((name) => readdirSync(join(to, 'tmp', name))),
    ).toEqual([]);
  }, 120_000);

  test('comes into an archive that has some of it, in any order', async () => {
    await ok(from, 'export', '--as', 'bundle', '--since', '2028-01-01', '-o', at('new.zip'));
    await ok(from, 'export', '--as', 'bundle', '--until', '2028-06-01', '-o', at('old.zip'));
    const [one, other] = [empty(), empty()];
    await ok(one, 'import', at('new.zip'), at('old.zip'));
    await ok(other, 'import', at('old.zip'));
    await ok(other, 'import', at('new.zip'));
    const bundles = await Promise.all(
      [one, other].map((dir, place) => ok(dir, 'export', '--as', 'bundle', '-o', at(`merged-${place}.zip`))),
    );
    const all = await ok(from, 'export', '--as', 'bundle', '-o', at('all.zip'));
    expect(bundles.map(({ manifest }) => manifest)).toEqual([all['manifest'], all['manifest']]);
  }, 120_000);

  test('to a label is only what it was not given yet', async () => {
    const first = await ok(
      from,
      'export',
      '--as',
      'bundle',
      '--label',
      'red stick',
      '--until',
      '2028-01-01',
      '-o',
      at('red-1.zip'),
    );
    const second = await ok(from, 'export', '--as', 'bundle', '--label', 'red stick', '-o', at('red-2.zip'));
    expect(Number(first['articles']) + Number(second['articles'])).toBe(ARTICLES);
    const third = await runLarder(from, ['export', '--as', 'bundle', '--label', 'red stick', '-o', at('red-3.zip')]);
    expect([third.code, existsSync(at('red-3.zip'))]).toEqual([1, false]);
    const to = empty();
    await ok(to, 'import', at('red-1.zip'), at('red-2.zip'));
    expect(titles(to)).toEqual(titles(from));
  }, 120_000);

  test('for who has a part is the rest', async () => {
    const to = empty();
    await ok(from, 'export', '--as', 'bundle', '--until', '2028-01-01', '-o', at('part.zip'));
    await ok(to, 'import', at('part.zip'));
    await ok(to, 'have', '-o', at('have'));
    expect(readFileSync(at('have')).toString('latin1')).toMatch(/^larder-have 1\n/);
    const rest = await ok(from, 'export', '--as', 'bundle', '--have', at('have'), '-o', at('rest.zip'));
    expect(Number(rest['articles'])).toBeLessThan(ARTICLES);
    await ok(to, 'import', at('rest.zip'));
    expect(titles(to)).toEqual(titles(from));
  }, 120_000);

  test.skipIf(noUnzip)(
    'is unpacked by unzip',
    async () => {
      await ok(from, 'export', '--as', 'bundle', '-o', at('plain.zip'));
      mkdirSync(at('unpacked'));
      execFileSync('unzip', ['-q', at('plain.zip'), '-d', at('unpacked')]);
      expect(readdirSync(at('unpacked')).sort()).toEqual([
        'index.html',
        'items',
        'manifest.json',
        'objects',
        'style.css',
      ]);
      expect(readdirSync(join(at('unpacked'), 'items')).length).toBe(2 * ARTICLES);
    },
    60_000,
  );

  test('fits into what was allowed, and into volumes', async () => {
    const small = await ok(from, 'export', '--as', 'bundle', '--max-size', '150kB', '-o', at('small.zip'));
    expect(statSync(at('small.zip')).size).toBeLessThanOrEqual(150_000);
    expect(small['leftOut']).not.toEqual({ articles: 0, pictures: 0 });
    await ok(from, 'export', '--as', 'bundle', '--split', '200kB', '-o', at('split.zip'));
    const volumes = readdirSync(root).filter((name) => name.startsWith('split.zip'));
    expect(volumes.length).toBeGreaterThan(3);
    expect(volumes).toContain('split.zip.parts');
    for (const volume of volumes) expect(statSync(at(volume)).size).toBeLessThanOrEqual(200_000);
    const to = empty();
    // Any of them stands for all.
    expect(await ok(to, 'verify', at('split.zip.002'))).toMatchObject({ ok: true, articles: ARTICLES });
    expect(await ok(to, 'import', at('split.zip.parts'))).toMatchObject({ ok: true, new: ARTICLES });
    rmSync(at('split.zip.002'));
    const lacking = await runLarder(empty(), ['import', at('split.zip.001'), '--json']);
    expect([lacking.code, lacking.records()[0]]).toMatchObject([
      1,
      { ok: false, error: { code: 'BUNDLE_PART_MISSING', item: 'split.zip.002' } },
    ]);
  }, 120_000);

  test('from a folder comes in with all that lies there', async () => {
    const folder = at('stick');
    mkdirSync(folder);
    copyFileSync(at('old.zip'), join(folder, 'b.zip'));
    copyFileSync(at('new.zip'), join(folder, 'a.zip'));
    writeFileSync(join(folder, 'notes.txt'), 'not ours');
    const to = empty();
    const ran = await runLarder(to, ['import', folder, '--json']);
    expect(ran.records().map(({ ok: fine }) => fine)).toEqual([true, true]);
    expect(titles(to)).toEqual(titles(from));
  }, 120_000);
});

describe('a signature', () => {
  test('tells the sender to who trusts the key, and the key to who does not', async () => {
    const key = await ok(from, 'keys', 'new', 'anya', '--plain');
    await ok(from, 'export', '--as', 'bundle', '--sign', 'anya', '-o', at('signed.zip'));
    expect(await ok(from, 'verify', at('signed.zip'))).toMatchObject({ ok: true, signedBy: 'anya', trusted: true });
    const to = empty();
    expect(await ok(to, 'verify', at('signed.zip'))).toMatchObject({
      ok: true,
      signedBy: key['publicKey'],
      trusted: false,
    });
    await ok(to, 'keys', 'trust', "Anya's laptop", String(key['publicKey']));
    expect(await ok(to, 'import', at('signed.zip'))).toMatchObject({
      ok: true,
      signedBy: "Anya's laptop",
      trusted: true,
    });
    const reader = openReader({ dir: to, now: Date.now });
    const [first] = reader.articles({ view: { kind: 'all' }, offset: 0, limit: 1, asOfMs: Date.now() }).items;
    expect(first && reader.article(first.id)?.receivedFrom).toMatchObject({
      publicKey: key['publicKey'],
      signed: true,
    });
    reader.close();
  }, 120_000);

  test.skipIf(noUnzip ?? noMinisign)(
    'is checked by unzip and minisign, with no Larder',
    async () => {
      const publicKey = String((await ok(from, 'keys', 'list'))['publicKey']);
      mkdirSync(at('checked'));
      execFileSync('unzip', ['-q', at('signed.zip'), 'manifest.json', 'manifest.json.minisig', '-d', at('checked')]);
      expect(run('minisign', ['-Vm', 'manifest.json', '-P', publicKey], '', at('checked')).code).toBe(0);
    },
    60_000,
  );

  test('by a locked key wants its passphrase', async () => {
    const key = { KEYPASS: 'слово' };
    expect((await withEnv(from, key, 'keys', 'new', 'locked', '--passphrase-env', 'KEYPASS')).code).toBe(0);
    const signed = ['export', '--as', 'bundle', '--sign', 'locked', '-o', at('locked.zip')];
    expect((await runLarder(from, signed)).err).toContain('passphrase');
    expect((await withEnv(from, { KEYPASS: 'другое' }, ...signed, '--key-passphrase-env', 'KEYPASS')).code).toBe(1);
    expect(existsSync(at('locked.zip'))).toBe(false);
    expect((await withEnv(from, key, ...signed, '--key-passphrase-env', 'KEYPASS')).code).toBe(0);
    expect(await ok(from, 'verify', at('locked.zip'))).toMatchObject({ signedBy: 'locked' });
  }, 60_000);

  test('that is another’s, or a byte that was changed, refuses the bundle and leaves nothing', async () => {
    const to = empty();
    const whole = readFileSync(at('signed.zip'));
    const broken = Buffer.from(whole);
    const place = whole.indexOf('objects/') + 200;
    broken[place] = (broken[place] ?? 0) ^ 1;
    writeFileSync(at('broken.zip'), broken);
    const ran = await runLarder(to, ['import', at('broken.zip'), '--json']);
    expect(ran.code).toBe(1);
    const [record] = ran.records() as { ok: boolean; error: { code: string; item: string | null } }[];
    expect(record?.error.code).toMatch(/^BUNDLE_(DAMAGED|INVALID)$/);
    expect(record?.error.item).not.toBeNull();
    expect(await ok(to, 'stats')).toMatchObject({ articles: 0, images: 0 });
  }, 60_000);
});

describe('a locked file', () => {
  test('with a passphrase is opened by it', async () => {
    const to = empty();
    const env = { PASS: 'open sesame' };
    expect(
      (await withEnv(from, env, 'export', '--as', 'bundle', '--passphrase-env', 'PASS', '-o', at('pass.age'))).code,
    ).toBe(0);
    expect(readFileSync(at('pass.age')).toString('latin1', 0, 21)).toBe('age-encryption.org/v1');
    const [shut] = (await runLarder(to, ['verify', at('pass.age'), '--json'])).records();
    expect(shut).toMatchObject({ ok: false, error: { code: 'BUNDLE_ENCRYPTED' } });
    const [wrong] = (await withEnv(to, { PASS: 'x' }, 'verify', at('pass.age'), '--passphrase-env', 'PASS')).records();
    expect(wrong).toMatchObject({ ok: false, error: { code: 'PASSPHRASE_WRONG' } });
    expect((await withEnv(to, env, 'import', at('pass.age'), '--passphrase-env', 'PASS')).records()[0]).toMatchObject({
      ok: true,
      new: ARTICLES,
    });
  }, 120_000);

  test.skipIf(noAge)(
    'for a recipient is opened by age, and what age locked is opened here',
    async () => {
      execFileSync('age-keygen', ['-o', at('key.txt')], { stdio: 'ignore' });
      const recipient = /age1[a-z0-9]+/.exec(readFileSync(at('key.txt'), 'utf8'))?.[0] ?? '';
      await ok(from, 'export', '--as', 'bundle', '--recipient', recipient, '-o', at('for-one.age'));
      execFileSync('age', ['-d', '-i', at('key.txt'), '-o', at('opened.zip'), at('for-one.age')]);
      await ok(from, 'export', '--as', 'bundle', '-o', at('all.zip'));
      expect(readFileSync(at('opened.zip')).equals(readFileSync(at('all.zip')))).toBe(true);
      execFileSync('age', ['-r', recipient, '-o', at('theirs.age'), at('all.zip')]);
      expect(await ok(empty(), 'import', at('theirs.age'), '--identity', at('key.txt'))).toMatchObject({
        ok: true,
        new: ARTICLES,
      });
      const both = await withEnv(
        from,
        { P: 'x' },
        'export',
        '--as',
        'bundle',
        '--recipient',
        recipient,
        '--passphrase-env',
        'P',
        '-o',
        at('both'),
      );
      expect([both.code, existsSync(at('both'))]).toEqual([2, false]);
    },
    120_000,
  );
});

describe('a program that is killed', () => {
  test('while it exports leaves no file under the name it was to have', async () => {
    for (let kill = 0; kill < 6; kill += 1) {
      const target = at(`killed-${kill}.zip`);
      const { child, finished } = startLarder(from, ['export', '--as', 'bundle', '-o', target]);
      await delay(250 + kill * 120);
      child.kill('SIGKILL');
      await finished;
      const verdict = existsSync(target) ? await ok(from, 'verify', target) : { articles: ARTICLES };
      expect(verdict).toMatchObject({ articles: ARTICLES });
    }
  }, 120_000);

  test('while it imports leaves all of the bundle or nothing that is seen, and the next one completes it', async () => {
    const to = empty();
    const seen = new Set<number>();
    for (let kill = 0; kill < 8; kill += 1) {
      const { child, finished } = startLarder(to, ['import', at('all.zip')]);
      await delay(400 + kill * 150);
      child.kill('SIGKILL');
      await finished;
      const checked = await runLarder(to, ['doctor', '--json']);
      expect(checked.records()[0]).toMatchObject({ ok: true, problems: [] });
      const { articles } = await ok(to, 'stats');
      seen.add(Number(articles));
      expect([0, ARTICLES]).toContain(articles);
    }
    expect(seen.has(0)).toBe(true);
    await ok(to, 'import', at('all.zip'));
    expect(titles(to)).toEqual(titles(from));
    await ok(to, 'doctor');
    const again = await ok(to, 'export', '--as', 'bundle', '-o', at('after-kills.zip'));
    expect(again['articles']).toBe(ARTICLES);
  }, 180_000);
});
