import { spawn } from 'node:child_process';
import net from 'node:net';

export type SilentPort = { readonly host: string; readonly port: number; close(): void };

/**
 * A loopback port whose connection attempts are never answered, as when a network drops them: its process listens,
 * accepts nothing and has its backlog full.
 */
export async function openSilentPort(): Promise<SilentPort> {
  const script = `require('node:net').createServer().listen({ host: '127.0.0.1', port: 0, backlog: 1 }, function () {
    require('node:fs').writeSync(1, String(this.address().port) + '\\n');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
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
