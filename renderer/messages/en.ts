import { enActivity } from './en-activity.ts';
import { enBundles } from './en-bundles.ts';
import { enErrors } from './en-errors.ts';
import { enExports } from './en-exports.ts';
import { enLine } from './en-line.ts';
import { enOutcomes } from './en-outcomes.ts';
import { enReadiness } from './en-readiness.ts';
import { enRoutes } from './en-routes.ts';
import { enSchedule } from './en-schedule.ts';
import { enWhen } from './en-when.ts';
import { enWindows } from './en-windows.ts';
import { pluralizer } from './plural.ts';

const count = pluralizer('en');

/** Every text of the interface. The other languages have the same type: a missing entry does not compile. */
export const en = {
  direction: 'ltr' as 'ltr' | 'rtl',
  name: 'Larder',
  outcomes: enOutcomes,
  errors: enErrors,
  line: enLine,
  activity: enActivity,
  routes: enRoutes,
  when: enWhen,
  windows: enWindows,
  schedule: enSchedule,
  readiness: enReadiness,
  exports: enExports,
  bundles: enBundles,

  common: {
    cancel: 'Cancel',
    close: 'Close',
    back: 'Back',
    save: 'Save',
    done: 'Done',
    again: 'Try again',
    dismiss: 'Dismiss',
    paneFailed: 'This part of the window failed. What is stored is safe.',
    separator: ' · ',
    comma: ', ',
    folderSeparator: ' / ',
  },

  views: {
    all: 'Everything',
    unread: 'Unread',
    today: 'Today',
    starred: 'Starred',
    saved: 'Saved pages',
  },

  sources: {
    label: 'Sources',
    add: 'Add a source',
    more: 'Manage',
    savePage: 'Save one page…',
    importOpml: 'Import…',
    exportOpml: 'Export the list (OPML)',
    newFolder: 'New folder…',
    preferences: 'Preferences…',
    activity: 'Activity',
    help: 'Keyboard and signs…',
    expand: (name: string) => `Show what is in ${name}`,
    collapse: (name: string) => `Hide what is in ${name}`,
    unreadCount: (n: number) => count(n, { one: '# unread', other: '# unread' }),
    lastFetched: (when: string) => `last fetched ${when}`,
    neverFetched: 'nothing fetched yet',
    notTried: 'not fetched yet',
    unsubscribed: 'Articles kept from removed sources',
    settingsOf: (name: string) => `Settings of ${name}`,
  },

  list: {
    label: 'Articles',
    search: 'Search everything stored',
    clearSearch: 'Clear the search',
    found: (n: number) => count(n, { one: '# found', other: '# found' }),
    searchingFor: 'Search',
    articles: (n: number) => count(n, { one: '# article', other: '# articles' }),
    newArticles: (n: number) => count(n, { one: '# new article', other: '# new articles' }),
    unreadOnly: 'Unread only',
    markAllRead: 'Mark all read',
    showSources: 'Sources',
    loading: 'Loading',
    stored: {
      headline: 'headline only',
      text: 'text stored, pictures not all',
      whole: 'stored whole',
    },
    unread: 'unread',
    starred: 'starred',
    chosen: 'chosen',
    choose: 'Choose, to give away together (x)',
    chosenCount: (n: number) => count(n, { one: '# article chosen', other: '# articles chosen' }),
    giveChosen: 'Give these away…',
    unchoose: 'Let go',
    noTitle: 'Untitled',
    headlineOnly: 'Only the headline is stored so far.',
    empty: {
      unread: 'Everything is read.',
      today: 'Nothing has come today.',
      starred: 'Nothing is starred yet. Press s on an article to keep it at hand.',
      saved: 'No pages saved yet. “Manage → Save one page” stores any page like an article.',
      feed: 'Nothing is stored from this source yet.',
      all: 'Nothing is stored yet. Press “Fetch now” while there is a connection.',
      search: (query: string) => `Nothing stored contains “${query}”.`,
    },
  },

  markAll: {
    title: 'Mark all read?',
    body: (n: number) =>
      count(n, { one: '# unread article will be marked read.', other: '# unread articles will be marked read.' }),
    confirm: 'Mark read',
  },

  article: {
    label: 'Article',
    none: 'Choose an article',
    noneHint: 'Arrows or j and k move through the list, ? shows all keys.',
    frame: (title: string) => `Text of the article: ${title}`,
    minutes: (n: number) => count(n, { one: '# minute', other: '# minutes' }),
    storedAt: (when: string) => `stored ${when}`,
    versions: (n: number) => count(n, { one: '# version', other: '# versions' }),
    sample: 'a sample that ships with Larder',
    feedTextOnly: 'the text as the feed carried it',
    star: 'Star',
    unstar: 'Remove the star',
    markUnread: 'Mark unread',
    markRead: 'Mark read',
    original: 'Open the original…',
    larger: 'Larger text',
    smaller: 'Smaller text',
    backToList: 'Back to the list',
    more: 'More of this article has arrived. Show it',
    attached: 'Attached, not stored here',
    size: (size: string) => `(${size})`,
    missing: {
      wanted: (n: number) =>
        count(n, {
          one: 'One picture is not here yet; it is waiting for a connection.',
          other: '# pictures are not here yet; they are waiting for a connection.',
        }),
      refused: (n: number) =>
        count(n, {
          one: 'One picture was not stored: it was too large, damaged or not a picture.',
          other: '# pictures were not stored: they were too large, damaged or not pictures.',
        }),
      gone: (n: number) =>
        count(n, {
          one: 'One picture is gone from its site.',
          other: '# pictures are gone from their sites.',
        }),
      page: (reason: string) => `The full page is not stored: ${reason} This is what the feed carried.`,
      headline: 'Only the headline is stored. The text will be fetched when there is a connection.',
      headlineBecause: (reason: string) => `Only the headline is stored: ${reason}`,
    },
    picture: {
      wanted: 'Picture not here yet',
      refused: 'Picture not stored',
      gone: 'Picture gone from its site',
    },
  },

  link: {
    title: 'Open in the browser?',
    body: 'This leaves Larder. Your browser will go to the network for:',
    open: 'Open in the browser',
    copy: 'Copy the address',
    copied: 'Copied',
    spelledOut: 'The host in its own letters:',
    mixed: 'The host mixes letters of different alphabets, as imitations of known names do. Look closely.',
    unencrypted: 'The connection is not encrypted: anyone on the way can see and change the page.',
    credentials: 'The address carries a user name, which can disguise where it leads.',
    notAllowed: 'This link does not lead to a web page and cannot be opened.',
  },

  status: {
    label: 'Status',
    states: {
      unknown: 'Not tried yet',
      offline: 'No connection',
      captive: 'Sign in to the network',
      allowlist: 'Only approved sites answer',
      degraded: 'The connection is poor',
      open: 'Connected',
    },
    lastSuccess: (when: string) => `Last successful fetch ${when}`,
    never: 'Nothing has been fetched yet',
    whole: (n: number) => count(n, { one: '# article stored whole', other: '# articles stored whole' }),
    ofArticles: (n: string) => `of ${n}`,
    phases: {
      idle: '',
      feeds: (done: string, total: string) => `Checking sources, ${done} of ${total}`,
      articles: (done: string, total: string) => `Fetching articles, ${done} of ${total}`,
      images: (done: string, total: string) => `Fetching pictures, ${done} of ${total}`,
    },
    failing: (n: number) => count(n, { one: '# source could not be fetched', other: '# sources could not be fetched' }),
    diskLow: 'The disk is nearly full: pictures are no longer stored, text still is.',
    fetchNow: 'Fetch now',
    stop: 'Stop',
    windowLeft: (span: string) => `the line probably lasts about ${span} more`,
    hostGone: 'Larder itself does not answer. What you see stays; trying to reach it again…',
  },

  welcome: {
    title: 'Welcome to Larder',
    lead: 'Larder stores whole articles and their pictures while there is a connection, and lets you read and search them when there is none.',
    addTitle: 'Add a site',
    addBody: 'The address of a news site or a blog is enough; Larder looks for its feed.',
    importTitle: 'Bring your list',
    importBody: 'Other readers export their sources as an OPML file. Folders are kept.',
    importButton: 'Choose a file…',
    samplesTitle: 'Look around first',
    samplesBody: 'A few sample articles in English, Russian and Farsi. No network needed.',
    samplesButton: 'Show samples',
    privacy: 'Everything stays on this computer. The archive is not encrypted yet.',
  },

  add: {
    title: 'Add a source',
    address: 'Address of a site or a feed',
    placeholder: 'example.org',
    find: 'Look for feeds',
    looking: (host: string) => `Asking ${host}…`,
    found: (n: number) => count(n, { one: '# feed found', other: '# feeds found' }),
    nameLabel: 'Name (optional)',
    namePlaceholder: 'As it calls itself',
    subscribe: 'Add',
    anyway: 'Add without checking',
    anywayHint: 'If you know this is a feed, it can be added now and will be fetched when there is a connection.',
    other: 'Another address',
  },

  folder: {
    label: 'Folder',
    none: 'No folder',
    newOption: 'New folder…',
    newName: 'Name of the new folder',
    addTitle: 'New folder',
    inside: 'Inside',
    create: 'Create',
    settings: 'Folder',
    name: 'Name',
    move: 'Inside',
    remove: 'Remove the folder',
    removeHint: 'Its sources and folders move up to where it stood. Nothing else changes.',
  },

  source: {
    title: 'Source',
    name: 'Name',
    address: 'Address',
    lastResult: 'Last result',
    lastSuccess: 'Last successful fetch',
    route: 'Route',
    bytes: 'Transferred',
    bytesValue: (last: string, all: string) => `${last} last, ${all} in all`,
    never: 'never',
    counts: 'Stored',
    countsValue: (total: string, unread: string) => `${total}, of them ${unread} unread`,
    fetch: 'Fetch this source now',
    remove: 'Remove the source',
    removeHint: 'Its articles stay in the archive and can still be read and found.',
    deleteArticles: 'Delete its stored articles too. This cannot be undone.',
    removeConfirm: 'Remove',
  },

  opml: {
    title: 'Import a list of sources',
    body: 'An OPML file as other readers export it. Sources you already have are merged.',
    choose: 'Choose a file…',
    reading: 'Reading the file…',
    added: (n: number) => count(n, { one: '# source added', other: '# sources added' }),
    merged: (n: number) => count(n, { one: '# was in your list already', other: '# were in your list already' }),
    salvaged: 'The file is damaged; what could be read was taken.',
    skipped: (n: number) => count(n, { one: '# entry was skipped:', other: '# entries were skipped:' }),
    reasons: {
      'no address': 'no address',
      'not http': 'not a web address',
      duplicate: 'listed twice',
      'too deep': 'too many folders inside each other',
      'too many': 'the list is too long',
    },
    andMore: (n: number) => count(n, { one: 'and # more', other: 'and # more' }),
    fetchNow: 'Fetch them now',
    fileName: 'larder-sources.opml',
  },

  page: {
    title: 'Save one page',
    body: 'The page is fetched now and stored like an article, with its pictures.',
    address: 'Address of the page',
    save: 'Save',
    saving: (host: string) => `Fetching from ${host}…`,
    failed: (reason: string) => `It was not stored. ${reason}`,
  },

  preferences: {
    title: 'Preferences',
    language: 'Language',
    languages: { system: 'As the system', en: 'English', ru: 'Русский', fa: 'فارسی' },
    theme: 'Colours',
    themes: { system: 'As the system', light: 'Light', dark: 'Dark' },
    textSize: 'Size of article text',
    percent: (n: string) => `${n}%`,
  },

  help: {
    title: 'Keyboard and signs',
    keysTitle: 'Keys',
    signsTitle: 'Signs in the list',
    keys: {
      next: 'next article',
      previous: 'previous article',
      move: 'move in the list without opening',
      open: 'open and go to the text',
      star: 'star or remove the star',
      choose: 'choose, to give several away together',
      read: 'mark read or unread',
      search: 'search',
      original: 'open the original in the browser',
      fetch: 'fetch now',
      activity: 'activity: the line and every source',
      schedule: 'schedule: pause, hours, limits',
      panes: 'to the pane beside',
      escape: 'back, or clear the search',
      help: 'this page',
    },
    bold: 'A bold title is unread.',
    layouts: 'The keys work in any keyboard layout.',
  },
};

export type Messages = typeof en;
