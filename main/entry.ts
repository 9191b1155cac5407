// Which host to start. The only file that knows more than one: the command line's `serve` is the web host.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { formatWithOptions } from 'node:util';
import type { StartServer } from './hosts/cli/call.ts';
import { runCli } from './hosts/cli/run.ts';

const workers = {
  core: new URL('./service/core.worker.ts', import.meta.url),
  read: new URL('./service/read.worker.ts', import.meta.url),
  extract: new URL('./extract/extract.worker.ts', import.meta.url),
};

const startServer: StartServer = async ({ dir, port }) => {
  const { startWebHost } = await import('./hosts/web/host.ts');
  return await startWebHost({ dir, port, workers });
};

/** Stacks are for whoever mends it: shown on request only. */
function onBug(error: unknown): void {
  if (process.env['LARDER_DEBUG']) process.stderr.write(`${formatWithOptions({}, error)}\n`);
}

function openBrowser(url: string): void {
  const [command, ...before] =
    process.platform === 'win32'
      ? ['rundll32', 'url.dll,FileProtocolHandler']
      : [process.platform === 'darwin' ? 'open' : 'xdg-open'];
  if (command === undefined) return;
  const child = spawn(command, [...before, url], { detached: true, stdio: 'ignore' });
  // No browser to be found is no failure: the address was printed.
  child.on('error', () => undefined);
  child.unref();
}

function interruption(): AbortSignal {
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The second one means it.
      if (interrupt.signal.aborted) process.exit(1);
      interrupt.abort();
    });
  }
  return interrupt.signal;
}

const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
  version: string;
};
process.exitCode = await runCli(
  { extractWorker: workers.extract, startServer, openBrowser, onBug },
  {
    argv: process.argv.slice(2),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    version,
    now: Date.now,
    interruption,
  },
);
