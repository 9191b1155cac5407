// `npm start`: builds what is stale and opens Larder, in Electron where its binary is installed, else in the browser.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { attemptElectron, installedElectron, wasAttempted } from './fetch-electron.ts';
import { build, isStale, type PartName } from './parts.ts';
import { root } from './run.ts';

const USAGE = `npm start -- [--web] [--no-open] [--port N] [--data DIR]
  --web      in the browser, without asking for Electron
  --no-open  print the address only
  --port N   the web host's port
  --data DIR the archive's folder (or LARDER_DATA)`;

const flags = readFlags();
if (flags.data !== undefined) process.env['LARDER_DATA'] = flags.data;

await buildStale('renderer');
let why: string | null = 'as asked';
if (!flags.web) {
  let electron = installedElectron();
  if (electron === null && !wasAttempted() && !process.env['ELECTRON_SKIP_BINARY_DOWNLOAD']) {
    electron = await attemptElectron();
  }
  why = electron === null ? 'Electron is not installed; "npm run get-electron" tries to fetch it' : whyNoWindow();
  if (electron !== null && why === null) {
    await buildStale('preload', 'electron');
    const startedMs = performance.now();
    const code = await follow(electron, [root]);
    // Chromium ends at once where there is no sandbox for it (as for root); a person closing the window gives 0.
    if (code === 0 || performance.now() - startedMs > 10_000) process.exit(code);
    why = `Electron ended with code ${code}`;
  }
}
console.log(`Opening Larder in the browser (${why}).`);
process.exitCode = await follow(process.execPath, [
  '--wasm-wrapper-tiering-budget=2000000000', // main/steady-threads.ts, from the first thread on
  join(root, 'main', 'entry.ts'),
  'serve',
  ...(flags.port === undefined ? [] : ['--port', flags.port]),
  ...(flags.open ? [] : ['--no-open']),
]);

/** Where a window cannot open whatever is installed. */
function whyNoWindow(): string | null {
  if (process.platform !== 'linux') return null;
  const display = process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'];
  return display ? null : 'there is no display here for a window';
}

async function buildStale(...names: PartName[]): Promise<void> {
  for (const name of names) {
    if (!isStale(name)) continue;
    console.log(`Building ${name} ...`);
    await build(name);
  }
}

/** Runs a program as if it were this one: Ctrl-C reaches it by the terminal, other signals are passed on. */
function follow(program: string, args: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: root, stdio: 'inherit', env: withoutNodeMode() });
    process.on('SIGINT', () => undefined);
    for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** Set in terminals that run inside an Electron program, and it would turn ours into plain Node. */
function withoutNodeMode(): NodeJS.ProcessEnv {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  return env;
}

function readFlags(): { web: boolean; open: boolean; port: string | undefined; data: string | undefined } {
  try {
    const { values } = parseArgs({
      options: {
        web: { type: 'boolean' },
        'no-open': { type: 'boolean' },
        port: { type: 'string' },
        data: { type: 'string' },
      },
    });
    return { web: values.web ?? false, open: !values['no-open'], port: values.port, data: values.data };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    return process.exit(2);
  }
}
