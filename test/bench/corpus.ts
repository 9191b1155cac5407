/**
 * `npm run bench:corpus -- [FOLDER] [--failures]`: how much of the test corpora is read right, per set and tier, beside the
 * bars the project set itself. Exits with 1 when one is missed. Another folder of the same shape may be named; it need
 * not have all sets, nor its own comparison operators.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { articlesReport, formatArticlesReport } from './corpus-articles.ts';
import { gateReport } from './corpus-blockpages.ts';
import { benchFeeds, FEED_BARS, type Operators, type Tally } from './corpus-feeds.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const usual = resolve(root, '..', 'shared', 'corpora');
const words = process.argv.slice(2);
const withFailures = words.includes('--failures');
const folder = resolve(words.find((word) => !word.startsWith('--')) ?? usual);
const operatorsFile = [folder, usual].map((place) => join(place, 'ops.mjs')).find((file) => existsSync(file));

function printTallies(tallies: readonly Tally[]): boolean {
  let allMet = true;
  console.log('set        tier          passed   total       %     bar');
  for (const { set, tier, passed, total, failures } of tallies) {
    const bar = FEED_BARS.find((candidate) => candidate.set === set && candidate.tier === tier);
    const isMet = bar === undefined || passed >= bar.least * total;
    allMet &&= isMet;
    const share = ((100 * passed) / total).toFixed(1);
    const least = bar ? `${(100 * bar.least).toFixed(0).padStart(5)} ${isMet ? 'ok' : 'MISSED'}` : '';
    console.log(
      `${set.padEnd(10)} ${tier.padEnd(12)} ${String(passed).padStart(7)} ${String(total).padStart(7)} ${share.padStart(7)} ${least}`,
    );
    if (withFailures) for (const failure of failures) console.log(`    ${failure}`);
  }
  return allMet;
}

async function printArticles(articles: string): Promise<boolean> {
  if (!existsSync(join(articles, 'expected.json'))) return true;
  const report = await articlesReport(articles);
  console.log(`\n${formatArticlesReport(report)}`);
  if (withFailures) for (const failure of report.failures) console.log(`    ${failure}`);
  return !report.failed;
}

/** What the content gate makes of pages of networks, and of articles. */
async function printGate(): Promise<boolean> {
  const { lines, failures, met } = await gateReport(folder);
  if (lines.length > 0) console.log(`\n${lines.join('\n')}`);
  if (withFailures) for (const failure of failures) console.log(`    ${failure}`);
  return met;
}

if (operatorsFile === undefined) {
  console.log(`No corpora at ${folder}: nothing was measured.`);
} else {
  const operators = (await import(pathToFileURL(operatorsFile).href)) as Operators;
  const feedsMet = printTallies(await benchFeeds(folder, operators));
  const articlesMet = await printArticles(join(folder, 'articles'));
  const gateMet = await printGate();
  process.exitCode = feedsMet && articlesMet && gateMet ? 0 : 1;
}
