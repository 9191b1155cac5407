import type { Messages } from './en.ts';
import { pluralizer } from './plural.ts';
import { ruActivity } from './ru-activity.ts';
import { ruBundles } from './ru-bundles.ts';
import { ruErrors } from './ru-errors.ts';
import { ruExports } from './ru-exports.ts';
import { ruLine } from './ru-line.ts';
import { ruOutcomes } from './ru-outcomes.ts';
import { ruReadiness } from './ru-readiness.ts';
import { ruRoutes } from './ru-routes.ts';
import { ruSchedule } from './ru-schedule.ts';
import { ruWhen } from './ru-when.ts';
import { ruWindows } from './ru-windows.ts';

const count = pluralizer('ru');

export const ru: Messages = {
  direction: 'ltr',
  name: 'Larder',
  outcomes: ruOutcomes,
  errors: ruErrors,
  line: ruLine,
  activity: ruActivity,
  routes: ruRoutes,
  when: ruWhen,
  windows: ruWindows,
  schedule: ruSchedule,
  readiness: ruReadiness,
  exports: ruExports,
  bundles: ruBundles,

  common: {
    cancel: 'Отмена',
    close: 'Закрыть',
    back: 'Назад',
    save: 'Сохранить',
    done: 'Готово',
    again: 'Ещё раз',
    dismiss: 'Убрать',
    paneFailed: 'Эта часть окна сломалась. Сохранённое цело.',
    separator: ' · ',
    comma: ', ',
    folderSeparator: ' / ',
  },

  views: {
    all: 'Всё',
    unread: 'Непрочитанное',
    today: 'Сегодня',
    starred: 'Избранное',
    saved: 'Сохранённые страницы',
  },

  sources: {
    label: 'Источники',
    add: 'Добавить источник',
    more: 'Управление',
    savePage: 'Сохранить страницу…',
    importOpml: 'Принять…',
    exportOpml: 'Выгрузить список (OPML)',
    newFolder: 'Новая папка…',
    preferences: 'Настройки…',
    activity: 'Ход дел',
    help: 'Клавиши и знаки…',
    expand: (name) => `Показать содержимое папки «${name}»`,
    collapse: (name) => `Скрыть содержимое папки «${name}»`,
    unreadCount: (n) => count(n, { one: '# непрочитанная', few: '# непрочитанные', other: '# непрочитанных' }),
    lastFetched: (when) => `последняя загрузка ${when}`,
    neverFetched: 'ещё ничего не загружено',
    notTried: 'ещё не загружался',
    unsubscribed: 'Статьи удалённых источников',
    settingsOf: (name) => `Настройки: ${name}`,
  },

  list: {
    label: 'Статьи',
    search: 'Поиск по всему сохранённому',
    clearSearch: 'Очистить поиск',
    found: (n) => count(n, { one: 'Найдена #', other: 'Найдено #' }),
    searchingFor: 'Поиск',
    articles: (n) => count(n, { one: '# статья', few: '# статьи', other: '# статей' }),
    newArticles: (n) => count(n, { one: '# новая статья', few: '# новые статьи', other: '# новых статей' }),
    unreadOnly: 'Только непрочитанное',
    markAllRead: 'Прочитать всё',
    showSources: 'Источники',
    loading: 'Загрузка',
    stored: {
      headline: 'только заголовок',
      text: 'текст сохранён, картинки не все',
      whole: 'сохранено целиком',
    },
    unread: 'не прочитано',
    starred: 'в избранном',
    chosen: 'отмечено',
    choose: 'Отметить, чтобы передать вместе (x)',
    chosenCount: (n) => count(n, { one: 'Отмечена # статья', few: 'Отмечены # статьи', other: 'Отмечено # статей' }),
    giveChosen: 'Передать эти…',
    unchoose: 'Снять отметки',
    noTitle: 'Без названия',
    headlineOnly: 'Пока сохранён только заголовок.',
    empty: {
      unread: 'Всё прочитано.',
      today: 'Сегодня ничего не пришло.',
      starred: 'В избранном пусто. Нажмите s на статье, чтобы держать её под рукой.',
      saved: 'Страниц пока нет. «Управление → Сохранить страницу» хранит любую страницу как статью.',
      feed: 'Из этого источника пока ничего не сохранено.',
      all: 'Пока ничего не сохранено. Нажмите «Загрузить», когда есть связь.',
      search: (query) => `В сохранённом нет «${query}».`,
    },
  },

  markAll: {
    title: 'Отметить всё прочитанным?',
    body: (n) =>
      count(n, {
        one: '# непрочитанная статья станет прочитанной.',
        few: '# непрочитанные статьи станут прочитанными.',
        other: '# непрочитанных статей станут прочитанными.',
      }),
    confirm: 'Отметить',
  },

  article: {
    label: 'Статья',
    none: 'Выберите статью',
    noneHint: 'Стрелки или j и k ведут по списку, ? показывает все клавиши.',
    frame: (title) => `Текст статьи: ${title}`,
    minutes: (n) => count(n, { one: '# минута', few: '# минуты', other: '# минут' }),
    storedAt: (when) => `сохранено ${when}`,
    versions: (n) => count(n, { one: '# версия', few: '# версии', other: '# версий' }),
    sample: 'образец из поставки Larder',
    feedTextOnly: 'текст в том виде, как он был в ленте',
    star: 'В избранное',
    unstar: 'Убрать из избранного',
    markUnread: 'Отметить непрочитанным',
    markRead: 'Отметить прочитанным',
    original: 'Открыть оригинал…',
    larger: 'Крупнее',
    smaller: 'Мельче',
    backToList: 'Назад к списку',
    more: 'Пришло продолжение этой статьи. Показать',
    attached: 'Приложено, здесь не хранится',
    size: (size) => `(${size})`,
    missing: {
      wanted: (n) =>
        count(n, {
          one: 'Не хватает # картинки; она ждёт связи.',
          few: 'Не хватает # картинок; они ждут связи.',
          other: 'Не хватает # картинок; они ждут связи.',
        }),
      refused: (n) =>
        count(n, {
          one: '# картинка не сохранена: слишком велика, повреждена или не картинка.',
          few: '# картинки не сохранены: слишком велики, повреждены или не картинки.',
          other: '# картинок не сохранены: слишком велики, повреждены или не картинки.',
        }),
      gone: (n) =>
        count(n, {
          one: '# картинка исчезла со своего сайта.',
          few: '# картинки исчезли со своих сайтов.',
          other: '# картинок исчезли со своих сайтов.',
        }),
      page: (reason) => `Полная страница не сохранена: ${reason} Здесь то, что было в ленте.`,
      headline: 'Сохранён только заголовок. Текст загрузится, когда будет связь.',
      headlineBecause: (reason) => `Сохранён только заголовок: ${reason}`,
    },
    picture: {
      wanted: 'Картинки пока нет',
      refused: 'Картинка не сохранена',
      gone: 'Картинка исчезла с сайта',
    },
  },

  link: {
    title: 'Открыть в браузере?',
    body: 'Ссылка ведёт за пределы Larder. Браузер обратится в сеть по адресу:',
    open: 'Открыть в браузере',
    copy: 'Скопировать адрес',
    copied: 'Скопировано',
    spelledOut: 'Имя сайта его собственными буквами:',
    mixed: 'В имени сайта смешаны буквы разных алфавитов, так подделывают известные имена. Присмотритесь.',
    unencrypted: 'Соединение не зашифровано: в пути страницу могут видеть и менять.',
    credentials: 'В адресе есть имя пользователя; так можно скрыть, куда он ведёт.',
    notAllowed: 'Эта ссылка ведёт не на страницу в сети, открыть её нельзя.',
  },

  status: {
    label: 'Состояние',
    states: {
      unknown: 'Связь ещё не проверялась',
      offline: 'Нет связи',
      captive: 'Войдите в сеть',
      allowlist: 'Только разрешённые сайты',
      degraded: 'Связь плохая',
      open: 'На связи',
    },
    lastSuccess: (when) => `Последняя удачная загрузка ${when}`,
    never: 'Ещё ничего не загружалось',
    whole: (n) =>
      count(n, {
        one: 'Целиком сохранена # статья',
        few: 'Целиком сохранены # статьи',
        other: 'Целиком сохранено # статей',
      }),
    ofArticles: (n) => `из ${n}`,
    phases: {
      idle: '',
      feeds: (done, total) => `Проверяем источники, ${done} из ${total}`,
      articles: (done, total) => `Загружаем статьи, ${done} из ${total}`,
      images: (done, total) => `Загружаем картинки, ${done} из ${total}`,
    },
    failing: (n) =>
      count(n, {
        one: '# источник не загрузился',
        few: '# источника не загрузились',
        other: '# источников не загрузились',
      }),
    diskLow: 'Диск почти заполнен: картинки больше не сохраняются, текст сохраняется.',
    fetchNow: 'Загрузить',
    stop: 'Остановить',
    windowLeft: (span) => `связь, вероятно, продержится ещё примерно ${span}`,
    hostGone: 'Сам Larder не отвечает. То, что на экране, останется; пробуем связаться снова…',
  },

  welcome: {
    title: 'Добро пожаловать в Larder',
    lead: 'Larder сохраняет статьи целиком, с картинками, пока есть связь, и даёт читать и искать их, когда её нет.',
    addTitle: 'Добавьте сайт',
    addBody: 'Достаточно адреса новостного сайта или блога: ленту Larder найдёт сам.',
    importTitle: 'Принесите свой список',
    importBody: 'Другие читалки выгружают источники в файл OPML. Папки сохранятся.',
    importButton: 'Выбрать файл…',
    samplesTitle: 'Сначала осмотритесь',
    samplesBody: 'Несколько статей-образцов на английском, русском и фарси. Сеть не нужна.',
    samplesButton: 'Показать образцы',
    privacy: 'Всё остаётся на этом компьютере. Архив пока не зашифрован.',
  },

  add: {
    title: 'Добавить источник',
    address: 'Адрес сайта или ленты',
    placeholder: 'example.org',
    find: 'Искать ленты',
    looking: (host) => `Спрашиваем ${host}…`,
    found: (n) => count(n, { one: 'Найдена # лента', few: 'Найдены # ленты', other: 'Найдено # лент' }),
    nameLabel: 'Название (необязательно)',
    namePlaceholder: 'Как называет себя сам',
    subscribe: 'Добавить',
    anyway: 'Добавить без проверки',
    anywayHint: 'Если вы знаете, что это лента, её можно добавить сейчас: она загрузится, когда будет связь.',
    other: 'Другой адрес',
  },

  folder: {
    label: 'Папка',
    none: 'Без папки',
    newOption: 'Новая папка…',
    newName: 'Название новой папки',
    addTitle: 'Новая папка',
    inside: 'Внутри',
    create: 'Создать',
    settings: 'Папка',
    name: 'Название',
    move: 'Внутри',
    remove: 'Убрать папку',
    removeHint: 'Её источники и папки поднимутся на уровень выше. Больше ничего не изменится.',
  },

  source: {
    title: 'Источник',
    name: 'Название',
    address: 'Адрес',
    lastResult: 'Последний итог',
    lastSuccess: 'Последняя удачная загрузка',
    route: 'Путь',
    bytes: 'Передано',
    bytesValue: (last, all) => `последний раз ${last}, всего ${all}`,
    never: 'не было',
    counts: 'Сохранено',
    countsValue: (total, unread) => `${total}, из них не прочитано ${unread}`,
    fetch: 'Загрузить этот источник',
    remove: 'Удалить источник',
    removeHint: 'Его статьи останутся в архиве: их можно читать и искать.',
    deleteArticles: 'Удалить и его сохранённые статьи. Вернуть их будет нельзя.',
    removeConfirm: 'Удалить',
  },

  opml: {
    title: 'Загрузить список источников',
    body: 'Файл OPML, какой выгружают другие читалки. Источники, которые у вас уже есть, объединятся.',
    choose: 'Выбрать файл…',
    reading: 'Читаем файл…',
    added: (n) =>
      count(n, { one: 'Добавлен # источник', few: 'Добавлены # источника', other: 'Добавлено # источников' }),
    merged: (n) => count(n, { one: '# уже был в вашем списке', other: '# уже были в вашем списке' }),
    salvaged: 'Файл повреждён; взято то, что удалось прочесть.',
    skipped: (n) => count(n, { one: 'Пропущена # запись:', few: 'Пропущены # записи:', other: 'Пропущено # записей:' }),
    reasons: {
      'no address': 'нет адреса',
      'not http': 'не адрес в сети',
      duplicate: 'встречается дважды',
      'too deep': 'слишком много вложенных папок',
      'too many': 'список слишком длинный',
    },
    andMore: (n) => count(n, { other: 'и ещё #' }),
    fetchNow: 'Загрузить их сейчас',
    fileName: 'larder-sources.opml',
  },

  page: {
    title: 'Сохранить страницу',
    body: 'Страница будет загружена сейчас и сохранена как статья, с картинками.',
    address: 'Адрес страницы',
    save: 'Сохранить',
    saving: (host) => `Загружаем с ${host}…`,
    failed: (reason) => `Страница не сохранена. ${reason}`,
  },

  preferences: {
    title: 'Настройки',
    language: 'Язык',
    languages: { system: 'Как в системе', en: 'English', ru: 'Русский', fa: 'فارسی' },
    theme: 'Цвета',
    themes: { system: 'Как в системе', light: 'Светлые', dark: 'Тёмные' },
    textSize: 'Размер текста статей',
    percent: (n) => `${n} %`,
  },

  help: {
    title: 'Клавиши и знаки',
    keysTitle: 'Клавиши',
    signsTitle: 'Знаки в списке',
    keys: {
      next: 'следующая статья',
      previous: 'предыдущая статья',
      move: 'по списку, не открывая',
      open: 'открыть и перейти к тексту',
      star: 'в избранное или обратно',
      choose: 'отметить, чтобы передать несколько вместе',
      read: 'прочитано или не прочитано',
      search: 'поиск',
      original: 'открыть оригинал в браузере',
      fetch: 'загрузить сейчас',
      activity: 'ход дел: связь и каждый источник',
      schedule: 'расписание: пауза, часы, пределы',
      panes: 'в соседнюю часть окна',
      escape: 'назад или очистить поиск',
      help: 'эта страница',
    },
    bold: 'Жирный заголовок: не прочитано.',
    layouts: 'Клавиши работают в любой раскладке.',
  },
};
