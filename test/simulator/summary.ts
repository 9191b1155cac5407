/** Medians over seeds, and the two shapes in which they are printed. */
import { type Measures, median } from './measure.ts';
import type { PolicyName } from './policies.ts';

export type Summary = Measures & { readonly trace: string; readonly policy: PolicyName; readonly seeds: number };

export function summarise(trace: string, policy: PolicyName, runs: readonly Measures[]): Summary {
  const over = (pick: (one: Measures) => number): number => median(runs.map(pick));
  return {
    trace,
    policy,
    seeds: runs.length,
    headlines: over((one) => one.headlines),
    texts48h: over((one) => one.texts48h),
    priorityTexts: over((one) => one.priorityTexts),
    images: over((one) => one.images),
    movedBytes: over((one) => one.movedBytes),
    wastedBytes: over((one) => one.wastedBytes),
    unchangedBytes: over((one) => one.unchangedBytes),
    failedAttempts: over((one) => one.failedAttempts),
    halfHeadlinesS: medianOfSome(runs.map((one) => one.halfHeadlinesS)),
    halfHeadlinesAt60S: medianOfSome(runs.map((one) => one.halfHeadlinesAt60S)),
    halfHeadlinesInListAt60S: medianOfSome(runs.map((one) => one.halfHeadlinesInListAt60S)),
    listS: over((one) => one.listS),
    fairness: over((one) => one.fairness),
    brier: medianOfSome(runs.map((one) => one.brier)),
    // One is one too many, however rare.
    truncatedStored: Math.max(...runs.map((one) => one.truncatedStored)),
  };
}

/** For the goals and the table; the line of JSON has the fields that were agreed. */
const OURS_ONLY: ReadonlySet<string> = new Set<keyof Measures>([
  'unchangedBytes',
  'halfHeadlinesAt60S',
  'halfHeadlinesInListAt60S',
  'listS',
]);

export function jsonLine(summary: Summary): string {
  const { trace, policy, seeds, ...numbers } = summary;
  const rounded = Object.entries(numbers)
    .filter(([name]) => !OURS_ONLY.has(name))
    .map(([name, value]) => [name, value === null ? null : round(value)]);
  return JSON.stringify({ trace, policy, seeds, ...Object.fromEntries(rounded) });
}

const COLUMNS: readonly (readonly [string, (one: Summary) => string])[] = [
  ['policy', (one) => one.policy],
  ['headlines', (one) => share(one.headlines)],
  ['texts48h', (one) => share(one.texts48h)],
  ['priority', (one) => share(one.priorityTexts)],
  ['images', (one) => share(one.images)],
  ['moved MB', (one) => megabytes(one.movedBytes)],
  ['wasted MB', (one) => megabytes(one.wastedBytes)],
  ['unchanged MB', (one) => megabytes(one.unchangedBytes)],
  ['failed', (one) => one.failedAttempts.toFixed(0)],
  ['half s', (one) => one.halfHeadlinesS?.toFixed(1) ?? '-'],
  ['fairness', (one) => share(one.fairness)],
  ['brier', (one) => one.brier?.toFixed(3) ?? '-'],
  ['truncated', (one) => one.truncatedStored.toFixed(0)],
];

/** Of one trace. */
export function table(summaries: readonly Summary[]): string {
  const rows = [COLUMNS.map(([title]) => title), ...summaries.map((one) => COLUMNS.map(([, cell]) => cell(one)))];
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const [first] = summaries;
  return `${first?.trace ?? ''} (${first?.seeds ?? 0} seeds)\n${lines.join('\n')}\n`;
}

function medianOfSome(values: readonly (number | null)[]): number | null {
  const some = values.filter((value) => value !== null);
  return some.length === 0 ? null : median(some);
}

function share(value: number): string {
  return value.toFixed(4);
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}

/** Six digits: more would only be noise of the arithmetic. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}
