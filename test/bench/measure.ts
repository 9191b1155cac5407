import { spawn } from 'node:child_process';

export type Measured = { readonly wallMs: number; readonly cpuMs: number; readonly code: number; readonly out: string };

/** Runs a program to its end; processor time of it and its children as the shell's `time` counts it (user and system). */
export function measure(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const script = 'TIMEFORMAT="%R %U %S"; { time "$@" 2>&4 ; } 4>&2 2>&3';
    const child = spawn('bash', ['-c', script, 'measure', command, ...args], {
      env: { ...process.env, ...env, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    });
    let out = '';
    let times = '';
    child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stdio[3]?.on('data', (chunk: Buffer) => (times += chunk.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = times.trim().split(' ').map(Number);
      resolve({ wallMs: wall * 1000, cpuMs: (user + system) * 1000, code: code ?? -1, out });
    });
  });
}

export function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}
