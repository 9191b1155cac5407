import type { Core } from '../../service/core.ts';
import { followPause, pauseItem } from './pause-item.ts';

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
    fetching: 'Fetching',
    pause: 'Pause Fetching',
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
    fetching: 'Загрузка',
    pause: 'Приостановить загрузку',
    window: 'Окно',
    minimize: 'Свернуть',
    close: 'Закрыть',
    quit: 'Завершить Larder',
  },
  fa: {
    edit: 'ویرایش',
    undo: 'واگرد',
    redo: 'انجام دوباره',
    cut: 'برش',
    copy: 'رونوشت',
    paste: 'چسباندن',
    selectAll: 'انتخاب همه',
    view: 'نما',
    resetZoom: 'اندازهٔ واقعی',
    zoomIn: 'بزرگ‌نمایی',
    zoomOut: 'کوچک‌نمایی',
    togglefullscreen: 'تمام‌صفحه',
    fetching: 'دریافت',
    pause: 'مکث در دریافت',
    window: 'پنجره',
    minimize: 'کمینه کردن',
    close: 'بستن',
    quit: 'خروج از Larder',
  },
};
type Role = Exclude<keyof (typeof WORDS)['en'], 'edit' | 'view' | 'fetching' | 'pause' | 'window'>;

export function setMenu({ app, Menu }: Pick<typeof Electron, 'app' | 'Menu'>, core: Core): void {
  const locale = app.getLocale().split('-')[0];
  const words = WORDS[locale === 'ru' || locale === 'fa' ? locale : 'en'];
  const roles = (...names: Role[]): Electron.MenuItemConstructorOptions[] =>
    names.map((role) => ({ role, label: words[role] }));
  const menu = Menu.buildFromTemplate([
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' as const }] : []),
    { label: words.edit, submenu: roles('undo', 'redo', 'cut', 'copy', 'paste', 'selectAll') },
    { label: words.view, submenu: roles('resetZoom', 'zoomIn', 'zoomOut', 'togglefullscreen') },
    { label: words.fetching, submenu: [pauseItem(core, words.pause)] },
    { label: words.window, submenu: roles('minimize', 'close', 'quit') },
  ]);
  Menu.setApplicationMenu(menu);
  followPause(menu, core);
}
