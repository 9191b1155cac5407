import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const ENTRY = fileURLToPath(new URL('../../main/entry.ts', import.meta.url));

export type Finished = {
  /** Null: ended by a signal. */
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  /** Standard output, line by line, as JSON. Throws when a line is none. */
  readonly records: () => Record<string, unknown>[];
};
export type Running = { readonly child: ChildProcess; readonly finished: Promise<Finished> };

/** Starts the real command line, as `npm run -s larder --` does, on an archive in `dir`. */
export function startLarder(
  dir: string,
  argv: readonly string[],
  input?: string | Uint8Array,
  env: Readonly<Record<string, string>> = {},
): Running {
  const child = spawn(process.execPath, [ENTRY, ...argv], {
    env: { ...process.env, ...env, LARDER_DATA: dir, NO_COLOR: '1', LARDER_DEBUG: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined); // it ended without reading
  child.stdin.end(input);
  const finished = waitFor(child);
  return { child, finished };
}

/** What a command line that was just started prints until it ends. */
export function waitFor(child: ChildProcess): Promise<Finished> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      const text = Buffer.concat(out).toString();
      resolve({
        code,
        out: text,
        err: Buffer.concat(err).toString(),
        records: () =>
          text
            .split('\n')
            .filter((line) => line !== '')
            .map((line) => JSON.parse(line) as Record<string, unknown>),
      });
    });
  });
}

/** The same, to its end. */
export function runLarder(dir: string, argv: readonly string[], input?: string | Uint8Array): Promise<Finished> {
  return startLarder(dir, argv, input).finished;
}
