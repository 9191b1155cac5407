/**
 * `npm run bench:corpus [FOLDER] [--failures]`: how much of the test corpora is read right, per set and tier, beside the
 * bars the project set itself. Exits with 1 when one is missed. Another folder of the same shape may be named.
 */
import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFeeds, FEED_BARS, type Tally } from './corpus-feeds.ts';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const words = process.argv.slice(2);
const folder = resolve(words.find((word) => !word.startsWith('--')) ?? join(root, '..', 'shared', 'corpora'));
if (!existsSync(join(folder, 'ops.mjs'))) {
  console.log(`No corpora at ${folder}: nothing was measured.`);
  process.exit(0);
}

function print(tallies: readonly Tally[], withFailures: boolean): boolean {
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

const isMet = print(await benchFeeds(folder), words.includes('--failures'));
process.exitCode = isMet ? 0 : 1;
