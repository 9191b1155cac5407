import { homedir } from 'node:os';
import { isLarderError } from '../../../shared/errors.ts';
import { parseCommand, UsageError, type CommandName } from './arguments.ts';
import { EXIT, type CliHost, type Command, type ExitCode } from './call.ts';
import { dataFolder } from '../../service/data-folder.ts';
import { SYSTEM_REASONS, why } from './read-file.ts';
import { openOutput, type OutputStream } from './output.ts';

/**
 * Loaded when named: a listing must not wait for the network code and the parsers, nor `inspect` for the database.
 */
const LOADERS: { readonly [Name in CommandName]: () => Promise<Command> } = {
  add: async () => (await import('./commands/add.ts')).add,
  save: async () => (await import('./commands/save.ts')).save,
  feeds: async () => (await import('./commands/feeds.ts')).feeds,
  list: async () => (await import('./commands/list.ts')).list,
  show: async () => (await import('./commands/show.ts')).show,
  import: async () => (await import('./commands/import.ts')).importFiles,
  fetch: async () => (await import('./commands/fetch.ts')).fetchSources,
  search: async () => (await import('./commands/search.ts')).search,
  export: async () => (await import('./commands/export.ts')).exportFile,
  have: async () => (await import('./commands/have.ts')).have,
  verify: async () => (await import('./commands/verify.ts')).verify,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  keys: async () => (await import('./commands/keys.ts')).keys,
  stats: async () => (await import('./commands/stats.ts')).stats,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  serve: async () => (await import('./commands/serve.ts')).serve,
};

export type CliProcess = {
  /** The words after the program's name. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly version: string;
  readonly now: () => number;
  /** See `Call`. */
  readonly interruption: () => AbortSignal;
};

/** What the system said no to, as against a mistake of ours. */
function isSystemError(error: unknown): boolean {
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  return typeof code === 'string' && typeof syscall === 'string' && SYSTEM_REASONS.has(code);
}

/** Carries out one command and resolves with its exit code; throws nothing, prints no stack. */
export async function runCli(host: CliHost, me: CliProcess): Promise<ExitCode> {
  // Known before parsing, so that a misunderstood command with --json answers on standard error only, too.
  const json = me.argv.includes('--json');
  const output = openOutput(me.stdout, me.stderr, { json });
  try {
    const { command, about, operands, flags } = parseCommand(me.argv);
    if (command === 'version') {
      await output.raw(`${me.version}\n`);
      return EXIT.done;
    }
    if (command === 'help') {
      const { helpText } = await import('./commands/help.ts');
      await output.raw(`${helpText(about)}\n`);
      return EXIT.done;
    }
    const dir = dataFolder(flags.data, { platform: process.platform, env: me.env, home: homedir() });
    const run = await LOADERS[command]();
    const { env, now, interruption } = me;
    return await run({ operands, flags, dir, output, host, env, now, interruption });
  } catch (error) {
    if (error instanceof UsageError) {
      output.note(error.message);
      return EXIT.usage;
    }
    if (isLarderError(error) && error.code !== 'INTERNAL') {
      output.note(error.message);
      return EXIT.failed;
    }
    if (isSystemError(error)) {
      // The data folder is the one thing every command touches and a person chose.
      output.note(`The data folder cannot be used: ${why(error)}.`);
      return EXIT.failed;
    }
    host.onBug(error);
    output.note('Something went wrong inside Larder.');
    return EXIT.failed;
  } finally {
    await output.flush();
  }
}
