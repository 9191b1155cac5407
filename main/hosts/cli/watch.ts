import { formatBytes } from './amounts.ts';
import type { Output } from './output.ts';

const DOING = {
  reading: 'choosing',
  writing: 'writing',
  opening: 'opening',
  checking: 'checking',
  storing: 'storing',
} as const;

/** Progress of a long piece of work, on a terminal. */
export function watchOf(output: Output): {
  onProgress(progress: {
    readonly phase: keyof typeof DOING;
    readonly done: number;
    readonly total: number | null;
    readonly bytes: number;
  }): void;
  readonly signal: AbortSignal;
} {
  return {
    onProgress({ phase, done, total, bytes }) {
      output.progress(`${DOING[phase]}: ${done}${total === null ? '' : ` of ${total}`}, ${formatBytes(bytes)}`);
    },
    // Ctrl-C ends the program, and with it the thread.
    signal: new AbortController().signal,
  };
}
