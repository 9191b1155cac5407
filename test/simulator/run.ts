/** `npm run simulate`: plays every policy against every trace and says how each did. docs/notes/simulator.md. */
import { runAll } from './crew.ts';
import { judge, type Verdict, verdictLines } from './goals.ts';
import { type Options, readOptions, USAGE, UsageError } from './options.ts';
import { jsonLine, summarise, type Summary, table } from './summary.ts';
import type { Task } from './task.ts';
import { writeTrace } from './trace-file.ts';
import { builtInTrace } from './traces.ts';

process.exitCode = await main(process.argv.slice(2));

/** 0: done, and the goals hold if they were asked for; 1: one fails; 2: usage. */
async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(args);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.writeTrace !== null) {
    const trace = builtInTrace(options.writeTrace, options.seed, options.days);
    if (trace) process.stdout.write(writeTrace(trace));
    return 0;
  }
  return (await simulateAll(options)) ? 0 : 1;
}

async function simulateAll(options: Options): Promise<boolean> {
  const { traces, policies, seed, seeds, days, jobs, json, goals } = options;
  const tasks: Task[] = [];
  for (const { name, file } of traces) {
    for (const policy of policies) {
      for (let one = 0; one < seeds; one++) tasks.push({ trace: name, file, days, seed: seed + one, policy });
    }
  }
  let done = 0;
  const results = await runAll(tasks, jobs, (index) => {
    const { trace, policy, seed } = tasks[index] as Task;
    process.stderr.write(`${++done}/${tasks.length} ${trace} ${policy} seed ${seed}\n`);
  });
  const verdicts: Verdict[] = [];
  for (const [index, { name }] of traces.entries()) {
    const summaries = policies.map((policy, which): Summary => {
      const from = (index * policies.length + which) * seeds;
      return summarise(name, policy, results.slice(from, from + seeds));
    });
    if (json) for (const summary of summaries) process.stdout.write(`${jsonLine(summary)}\n`);
    else process.stdout.write(`${table(summaries)}\n`);
    if (!goals) continue;
    const judged = judge(summaries);
    verdicts.push(...judged);
    (json ? process.stderr : process.stdout).write(`${verdictLines(name, judged)}\n`);
  }
  return verdicts.every(({ holds }) => holds);
}
