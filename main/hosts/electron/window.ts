import { parseHttpUrl } from '../../../shared/url.ts';
import { BASE, isApp, isArticle } from './addresses.ts';

export type WindowOptions = { readonly session: Electron.Session; readonly preload: string };

/** The window, showing our page and nothing else, ever. */
export function openWindow(
  { BrowserWindow, shell }: Pick<typeof Electron, 'BrowserWindow' | 'shell'>,
  { session, preload }: WindowOptions,
): Electron.BrowserWindow {
  const window = new BrowserWindow({
    width: 1240,
    height: 820,
    minWidth: 360,
    minHeight: 320,
    title: 'Larder',
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      session,
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      safeDialogs: true,
      devTools: false,
    },
  });
  const { webContents } = window;

  // The app asks for a new window after it has shown the person where the link goes; the system's browser gets it.
  webContents.setWindowOpenHandler(({ url }) => {
    const address = parseHttpUrl(url);
    if (address) void shell.openExternal(address.href).catch((error: unknown) => console.error(error));
    return { action: 'deny' };
  });
  webContents.on('will-frame-navigate', (event) => {
    const allowed = event.isMainFrame ? isApp(event.url) : isArticle(event.url) || event.url === 'about:blank';
    if (!allowed) event.preventDefault();
  });
  webContents.on('will-redirect', (event) => event.preventDefault());
  // The title is constant: it shows in window lists and recents.
  window.on('page-title-updated', (event) => event.preventDefault());
  window.once('ready-to-show', () => window.show());

  void window.loadURL(BASE).catch((error: unknown) => console.error('larder: the app did not load:', error));
  return window;
}
