// The release bundle, built and run under plain Node in a folder with nothing but what the packed program has.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CALL_CHANNEL } from '../../../main/hosts/electron/addresses.ts';
import type { Bridge } from '../../../shared/bridge.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
/** The two that electron-builder.yml packs beside the bundle. */
const PACKED = ['better-sqlite3-multiple-ciphers', 'jschardet'];
let dir = '';
let entry = '';

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'larder-bundle-'));
  entry = join(dir, 'dist', 'electron', 'entry.js');
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  for (const [config, out] of [
    ['vite.electron.config.ts', 'electron'],
    ['vite.preload.config.ts', 'preload'],
  ] as const) {
    const args = [vite, 'build', '--config', config, '--outDir', join(dir, 'dist', out), '--logLevel', 'error'];
    const build = spawn(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const [code] = (await once(build, 'exit')) as [number];
    if (code !== 0) throw new Error(`Building by ${config} failed.`);
  }
  await mkdir(join(dir, 'dist', 'renderer'));
  await writeFile(join(dir, 'dist', 'renderer', 'index.html'), '<!doctype html><title>Larder</title>');
  await copyFile(join(root, 'package.json'), join(dir, 'package.json'));
  await mkdir(join(dir, 'node_modules'));
  for (const name of PACKED)
    await symlink(join(root, 'node_modules', name), join(dir, 'node_modules', name), 'junction');
});
afterAll(() => rm(dir, { recursive: true, force: true }));

async function cli(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [entry, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  expect((await once(child, 'close'))[0]).toBe(0);
  return out;
}

test('the command line knows its version, and reads a feed in its own charset with its own parsers', async () => {
  expect(await cli('--version')).toContain('0.');
  // windows-1251 without a label: only the detector, loaded by name, can tell.
  const words = Buffer.from('cff0e8e2e5f220e2f1e5ec2c20e4eef0eee3e8e520e4f0f3e7fcff2c20fdf2ee20f0f3f1f1eae8e9', 'hex');
  const file = join(dir, 'feed.xml');
  const wrap = (text: string): Buffer => Buffer.from(text, 'latin1');
  await writeFile(
    file,
    Buffer.concat([wrap('<rss version="2.0"><channel><title>'), words, wrap('</title></channel></rss>')]),
  );
  expect(JSON.parse(await cli('inspect', 'feed', file))).toMatchObject({
    ok: true,
    encoding: 'windows-1251',
    title: 'Привет всем, дорогие друзья, это русский',
  });
});

test('its three threads start, store and show', async () => {
  const child = spawn(process.execPath, [entry, 'serve', '--no-open', '--data', join(dir, 'data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [address] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const entrance = await fetch(address, { redirect: 'manual' });
  const base = new URL(entrance.headers.get('location') ?? '', address);
  const call = async (method: string, input: unknown): Promise<unknown> => {
    const response = await fetch(new URL(`api/${method}`, base), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: base.origin },
      body: JSON.stringify(input),
    });
    return ((await response.json()) as { output: unknown }).output;
  };
  expect(await call('samples.load', {})).toMatchObject({ articles: expect.any(Number) as number });
  const view = { kind: 'all' };
  const { items } = (await call('articles.list', { view, offset: 0, limit: 50, asOfMs: Date.now() })) as {
    items: { id: string }[];
  };
  const documents = await Promise.all(
    items.map(async ({ id }) => await (await fetch(new URL(`article/${id}`, base))).text()),
  );
  const picture = /\.\.\/(image\/[0-9a-f]{64})/.exec(documents.join(''))?.[1] ?? 'none';
  expect((await fetch(new URL(picture, base))).headers.get('content-type')).toBe('image/png');
  // A list is parsed by the extract worker.
  const opml = '<opml version="2.0"><body><outline xmlUrl="http://127.0.0.1:9/feed"/></body></opml>';
  expect(await call('opml.import', { bytesBase64: btoa(opml) })).toMatchObject({ added: 1 });
  child.kill('SIGTERM');
  expect((await once(child, 'exit'))[0]).toBe(0);
});

/** A package called electron, made of the double; `drive` runs the bundle's main file over it and then these lines. */
async function withElectron(lines: string, ...args: string[]): Promise<string[]> {
  const folder = join(dir, 'node_modules', 'electron');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"name":"electron","type":"module","exports":"./index.js"}');
  const double = new URL('../../helpers/electron-double.ts', import.meta.url).href;
  await writeFile(
    join(folder, 'index.js'),
    `import { createElectronDouble } from ${JSON.stringify(double)};
     export const double = createElectronDouble();
     export const { app, BrowserWindow, Menu, dialog, ipcMain, powerMonitor, protocol, session, shell } = double.electron;`,
  );
  const driver = join(dir, 'dist', 'electron', 'drive.mjs');
  await writeFile(
    driver,
    `import { double } from 'electron';
     const until = async (ready) => { while (!ready()) await new Promise((again) => setTimeout(again, 20)); };
     await import('./main.js');
     ${lines}`,
  );
  const child = spawn(process.execPath, [driver, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, LARDER_DATA: join(dir, 'electron-data') },
  });
  let out = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  expect((await once(child, 'close'))[0]).toBe(0);
  return out.trim().split('\n');
}

test('its main file opens a window over the real threads, answers it, and quits when the archive is closed', async () => {
  const lines = await withElectron(`
    await until(() => double.windows.length === 1 && double.channels.has('${CALL_CHANNEL}'));
    const [window] = double.windows;
    console.log(double.log.indexOf('schemes') < double.log.indexOf('ready'), window.mainFrame.url);
    const get = (path) => double.session.protocolHandlers.get('larder')(new Request('larder://app/' + path));
    console.log((await (await get('')).text()).includes('<title>Larder</title>'));
    const event = { sender: window.webContents, senderFrame: window.mainFrame };
    const call = async (method, input) => (await double.channels.get('${CALL_CHANNEL}')(event, method, input)).output;
    console.log((await call('samples.load', {})).articles > 0);
    const { items } = await call('articles.list', { view: { kind: 'all' }, offset: 0, limit: 1, asOfMs: Date.now() });
    console.log((await (await get('article/' + items[0].id)).text()).includes('<article'));
    double.app.quit();
    await until(() => double.exitCode() !== null);
    console.log('quit with', double.exitCode());`);
  expect(lines).toEqual(['true larder://app/', 'true', 'true', 'true', 'quit with 0']);
});

test('its main file is the command line after --cli', async () => {
  const lines = await withElectron(`console.log('ended with', double.exitCode());`, '--cli', 'stats', '--json');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ sources: 0 });
  expect(lines[1]).toBe('ended with 0');
});

test('the preload needs nothing but electron, and gives the page three functions and nothing of it', async () => {
  const code = await readFile(join(dir, 'dist', 'preload', 'preload.cjs'), 'utf8');
  expect([...code.matchAll(/\brequire\(([^)]*)\)/g)].map((match) => match[1])).toEqual(['"electron"']);

  const given: Record<string, Bridge> = {};
  const invoked: unknown[][] = [];
  const listeners = new Set<(event: unknown, ...sent: unknown[]) => void>();
  const electron = {
    contextBridge: { exposeInMainWorld: (name: string, bridge: Bridge) => (given[name] = bridge) },
    ipcRenderer: {
      invoke: (...args: unknown[]) => void invoked.push(args),
      on: (_channel: string, listener: () => void) => listeners.add(listener),
      off: (_channel: string, listener: () => void) => listeners.delete(listener),
    },
  };
  runInNewContext(code, { require: () => electron });
  expect(Object.keys(given)).toEqual(['larder']);
  const bridge = given['larder']!;
  expect(Object.keys(bridge).sort()).toEqual(['call', 'chooseFolder', 'onEvent']);

  void bridge.call('status.get', {});
  expect(invoked).toEqual([[CALL_CHANNEL, 'status.get', {}]]);
  const heard: unknown[] = [];
  const stop = bridge.onEvent('status', (...data) => heard.push(data));
  const send = (...sent: unknown[]): void => {
    for (const listener of listeners) listener({ sender: 'of Electron' }, ...sent);
  };
  send('changed', 1);
  send('status', 2);
  stop();
  send('status', 3);
  // The event itself, with its sender, stays behind.
  expect(heard).toEqual([[2]]);
});

test('nothing of the bundle asks for a package that is not packed', async () => {
  const known = new Set([...PACKED, 'electron', ...builtinModules]);
  const asked = new Set<string>();
  for (const name of await readdir(join(dir, 'dist', 'electron'))) {
    if (!name.endsWith('.js')) continue;
    const code = await readFile(join(dir, 'dist', 'electron', name), 'utf8');
    for (const [, from = ''] of code.matchAll(/^(?:import|export)\b[^'"\n]*["']([^."'][^"']*)["'];?$/gm))
      asked.add(from);
  }
  expect([...asked].filter((name) => !known.has(name.replace(/^node:/, '')))).toEqual([]);
});
