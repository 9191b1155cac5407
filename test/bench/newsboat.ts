// `larder fetch --feeds-only` beside `newsboat -x reload` with 32 threads: 500 feeds of 20 items on 50 loopback hosts, each
// answer after 50 ms, from one server in a process of its own. Alternately, with fresh data each run; medians.
//   node test/bench/newsboat.ts [--rounds 5] [--profile DIR]    (--profile: one run of Larder under --cpu-prof)
import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { reportResult } from './report.ts';
import { measure, median, type Measured } from './measure.ts';

const FEEDS = 500;
const HOSTS = 50;
const ITEMS = 20;
const LATENCY_MS = 50;
const THREADS = 32;
/** No slower than a program in C++ that stores less. */
const MOST_WALL = 1;

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' }, profile: { type: 'string' } } });
const entry = fileURLToPath(new URL('../../main/entry.ts', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'larder-bench-newsboat-'));
const server = fork(new URL('./feed-server.ts', import.meta.url), [FEEDS, HOSTS, LATENCY_MS].map(String));

async function ask(key: 'port' | 'answered', question?: string): Promise<number> {
  if (question !== undefined) server.send(question);
  return await new Promise((resolve) => {
    server.once('message', (message) => resolve((message as Record<'port' | 'answered', number>)[key]));
  });
}

function urlsOf(port: number): string[] {
  return Array.from({ length: FEEDS }, (_, feed) => `http://127.0.0.${(feed % HOSTS) + 2}:${port}/feed/${feed}`);
}

/** A data folder with all subscriptions and nothing fetched, made outside the measured time. */
async function freshLarder(name: string, urls: readonly string[]): Promise<string> {
  const dir = join(folder, name);
  const list = join(folder, `${name}.opml`);
  const outlines = urls.map((url, feed) => `<outline text="Feed ${feed}" xmlUrl="${url}"/>`);
  writeFileSync(list, `<opml version="2.0"><body>${outlines.join('\n')}</body></opml>`);
  await measure(process.execPath, [entry, 'import', '--data', dir, list]);
  return dir;
}

async function larder(round: number, urls: readonly string[], nodeFlags: readonly string[] = []): Promise<Measured> {
  const dir = await freshLarder(`larder-${round}`, urls);
  const run = await measure(process.execPath, [...nodeFlags, entry, 'fetch', '--feeds-only', '--json', '--data', dir]);
  const last = run.out.trim().split('\n').at(-1) ?? '{}';
  const { summary } = JSON.parse(last) as { summary?: { ok: number; new: number } };
  if (run.code !== 0 || summary?.ok !== FEEDS || summary.new !== FEEDS * ITEMS) {
    throw new Error(`larder did not do the whole work (code ${run.code}): ${last}`);
  }
  return run;
}

async function newsboat(round: number, urls: readonly string[]): Promise<Measured> {
  const dir = join(folder, `newsboat-${round}`);
  mkdirSync(dir);
  writeFileSync(join(dir, 'urls'), urls.join('\n'));
  writeFileSync(join(dir, 'config'), `reload-threads ${THREADS}\n`);
  const files = ['-u', join(dir, 'urls'), '-c', join(dir, 'cache.db'), '-C', join(dir, 'config')];
  const run = await measure('newsboat', [...files, '-x', 'reload'], { HOME: dir });
  const counted = spawnSync('newsboat', [...files, '-x', 'print-unread'], { env: { ...process.env, HOME: dir } });
  if (!counted.stdout.toString().includes(String(FEEDS * ITEMS))) {
    throw new Error(`newsboat did not do the whole work: ${counted.stdout.toString()}${counted.stderr.toString()}`);
  }
  return run;
}

try {
  const port = await ask('port');
  const urls = urlsOf(port);
  if (values.profile !== undefined) {
    const run = await larder(0, urls, ['--cpu-prof', `--cpu-prof-dir=${values.profile}`]);
    console.log(`profiled: ${Math.round(run.wallMs)} ms; profiles (one per thread) in ${values.profile}`);
  } else {
    const there = spawnSync('newsboat', ['--version']).status === 0;
    if (!there) console.log('newsboat is not installed: only Larder is measured.');
    const runs = { larder: [] as Measured[], newsboat: [] as Measured[] };
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      runs.larder.push(await larder(round, urls));
      if (there) runs.newsboat.push(await newsboat(round, urls));
    }
    const answered = await ask('answered', 'how many');
    const rows = Object.entries(runs)
      .filter(([, measured]) => measured.length > 0)
      .map(([what, measured]) => ({
        what: `${what}: ${FEEDS} feeds, ${FEEDS * ITEMS} items`,
        'wall ms': Math.round(median(measured.map((run) => run.wallMs))),
        'cpu ms': Math.round(median(measured.map((run) => run.cpuMs))),
        'wall, each': measured.map((run) => Math.round(run.wallMs)).join(' '),
      }));
    console.table(rows);
    const [ours, theirs] = rows;
    const what = `fetch --feeds-only, ${FEEDS} feeds, beside newsboat`;
    if (ours && theirs) {
      const ratio = { wall: ours['wall ms'] / theirs['wall ms'], cpu: ours['cpu ms'] / theirs['cpu ms'] };
      console.log(
        `larder / newsboat: wall ${ratio.wall.toFixed(2)}, cpu ${ratio.cpu.toFixed(2)}; ${answered} requests answered`,
      );
      const row = (of: 'wall' | 'cpu') => ({ larder: `${ours[`${of} ms`]} ms`, beside: `${theirs[`${of} ms`]} ms` });
      reportResult({ what: `${what}: wall`, ...row('wall'), ratio: ratio.wall });
      reportResult({ what: `${what}: cpu`, ...row('cpu'), ratio: ratio.cpu });
      process.exitCode = ratio.wall <= MOST_WALL ? 0 : 1;
    } else if (ours) {
      reportResult({ what, larder: `${ours['wall ms']} ms`, beside: 'not installed', ratio: null });
    }
  }
} finally {
  server.disconnect();
  rmSync(folder, { recursive: true, force: true });
}
