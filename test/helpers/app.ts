// The whole program as a person starts it, in either of its hosts, for tests that must hold in both.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { _electron, type Browser, chromium, type Page } from '@playwright/test';
import { findElectron } from '../../scripts/electron-binary.ts';
import { findChromium } from './chromium.ts';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export type AppKind = 'web' | 'electron';

export type OpenedApp = {
  readonly page: Page;
  readonly dir: string;
  /** Ends the program as a person does, and resolves with its exit code. */
  quit(): Promise<number | null>;
  /** The same, and removes what is left. */
  close(): Promise<void>;
};

/** Why that host cannot be tested here; null when it can. REQUIRE_ELECTRON=1 makes the absence of Electron a failure. */
export function whyNot(kind: AppKind): string | null {
  if (kind === 'web') return findChromium() === null ? 'no Chromium was found' : null;
  const why = whyNoElectron();
  if (why !== null && process.env['REQUIRE_ELECTRON'] === '1') throw new Error(`Electron is required, but ${why}.`);
  return why;
}

function whyNoElectron(): string | null {
  if (findElectron(join(root, 'node_modules', 'electron')) === null) return "Electron's binary is not installed";
  const needsDisplay = process.platform === 'linux';
  if (needsDisplay && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) return 'there is no display';
  return null;
}

export async function openApp(kind: AppKind): Promise<OpenedApp> {
  const dir = await mkdtemp(join(tmpdir(), 'larder-app-'));
  return kind === 'web' ? await openWeb(dir) : await openElectron(dir);
}

export type ServedProcess = {
  readonly process: ChildProcess;
  readonly oneTimeUrl: string;
  /** Every line of standard output so far. */
  readonly lines: readonly string[];
};

/** `larder serve` as a process of its own, up to the line with its address. */
export async function startServe(dir: string): Promise<ServedProcess> {
  const child = spawn(process.execPath, [join(root, 'main', 'entry.ts'), 'serve', '--no-open', '--data', dir], {
    stdio: ['ignore', 'pipe', process.env['LARDER_DEBUG'] ? 'inherit' : 'ignore'],
  });
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  const first = once(reader, 'line') as Promise<[string]>;
  reader.on('line', (line) => lines.push(line));
  const [oneTimeUrl] = await Promise.race([
    first,
    once(child, 'exit').then(([code]) => Promise.reject(new Error(`larder serve ended with code ${String(code)}.`))),
  ]);
  return { process: child, oneTimeUrl, lines };
}

export async function endProcess(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return child.exitCode;
  const exit = once(child, 'exit') as Promise<[number | null]>;
  child.kill('SIGTERM');
  return (await exit)[0];
}

export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  return await chromium.launch({
    ...(executablePath === null ? {} : { executablePath }),
    // In a container root has no sandbox to give; nothing but our own pages is opened here.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}

async function openWeb(dir: string): Promise<OpenedApp> {
  const served = await startServe(dir);
  const browser = await launchChromium();
  const page = await browser.newPage();
  await page.goto(served.oneTimeUrl);
  const quit = () => endProcess(served.process);
  return {
    page,
    dir,
    quit,
    async close() {
      await browser.close();
      await quit();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function openElectron(dir: string): Promise<OpenedApp> {
  const executablePath = findElectron(join(root, 'node_modules', 'electron'));
  if (executablePath === null) throw new Error("Electron's binary is not installed.");
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const app = await _electron.launch({
    executablePath,
    args: [root, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
    env: { ...(env as Record<string, string>), LARDER_DATA: dir },
  });
  const page = await app.firstWindow();
  const child = app.process();
  const quit = async (): Promise<number | null> => {
    if (child.exitCode !== null) return child.exitCode;
    await app.close();
    return child.exitCode;
  };
  return {
    page,
    dir,
    quit,
    async close() {
      await quit();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
