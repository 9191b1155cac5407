/** The goals of the issue, judged on medians over the seeds. */
import type { Summary } from './summary.ts';

export type Verdict = { readonly goal: string; readonly holds: boolean; readonly says: string };

/** Dice of single transfers differ between policies; less than this is no difference. */
const DICE = 0.0005;
const SHARE_OF_BOUND = 0.9;
const FAILED_ON_ALLOW = 0.02;
/** Of a line that returns with 60 kB/s; a slower one may take longer in proportion. */
const HALF_WITHIN_S = 20;
const WASTED = 0.02;
/** Where transfers are cut all the time. */
const WASTED_ON_CUT_LINES = 0.1;

export function judge(ofTrace: readonly Summary[]): Verdict[] {
  const ours = ofTrace.find(({ policy }) => policy === 'larder');
  const bound = ofTrace.find(({ policy }) => policy === 'clairvoyant');
  const twoPhase = ofTrace.find(({ policy }) => policy === 'two-phase');
  if (!ours || !bound || !twoPhase) return [];
  const rivals = ofTrace.filter(({ policy }) => policy !== 'larder' && policy !== 'clairvoyant');
  const verdicts: Verdict[] = [];
  const say = (goal: string, holds: boolean, says: string): void => void verdicts.push({ goal, holds, says });

  for (const what of ['headlines', 'priorityTexts'] as const) {
    const best = rivals.reduce((a, b) => (b[what] > a[what] ? b : a));
    const compared = `${ours[what].toFixed(4)}, ${best.policy} ${best[what].toFixed(4)}`;
    say(`${what} at least every rival's`, ours[what] >= best[what] - DICE, compared);
    const part = bound[what] === 0 ? 1 : ours[what] / bound[what];
    say(`${what} at least 90 % of the bound`, part >= SHARE_OF_BOUND, `${(100 * part).toFixed(1)} %`);
  }
  if (ours.trace === 'allow') {
    const part = ours.failedAttempts / Math.max(1, twoPhase.failedAttempts);
    say("at most 2 % of two-phase's failed attempts", part <= FAILED_ON_ALLOW, `${(100 * part).toFixed(2)} %`);
  }
  if (ours.halfHeadlinesInListAt60S !== null) {
    // Such a window shows itself to nobody but a blocked site's answer: it is known half an interval of scouts late, and
    // the other goal says how many may be sent. docs/notes/simulator.md.
    const seconds = ours.halfHeadlinesInListAt60S;
    const scouts = Math.max(1, FAILED_ON_ALLOW * twoPhase.failedAttempts);
    const waitS = ours.listS / scouts / 2;
    say(
      'half of the headlines within 20 s of the earliest that a window inside an allow-list can be known',
      seconds <= waitS + HALF_WITHIN_S,
      `${seconds.toFixed(1)} s of ${(waitS + HALF_WITHIN_S).toFixed(1)}: ${Math.round(scouts)} scouts in ` +
        `${(ours.listS / 3600).toFixed(0)} h of it are one every ${(2 * waitS).toFixed(0)} s, half of which passes`,
    );
  }
  if (ours.halfHeadlinesAt60S !== null) {
    const seconds = ours.halfHeadlinesAt60S;
    say(
      'half of the headlines within 20 s of a window of 60 kB/s',
      seconds <= HALF_WITHIN_S,
      `${seconds.toFixed(1)} s`,
    );
  }
  const most = ours.trace === 'curtain' || ours.trace === 'flap' ? WASTED_ON_CUT_LINES : WASTED;
  const wasted = ours.wastedBytes / Math.max(1, ours.movedBytes);
  say(`under ${100 * most} % of bytes wasted`, wasted < most, `${(100 * wasted).toFixed(2)} %`);
  say('no text of a truncated transfer', ours.truncatedStored === 0, String(ours.truncatedStored));
  return verdicts;
}

export function verdictLines(trace: string, verdicts: readonly Verdict[]): string {
  return verdicts.map(({ goal, holds, says }) => `${holds ? 'ok  ' : 'FAIL'} ${trace}: ${goal} (${says})\n`).join('');
}
