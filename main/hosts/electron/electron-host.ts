/**
 * The application in a window of its own. Everything a page could do besides showing itself, asking the core through one
 * channel, and a person for a folder through another is denied, each denial on its own, so that a mistake in one is not yet
 * a hole. Electron comes as an argument: tests hand in a double and watch what is wired.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { errorToWire, isLarderError, type LarderError } from '../../../shared/errors.ts';
import type { Core } from '../../service/core.ts';
import { loadPages } from '../../service/pages.ts';
import { SCHEME } from './addresses.ts';
import { forwardEvents, handleCalls } from './bridge.ts';
import { handleFolders } from './choose-folder.ts';
import { setMenu } from './menu.ts';
import { followPower } from './power.ts';
import { handlePages } from './protocol.ts';
import { lockSession } from './session.ts';
import { openWindow } from './window.ts';

export type ElectronMain = typeof import('electron');

export type ElectronOptions = {
  /** The data folder. Electron's own files go into a folder in it, so that nothing is written elsewhere. */
  readonly dir: string;
  readonly rendererDir: string;
  /** The bundled preload script. */
  readonly preload: string;
  /** `systemProxy`: by which proxies the system goes to an address, as a PAC script says it. */
  openCore(onFatal: (error: LarderError) => void, systemProxy: (url: string) => Promise<string>): Promise<Core>;
};

/** Nothing that Electron keeps between runs is wanted: a session in memory leaves no trace of what was read. */
const PARTITION = 'larder';

/**
 * Call it before Electron is ready. Resolves when the window is open, or at once when another instance has it open.
 */
export async function runElectron(electron: ElectronMain, options: ElectronOptions): Promise<void> {
  const { app, dialog } = electron;
  app.setName('Larder');
  const userData = join(options.dir, 'electron');
  // Electron takes no folder that does not exist. The rights are those of the archive around it.
  mkdirSync(userData, { recursive: true, mode: 0o700 });
  app.setPath('userData', userData);
  // No name is ever looked up by Chromium here: pages come from our scheme, and the network is the core's (Node's own).
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  app.commandLine.appendSwitch('dns-prefetch-disable');
  app.enableSandbox();
  electron.protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);

  // The lock lies in userData and so counts per archive: two archives may be open at once, one archive only once.
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  denyEverywhere(electron);
  await app.whenReady();

  const giveUp = (error: unknown): void => {
    if (!isLarderError(error)) console.error(error);
    dialog.showErrorBox('Larder', errorToWire(error).message);
    app.exit(1);
  };

  const session = electron.session.fromPartition(PARTITION, { cache: false });
  let core: Core;
  try {
    core = await options.openCore(giveUp, (url) => session.resolveProxy(url));
  } catch (error) {
    giveUp(error);
    return;
  }
  closeInOrder(electron, core);

  try {
    lockSession(session);
    handlePages(session, await loadPages(core, options.rendererDir), core.files);
    setMenu(electron, core);
    followPower(electron.powerMonitor, core);

    let window = openWindow(electron, { session, preload: options.preload });
    const current = (): Electron.BrowserWindow => window;
    handleCalls(electron.ipcMain, core, current);
    handleFolders(electron, current);
    forwardEvents(core, current);

    app.on('second-instance', () => {
      if (window.isDestroyed()) return;
      if (window.isMinimized()) window.restore();
      window.focus();
    });
    app.on('activate', () => {
      if (window.isDestroyed()) window = openWindow(electron, { session, preload: options.preload });
    });
    app.on('window-all-closed', () => {
      // On a Mac an application outlives its windows.
      if (process.platform !== 'darwin') app.quit();
    });
  } catch (error) {
    giveUp(error);
  }
}

/** For whatever page there will be, also one that nobody meant to open. */
function denyEverywhere({ app }: ElectronMain): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, answer) => {
    event.preventDefault();
    answer(false);
  });
  app.on('login', (event) => event.preventDefault());
}

/** The archive is closed before the program ends, however it is asked to. */
function closeInOrder({ app }: ElectronMain, core: Core): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    void core
      .close()
      .catch((error: unknown) => console.error('larder: the archive did not close cleanly:', error))
      .then(() => {
        state = 'closed';
        app.quit();
      });
  });
}
