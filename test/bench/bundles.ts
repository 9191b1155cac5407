// `npm run bench:bundles [-- --articles 1000 --runs 3]`: bundles beside the programs that pack the same files, EPUB beside
// pandoc and calibre. Every run is a process of its own; a table of medians and ratios at the end, with peak memory.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBigArchive } from '../helpers/big-archive.ts';
import { madePictures } from '../helpers/made-pictures.ts';
import { median } from './measure.ts';

const { values } = parseArgs({
  options: { articles: { type: 'string', multiple: true }, runs: { type: 'string' }, keep: { type: 'boolean' } },
});
const SIZES = (values.articles ?? ['1000', '20000']).map(Number);
const RUNS = Number(values.runs ?? 3);
const ENTRY = fileURLToPath(new URL('../../main/entry.ts', import.meta.url));
/** As `npm run larder` has them. */
const FLAGS = ['--max-semi-space-size=4', '--wasm-wrapper-tiering-budget=2000000000'];
/** The issue's own. */
const MOST_ZIP_RATIO = 1.3;
const LEAST_IMPORT = 1_000;
const MOST_MEMORY_MB = 300;

const root = mkdtempSync(join(tmpdir(), 'larder-bench-bundles-'));
const rows: Record<string, string | number>[] = [];
const missed: string[] = [];

type Ran = { readonly seconds: number; readonly megabytes: number };

/** GNU time tells the largest resident size of a program and of what it waited for. */
function timed(command: string, args: readonly string[], cwd?: string): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn('/usr/bin/time', ['-f', '%e %M', command, ...args], {
      cwd,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (code) => {
      const [seconds = Number.NaN, kilobytes = Number.NaN] = (err.trim().split('\n').at(-1) ?? '')
        .split(' ')
        .map(Number);
      if (code !== 0) reject(new Error(`${command} ${args.join(' ')}: ${err}`));
      else resolve({ seconds, megabytes: kilobytes / 1024 });
    });
  });
}

const larder = (dir: string, ...argv: string[]): Promise<Ran> =>
  timed(process.execPath, [...FLAGS, ENTRY, '--data', dir, ...argv]);

async function repeat(work: (run: number) => Promise<Ran>): Promise<Ran> {
  const ran: Ran[] = [];
  for (let run = 0; run < RUNS; run += 1) ran.push(await work(run));
  return {
    seconds: median(ran.map(({ seconds }) => seconds)),
    megabytes: Math.max(...ran.map(({ megabytes }) => megabytes)),
  };
}

function tell(what: string, articles: number, bytes: number, ran: Ran, ratio: string): void {
  rows.push({
    what,
    seconds: ran.seconds.toFixed(2),
    'articles/s': Math.round(articles / ran.seconds),
    'MB/s': (bytes / 1e6 / ran.seconds).toFixed(1),
    'MB of file': (bytes / 1e6).toFixed(1),
    'peak MB': Math.round(ran.megabytes),
    ratio,
  });
  console.log(`${what}: ${ran.seconds.toFixed(2)} s, ${Math.round(ran.megabytes)} MB`);
}

const has = (program: string): boolean => spawnSync('which', [program]).status === 0;

async function measure(articles: number, pictures: number): Promise<void> {
  const name = `${articles} articles, ${pictures} pictures each`;
  const dir = join(root, `from-${articles}-${pictures}`);
  const picture = await madePictures();
  buildBigArchive(dir, articles, { feeds: 100, ...(pictures > 0 && { pictures: { each: pictures, picture } }) });
  const file = join(root, 'bundle.zip');

  const written = await repeat(() => larder(dir, 'export', '--as', 'bundle', '-o', file));
  const bytes = statSync(file).size;
  const folder = join(root, 'unpacked');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  spawnSync('unzip', ['-q', file, '-d', folder]);
  const zipped = await repeat(async () => {
    rmSync(join(root, 'zip.zip'), { force: true });
    return await timed('zip', ['-q', '-r', '-6', join(root, 'zip.zip'), '.'], folder);
  });
  const ratio = written.seconds / zipped.seconds;
  tell(`export, ${name}`, articles, bytes, written, `${ratio.toFixed(2)} of zip -6`);
  tell(`zip -6 on the same files, ${name}`, articles, statSync(join(root, 'zip.zip')).size, zipped, '1');
  if (ratio > MOST_ZIP_RATIO) missed.push(`export ${name}: ${ratio.toFixed(2)} times zip -6`);
  if (written.megabytes > MOST_MEMORY_MB) missed.push(`export ${name}: ${Math.round(written.megabytes)} MB`);

  if (has('zimwriterfs')) {
    writeFileSync(join(folder, 'icon.png'), Buffer.from(ICON, 'base64'));
    const args = [
      '-w',
      'index.html',
      '-I',
      'icon.png',
      '-l',
      'eng',
      '-t',
      'n',
      '-d',
      'n',
      '-c',
      'n',
      '-p',
      'n',
      '-n',
      'n',
    ];
    const zim = join(root, 'all.zim');
    const packed = await repeat(async () => {
      rmSync(zim, { force: true });
      return await timed('zimwriterfs', [...args, folder, zim]);
    }).catch((error: unknown) => console.log(`zimwriterfs did not make it: ${String(error).split('\n')[0] ?? ''}`));
    if (packed)
      tell(
        `zimwriterfs on the same files, ${name}`,
        articles,
        statSync(zim).size,
        packed,
        (packed.seconds / zipped.seconds).toFixed(2),
      );
  } else console.log('skipped: zimwriterfs is not here');
  rmSync(folder, { recursive: true, force: true });

  let to = '';
  const taken = await repeat(async (run) => {
    if (to !== '') rmSync(to, { recursive: true, force: true });
    to = join(root, `to-${run}`);
    return await larder(to, 'import', file);
  });
  tell(`import, ${name}`, articles, bytes, taken, '');
  if (pictures === 0 && articles / taken.seconds < LEAST_IMPORT) {
    missed.push(`import ${name}: ${Math.round(articles / taken.seconds)} articles a second`);
  }
  rmSync(to, { recursive: true, force: true });

  const part = join(root, 'delta.zip');
  const delta = await repeat(() => larder(dir, 'export', '--as', 'bundle', '--since', '2028-12-01', '-o', part));
  tell(
    `export of a month, ${name}`,
    articles,
    statSync(part).size,
    delta,
    `${((100 * statSync(part).size) / bytes).toFixed(1)} % of all`,
  );

  if (articles <= 1000) await measureEpub(dir, articles, pictures);
  if (values.keep !== true) rmSync(dir, { recursive: true, force: true });
}

async function measureEpub(dir: string, articles: number, pictures: number): Promise<void> {
  const most = pictures === 0 ? 20 : 60;
  const name = `${articles} articles, ${pictures} pictures each`;
  const book = join(root, 'book.epub');
  const made = await repeat(() => larder(dir, 'export', '--as', 'epub', '-o', book));
  tell(`EPUB, ${name}`, articles, statSync(book).size, made, '');
  if (made.seconds > most) missed.push(`EPUB ${name}: ${made.seconds.toFixed(1)} s`);
  const page = join(root, 'page.html');
  await larder(dir, 'export', '--as', 'html', '-o', page);
  for (const [program, args] of BOOKMAKERS) {
    if (!has(program)) {
      console.log(`skipped: ${program} is not installed here, or not in PATH`);
      continue;
    }
    const other = join(root, `${program}.epub`);
    const ran = await timed(program, args(page, other)).catch((error: unknown) =>
      console.log(`${program} did not make it: ${String(error).split('\n')[0] ?? ''}`),
    );
    if (ran && existsSync(other)) {
      tell(`${program}, ${name}`, articles, statSync(other).size, ran, (ran.seconds / made.seconds).toFixed(2));
    }
  }
}

/** Other programs that make a book of one web page; once each, for they take their time. */
const BOOKMAKERS: readonly [program: string, args: (page: string, book: string) => readonly string[]][] = [
  ['pandoc', (page, book) => ['--quiet', '--metadata', 'title=News', '-o', book, page]],
  ['ebook-convert', (page, book) => [page, book, '--title', 'News', '--output-profile', 'generic_eink_hd']],
];

/** One grey pixel; zimwriterfs wants a picture of 48 by 48, which it does not look at. */
const ICON = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=';

try {
  for (const articles of SIZES) for (const pictures of [0, 2]) await measure(articles, pictures);
} finally {
  rmSync(root, { recursive: true, force: true });
}
console.table(rows);
console.log(missed.length === 0 ? 'Every goal holds.' : `Not reached:\n${missed.join('\n')}`);
process.exitCode = missed.length === 0 ? 0 : 1;
