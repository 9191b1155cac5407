/** The menu's few words; it exists for its keys, which some systems bind nowhere else. */
const WORDS = {
  en: {
    edit: 'Edit',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    view: 'View',
    resetZoom: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    togglefullscreen: 'Full Screen',
    window: 'Window',
    minimize: 'Minimize',
    close: 'Close',
    quit: 'Quit Larder',
  },
  ru: {
    edit: 'Правка',
    undo: 'Отменить',
    redo: 'Повторить',
    cut: 'Вырезать',
    copy: 'Копировать',
    paste: 'Вставить',
    selectAll: 'Выделить всё',
    view: 'Вид',
    resetZoom: 'Обычный размер',
    zoomIn: 'Крупнее',
    zoomOut: 'Мельче',
    togglefullscreen: 'Во весь экран',
    window: 'Окно',
    minimize: 'Свернуть',
    close: 'Закрыть',
    quit: 'Завершить Larder',
  },
};
type Role = Exclude<keyof (typeof WORDS)['en'], 'edit' | 'view' | 'window'>;

export function setMenu({ app, Menu }: Pick<typeof Electron, 'app' | 'Menu'>): void {
  const words = WORDS[app.getLocale().startsWith('ru') ? 'ru' : 'en'];
  const roles = (...names: Role[]): Electron.MenuItemConstructorOptions[] =>
    names.map((role) => ({ role, label: words[role] }));
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
      { label: words.edit, submenu: roles('undo', 'redo', 'cut', 'copy', 'paste', 'selectAll') },
      { label: words.view, submenu: roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen') },
      { label: words.window, submenu: roles('minimize', 'close', 'quit') },
    ]),
  );
}
