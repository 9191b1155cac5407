/**
 * `node test/bench/overhead.ts`: 2,000 small answers over loopback, through Larder's fetcher and through bare undici: the
 * same hosts, as many connections, kept alive, and each body with its SHA-256. Medians of interleaved rounds, time and
 * processor time of the client's process; the server is another. How V8 compiles a process is luck that lasts as long as
 * it does (single processes gave 1.01 to 1.28), so several are started and their medians' median counts. The bar is a
 * ratio of 1.15 in both; exits with 1 above.
 */
import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Agent, request } from 'undici';
import { createFetcher, DEFAULT_USER_AGENT } from '../../main/fetch/fetcher.ts';
import { requestHeaders } from '../../main/fetch/headers.ts';
import { median } from './measure.ts';
import { reportResult } from './report.ts';

const REQUESTS = 2_000;
const HOSTS = 4;
const PER_HOST = 2;
const ROUNDS = 15;
const PROCESSES = 9;
const MOST = 1.15;

type Cost = { readonly wallMs: number; readonly cpuMs: number };

async function measured(work: () => Promise<number>): Promise<Cost> {
  const startCpu = process.cpuUsage();
  const startMs = performance.now();
  const bytes = await work();
  const wallMs = performance.now() - startMs;
  const cpu = process.cpuUsage(startCpu);
  if (bytes < REQUESTS * 2_000) throw new Error(`overhead: only ${bytes} bytes came`);
  return { wallMs, cpuMs: (cpu.user + cpu.system) / 1000 };
}

/** As many at once as there are connections; each of them waits for its answer before it asks again. */
async function inTurns(urls: readonly string[], ask: (url: string) => Promise<number>): Promise<number> {
  const byHost = Object.values(Object.groupBy(urls, (url) => new URL(url).origin)).map((all) => [...(all ?? [])]);
  let bytes = 0;
  async function work(waiting: string[]): Promise<void> {
    for (let url = waiting.pop(); url !== undefined; url = waiting.pop()) {
      const more = await ask(url);
      bytes += more;
    }
  }
  await Promise.all(byHost.flatMap((waiting) => Array.from({ length: PER_HOST }, () => work(waiting))));
  return bytes;
}

async function throughFetcher(urls: readonly string[]): Promise<number> {
  const fetcher = createFetcher({ now: Date.now, limits: { connectionsPerHost: PER_HOST } });
  const bytes = await inTurns(urls, async (url) => {
    const outcome = await fetcher.fetch({ url, kind: 'feed', allowPrivate: true });
    return outcome.outcome === 'OK' ? outcome.body.length : 0;
  });
  await fetcher.close();
  return bytes;
}

/** Word for word what the fetcher sends. */
const HEADERS = requestHeaders('feed', DEFAULT_USER_AGENT, null, null);

/** undici as anybody uses it: `request` over an agent that keeps as many connections to a host. */
async function throughUndici(urls: readonly string[]): Promise<number> {
  const dispatcher = new Agent({ connections: PER_HOST, pipelining: 1 });
  const bytes = await inTurns(urls, async (url) => {
    const { statusCode, body } = await request(url, { dispatcher, headers: HEADERS });
    if (statusCode !== 200) return 0;
    const bytes = await body.bytes();
    hash('sha256', bytes, 'hex');
    return bytes.length;
  });
  await dispatcher.close();
  return bytes;
}

/** Medians of one process. */
type Run = { readonly larder: Cost; readonly bare: Cost };

async function runHere(): Promise<Run> {
  const server = fork(fileURLToPath(new URL('small-bodies-server.ts', import.meta.url)), [String(HOSTS)]);
  const port = await new Promise<number>((resolve) => {
    server.once('message', (message) => resolve((message as { port: number }).port));
  });
  const urls = Array.from({ length: REQUESTS }, (_, index) => `http://127.0.0.${2 + (index % HOSTS)}:${port}/${index}`);
  const costs: { larder: Cost[]; bare: Cost[] } = { larder: [], bare: [] };
  for (let round = -2; round < ROUNDS; round++) {
    const bare = await measured(() => throughUndici(urls));
    const larder = await measured(() => throughFetcher(urls));
    if (round < 0) continue; // warming up
    costs.bare.push(bare);
    costs.larder.push(larder);
  }
  server.disconnect();
  return { larder: middle(costs.larder), bare: middle(costs.bare) };
}

function middle(costs: readonly Cost[]): Cost {
  return { wallMs: median(costs.map(({ wallMs }) => wallMs)), cpuMs: median(costs.map(({ cpuMs }) => cpuMs)) };
}

function runInProcess(): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(import.meta.url), ['--once']);
    child.once('message', (message) => resolve(message as Run));
    child.once('exit', (code) => reject(new Error(`overhead: a process ended with ${code}`)));
  });
}

async function compare(): Promise<void> {
  const runs: Run[] = [];
  for (let count = 0; count < PROCESSES; count++) runs.push(await runInProcess());
  let worst = 0;
  for (const [name, of] of [
    ['time', (cost: Cost) => cost.wallMs],
    ['processor time', (cost: Cost) => cost.cpuMs],
  ] as const) {
    const larder = median(runs.map((run) => of(run.larder)));
    const bare = median(runs.map((run) => of(run.bare)));
    const ratios = runs.map((run) => of(run.larder) / of(run.bare)).toSorted((a, b) => a - b);
    const ratio = median(ratios);
    worst = Math.max(worst, ratio);
    const each = ratios.map((one) => one.toFixed(2)).join(' ');
    console.log(
      `${name}: Larder ${larder.toFixed(0)} ms, undici ${bare.toFixed(0)} ms, ratio ${ratio.toFixed(2)} (${each})`,
    );
    reportResult({
      what: `${REQUESTS} small answers over loopback, ${name}, beside bare undici (at most ${MOST})`,
      larder: `${larder.toFixed(0)} ms`,
      beside: `${bare.toFixed(0)} ms`,
      ratio,
    });
  }
  process.exitCode = worst <= MOST ? 0 : 1;
}

if (process.argv.includes('--once')) process.send?.(await runHere());
else await compare();
