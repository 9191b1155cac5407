// `npm test`: the checks, then every test there is, in real processes and a real browser. Ends with one line of totals
// summed from the runners' own reports, also kept in test-results/summary.txt.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureChromium } from './ensure-chromium.ts';
import { root, run } from './run.ts';
import { STATIC_CHECKS } from './static-checks.ts';

type Totals = { passed: number; failed: number; skipped: number };

const results = join(root, 'test-results');
const vitestReport = join(results, 'vitest.json');
const playwrightReport = join(results, 'playwright.json');

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const problems: string[] = [];
async function step(what: string, command: string, args: readonly string[], env: Record<string, string> = {}) {
  const startedMs = Date.now();
  const code = await run(command, args, env);
  console.log(`test: ${what} ${code === 0 ? 'passed' : 'FAILED'} in ${Math.round((Date.now() - startedMs) / 1000)} s`);
  if (code !== 0) problems.push(what);
}

for (const [what, command, args] of STATIC_CHECKS) await step(what, command, args);
await step('build', 'node', ['scripts/build.ts', '--renderer']);
await step('unit, integration and contract tests', 'vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${vitestReport}`,
]);

const chromium = await ensureChromium();
if (chromium === null) problems.push('no Chromium could be found or installed');
else {
  await step('browser tests', 'playwright', ['test', '--reporter=list,json'], {
    PLAYWRIGHT_JSON_OUTPUT_NAME: playwrightReport,
    CHROMIUM_PATH: chromium,
  });
}

const totals = sum([vitestTotals(vitestReport), playwrightTotals(playwrightReport)]);
// A step that failed outside of any test (types, build) must not hide behind "0 failed".
if (totals.failed === 0) totals.failed = problems.length;
for (const problem of problems) console.error(`test: failed: ${problem}`);
const line = `${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`;
writeFileSync(join(results, 'summary.txt'), `${line}\n`);
console.log(line);
process.exitCode = problems.length === 0 && totals.failed === 0 ? 0 : 1;

function readReport(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    problems.push(`no report: ${String(error)}`);
    return {};
  }
}

function vitestTotals(path: string): Totals {
  const report = readReport(path) as { numPassedTests?: number; numFailedTests?: number; numPendingTests?: number };
  return {
    passed: report.numPassedTests ?? 0,
    failed: report.numFailedTests ?? 0,
    skipped: report.numPendingTests ?? 0,
  };
}

function playwrightTotals(path: string): Totals {
  const report = readReport(path) as {
    stats?: { expected: number; unexpected: number; flaky: number; skipped: number };
  };
  const stats = report.stats ?? { expected: 0, unexpected: 0, flaky: 0, skipped: 0 };
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

function sum(all: readonly Totals[]): Totals {
  return {
    passed: all.reduce((total, one) => total + one.passed, 0),
    failed: all.reduce((total, one) => total + one.failed, 0),
    skipped: all.reduce((total, one) => total + one.skipped, 0),
  };
}
