import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { parseBytes, parseCount, parseDurationMs } from './amounts.ts';

/** The command was not understood: exit code 2, with a sentence and no more. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Every option of every command; a name means the same wherever it is allowed. */
const OPTIONS = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  feed: { type: 'string' },
  folder: { type: 'string' },
  since: { type: 'string' },
  query: { type: 'string' },
  unread: { type: 'boolean' },
  starred: { type: 'boolean' },
  limit: { type: 'string' },
  as: { type: 'string' },
  output: { type: 'string', short: 'o' },
  until: { type: 'string' },
  tag: { type: 'string' },
  have: { type: 'string' },
  'have-passphrase-env': { type: 'string' },
  label: { type: 'string' },
  sign: { type: 'string' },
  'key-passphrase-env': { type: 'string' },
  recipient: { type: 'string', multiple: true },
  'passphrase-env': { type: 'string' },
  identity: { type: 'string' },
  'max-size': { type: 'string' },
  split: { type: 'string' },
  'fetch-times': { type: 'boolean' },
  queries: { type: 'boolean' },
  'feeds-only': { type: 'boolean' },
  'no-images': { type: 'boolean' },
  deadline: { type: 'string' },
  budget: { type: 'string' },
  'content-type': { type: 'string' },
  base: { type: 'string' },
  repair: { type: 'boolean' },
  port: { type: 'string' },
  'no-open': { type: 'boolean' },
  plain: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;
type OptionName = keyof typeof OPTIONS;

const ANYWHERE: readonly OptionName[] = ['data', 'json', 'help', 'version'];

type CommandSpec = {
  readonly synopsis: string;
  readonly does: string;
  /** How many arguments it takes. */
  readonly least: number;
  readonly most: number;
  readonly options: readonly OptionName[];
};

export const COMMANDS = {
  add: {
    synopsis: 'add URL...',
    does: "subscribe to feeds; a site's address is discovered to its feed",
    least: 1,
    most: Infinity,
    options: [],
  },
  save: { synopsis: 'save URL...', does: 'store single pages as articles', least: 1, most: Infinity, options: [] },
  feeds: { synopsis: 'feeds', does: 'list the sources', least: 0, most: 0, options: [] },
  list: {
    synopsis: 'list [--feed FEED] [--unread] [--starred] [--limit N]',
    does: 'list stored articles, newest first',
    least: 0,
    most: 0,
    options: ['feed', 'unread', 'starred', 'limit'],
  },
  show: {
    synopsis: 'show ID [--as text|html|json]',
    does: 'print one stored article',
    least: 1,
    most: 1,
    options: ['as'],
  },
  import: {
    synopsis: 'import FILE... [--passphrase-env VAR | --identity FILE]',
    does: 'take in bundles (any volume of one stands for all; a folder for all in it), and the feeds of OPML files',
    least: 1,
    most: Infinity,
    options: ['passphrase-env', 'identity'],
  },
  fetch: {
    synopsis: 'fetch [--feeds-only] [--no-images] [--deadline 10m] [--budget 5MB]',
    does: 'one pass over all sources: headlines, articles, pictures',
    least: 0,
    most: 0,
    options: ['feeds-only', 'no-images', 'deadline', 'budget'],
  },
  search: {
    synopsis: 'search QUERY [--limit N]',
    does: 'search everything stored',
    least: 1,
    most: Infinity,
    options: ['limit'],
  },
  export: {
    synopsis:
      'export --as bundle|epub|html|markdown|json-feed|text|json|opml [--feed FEED] [--folder A/B] [--tag T] [--since 7d] ' +
      '[--until 2026-11-01] [--query Q] [--starred] [--unread] [--queries] [--label NAME] [--no-images] [--max-size 50MB] ' +
      '[--split 50MB] [--recipient age1... | --passphrase-env VAR] [-o FILE]\n' +
      '       with --as bundle also: [--have FILE [--have-passphrase-env VAR]] [--sign KEY-NAME [--key-passphrase-env VAR]] [--fetch-times]',
    does:
      'write articles, or subscriptions (opml: with their whole addresses, which may hold personal tokens), to a file; ' +
      '--queries: addresses of articles go out whole; --label: only what this label was not given yet',
    least: 0,
    most: 0,
    options: [
      'as',
      'feed',
      'folder',
      'tag',
      'since',
      'until',
      'query',
      'starred',
      'unread',
      'label',
      'have',
      'have-passphrase-env',
      'no-images',
      'max-size',
      'split',
      'sign',
      'key-passphrase-env',
      'recipient',
      'passphrase-env',
      'fetch-times',
      'queries',
      'output',
    ],
  },
  have: {
    synopsis: 'have -o FILE [--recipient age1... | --passphrase-env VAR]',
    does: 'write a list of what is here, for somebody to export the rest (--have); it names no titles',
    least: 0,
    most: 0,
    options: ['output', 'recipient', 'passphrase-env'],
  },
  verify: {
    synopsis: 'verify FILE... [--passphrase-env VAR | --identity FILE]',
    does: 'check a bundle, all of it, without taking it in',
    least: 1,
    most: Infinity,
    options: ['passphrase-env', 'identity'],
  },
  inspect: {
    synopsis: 'inspect feed|article FILE|URL... [--content-type T] [--base URL]',
    does: 'what the parser sees; touches no archive',
    least: 2,
    most: Infinity,
    options: ['content-type', 'base'],
  },
  keys: {
    synopsis: 'keys [list | new NAME (--plain | --passphrase-env VAR) | trust NAME PUBLIC-KEY]',
    does: 'keys that sign bundles: own ones, and those of others by the names you give them',
    least: 0,
    most: 3,
    options: ['plain', 'passphrase-env'],
  },
  stats: { synopsis: 'stats', does: 'how much is stored', least: 0, most: 0, options: [] },
  doctor: { synopsis: 'doctor', does: 'check that the archive is whole', least: 0, most: 0, options: ['repair'] },
  serve: {
    synopsis: 'serve [--port N] [--no-open]',
    does: 'the same application in a browser, on this machine only',
    least: 0,
    most: 0,
    options: ['port', 'no-open'],
  },
} as const satisfies Record<string, CommandSpec>;
export type CommandName = keyof typeof COMMANDS;

export type Flags = {
  readonly [Name in OptionName]?: (typeof OPTIONS)[Name] extends { readonly multiple: true }
    ? readonly string[]
    : (typeof OPTIONS)[Name]['type'] extends 'boolean'
      ? boolean
      : string;
};
export type ParsedCommand = {
  readonly command: CommandName | 'help' | 'version';
  /** What `help` is asked about, if anything. */
  readonly about: CommandName | null;
  readonly operands: readonly string[];
  readonly flags: Flags;
};

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMANDS, name);
}

/**
 * Reads the words after the program's name. Options may stand before or after the command.
 * @throws UsageError
 */
export function parseCommand(argv: readonly string[]): ParsedCommand {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: OPTIONS, allowPositionals: true, strict: true });
  } catch (error) {
    // Node's own sentences are good ("Unknown option '--jsno'"), less a second one about its internals.
    const sentence = error instanceof Error ? error.message.split('. ')[0] : String(error);
    throw new UsageError(`${sentence}.`);
  }
  const flags: Flags = parsed.values;
  const [name, ...operands] = parsed.positionals;
  if (flags.version === true) return { command: 'version', about: null, operands: [], flags };
  if (name === undefined || name === 'help') {
    const topic = operands[0];
    const about = topic !== undefined && isCommand(topic) ? topic : null;
    if (name === undefined && flags.help !== true) throw new UsageError('Which command? `larder help` lists them.');
    return { command: 'help', about, operands: [], flags };
  }
  if (!isCommand(name)) throw new UsageError(`There is no command "${name}". \`larder help\` lists them.`);
  if (flags.help === true) return { command: 'help', about: name, operands: [], flags };

  const spec: CommandSpec = COMMANDS[name];
  for (const given of Object.keys(flags) as OptionName[]) {
    if (!ANYWHERE.includes(given) && !spec.options.includes(given)) {
      throw new UsageError(`\`${name}\` has no option --${given}. Usage: larder ${spec.synopsis}`);
    }
  }
  if (operands.length < spec.least || operands.length > spec.most) {
    throw new UsageError(`Usage: larder ${spec.synopsis}`);
  }
  return { command: name, about: null, operands, flags };
}

/** @throws UsageError when the option is given and cannot be read */
function read(flags: Flags, name: OptionName, parse: (text: string) => number | null, form: string): number | null {
  const text = flags[name];
  if (typeof text !== 'string') return null;
  const value = parse(text);
  if (value === null) throw new UsageError(`--${name} wants ${form}, not "${text}".`);
  return value;
}

export function limitOf(flags: Flags): number | null {
  return read(flags, 'limit', parseCount, 'a number such as 50');
}
export function deadlineOf(flags: Flags): number | null {
  return read(flags, 'deadline', parseDurationMs, 'a time such as 90s, 10m or 1h');
}
export function budgetOf(flags: Flags): number | null {
  return read(flags, 'budget', parseBytes, 'an amount such as 500kB or 5MB');
}
/** Of a whole file, and of each of its volumes. */
export function fileBytesOf(flags: Flags, name: 'max-size' | 'split'): number | null {
  const bytes = read(flags, name, parseBytes, 'a size such as 50MB or 2GB');
  if (bytes !== null && bytes < LEAST_FILE_BYTES) throw new UsageError(`--${name} wants 64KiB at least.`);
  return bytes;
}
/** Less would hold little but a list of contents. */
const LEAST_FILE_BYTES = 65_536;

export function portOf(flags: Flags): number | null {
  return read(
    flags,
    'port',
    (text) => {
      const port = parseCount(text);
      return port !== null && port <= 65_535 ? port : null;
    },
    'a port number (0 for any free one)',
  );
}
/** A bare word out of a closed set. @throws UsageError */
export function choiceOf<T extends string>(value: string, choices: readonly T[], sentence: string): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice === undefined) throw new UsageError(sentence);
  return choice;
}
