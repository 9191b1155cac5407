import { chmodSync, closeSync, copyFileSync, existsSync, fsyncSync, openSync, readFileSync, renameSync } from 'node:fs';
import { LowSync, type SyncAdapter } from 'lowdb';
import * as v from 'valibot';
import { LarderError } from '../../shared/errors.ts';
import { type FeedId, type Library, LOCALES } from '../../shared/model.ts';
import { DEFAULT_SCHEDULE, EXPORT_FORMATS, PRIORITIES, REACHES } from '../../shared/schedule.ts';
import { writePrivateFile } from './private-file.ts';

const EMPTY: Library = {
  version: 1,
  subscriptions: [],
  folders: [],
  preferences: { locale: null, theme: 'system', textSize: 100 },
  network: { proxies: [], routes: null, folderRoutes: [], dohUrl: null, systemRoots: false, log: false },
  schedule: DEFAULT_SCHEDULE,
  senders: [],
  watchedFolder: null,
};

const folderPath = v.array(v.string());
const routePlan = v.looseObject({
  direct: v.picklist(['always', 'auto', 'never']),
  chain: v.array(
    v.variant('via', [
      v.looseObject({ via: v.literal('direct'), url: v.nullable(v.string()) }),
      v.looseObject({ via: v.literal('system'), url: v.nullable(v.string()) }),
      v.looseObject({ via: v.literal('proxy'), proxyId: v.string(), url: v.nullable(v.string()) }),
    ]),
  ),
});
/** Each setting by itself may be absent: files were written before there was any, and before there was each. */
const network = v.looseObject({
  proxies: v.optional(
    v.array(
      v.looseObject({
        id: v.string(),
        name: v.string(),
        kind: v.picklist(['http', 'socks5']),
        host: v.string(),
        port: v.number(),
        username: v.optional(v.nullable(v.string()), null),
        password: v.optional(v.nullable(v.string()), null),
      }),
    ),
    [],
  ),
  routes: v.optional(v.nullable(routePlan), null),
  folderRoutes: v.optional(v.array(v.looseObject({ path: folderPath, plan: routePlan })), []),
  dohUrl: v.optional(v.nullable(v.string()), null),
  systemRoots: v.optional(v.boolean(), false),
  log: v.optional(v.boolean(), false),
});
const priority = v.optional(v.nullable(v.picklist(PRIORITIES)), null);
const everyMinutes = v.optional(v.nullable(v.number()), null);
const hoursRules = v.optional(
  v.array(v.looseObject({ days: v.array(v.number()), fromMinute: v.number(), toMinute: v.number() })),
  [],
);
const schedule = v.looseObject({
  paused: v.optional(v.boolean(), DEFAULT_SCHEDULE.paused),
  onlyWhenAsked: v.optional(v.boolean(), DEFAULT_SCHEDULE.onlyWhenAsked),
  quietHours: hoursRules,
  allowedHours: hoursRules,
  dayBudgetBytes: v.optional(v.nullable(v.number()), null),
  monthBudgetBytes: v.optional(v.nullable(v.number()), null),
  metered: v.optional(v.picklist(['system', 'yes', 'no']), DEFAULT_SCHEDULE.metered),
  onMetered: v.optional(v.picklist(REACHES), DEFAULT_SCHEDULE.onMetered),
  onBattery: v.optional(v.picklist(REACHES), DEFAULT_SCHEDULE.onBattery),
  folders: v.optional(v.array(v.looseObject({ path: folderPath, priority, everyMinutes })), []),
  exports: v.optional(
    v.array(
      v.looseObject({
        id: v.string(),
        name: v.string(),
        cron: v.string(),
        format: v.picklist(EXPORT_FORMATS),
        folder: v.string(),
        days: v.nullable(v.number()),
        of: v.nullable(folderPath),
        starred: v.boolean(),
        unread: v.boolean(),
        keep: v.number(),
        enabled: v.boolean(),
        // Absent in files written before bundles.
        pictures: v.optional(v.boolean(), true),
        label: v.optional(v.nullable(v.string()), null),
        signWith: v.optional(v.nullable(v.string()), null),
        recipients: v.optional(v.array(v.string()), []),
      }),
    ),
    [],
  ),
  preparation: v.optional(
    v.nullable(
      v.looseObject({
        goal: v.variant('kind', [
          v.looseObject({ kind: v.literal('bytes'), bytes: v.number() }),
          v.looseObject({ kind: v.literal('days'), days: v.number() }),
        ]),
        folders: v.array(folderPath),
        startedMs: v.number(),
        startBytes: v.number(),
        running: v.boolean(),
      }),
    ),
    null,
  ),
});
/** Unknown properties are kept: a later version's settings survive a visit of this one. */
const librarySchema = v.looseObject({
  version: v.literal(1),
  subscriptions: v.array(
    v.looseObject({
      id: v.custom<FeedId>((value) => typeof value === 'string' && /^[a-z0-9]{1,32}$/.test(value)),
      url: v.string(),
      title: v.nullable(v.string()),
      siteUrl: v.nullable(v.string()),
      folder: folderPath,
      addedMs: v.number(),
      // Absent in files written before routes could be set.
      routes: v.optional(v.nullable(routePlan), null),
      pinnedPem: v.optional(v.nullable(v.string()), null),
      anchor: v.optional(v.boolean(), false),
      priority,
      everyMinutes,
    }),
  ),
  folders: v.array(folderPath),
  preferences: v.looseObject({
    locale: v.nullable(v.picklist(LOCALES)),
    theme: v.picklist(['system', 'light', 'dark']),
    textSize: v.number(),
  }),
  network: v.optional(network, {}),
  schedule: v.optional(schedule, {}),
  // Absent in files written before there were bundles. Who is trusted is never guessed: one that cannot be read closes the list.
  senders: v.optional(
    v.array(
      v.looseObject({
        name: v.string(),
        publicKey: v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]{56}$/)),
        addedMs: v.number(),
      }),
    ),
    [],
  ),
  watchedFolder: v.optional(v.nullable(v.string()), null),
});

export type LibraryFile = { get(): Library; set(library: Library): void };

/**
 * library.json: what the person decided. Written as a whole to a temporary file, brought to disk and renamed, so that a
 * power cut leaves the old or the new one; the one before stays as `.bak`.
 * @throws LarderError LIBRARY_DAMAGED when neither of the two can be read, and ARCHIVE_TOO_NEW; nothing is overwritten then
 */
export function openLibrary(path: string, now: () => number): LibraryFile {
  for (const name of [path, `${path}.bak`]) makePrivate(name);
  const file = new LowSync<Library>(adapter(path, now), EMPTY);
  file.read();
  return {
    get: () => file.data,
    set(library) {
      const before = file.data;
      file.data = parse(JSON.stringify(library)) ?? before;
      try {
        file.write();
      } catch (error) {
        file.data = before;
        throw error;
      }
    },
  };
}

/**
 * As it is now, for those who only look: nothing is mended and nothing written. Empty where there is none yet.
 * @throws LarderError LIBRARY_DAMAGED when neither of the two can be read, and ARCHIVE_TOO_NEW
 */
export function libraryAt(path: string): Library {
  const library = readLibrary(path) ?? readLibrary(`${path}.bak`);
  if (library) return library;
  if (!existsSync(path) && !existsSync(`${path}.bak`)) return EMPTY;
  throw new LarderError('LIBRARY_DAMAGED', 'The list of subscriptions and its last good copy are both unreadable.');
}

function adapter(path: string, now: () => number): SyncAdapter<Library> {
  const backup = `${path}.bak`;
  return {
    read() {
      const current = readLibrary(path);
      if (current) return current;
      const earlier = readLibrary(backup);
      if (existsSync(path)) {
        if (!earlier) {
          throw new LarderError(
            'LIBRARY_DAMAGED',
            'The list of subscriptions and its last good copy are both unreadable.',
          );
        }
        // Set aside, not overwritten: someone may still read in it what the copy does not have.
        renameSync(path, `${path}.damaged-${now()}`);
      } else if (!earlier && existsSync(backup)) {
        throw new LarderError('LIBRARY_DAMAGED', 'The last good copy of the list of subscriptions is unreadable.');
      }
      if (earlier) writePrivateFile(path, `${JSON.stringify(earlier, null, 2)}\n`);
      return earlier;
    },
    write(library) {
      if (readLibrary(path)) {
        copyFileSync(path, `${backup}.tmp`);
        syncFile(`${backup}.tmp`);
        renameSync(`${backup}.tmp`, backup);
      }
      writePrivateFile(path, `${JSON.stringify(library, null, 2)}\n`);
    },
  };
}

/** Passwords of proxies stand in it, and a copy put back by hand has whatever rights it was given. */
function makePrivate(path: string): void {
  if (existsSync(path)) chmodSync(path, 0o600);
}

/** Null: not there, or not a library. */
function readLibrary(path: string): Library | null {
  if (!existsSync(path)) return null;
  return parse(readFileSync(path, 'utf8'));
}

function parse(json: string): Library | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null; // cut in half, or not JSON at all
  }
  const version = v.safeParse(v.looseObject({ version: v.number() }), value);
  if (version.success && version.output.version > 1) {
    throw new LarderError('ARCHIVE_TOO_NEW', 'These subscriptions were written by a later version of Larder.');
  }
  const parsed = v.safeParse(librarySchema, value);
  return parsed.success ? parsed.output : null;
}

function syncFile(path: string): void {
  const file = openSync(path, 'r+');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
