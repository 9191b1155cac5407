// A stand-in for Electron's main-process module: keeps what was wired to it, so that tests can press every button.
import type { ElectronMain } from '../../main/hosts/electron/electron-host.ts';

type Listener = (...args: never[]) => unknown;

function emitter() {
  const listeners = new Map<string, Listener[]>();
  const on = (name: string, listener: Listener): void => {
    listeners.set(name, [...(listeners.get(name) ?? []), listener]);
  };
  return {
    on,
    once: on,
    /** Calls every listener of that name; a bare event counts its `preventDefault` calls. */
    emit(name: string, ...args: unknown[]): void {
      for (const listener of listeners.get(name) ?? []) (listener as (...args: unknown[]) => unknown)(...args);
    },
    has: (name: string): boolean => listeners.has(name),
  };
}

export function event(fields: object = {}) {
  let prevented = 0;
  return { ...fields, preventDefault: () => void prevented++, prevented: () => prevented > 0 };
}

export type SentEvent = { channel: string; name: string; data: unknown };

function createWindowClass(opened: WindowDouble[]) {
  // Called with `new`, as Electron's class is; what a function returns is then the result.
  return function BrowserWindow(options: Electron.BrowserWindowConstructorOptions) {
    const window = createWindow(options);
    opened.push(window);
    return window;
  };
}

export type WindowDouble = ReturnType<typeof createWindow>;
function createWindow(options: Electron.BrowserWindowConstructorOptions) {
  const mainFrame = { url: '' };
  const sent: SentEvent[] = [];
  let openHandler: ((details: { url: string }) => { action: string }) | null = null;
  const contents = emitter();
  return {
    ...emitter(),
    options,
    sent,
    mainFrame,
    destroyed: false,
    shown: false,
    focused: 0,
    openHandler: (url: string) => openHandler?.({ url }).action,
    webContents: {
      ...contents,
      mainFrame,
      send: (channel: string, name: string, data: unknown) => void sent.push({ channel, name, data }),
      setWindowOpenHandler: (handler: (details: { url: string }) => { action: string }) => {
        openHandler = handler;
      },
    },
    loadURL(url: string) {
      mainFrame.url = url;
      return Promise.resolve();
    },
    isDestroyed() {
      return this.destroyed;
    },
    isMinimized: () => false,
    restore: () => undefined,
    focus() {
      this.focused++;
    },
    show() {
      this.shown = true;
    },
  };
}

function createSession() {
  const set: SessionSettings = {
    partition: '',
    cache: true,
    permissionRequest: null,
    permissionCheck: null,
    deviceCheck: null,
    displayMedia: undefined,
    spellChecker: true,
    beforeRequest: null,
  };
  const protocolHandlers = new Map<string, (request: Request) => Promise<Response>>();
  return {
    ...emitter(),
    set,
    protocolHandlers,
    setPermissionRequestHandler: (handler: SessionSettings['permissionRequest']) =>
      void (set.permissionRequest = handler),
    setPermissionCheckHandler: (handler: SessionSettings['permissionCheck']) => void (set.permissionCheck = handler),
    setDevicePermissionHandler: (handler: SessionSettings['deviceCheck']) => void (set.deviceCheck = handler),
    setDisplayMediaRequestHandler: (handler: unknown) => void (set.displayMedia = handler),
    setSpellCheckerEnabled: (enabled: boolean) => void (set.spellChecker = enabled),
    webRequest: {
      onBeforeRequest: (handler: SessionSettings['beforeRequest']) => void (set.beforeRequest = handler),
    },
    protocol: {
      handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
        void protocolHandlers.set(scheme, handler),
    },
  };
}

type SessionSettings = {
  partition: string;
  cache: boolean | undefined;
  permissionRequest:
    | ((
        contents: unknown,
        permission: string,
        answer: (yes: boolean) => void,
        details: { isMainFrame: boolean; requestingUrl: string },
      ) => void)
    | null;
  permissionCheck: ((contents: unknown, permission: string, origin: string) => boolean) | null;
  deviceCheck: (() => boolean) | null;
  displayMedia: unknown;
  spellChecker: boolean;
  beforeRequest: ((details: { url: string }, answer: (response: { cancel: boolean }) => void) => void) | null;
};

export type MenuItemDouble = {
  id?: string;
  label?: string;
  checked?: boolean;
  click?: (item: { checked: boolean }) => void;
  submenu?: MenuItemDouble[];
};

function createMenuClass(onSet: () => void) {
  return {
    buildFromTemplate: (template: MenuItemDouble[]) => ({
      getMenuItemById: (id: string) => template.flatMap(({ submenu = [] }) => submenu).find((item) => item.id === id),
    }),
    setApplicationMenu(menu: unknown) {
      onSet();
      this.current = menu as { getMenuItemById(id: string): MenuItemDouble | undefined };
    },
    current: null as { getMenuItemById(id: string): MenuItemDouble | undefined } | null,
  };
}

/** One that was opened, to be answered. */
export type FolderDialog = {
  readonly window: WindowDouble;
  readonly options: Electron.OpenDialogOptions;
  readonly choose: (answer: Electron.OpenDialogReturnValue) => void;
  readonly fail: (error: Error) => void;
};

/** @param choices `locked`: another instance has the single-instance lock; `locale`: the system's language */
export function createElectronDouble(choices: { readonly locked?: boolean; readonly locale?: string } = {}) {
  const windows: WindowDouble[] = [];
  const session = createSession();
  const channels = new Map<string, (event: unknown, ...args: unknown[]) => Promise<unknown>>();
  const log: string[] = [];
  const schemes: { scheme: string; privileges: object }[] = [];
  const openedOutside: string[] = [];
  const errorBoxes: string[] = [];
  const folderDialogs: FolderDialog[] = [];
  let exitCode: number | null = null;
  let quits = 0;
  const app = {
    ...emitter(),
    commandLine: { appendSwitch: (name: string, value = '') => void log.push(`switch ${name} ${value}`.trim()) },
    setName: () => undefined,
    setPath: (name: string, path: string) => void log.push(`path ${name} ${path}`),
    enableSandbox: () => void log.push('sandbox'),
    requestSingleInstanceLock: () => !choices.locked,
    whenReady() {
      log.push('ready');
      return Promise.resolve();
    },
    getLocale: () => choices.locale ?? 'ru',
    quit() {
      quits++;
      const quitting = event();
      app.emit('before-quit', quitting);
      if (!quitting.prevented()) exitCode ??= 0;
    },
    exit(code: number) {
      exitCode ??= code;
    },
  };
  const power = { ...emitter(), onBattery: false, isOnBatteryPower: () => power.onBattery };
  const menus = createMenuClass(() => log.push('menu'));
  const electron = {
    app,
    BrowserWindow: createWindowClass(windows),
    Menu: menus,
    powerMonitor: power,
    dialog: {
      showErrorBox: (_title: string, text: string) => void errorBoxes.push(text),
      showOpenDialog: (window: WindowDouble, options: Electron.OpenDialogOptions) =>
        new Promise((choose, fail) => folderDialogs.push({ window, options, choose, fail })),
    },
    ipcMain: {
      handle: (channel: string, handler: (event: unknown, ...args: unknown[]) => Promise<unknown>) =>
        void channels.set(channel, handler),
    },
    protocol: {
      registerSchemesAsPrivileged(list: typeof schemes) {
        log.push('schemes');
        schemes.push(...list);
      },
    },
    session: {
      fromPartition(partition: string, options?: { cache?: boolean }) {
        session.set.partition = partition;
        session.set.cache = options?.cache;
        return session;
      },
    },
    shell: {
      openExternal(url: string) {
        openedOutside.push(url);
        return Promise.resolve();
      },
    },
  };
  return {
    electron: electron as unknown as ElectronMain,
    app,
    power,
    menuItem: (id: string) => menus.current?.getMenuItemById(id),
    windows,
    session,
    channels,
    schemes,
    log,
    openedOutside,
    errorBoxes,
    folderDialogs,
    exitCode: () => exitCode,
    quits: () => quits,
  };
}
