/** The command line of `npm run simulate`. */
import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { NUMBERS } from './numbers.ts';
import { POLICY_NAMES, type PolicyName } from './policies.ts';
import type { Trace } from './trace.ts';
import { parseTrace, TraceError } from './trace-file.ts';
import { TRACE_NAMES } from './traces.ts';

export const USAGE = `npm run simulate -- [options]
  --trace NAME|FILE.json  one of ${TRACE_NAMES.join(', ')}, or a trace file; repeatable; default: all of these
  --policy NAME           one of ${POLICY_NAMES.join(', ')}; repeatable; default: all
  --seed N                the first seed; default 1
  --seeds K               how many, one after another; default 8
  --days N                length of the named traces; default ${NUMBERS.days}
  --jobs N                how many at a time; default: as many as there are cores
  --json                  one line per trace and policy on standard output, and nothing else there
  --goals                 says which of the goals hold, and exits 1 if one fails
  --write-trace NAME      prints a named trace, as the first seed makes it, as a trace file
`;

/** A trace of a name is another one for each seed; a file's is the same for all. */
export type TraceChoice = { readonly name: string; readonly file: Trace | null };

export type Options = {
  readonly traces: readonly TraceChoice[];
  readonly policies: readonly PolicyName[];
  readonly seed: number;
  readonly seeds: number;
  readonly days: number;
  readonly jobs: number;
  readonly json: boolean;
  readonly goals: boolean;
  /** Null: simulate. */
  readonly writeTrace: string | null;
  readonly help: boolean;
};

/** What was asked for makes no sense; the message says what would. */
export class UsageError extends Error {}

/** @throws UsageError */
export function readOptions(args: readonly string[]): Options {
  const { values } = parsed(args);
  const traces = (values.trace ?? TRACE_NAMES).map(traceChoice);
  const twice = traces.find(({ name }, index) => traces.findIndex((one) => one.name === name) !== index);
  if (twice) throw new UsageError(`There are two traces of the name ${twice.name}.`);
  const writeTrace = values['write-trace'] ?? null;
  if (writeTrace !== null && !TRACE_NAMES.includes(writeTrace)) throw new UsageError(unknownTrace(writeTrace));
  const policies = POLICY_NAMES.filter((name) => !values.policy || values.policy.map(policyName).includes(name));
  if (values.goals && policies.length < POLICY_NAMES.length) {
    throw new UsageError('--goals compares all policies; leave --policy out.');
  }
  return {
    traces,
    policies,
    seed: numberOf('--seed', values.seed ?? '1', 0, 2 ** 31),
    seeds: numberOf('--seeds', values.seeds ?? '8', 1, 1_000),
    days: numberOf('--days', values.days ?? String(NUMBERS.days), 1, 90),
    jobs: numberOf('--jobs', values.jobs ?? String(availableParallelism()), 1, 64),
    json: values.json ?? false,
    goals: values.goals ?? false,
    writeTrace,
    help: values.help ?? false,
  };
}

const FLAGS = {
  trace: { type: 'string', multiple: true },
  policy: { type: 'string', multiple: true },
  seed: { type: 'string' },
  seeds: { type: 'string' },
  days: { type: 'string' },
  jobs: { type: 'string' },
  json: { type: 'boolean' },
  goals: { type: 'boolean' },
  'write-trace': { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function parsed(args: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof FLAGS }>> {
  try {
    return parseArgs({ args: [...args], options: FLAGS, allowPositionals: false });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function traceChoice(name: string): TraceChoice {
  if (TRACE_NAMES.includes(name)) return { name, file: null };
  if (!existsSync(name)) throw new UsageError(unknownTrace(name));
  try {
    const file = parseTrace(readFileSync(name, 'utf8'));
    return { name: file.name, file };
  } catch (error) {
    const complaint = error instanceof TraceError ? error.message : 'It cannot be read.';
    throw new UsageError(`${name} is no trace. ${complaint}`);
  }
}

function unknownTrace(name: string): string {
  return `There is no trace ${name}, and no such file; there are ${TRACE_NAMES.join(', ')}.`;
}

function policyName(name: string): PolicyName {
  const known = POLICY_NAMES.find((one) => one === name);
  if (!known) throw new UsageError(`There is no policy ${name}; there are ${POLICY_NAMES.join(', ')}.`);
  return known;
}

function numberOf(flag: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isInteger(number) && number >= least && number <= most) return number;
  throw new UsageError(`${flag} takes a whole number from ${least} to ${most}, not ${JSON.stringify(text)}.`);
}
