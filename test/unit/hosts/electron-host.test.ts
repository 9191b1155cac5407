// Electron's binary is rarely there where tests run; a double shows what is wired, and every door is tried.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { BASE, CALL_CHANNEL, EVENT_CHANNEL, FOLDER_CHANNEL, pathOf } from '../../../main/hosts/electron/addresses.ts';
import { runElectron } from '../../../main/hosts/electron/electron-host.ts';
import type { Core } from '../../../main/service/core.ts';
import { LarderError } from '../../../shared/errors.ts';
import { DEFAULT_SCHEDULE } from '../../../shared/schedule.ts';
import { createElectronDouble, event } from '../../helpers/electron-double.ts';

let rendererDir = '';
let dataDir = '';
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'larder-data-'));
  rendererDir = await mkdtemp(join(tmpdir(), 'larder-renderer-'));
  await writeFile(join(rendererDir, 'index.html'), '<!doctype html>the app');
});
afterAll(() => Promise.all([rendererDir, dataDir].map((dir) => rm(dir, { recursive: true }))));

function createCore() {
  const listeners = new Map<string, ((event: never) => void)[]>();
  const calls: unknown[][] = [];
  const closing = Promise.withResolvers<void>();
  let closes = 0;
  const core = {
    call: async (method: string, input: unknown) => {
      calls.push([method, input]);
      if (method === 'library.get') return { schedule: DEFAULT_SCHEDULE };
      return { method, input };
    },
    hearLink: (facts: unknown) => void calls.push(['hearLink', facts]),
    lookAtNetwork: () => void calls.push(['lookAtNetwork']),
    onEvent: (name: string, listener: (event: never) => void) => {
      listeners.set(name, [...(listeners.get(name) ?? []), listener]);
      return () => undefined;
    },
    articleDocument: async (id: string) => (id === 'missing' ? null : new TextEncoder().encode(`text of ${id}`)),
    image: async () => ({ bytes: new Uint8Array([1, 2, 3]), mediaType: 'image/png' }),
    close() {
      closes++;
      return closing.promise;
    },
  } as unknown as Core;
  const emit = (name: string, event: unknown): void => {
    for (const listener of listeners.get(name) ?? []) listener(event as never);
  };
  return { core, calls, emit, closed: closing.resolve, closes: () => closes };
}

async function run(choices: { locked?: boolean; locale?: string; fails?: LarderError } = {}) {
  const double = createElectronDouble(choices);
  const core = createCore();
  let fatal: ((error: LarderError) => void) | null = null;
  await runElectron(double.electron, {
    dir: dataDir,
    rendererDir,
    preload: 'preload.cjs',
    async openCore(onFatal) {
      fatal = onFatal;
      if (choices.fails) throw choices.fails;
      return core.core;
    },
  });
  return { ...double, ...core, fatal: (error: LarderError) => fatal?.(error) };
}

describe('the page', () => {
  test('is sandboxed, isolated and without Node', async () => {
    const { windows } = await run();
    expect(windows).toHaveLength(1);
    expect(windows[0]!.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      devTools: false,
      preload: 'preload.cjs',
    });
    expect(windows[0]!.mainFrame.url).toBe(BASE);
  });

  test('keeps nothing on disk: its session is in memory', async () => {
    const { session } = await run();
    expect(session.set.partition).not.toContain('persist');
    expect(session.set.cache).toBe(false);
  });

  test('opens no window; a web address goes to the browser, anything else nowhere', async () => {
    const { windows, openedOutside } = await run();
    const [window] = windows;
    for (const url of ['https://a.example/x', 'http://b.example/']) expect(window!.openHandler(url)).toBe('deny');
    for (const url of ['javascript:alert(1)', 'file:///etc/passwd', 'larder://app/', 'smb://x/', 'about:blank', '']) {
      expect(window!.openHandler(url)).toBe('deny');
    }
    expect(openedOutside).toEqual(['https://a.example/x', 'http://b.example/']);
  });

  test.each([
    [BASE, true, true],
    [`${BASE}#x`, true, true],
    ['https://a.example/', true, false],
    [`${BASE}article/a1`, true, false],
    ['larder://other/', true, false],
    ['file:///etc/passwd', true, false],
    [`${BASE}article/a1`, false, true],
    ['about:blank', false, true],
    [BASE, false, false],
    ['https://a.example/', false, false],
    ['data:text/html,x', false, false],
    [`${BASE}image/${'0'.repeat(64)}`, false, false],
  ])('going to %s (main frame: %s) is allowed: %s', async (url, isMainFrame, allowed) => {
    const { windows } = await run();
    const going = event({ url, isMainFrame });
    windows[0]!.webContents.emit('will-frame-navigate', going);
    expect(going.prevented()).toBe(!allowed);
  });

  test('is not redirected, embeds nothing, and keeps its title', async () => {
    const { app, windows } = await run();
    const redirect = event();
    windows[0]!.webContents.emit('will-redirect', redirect);
    const title = event();
    windows[0]!.emit('page-title-updated', title);
    expect([redirect.prevented(), title.prevented()]).toEqual([true, true]);

    const contents = windows[0]!.webContents;
    app.emit('web-contents-created', {}, contents);
    const webview = event();
    contents.emit('will-attach-webview', webview);
    expect(webview.prevented()).toBe(true);
  });
});

describe('the session', () => {
  test('has no device, no spelling dictionary, and no permission', async () => {
    const { session } = await run();
    const answers: boolean[] = [];
    const page = { isMainFrame: true, requestingUrl: BASE };
    for (const name of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen']) {
      session.set.permissionRequest?.({}, name, (yes) => answers.push(yes), page);
      answers.push(session.set.permissionCheck?.({}, name, 'larder://app') ?? true);
    }
    expect(answers).toEqual(Array.from({ length: 12 }, () => false));
    expect(session.set.deviceCheck?.()).toBe(false);
    expect(session.set.displayMedia).toBe(null);
    expect(session.set.spellChecker).toBe(false);
  });

  test.each([
    ['the app', BASE, true, true],
    ['the reading frame', `${BASE}article/a1`, false, false],
    ['an article as a page', `${BASE}article/a1`, true, false],
    ['another site', 'https://a.example/', true, false],
  ])('lets %s copy an address: %s', async (_who, requestingUrl, isMainFrame, allowed) => {
    const { session } = await run();
    const answers: boolean[] = [];
    const copy = 'clipboard-sanitized-write';
    session.set.permissionRequest?.({}, copy, (yes) => answers.push(yes), { isMainFrame, requestingUrl });
    expect(answers).toEqual([allowed]);
    const { origin } = requestingUrl.startsWith(BASE) ? { origin: 'larder://app' } : new URL(requestingUrl);
    expect(session.set.permissionCheck?.({}, copy, origin)).toBe(requestingUrl.startsWith(BASE));
  });

  test('loads our scheme and nothing else', async () => {
    const { session } = await run();
    const cancelled = (url: string): boolean => {
      let cancel = false;
      session.set.beforeRequest?.({ url }, (response) => (cancel = response.cancel));
      return cancel;
    };
    expect([BASE, `${BASE}image/x`, `blob:${BASE}1`].map(cancelled)).toEqual([false, false, false]);
    const others = [
      'https://a.example/',
      'http://127.0.0.1/',
      'ws://a.example/',
      'file:///x',
      'larder://other/',
      'data:,x',
    ];
    expect(others.map(cancelled)).toEqual(others.map(() => true));
  });

  test('downloads only what the app itself has made', async () => {
    const { session } = await run();
    const download = (url: string) => {
      const going = event();
      session.emit('will-download', going, { getURL: () => url });
      return going.prevented();
    };
    expect(download(`blob:${BASE}1`)).toBe(false);
    expect(download('https://a.example/virus.exe')).toBe(true);
    expect(download('blob:https://a.example/1')).toBe(true);
  });

  test('names are looked up nowhere', async () => {
    const { log } = await run();
    expect(log).toContain('switch host-resolver-rules MAP * ~NOTFOUND');
    expect(log.indexOf('switch host-resolver-rules MAP * ~NOTFOUND')).toBeLessThan(log.indexOf('ready'));
  });
});

describe('our scheme', () => {
  test('is registered before Electron is ready, with no right to bypass a policy', async () => {
    const { log, schemes } = await run();
    expect(log.indexOf('schemes')).toBeLessThan(log.indexOf('ready'));
    expect(schemes).toEqual([
      { scheme: 'larder', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  test('serves the app, articles and pictures with the same headers as the web', async () => {
    const { session } = await run();
    const get = (url: string, method = 'GET') => session.protocolHandlers.get('larder')!(new Request(url, { method }));
    const app = await get(BASE);
    expect(await app.text()).toContain('the app');
    expect(app.headers.get('content-security-policy')).toContain("script-src 'self'");
    const article = await get(`${BASE}article/a1`);
    expect(await article.text()).toBe('text of a1');
    expect(article.headers.get('content-security-policy')).toContain('sandbox allow-same-origin');
    const image = await get(`${BASE}image/${'0'.repeat(64)}`);
    expect(new Uint8Array(await image.arrayBuffer())).toEqual(new Uint8Array([1, 2, 3]));
    expect((await get(`${BASE}article/missing`)).status).toBe(404);
    expect((await get(BASE, 'POST')).status).toBe(405);
  });

  test.each([
    'larder://other/',
    'larder://app.attacker.example/',
    `${BASE}?x=1`,
    `${BASE}%2e%2e/secret`,
    `${BASE}article/a1?x`,
    'https://app/',
    `${BASE}a\\b`,
  ])('has no path for %s', (url) => {
    expect(pathOf(url)).toBe(null);
  });
});

const refused = { error: { code: 'FORBIDDEN', message: 'This page may not ask for anything.', details: {} } };
const STRANGERS: [string, (event: Record<string, unknown>) => void][] = [
  ['another frame, such as the reading frame', (event) => (event['senderFrame'] = { url: BASE })],
  ['another window', (event) => (event['sender'] = {})],
  ['a frame that is gone', (event) => (event['senderFrame'] = null)],
  [
    'our frame while it shows something else',
    (event) => ((event['senderFrame'] as { url: string }).url = 'https://a.example/'),
  ],
  [
    'our frame while it shows an article',
    (event) => ((event['senderFrame'] as { url: string }).url = `${BASE}article/a1`),
  ],
];

describe('the channel', () => {
  async function asking(change: (event: Record<string, unknown>) => void) {
    const { channels, windows } = await run();
    const [window] = windows;
    const sender: Record<string, unknown> = { sender: window!.webContents, senderFrame: window!.mainFrame };
    change(sender);
    return await channels.get(CALL_CHANNEL)!(sender, 'status.get', {});
  }

  test('answers the main frame of our window', async () => {
    expect(await asking(() => undefined)).toEqual({ output: { method: 'status.get', input: {} } });
  });

  test.each(STRANGERS)('refuses %s', async (_what, change) => {
    expect(await asking(change)).toEqual(refused);
  });

  test('stands beside one for folders, and no other', async () => {
    expect([...(await run()).channels.keys()]).toEqual([CALL_CHANNEL, FOLDER_CHANNEL]);
  });

  test('refuses names that are no names', async () => {
    const { channels, windows } = await run();
    const sender = { sender: windows[0]!.webContents, senderFrame: windows[0]!.mainFrame };
    for (const method of [undefined, null, 7, {}, ['status.get'], '__proto__', 'constructor']) {
      expect(await channels.get(CALL_CHANNEL)!(sender, method, {})).toMatchObject({
        error: { code: 'UNKNOWN_METHOD' },
      });
    }
  });

  test('events go to the window while there is one', async () => {
    const { emit, windows } = await run();
    emit('status', { a: 1 });
    expect(windows[0]!.sent).toEqual([{ channel: EVENT_CHANNEL, name: 'status', data: { a: 1 } }]);
    windows[0]!.destroyed = true;
    emit('status', { a: 2 });
    expect(windows[0]!.sent).toHaveLength(1);
  });
});

describe('the channel for folders', () => {
  async function asking(change: (event: Record<string, unknown>) => void = () => undefined) {
    const { channels, windows, folderDialogs } = await run();
    const [window] = windows;
    const ask = (): Promise<unknown> => {
      const sender: Record<string, unknown> = { sender: window!.webContents, senderFrame: window!.mainFrame };
      change(sender);
      return channels.get(FOLDER_CHANNEL)!(sender, { properties: ['openFile'] });
    };
    return { ask, window, folderDialogs };
  }

  test('shows the system’s dialog for one folder over our window, and tells what was chosen', async () => {
    const { ask, window, folderDialogs } = await asking();
    const answer = ask();
    expect(folderDialogs).toHaveLength(1);
    expect(folderDialogs[0]!.window).toBe(window);
    // What the page sent along counts for nothing.
    expect(folderDialogs[0]!.options.properties).toEqual(['openDirectory', 'createDirectory', 'dontAddToRecent']);
    folderDialogs[0]!.choose({ canceled: false, filePaths: ['/media/stick'] });
    expect(await answer).toEqual({ output: '/media/stick' });
  });

  test('tells nothing of a dialog that was left, and the next one is a new one', async () => {
    const { ask, folderDialogs } = await asking();
    const answers = [ask(), ask()];
    expect(folderDialogs).toHaveLength(1);
    folderDialogs[0]!.choose({ canceled: true, filePaths: [] });
    expect(await Promise.all(answers)).toEqual([{ output: null }, { output: null }]);
    const again = ask();
    expect(folderDialogs).toHaveLength(2);
    const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    folderDialogs[1]!.fail(new Error('no portal at /run/user/1000'));
    expect(await again).toMatchObject({ error: { code: 'INTERNAL', message: expect.not.stringContaining('portal') } });
    log.mockRestore();
    void ask();
    expect(folderDialogs).toHaveLength(3);
  });

  test.each(STRANGERS)('refuses %s', async (_what, change) => {
    const { ask, folderDialogs } = await asking(change);
    expect(await ask()).toEqual(refused);
    expect(folderDialogs).toEqual([]);
  });
});

describe('power and sleep', () => {
  const told = (calls: unknown[][]) => calls.filter(([what]) => what === 'hearLink' || what === 'lookAtNetwork');

  test('the core is told at once whence the power comes, and whenever that changes', async () => {
    const { power, calls } = await run();
    power.emit('on-battery');
    power.emit('on-ac');
    expect(told(calls)).toEqual([
      ['hearLink', { onBattery: false }],
      ['hearLink', { onBattery: true }],
      ['hearLink', { onBattery: false }],
    ]);
  });

  test('after a sleep the network is looked at, and the power asked for', async () => {
    const { power, calls } = await run();
    power.onBattery = true;
    power.emit('resume');
    expect(told(calls).slice(1)).toEqual([['hearLink', { onBattery: true }], ['lookAtNetwork']]);
  });
});

describe('the menu', () => {
  test('speaks the language of the system where Larder has it', async () => {
    const labels = ['en-GB', 'ru', 'fa', 'de'].map(async (locale) => (await run({ locale })).menuItem('pause')?.label);
    expect(await Promise.all(labels)).toEqual([
      'Pause Fetching',
      'Приостановить загрузку',
      'مکث در دریافت',
      'Pause Fetching',
    ]);
  });

  test('pauses fetching and takes it back, leaving the rest of the schedule as it is', async () => {
    const { menuItem, calls } = await run();
    const { folders: _folders, exports: _exports, preparation: _preparation, ...kept } = DEFAULT_SCHEDULE;
    for (const paused of [true, false]) {
      menuItem('pause')?.click?.({ checked: paused });
      await vi.waitFor(() => expect(calls.at(-1)).toEqual(['schedule.set', { ...kept, paused }]));
    }
  });

  test('shows that fetching is paused, wherever that was decided', async () => {
    const { menuItem, emit } = await run();
    emit('status', { hold: { kind: 'paused' } });
    expect(menuItem('pause')?.checked).toBe(true);
    emit('status', { hold: { kind: 'quiet-hours', untilMs: 0 } });
    expect(menuItem('pause')?.checked).toBe(false);
  });
});

describe('its life', () => {
  test("Electron's own files stay inside the data folder", async () => {
    expect((await run()).log).toContain(`path userData ${join(dataDir, 'electron')}`);
  });

  test('a second instance ends, and the first comes to the front', async () => {
    const second = await run({ locked: true });
    expect([second.quits(), second.windows.length]).toEqual([1, 0]);
    const first = await run();
    first.app.emit('second-instance');
    expect(first.windows[0]!.focused).toBe(1);
  });

  test('quitting waits until the archive is closed, and closes it once', async () => {
    const { app, closed, closes, exitCode } = await run();
    app.quit();
    app.quit();
    expect(closes()).toBe(1);
    expect(exitCode()).toBe(null);
    closed();
    await vi.waitUntil(() => exitCode() === 0);
  });

  test('closing the window quits', async () => {
    const { app, closes } = await run();
    app.emit('window-all-closed');
    expect(closes()).toBe(1);
  });

  test('an archive that cannot be opened is said in a sentence, and ends the program', async () => {
    const locked = new LarderError('ARCHIVE_LOCKED', 'Another Larder has this archive open.');
    const { errorBoxes, exitCode, windows } = await run({ fails: locked });
    expect(errorBoxes).toEqual(['Another Larder has this archive open.']);
    expect([exitCode(), windows.length]).toEqual([1, 0]);
  });

  test('a core that dies is said, and ends the program', async () => {
    const { fatal, errorBoxes, exitCode } = await run();
    fatal(new LarderError('INTERNAL', 'The core thread ended unexpectedly.'));
    expect(errorBoxes).toHaveLength(1);
    expect(exitCode()).toBe(1);
  });
});
