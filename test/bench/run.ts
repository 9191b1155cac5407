// `npm run bench`: every bench in a process of its own, one after the other, and one table of medians and ratios at the
// end. `npm run bench -- newsboat pages` runs only those. Exits with 1 when a bench missed its bar or broke.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseResult, type BenchResult } from './report.ts';

/** In the order of the way of the data. */
const BENCHES = ['states', 'overhead', 'feed-throughput', 'pages', 'archive', 'newsboat', 'open-100k'] as const;

type Ran = {
  readonly name: string;
  readonly code: number;
  readonly seconds: number;
  readonly results: readonly BenchResult[];
  readonly lastLine: string;
};

function run(name: string): Promise<Ran> {
  const startedMs = performance.now();
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, LARDER_BENCH: '1' },
    });
    const results: BenchResult[] = [];
    let lastLine = '';
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        const result = parseResult(line);
        if (result) results.push(result);
        else console.log(`  ${line}`);
        if (!result && line.trim() !== '') lastLine = line;
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      resolve({ name, code: code ?? 1, seconds: (performance.now() - startedMs) / 1000, results, lastLine });
    });
  });
}

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(BENCHES as readonly string[]).includes(name));
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${BENCHES.join(', ')}`);
  process.exit(2);
}
const ran: Ran[] = [];
for (const name of BENCHES) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  if (!existsSync(new URL(`./${name}.ts`, import.meta.url))) {
    console.log(`${name}: not there yet, skipped`);
    continue;
  }
  console.log(`${name} ...`);
  ran.push(await run(name));
}
console.table(
  ran.flatMap(({ name, code, seconds, results, lastLine }) => {
    const verdict = { passed: code === 0 ? 'yes' : 'NO', seconds: Math.round(seconds) };
    if (results.length === 0) return [{ bench: name, what: lastLine, larder: '', beside: '', ratio: '', ...verdict }];
    return results.map(({ what, larder, beside, ratio }) => {
      const shown = { bench: name, what, larder, beside, ratio: ratio === null ? '' : ratio.toFixed(2) };
      return { ...shown, ...verdict };
    });
  }),
);
process.exitCode = ran.every(({ code }) => code === 0) ? 0 : 1;
