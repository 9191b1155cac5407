import type { Status } from '../../shared/model.ts';

/** Says on the terminal what happens, one line at a time, with the time since the start. */
export type Narrator = {
  say(text: string): void;
  /** What Larder tells about itself; a line only when there is something new to see. */
  watch(status: Status): void;
};

/** People read a line in about this time. */
const EVERY_MS = 1_500;

export function createNarrator(write: (line: string) => void, nowMs: () => number): Narrator {
  const startMs = nowMs();
  let last = '';
  let lastMs = -Infinity;

  function say(text: string): void {
    const seconds = Math.floor((nowMs() - startMs) / 1000);
    const clock = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
    write(`[${clock}] ${text}`);
  }
  return {
    say,
    watch({ activity, articles, whole, state }) {
      const { phase, done, total } = activity;
      if (phase === 'idle' && last === '') return;
      // The end of a pass is always told, and each phase once; counts in between only now and then.
      const due = nowMs() - lastMs >= EVERY_MS || !last.startsWith(phase);
      const text =
        phase === 'idle'
          ? `idle: ${articles} articles known, ${whole} stored whole; the line is ${state}`
          : `${phase}: ${done} of ${Math.max(total, done)}, ${Math.round(activity.bytes / 1000)} kB so far`;
      if (text === last || !due) return;
      last = text;
      lastMs = nowMs();
      say(`    ${text}`);
    },
  };
}
