/**
 * `node test/bench/states.ts`: generated days of 26 hours on a line that goes through every state, and how well the rules
 * of main/connectivity follow it: share of the time with the right state, and how long a change takes to be seen. The bars
 * are 97 % and a median of 150 s at 3 % noise; exits with 1 when one is missed. `-- SEEDS NOISE` plays others.
 */
import { pathToFileURL } from 'node:url';
import { replay, type Replay, summarise } from '../unit/connectivity/replay.ts';
import { reportResult } from './report.ts';

const STATES = ['open', 'allowlist', 'degraded', 'offline', 'captive'] as const;
const LEAST_RIGHT = 0.97;
const MOST_MEDIAN_MS = 150_000;

/** Other seeds than those of the test, so that the rules are not fitted to these. */
export function playDays(days: number, noise: number): Replay[] {
  return Array.from({ length: days }, (_, index) => replay(1_000 + index, noise));
}

function seconds(ms: number): string {
  return `${Math.round(ms / 1000)} s`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const days = Number(process.argv[2] ?? 60);
  const noise = Number(process.argv[3] ?? 0.03);
  const replays = playDays(days, noise);
  console.log(`${days} days of 26 h, 40 origins, ${noise * 100} % noise`);
  for (const state of [...STATES, null]) {
    const { right, medianMs, p90Ms, count } = summarise(replays, state);
    const share = `${(right * 100).toFixed(1)} %`.padStart(7);
    console.log(
      `${(state ?? 'all').padEnd(10)}${share} right, seen after ${seconds(medianMs)} (p90 ${seconds(p90Ms)}), ${count} times`,
    );
  }
  const mean = (pick: (one: Replay) => number): number => replays.reduce((sum, one) => sum + pick(one), 0) / days;
  console.log(
    `a day: ${mean((one) => one.attempts).toFixed(0)} attempts, ${mean((one) => one.failures).toFixed(0)} of them in vain, ` +
      `${mean((one) => one.changes).toFixed(0)} changes shown for ${mean((one) => one.detections.length).toFixed(0)} real ones`,
  );
  const { right, medianMs } = summarise(replays, null);
  reportResult({
    what: 'state of the line: share of the time with the right one (at least 97 %)',
    larder: `${(right * 100).toFixed(1)} %`,
    beside: `${LEAST_RIGHT * 100} %`,
    ratio: right / LEAST_RIGHT,
  });
  reportResult({
    what: 'state of the line: median time until a change is seen (at most 150 s)',
    larder: seconds(medianMs),
    beside: seconds(MOST_MEDIAN_MS),
    ratio: medianMs / MOST_MEDIAN_MS,
  });
  process.exitCode = right >= LEAST_RIGHT && medianMs <= MOST_MEDIAN_MS ? 0 : 1;
}
