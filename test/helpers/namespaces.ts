/** Two networks of their own, joined by one line, in which real addresses can be used and really be out of reach. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FarRequest, FarSide, FarSite } from './far-side.ts';
import { waitFor, type Finished } from './larder-process.ts';

const FAR_SIDE = fileURLToPath(new URL('./far-side.ts', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../main/entry.ts', import.meta.url));
const NEAR = { address: '192.168.77.2', v6: 'fd77::2' };
const FAR = { address: '192.168.77.1', v6: 'fd77::1' };

export type Line = {
  /** What arrived at the far end so far. */
  readonly requests: readonly FarRequest[];
  /** The product's command line at the near end, on an archive of its own. */
  larder(argv: readonly string[]): { readonly child: ChildProcess; readonly finished: Promise<Finished> };
  /** Subscribes to the feeds of these sites without asking the network. */
  subscribe(sites: readonly FarSite[]): Promise<void>;
  /** The near end's only interface. */
  setInterface(state: 'up' | 'down'): void;
  /** Nothing but loopback is left at the near end. */
  removeInterface(): void;
  /** What the far end sends comes no faster than this. */
  throttle(kilobitsPerSecond: number): void;
  close(): Promise<void>;
};

/** Why namespaces cannot be had here; null: they can. */
export function missingNamespaces(): string | null {
  try {
    const probe =
      'ip link add a0 type veth peer name b0 && tc qdisc add dev a0 root tbf rate 32kbit burst 4000 latency 2s';
    execFileSync('unshare', ['--net', '--mount', 'sh', '-c', probe], { stdio: 'pipe' });
    return null;
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim();
    return `network namespaces are not permitted here (${said || String(error)})`;
  }
}

export async function openLine(sites: readonly FarSite[]): Promise<Line> {
  const dir = mkdtempSync(join(tmpdir(), 'larder-namespace-'));
  writeFileSync(join(dir, 'resolv.conf'), `nameserver ${FAR.address}\n`);
  const near = await hold(`mount --bind ${join(dir, 'resolv.conf')} /etc/resolv.conf && `);
  const far = await hold('');
  const inNear = (...command: string[]): void => enter(near, command);
  const inFar = (...command: string[]): void => enter(far, command);

  inNear('ip', 'link', 'add', 'near0', 'type', 'veth', 'peer', 'name', 'far0', 'netns', String(far.pid));
  inNear('ip', 'addr', 'add', `${NEAR.address}/24`, 'dev', 'near0');
  inNear('ip', '-6', 'addr', 'add', `${NEAR.v6}/64`, 'dev', 'near0', 'nodad');
  inFar('ip', 'addr', 'add', `${FAR.address}/24`, 'dev', 'far0');
  inFar('ip', '-6', 'addr', 'add', `${FAR.v6}/64`, 'dev', 'far0', 'nodad');
  inFar('ip', 'link', 'set', 'far0', 'up');
  for (const address of sites.flatMap(({ addresses }) => addresses))
    if (!address.includes(':')) inFar('ip', 'addr', 'add', `${address}/32`, 'dev', 'lo');
  const routes = (): void => {
    inNear('ip', 'route', 'replace', 'default', 'via', FAR.address);
    // The far end forwards nothing: what is sent to any address of version 6 is swallowed.
    inNear('ip', '-6', 'route', 'replace', 'default', 'via', FAR.v6);
  };
  inNear('ip', 'link', 'set', 'near0', 'up');
  routes();

  const requests: FarRequest[] = [];
  const side: FarSide = { nameServer: FAR.address, sites };
  const servers = spawn('nsenter', ['-t', String(far.pid), '-n', process.execPath, FAR_SIDE, JSON.stringify(side)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise<void>((resolve, reject) => {
    let pending = '';
    servers.once('exit', (code) => reject(new Error(`the far side ended with ${code}`)));
    servers.stdout.on('data', (bytes: Buffer) => {
      pending += bytes.toString();
      const lines = pending.split('\n');
      pending = lines.pop() ?? '';
      for (const record of lines.map((line) => JSON.parse(line) as FarRequest | 'ready'))
        if (record === 'ready') resolve();
        else requests.push(record);
    });
  });

  const larder: Line['larder'] = (argv) => {
    const command = ['-t', String(near.pid), '-n', '-m', process.execPath, ENTRY, ...argv];
    const child = spawn('nsenter', command, {
      env: { ...process.env, LARDER_DATA: join(dir, 'archive'), NO_COLOR: '1', LARDER_DEBUG: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    return { child, finished: waitFor(child) };
  };

  return {
    requests,
    larder,
    async subscribe(wanted) {
      const outlines = wanted.map(({ name }) => `<outline text="${name}" xmlUrl="http://${name}/feed"/>`);
      const file = join(dir, 'sources.opml');
      writeFileSync(file, `<opml version="2.0"><body>${outlines.join('')}</body></opml>`);
      const { code, err } = await larder(['import', file]).finished;
      if (code !== 0) throw new Error(`the sources were not taken: ${err}`);
    },
    setInterface(state) {
      inNear('ip', 'link', 'set', 'near0', state);
      if (state === 'up') routes();
    },
    removeInterface: () => inNear('ip', 'link', 'del', 'near0'),
    // Room for half a minute of it: a queue on the server's own interface that overflows makes its kernel forget whom it was
    // about to greet, and reset them, which no slow line does.
    throttle: (kilobitsPerSecond) =>
      inFar(
        'tc',
        'qdisc',
        'replace',
        'dev',
        'far0',
        'root',
        'tbf',
        'rate',
        `${kilobitsPerSecond}kbit`,
        'burst',
        '4000',
        'latency',
        '30s',
      ),
    async close() {
      servers.removeAllListeners('exit');
      for (const child of [servers, near, far]) child.kill('SIGKILL');
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A process that does nothing but keep its namespaces. */
async function hold(prepare: string): Promise<ChildProcess & { readonly pid: number }> {
  const script = `${prepare}ip link set lo up && echo ready && exec sleep 3600`;
  const child = spawn('unshare', ['--net', '--mount', 'sh', '-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', (code) => reject(new Error(`no namespace: ${code}`)));
  });
  if (child.pid === undefined) throw new Error('no namespace');
  return child as ChildProcess & { readonly pid: number };
}

function enter(namespace: { readonly pid: number }, command: readonly string[]): void {
  execFileSync('nsenter', ['-t', String(namespace.pid), '-n', ...command], { stdio: ['ignore', 'pipe', 'pipe'] });
}
