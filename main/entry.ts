// Which host to start. The only file that knows more than one: the command line's `serve` is the web host.
import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';
import { formatWithOptions } from 'node:util';
import type { StartServer } from './hosts/cli/call.ts';

// Before anything of ours is loaded, here and in every thread: Node keeps what it has compiled, and starts in half the time.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
enableCompileCache(process.env['NODE_COMPILE_CACHE']);
const [{ openBrowser }, { runCli }, { layout, programVersion }] = await Promise.all([
  import('./hosts/cli/open-browser.ts'),
  import('./hosts/cli/run.ts'),
  import('./service/layout.ts'),
]);

const startServer: StartServer = async (options) => {
  const { serveArchive } = await import('./hosts/web/serve.ts');
  return await serveArchive({
    ...options,
    onFatal(error) {
      onBug(error);
      process.stderr.write('Larder has to end: a part of it stopped working. What was stored is safe.\n');
      process.exit(1);
    },
  });
};

function onEnter(listener: () => void): void {
  process.stdin.setEncoding('utf8').on('data', (text: Buffer | string) => {
    if (String(text).includes('\n')) listener();
  });
  // Waiting for a key must not keep a finished command alive.
  process.stdin.unref();
}

/** Stacks are for whoever mends it: shown on request only. */
function onBug(error: unknown): void {
  if (process.env['LARDER_DEBUG']) process.stderr.write(`${formatWithOptions({}, error)}\n`);
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

process.exitCode = await runCli(
  {
    extractWorker: layout().workers.extract,
    startServer,
    openBrowser,
    onBug,
    ...(process.stdin.isTTY ? { onEnter } : {}),
  },
  {
    argv: process.argv.slice(2),
    env: process.env,
    stdout: process.stdout,
    stderr: process.stderr,
    version: programVersion(),
    now: Date.now,
    interruption,
  },
);
