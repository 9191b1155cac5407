// A Chromium as people start it: without the switches by which test tools make it quieter than it is. What it asks of the
// network is read from its own network log, which names every request, socket and look-up of a name.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';

export type NetworkLog = {
  /** Names that were to be looked up. */
  readonly lookups: readonly string[];
  /** Addresses that were requested, by whatever part of the browser. */
  readonly requests: readonly string[];
  /** The whole log, to look for a name anywhere in it. */
  readonly text: string;
};

export type PlainChromium = {
  readonly page: Page;
  /** Ends the browser and reads what it did. */
  finish(): Promise<NetworkLog>;
};

/** Half a minute has been seen on a machine whose two cores were busy with other tests. */
const START_WITHIN_MS = 90_000;

export async function startPlainChromium(): Promise<PlainChromium> {
  const executable = findChromium();
  if (executable === null) throw new Error('No Chromium was found.');
  const folder = await mkdtemp(join(tmpdir(), 'larder-chromium-'));
  const log = join(folder, 'net-log.json');
  const child = spawn(
    executable,
    [
      '--headless=new',
      '--remote-debugging-port=0',
      `--user-data-dir=${join(folder, 'profile')}`,
      `--log-net-log=${log}`,
      '--no-first-run',
      '--window-size=1280,900',
      // In a container root has no sandbox to give.
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      'about:blank',
    ],
    { stdio: 'ignore' },
  );
  const port = await portOf(join(folder, 'profile', 'DevToolsActivePort'), child);
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
  const context = browser.contexts()[0];
  const page = context?.pages()[0] ?? (await context?.newPage());
  if (!page) throw new Error('Chromium has no page.');
  return {
    page,
    async finish() {
      await endInOrder(browser, child);
      const text = await readFile(log, 'utf8');
      await rm(folder, { recursive: true, force: true });
      return readLog(text);
    },
  };
}

async function portOf(file: string, child: ChildProcess): Promise<number> {
  const deadlineMs = performance.now() + START_WITHIN_MS;
  while (performance.now() < deadlineMs && child.exitCode === null) {
    if (existsSync(file)) {
      const port = Number((await readFile(file, 'utf8')).split('\n')[0]);
      if (port > 0) return port;
    }
    await wait(50);
  }
  child.kill('SIGKILL');
  throw new Error('Chromium did not start.');
}

/** The log is complete only when the browser has closed it. */
async function endInOrder(browser: Browser, child: ChildProcess): Promise<void> {
  const exit = child.exitCode === null ? once(child, 'exit') : Promise.resolve();
  const session = await browser.newBrowserCDPSession();
  await session.send('Browser.close');
  await exit;
}

type NetLog = {
  constants: { logEventTypes: Record<string, number> };
  events: { type: number; params?: { host?: string; url?: string } }[];
};

function readLog(text: string): NetworkLog {
  const log = JSON.parse(text) as NetLog;
  const nameOf = new Map(Object.entries(log.constants.logEventTypes).map(([name, type]) => [type, name]));
  const lookups = new Set<string>();
  const requests = new Set<string>();
  for (const { type, params } of log.events) {
    const name = nameOf.get(type) ?? '';
    if (name.startsWith('HOST_RESOLVER') && params?.host !== undefined) lookups.add(params.host);
    if (name === 'URL_REQUEST_START_JOB' && params?.url !== undefined) requests.add(params.url);
  }
  // Without its head: the constants name the command line, and that our test's pages.
  return { lookups: [...lookups], requests: [...requests], text: JSON.stringify(log.events) };
}
