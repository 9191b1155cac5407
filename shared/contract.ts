import * as v from 'valibot';
import {
  type Article,
  type ArticleId,
  type ArticleSummary,
  type FeedCandidate,
  type FeedId,
  type FeedSummary,
  type Library,
  LOCALES,
  type LoggedAttempt,
  type OpmlSkipped,
  type Outcome,
  type QuarantineEntry,
  type SearchHit,
  type Status,
} from './model.ts';
import { BUNDLE_FORMATS, type BundleSettings, type Estimate, type OwnKey, type Transfer } from './bundles.ts';
import type { ProxyShown } from './routes.ts';
import {
  EXPORT_FORMATS,
  PRIORITIES,
  REACHES,
  type PreparationView,
  type QueueView,
  type Readiness,
  type ScheduleView,
  type WindowsView,
} from './schedule.ts';

/**
 * Every call that crosses from a page, a script or another thread into the core, as plain data. Types derive from here,
 * and one `dispatch` validates for every transport. `side` says which thread answers: `read` never waits for writing.
 *
 * Inputs come from outside and are checked to the last property. Outputs are our own: their schema is the shape's type.
 */

const feedId = v.custom<FeedId>((value) => typeof value === 'string' && /^[a-z0-9]{1,32}$/.test(value), 'a feed id');
const articleId = v.custom<ArticleId>(
  (value) => typeof value === 'string' && /^[a-z0-9]{1,32}$/.test(value),
  'an article id',
);
const address = v.pipe(v.string(), v.minLength(1), v.maxLength(8192));
const name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(200));
/** Names from the outside in. Ten levels are more than any reader shows. */
const folderPath = v.pipe(v.array(name), v.maxLength(10));
const time = v.pipe(v.number(), v.integer());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const nothing = v.strictObject({});

/** A shape of our own making: typed, and not checked again at run time. */
function shape<T>() {
  return v.custom<T>(() => true);
}

export const listView = v.variant('kind', [
  v.strictObject({ kind: v.literal('all') }),
  v.strictObject({ kind: v.literal('unread') }),
  v.strictObject({ kind: v.literal('today'), sinceMs: time }),
  v.strictObject({ kind: v.literal('starred') }),
  v.strictObject({ kind: v.literal('saved') }),
  v.strictObject({ kind: v.literal('feed'), feedId, unreadOnly: v.boolean() }),
  v.strictObject({ kind: v.literal('folder'), path: folderPath, unreadOnly: v.boolean() }),
]);
export type ListView = v.InferOutput<typeof listView>;

const preferences = v.strictObject({
  locale: v.nullable(v.picklist(LOCALES)),
  theme: v.picklist(['system', 'light', 'dark']),
  textSize: v.pipe(v.number(), v.integer(), v.minValue(60), v.maxValue(250)),
});

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const proxyId = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,32}$/));
/** Longest names and passwords that SOCKS can carry (RFC 1929). */
const credential = v.pipe(v.string(), v.minLength(1), v.maxLength(255));
const otherAddress = v.nullable(address);
const route = v.variant('via', [
  v.strictObject({ via: v.literal('direct'), url: otherAddress }),
  v.strictObject({ via: v.literal('system'), url: otherAddress }),
  v.strictObject({ via: v.literal('proxy'), proxyId, url: otherAddress }),
]);
/** Twenty ways are more than anyone waits for. */
export const routePlan = v.strictObject({
  direct: v.picklist(['always', 'auto', 'never']),
  chain: v.pipe(v.array(route), v.maxLength(20)),
});
/** What a plan is for: one source, a folder with what lies in it, or everything else. */
const routeTarget = v.variant('kind', [
  v.strictObject({ kind: v.literal('feed'), id: feedId }),
  v.strictObject({ kind: v.literal('folder'), path: v.pipe(folderPath, v.minLength(1)) }),
  v.strictObject({ kind: v.literal('all') }),
]);
const proxyInput = {
  name,
  kind: v.picklist(['http', 'socks5']),
  host: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(255)),
  port,
  username: v.nullable(credential),
  /** Null: none. Absent in a change: as it was. */
  password: v.nullable(credential),
};

const minuteOfDay = v.pipe(count, v.maxValue(1440));
const hoursRule = v.strictObject({
  days: v.pipe(v.array(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(7))), v.maxLength(7)),
  fromMinute: minuteOfDay,
  toMinute: minuteOfDay,
});
/** More rules than anyone keeps in mind. */
const hoursRules = v.pipe(v.array(hoursRule), v.maxLength(30));
/** A terabyte; 0 means "nothing". */
const budget = v.nullable(v.pipe(count, v.maxValue(1e12)));
const priority = v.nullable(v.picklist(PRIORITIES));
/** From five minutes, for no server likes to be asked more often, to four weeks. */
const everyMinutes = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(5), v.maxValue(40_320)));
const scheduleInput = v.strictObject({
  paused: v.boolean(),
  onlyWhenAsked: v.boolean(),
  quietHours: hoursRules,
  allowedHours: hoursRules,
  dayBudgetBytes: budget,
  monthBudgetBytes: budget,
  metered: v.picklist(['system', 'yes', 'no']),
  onMetered: v.picklist(REACHES),
  onBattery: v.picklist(REACHES),
});
/** Becomes the name of a file in keys/. */
export const KEY_NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N} _.-]{0,59}$/u;
const keyName = v.pipe(v.string(), v.trim(), v.regex(KEY_NAME));
const recipient = v.pipe(v.string(), v.trim(), v.regex(/^age1[a-z0-9]{1,3000}$/));
const exportId = v.pipe(v.string(), v.regex(/^[a-z0-9]{1,32}$/));
const exportInput = v.strictObject({
  name,
  cron: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(100)),
  format: v.picklist(EXPORT_FORMATS),
  folder: v.pipe(v.string(), v.minLength(1), v.maxLength(4096)),
  days: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3650))),
  of: v.nullable(folderPath),
  starred: v.boolean(),
  unread: v.boolean(),
  keep: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000)),
  enabled: v.boolean(),
  pictures: v.boolean(),
  label: v.nullable(name),
  signWith: v.nullable(keyName),
  recipients: v.pipe(v.array(recipient), v.maxLength(100)),
});
const preparationInput = v.strictObject({
  goal: v.variant('kind', [
    v.strictObject({ kind: v.literal('bytes'), bytes: v.pipe(count, v.minValue(1_000_000), v.maxValue(1e12)) }),
    v.strictObject({ kind: v.literal('days'), days: v.pipe(v.number(), v.minValue(1), v.maxValue(365)) }),
  ]),
  folders: v.pipe(v.array(v.pipe(folderPath, v.minLength(1))), v.maxLength(200)),
});

const selection = v.strictObject({
  feedIds: v.nullable(v.pipe(v.array(feedId), v.maxLength(20_000))),
  folder: v.nullable(folderPath),
  tag: v.nullable(name),
  query: v.nullable(v.pipe(v.string(), v.maxLength(500))),
  sinceMs: v.nullable(time),
  untilMs: v.nullable(time),
  starred: v.boolean(),
  unread: v.boolean(),
  ids: v.nullable(v.pipe(v.array(articleId), v.minLength(1), v.maxLength(20_000))),
  notGivenTo: v.nullable(name),
});
const passphrase = v.pipe(v.string(), v.minLength(1), v.maxLength(1024));
const publicKey = v.pipe(v.string(), v.trim(), v.regex(/^[A-Za-z0-9+/]{56}$/));
const randomId = v.pipe(v.string(), v.regex(/^[a-z0-9]{8,32}$/));
/** What came to `upload`: one file, or all volumes of one. */
const uploads = v.pipe(v.array(randomId), v.minLength(1), v.maxLength(1000));
const lock = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('passphrase'), passphrase }),
  v.strictObject({
    kind: v.literal('recipients'),
    recipients: v.pipe(v.array(recipient), v.minLength(1), v.maxLength(100)),
  }),
]);
/** Below, a bundle would be nothing but its contents. */
const volumeBytes = v.nullable(v.pipe(count, v.minValue(64 * 1024), v.maxValue(1e13)));
const exportRequest = v.strictObject({
  format: v.picklist(BUNDLE_FORMATS),
  selection,
  title: name,
  pictures: v.boolean(),
  maxBytes: volumeBytes,
  splitBytes: volumeBytes,
  signWith: v.nullable(keyName),
  keyPassphrase: v.nullable(passphrase),
  lock,
  telling: v.strictObject({ fetchTimes: v.boolean(), queries: v.boolean() }),
  label: v.nullable(name),
  have: v.nullable(v.strictObject({ upload: randomId, passphrase: v.nullable(passphrase) })),
});

/** The library as the interface sees it: without proxies' passwords. */
export type LibraryShown = Omit<Library, 'network'> & {
  readonly network: Omit<Library['network'], 'proxies'> & { readonly proxies: readonly ProxyShown[] };
};
/** One fetch of one of the owner's own feeds by one way; nothing of it is stored. */
export type RouteTest = { outcome: Outcome; reason: string; ms: number; bytes: number };

export type DiscoverResult = {
  /** Empty: nothing was found, and `outcome` and `reason` say what happened instead. */
  candidates: FeedCandidate[];
  outcome: Outcome;
  reason: string;
};
export type OpmlReport = { added: number; merged: number; skipped: OpmlSkipped[]; salvaged: boolean };
/** Rows `offset .. offset+items.length` of a list that stands still since `asOfMs`. */
export type ArticlePage = { items: ArticleSummary[]; total: number; unread: number };
export type SearchPage = { items: SearchHit[]; total: number };
export type SaveResult = { articleId: ArticleId | null; outcome: Outcome; reason: string };

export const contract = {
  'library.get': { side: 'core', input: nothing, output: shape<LibraryShown>() },
  'preferences.set': { side: 'core', input: preferences, output: shape<null>() },

  'feeds.list': { side: 'read', input: nothing, output: shape<FeedSummary[]>() },
  'feeds.discover': { side: 'core', input: v.strictObject({ url: address }), output: shape<DiscoverResult>() },
  'feeds.add': {
    side: 'core',
    input: v.strictObject({ url: address, title: v.nullable(name), folder: folderPath }),
    output: shape<{ id: FeedId }>(),
  },
  'feeds.rename': {
    side: 'core',
    input: v.strictObject({ id: feedId, title: v.nullable(name) }),
    output: shape<null>(),
  },
  'feeds.move': { side: 'core', input: v.strictObject({ id: feedId, folder: folderPath }), output: shape<null>() },
  'feeds.remove': {
    side: 'core',
    input: v.strictObject({ id: feedId, deleteArticles: v.boolean() }),
    output: shape<null>(),
  },
  'folders.add': { side: 'core', input: v.strictObject({ path: folderPath }), output: shape<null>() },
  'folders.rename': { side: 'core', input: v.strictObject({ path: folderPath, name }), output: shape<null>() },
  'folders.move': {
    side: 'core',
    input: v.strictObject({ path: folderPath, into: folderPath }),
    output: shape<null>(),
  },
  /** Its feeds and folders move up to where it stood. */
  'folders.remove': { side: 'core', input: v.strictObject({ path: folderPath }), output: shape<null>() },

  'opml.import': {
    side: 'core',
    // Base64, for JSON has no bytes and the file's charset is its own. 12 MB of it hold a list of some 40,000 feeds.
    input: v.strictObject({ bytesBase64: v.pipe(v.string(), v.maxLength(12_000_000)) }),
    output: shape<OpmlReport>(),
  },
  'opml.export': { side: 'core', input: nothing, output: shape<{ xml: string }>() },

  'proxies.add': { side: 'core', input: v.strictObject(proxyInput), output: shape<{ id: string }>() },
  'proxies.change': {
    side: 'core',
    input: v.strictObject({ ...proxyInput, id: proxyId, password: v.optional(proxyInput.password) }),
    output: shape<null>(),
  },
  /** Ways through it are taken out of every plan; a plan that forbids direct ones stays closed. */
  'proxies.remove': { side: 'core', input: v.strictObject({ id: proxyId }), output: shape<null>() },
  /** Plan null: as the folder around it, or the library, has it. */
  'routes.set': {
    side: 'core',
    input: v.strictObject({ target: routeTarget, plan: v.nullable(routePlan) }),
    output: shape<null>(),
  },
  'routes.test': { side: 'core', input: v.strictObject({ feedId, route }), output: shape<RouteTest>() },
  'network.set': {
    side: 'core',
    input: v.strictObject({ dohUrl: v.nullable(address), systemRoots: v.boolean(), log: v.boolean() }),
    output: shape<null>(),
  },
  /** The owner's word that a source works during shutdowns. */
  'feeds.anchor': {
    side: 'core',
    input: v.strictObject({ id: feedId, anchor: v.boolean() }),
    output: shape<null>(),
  },
  /** A certificate (PEM) the owner trusts for this source; null: only the public roots. */
  'feeds.trust': {
    side: 'core',
    input: v.strictObject({ id: feedId, pem: v.nullable(v.pipe(v.string(), v.maxLength(65_536))) }),
    output: shape<null>(),
  },
  'quarantine.list': { side: 'read', input: nothing, output: shape<QuarantineEntry[]>() },
  /** Empty unless the owner turned the log on; newest first. */
  'attempts.list': {
    side: 'read',
    input: v.strictObject({ limit: v.pipe(count, v.maxValue(1000)) }),
    output: shape<LoggedAttempt[]>(),
  },
  /** What somebody who helps may see: states, outcomes, counts and times; every host is a number. */
  'diagnostics.export': { side: 'core', input: nothing, output: shape<{ json: string }>() },

  'articles.list': {
    side: 'read',
    input: v.strictObject({
      view: listView,
      offset: count,
      limit: v.pipe(count, v.maxValue(500)),
      /** The list as it stood then: what arrives or is read later neither shifts nor drops rows. */
      asOfMs: time,
    }),
    output: shape<ArticlePage>(),
  },
  'articles.get': { side: 'read', input: v.strictObject({ id: articleId }), output: shape<Article>() },
  'articles.search': {
    side: 'read',
    input: v.strictObject({
      query: v.pipe(v.string(), v.maxLength(500)),
      offset: count,
      limit: v.pipe(count, v.maxValue(200)),
    }),
    output: shape<SearchPage>(),
  },
  'articles.mark': {
    side: 'core',
    input: v.strictObject({
      ids: v.pipe(v.array(articleId), v.minLength(1), v.maxLength(1000)),
      read: v.optional(v.boolean()),
      starred: v.optional(v.boolean()),
    }),
    output: shape<null>(),
  },
  /** The reader opened it and only its headline is here: its page goes first when the line allows. */
  'articles.want': { side: 'core', input: v.strictObject({ id: articleId }), output: shape<null>() },
  'articles.markAllRead': {
    side: 'core',
    input: v.strictObject({ view: listView, asOfMs: time }),
    output: shape<{ marked: number }>(),
  },

  'pages.save': { side: 'core', input: v.strictObject({ url: address }), output: shape<SaveResult>() },
  'samples.load': { side: 'core', input: nothing, output: shape<{ articles: number }>() },

  /** One opportunistic pass over all sources, or over those named; returns at once, `status` events tell the rest. */
  'fetch.start': {
    side: 'core',
    input: v.strictObject({ feedIds: v.nullable(v.array(feedId)) }),
    output: shape<null>(),
  },
  'fetch.stop': { side: 'core', input: nothing, output: shape<null>() },

  /** Everything about hours, budgets and links at once. What contradicts itself is kept, and told by `schedule.get`. */
  'schedule.set': { side: 'core', input: scheduleInput, output: shape<null>() },
  'schedule.source': {
    side: 'core',
    input: v.strictObject({ id: feedId, priority, everyMinutes }),
    output: shape<null>(),
  },
  'schedule.folder': {
    side: 'core',
    input: v.strictObject({ path: v.pipe(folderPath, v.minLength(1)), priority, everyMinutes }),
    output: shape<null>(),
  },
  'schedule.get': { side: 'core', input: nothing, output: shape<ScheduleView>() },
  'exports.add': { side: 'core', input: exportInput, output: shape<{ id: string }>() },
  'exports.change': {
    side: 'core',
    input: v.strictObject({ ...exportInput.entries, id: exportId }),
    output: shape<null>(),
  },
  'exports.remove': { side: 'core', input: v.strictObject({ id: exportId }), output: shape<null>() },
  /** Now, whatever its pattern says. */
  'exports.run': { side: 'core', input: v.strictObject({ id: exportId }), output: shape<{ file: string }>() },
  'queue.get': { side: 'core', input: nothing, output: shape<QueueView>() },
  'windows.get': { side: 'core', input: nothing, output: shape<WindowsView>() },
  /** Everything kept of windows, in every network. */
  'windows.forget': { side: 'core', input: nothing, output: shape<null>() },
  'readiness.get': { side: 'read', input: nothing, output: shape<Readiness>() },
  /** Begins one, or goes on with the one that was stopped when `goal` and `folders` are the same. */
  'preparation.start': { side: 'core', input: preparationInput, output: shape<null>() },
  'preparation.stop': { side: 'core', input: nothing, output: shape<null>() },
  /** Forgets it; nothing that was fetched is lost. */
  'preparation.clear': { side: 'core', input: nothing, output: shape<null>() },
  'preparation.get': { side: 'core', input: nothing, output: shape<PreparationView | null>() },

  /** What an export can be narrowed to; empty where nothing is tagged. */
  'tags.list': { side: 'read', input: nothing, output: shape<readonly string[]>() },
  'exports.estimate': { side: 'read', input: v.strictObject({ selection }), output: shape<Estimate>() },
  /** Written beside the archive and kept there until it is fetched from `file/<id>/<number>`, or forgotten. */
  'transfers.export': { side: 'core', input: exportRequest, output: shape<{ id: string }>() },
  /** A list of what is here, for somebody to make a bundle of the rest. */
  'transfers.have': { side: 'core', input: v.strictObject({ lock }), output: shape<{ id: string }>() },
  /** Checks all of it and stores nothing. */
  'transfers.preview': {
    side: 'core',
    input: v.strictObject({ uploads, file: v.pipe(v.string(), v.maxLength(300)), passphrase: v.nullable(passphrase) }),
    output: shape<{ id: string }>(),
  },
  /** Of a preview that is done. `trustAs`: the unknown signer is known by this name from now on. */
  'transfers.import': {
    side: 'core',
    input: v.strictObject({ preview: randomId, trustAs: v.nullable(name) }),
    output: shape<{ id: string }>(),
  },
  'transfers.stop': { side: 'core', input: v.strictObject({ id: randomId }), output: shape<null>() },
  /** Removes its files. */
  'transfers.forget': { side: 'core', input: v.strictObject({ id: randomId }), output: shape<null>() },
  /** Removes files that were sent and will not be looked at (any more), or of which not all came. */
  'transfers.unsend': { side: 'core', input: v.strictObject({ uploads }), output: shape<null>() },
  'transfers.list': { side: 'core', input: nothing, output: shape<readonly Transfer[]>() },
  'bundles.settings': { side: 'core', input: nothing, output: shape<BundleSettings>() },
  /** Passphrase null: the secret key is stored as it is. */
  'keys.new': {
    side: 'core',
    input: v.strictObject({ name: keyName, passphrase: v.nullable(passphrase) }),
    output: shape<OwnKey>(),
  },
  'keys.remove': { side: 'core', input: v.strictObject({ name: keyName }), output: shape<null>() },
  /** This archive's own age identity; made once. */
  'keys.identity': { side: 'core', input: nothing, output: shape<{ recipient: string }>() },
  /** A key already trusted gets the new name. */
  'senders.trust': { side: 'core', input: v.strictObject({ name, publicKey }), output: shape<null>() },
  /** Also that any article came from them. The articles stay. */
  'senders.forget': { side: 'core', input: v.strictObject({ publicKey }), output: shape<null>() },
  /** What it was given is forgotten with it. */
  'labels.forget': { side: 'core', input: v.strictObject({ name }), output: shape<null>() },
  /** @throws FOLDER_MISSING */
  'watch.set': {
    side: 'core',
    input: v.strictObject({ folder: v.nullable(v.pipe(v.string(), v.minLength(1), v.maxLength(4096))) }),
    output: shape<null>(),
  },
  'status.get': { side: 'core', input: nothing, output: shape<Status>() },
} as const satisfies Record<string, { side: 'read' | 'core'; input: v.GenericSchema; output: v.GenericSchema }>;

export type Contract = typeof contract;
export type Method = keyof Contract;
export type Input<M extends Method> = v.InferInput<Contract[M]['input']>;
export type Output<M extends Method> = v.InferOutput<Contract[M]['output']>;

type MethodsOf<S extends 'read' | 'core'> = { [M in Method]: Contract[M]['side'] extends S ? M : never }[Method];
export type ReadMethod = MethodsOf<'read'>;
export type CoreMethod = MethodsOf<'core'>;

/** A missing handler does not compile. */
export type HandlersOf<M extends Method> = {
  readonly [K in M]: (input: v.InferOutput<Contract[K]['input']>) => Output<K> | Promise<Output<K>>;
};
export type Handlers = HandlersOf<Method>;

/** What the core tells without being asked. Events say that something changed; the state itself is asked for. */
export const events = {
  /** The line below: sent at most a few times a second. */
  status: shape<Status>(),
  /** Articles, feeds or their counts changed; lists may be asked for again. */
  changed: shape<{ feeds: boolean; articles: boolean }>(),
  /** All exports and imports the program remembers, newest first; sent at most a few times a second. */
  transfers: shape<readonly Transfer[]>(),
} as const;
export type EventName = keyof typeof events;
export type EventOf<E extends EventName> = v.InferOutput<(typeof events)[E]>;
