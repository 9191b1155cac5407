import { spawn } from 'node:child_process';
import net from 'node:net';

export type SilentPort = { readonly host: string; readonly port: number; close(): void };

/**
 * A loopback port whose connection attempts are never answered, as when a network drops them: its process listens,
 * accepts nothing and has its backlog full.
 */
export function openSilentPort(): Promise<SilentPort> {
  return openStuckPort(Number.POSITIVE_INFINITY, null);
}

/**
 * The same, but from `afterMs` on it relays to a server: an attempt made before is answered when the system repeats it
 * (after 1 s), as on a line that loses packets.
 */
export function openSlowPort(afterMs: number, to: { readonly port: number }): Promise<SilentPort> {
  return openStuckPort(afterMs, to.port);
}

async function openStuckPort(stuckMs: number, relayTo: number | null): Promise<SilentPort> {
  const script = `const net = require('node:net');
  net.createServer((near) => {
    const far = net.connect(${relayTo ?? 1}, '127.0.0.1');
    for (const socket of [near, far]) socket.on('error', () => { near.destroy(); far.destroy(); });
    near.pipe(far).pipe(near);
  }).listen({ host: '127.0.0.1', port: 0, backlog: 1 }, function () {
    require('node:fs').writeSync(1, String(this.address().port) + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${stuckMs});
  })`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  const port = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  const filling = Array.from({ length: 6 }, () => net.connect(port, '127.0.0.1').on('error', () => undefined));
  await new Promise((resolve) => setTimeout(resolve, 50));
  return {
    host: '127.0.0.1',
    port,
    close() {
      for (const socket of filling) socket.destroy();
      child.kill('SIGKILL');
    },
  };
}
