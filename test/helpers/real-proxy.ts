/** Real proxies from the system's packages, each with a configuration of its own in a temporary folder, on loopback. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type RealProxy = {
  readonly host: string;
  readonly port: number;
  /** What it printed so far. */
  output(): string;
  close(): Promise<void>;
};

export type ProxyAccount = { readonly username: string; readonly password: string };

export type RealProxyOptions = {
  /** Names only the proxy can resolve. */
  readonly hosts?: Readonly<Record<string, string>>;
  /** It asks for this name and password. */
  readonly account?: ProxyAccount;
  /** It refuses every target. */
  readonly denies?: boolean;
};

const SQUID = '/usr/sbin/squid';
const SQUID_AUTH = '/usr/lib/squid/basic_ncsa_auth';
const DANTE = '/usr/sbin/danted';

/** Why the proxy cannot be had here; null: it can. */
export function missingSquid(): string | null {
  return existsSync(SQUID) ? null : 'squid is not installed here (apt-get install squid)';
}

/** Dante resolves names as the system does; a hosts file of its own takes a mount namespace, and that takes rights. */
export function missingDante(): string | null {
  if (!existsSync(DANTE)) return 'danted is not installed here (apt-get install dante-server)';
  try {
    execFileSync('unshare', ['--mount', 'true'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'danted needs a hosts file of its own, and mount namespaces are not permitted here';
  }
}

/** An HTTP proxy that opens tunnels by CONNECT. */
export async function startSquid({ hosts = {}, account, denies = false }: RealProxyOptions): Promise<RealProxy> {
  const dir = mkdtempSync(join(tmpdir(), 'larder-squid-'));
  // Squid gives up root's rights and must still write here.
  chmodSync(dir, 0o777);
  const port = await freePort();
  writeFileSync(join(dir, 'hosts'), hostsText(hosts));
  if (account) writeFileSync(join(dir, 'accounts'), `${account.username}:${crypt(account.password, '-apr1')}\n`);
  const auth = account
    ? `auth_param basic program ${SQUID_AUTH} ${join(dir, 'accounts')}\nauth_param basic realm test\nacl known proxy_auth REQUIRED\n`
    : '';
  writeFileSync(
    join(dir, 'squid.conf'),
    `http_port 127.0.0.1:${port}
hosts_file ${join(dir, 'hosts')}
# Nobody is there: a name that is not in the file is unknown, and nothing leaves this machine.
dns_nameservers 127.0.0.1
dns_timeout 2 seconds
dns_retransmit_interval 1 second
connect_timeout 2 seconds
pid_filename none
access_log none
cache_log ${join(dir, 'cache.log')}
cache deny all
netdb_filename none
pinger_enable off
coredump_dir ${dir}
shutdown_lifetime 0 seconds
max_filedescriptors 1024
${auth}http_access ${denies ? 'deny' : 'allow'} ${account && !denies ? 'known' : 'all'}
http_access deny all
`,
  );
  return ready(
    spawn(SQUID, ['-N', '-n', `larder${port}`, '-f', join(dir, 'squid.conf')], { stdio: ['ignore', 'pipe', 'pipe'] }),
    port,
    dir,
  );
}

/** A SOCKS5 proxy. Its accounts are the system's: in a view of its own there is one more. */
export async function startDante({ hosts = {}, account, denies = false }: RealProxyOptions): Promise<RealProxy> {
  const dir = mkdtempSync(join(tmpdir(), 'larder-dante-'));
  chmodSync(dir, 0o755);
  const port = await freePort();
  writeFileSync(join(dir, 'hosts'), hostsText(hosts), { mode: 0o644 });
  // Whoever resolves names finds the file and nobody behind it.
  writeFileSync(join(dir, 'resolv.conf'), 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n', { mode: 0o644 });
  writeFileSync(
    join(dir, 'danted.conf'),
    `logoutput: stderr
internal: 127.0.0.1 port = ${port}
external: 127.0.0.1
clientmethod: none
socksmethod: ${account ? 'username' : 'none'}
user.privileged: root
user.unprivileged: nobody
timeout.connect: 3
client pass { from: 0.0.0.0/0 to: 0.0.0.0/0 }
socks ${denies ? 'block' : 'pass'} { from: 0.0.0.0/0 to: 0.0.0.0/0 }
`,
  );
  const own = ['hosts', 'resolv.conf'];
  if (account) {
    const user = account.username;
    const passwd = readFileSync('/etc/passwd', 'utf8');
    writeFileSync(join(dir, 'passwd'), `${passwd}${user}:x:64999:64999::/nonexistent:/usr/sbin/nologin\n`);
    writeFileSync(join(dir, 'shadow'), `${user}:${crypt(account.password, '-6')}:19000:0:99999:7:::\n`, {
      mode: 0o600,
    });
    own.push('passwd', 'shadow');
  }
  const mounts = own.map((name) => `mount --bind ${join(dir, name)} /etc/${name}`).join(' && ');
  const start = `${mounts} && exec ${DANTE} -f ${join(dir, 'danted.conf')}`;
  return ready(spawn('unshare', ['--mount', 'sh', '-c', start], { stdio: ['ignore', 'pipe', 'pipe'] }), port, dir);
}

function hostsText(hosts: Readonly<Record<string, string>>): string {
  const lines = Object.entries(hosts).map(([name, address]) => `${address} ${name}`);
  return `127.0.0.1 localhost\n${lines.join('\n')}\n`;
}

function crypt(password: string, kind: string): string {
  return execFileSync('openssl', ['passwd', kind, password], { encoding: 'utf8' }).trim();
}

/** Waits until it listens; both need a second on a busy machine. */
async function ready(child: ChildProcess, port: number, dir: string): Promise<RealProxy> {
  const printed: Buffer[] = [];
  child.stdout?.on('data', (bytes: Buffer) => printed.push(bytes));
  child.stderr?.on('data', (bytes: Buffer) => printed.push(bytes));
  const output = (): string => Buffer.concat(printed).toString();
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const deadlineMs = performance.now() + 20_000;
  while (!(await listens(port))) {
    if (child.exitCode !== null || performance.now() > deadlineMs) {
      child.kill('SIGKILL');
      throw new Error(`the proxy did not start: ${output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    host: '127.0.0.1',
    port,
    output,
    async close() {
      child.kill('SIGTERM');
      const hard = setTimeout(() => child.kill('SIGKILL'), 3_000);
      await ended;
      clearTimeout(hard);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
