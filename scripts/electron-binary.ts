// Electron's binary: where it is, and getting it. Never by `require('electron')`, which under plain Node downloads it
// synchronously and without limit where it is missing (node_modules/electron/index.js).
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The executable, when the installed binary is the one this version of the package asks for. */
export function findElectron(packageDir: string): string | null {
  try {
    const { version } = JSON.parse(readFileSync(join(packageDir, 'package.json'), 'utf8')) as { version: string };
    const installed = readFileSync(join(packageDir, 'dist', 'version'), 'utf8')
      .trim()
      .replace(/^v/, '');
    const executable = join(packageDir, 'dist', readFileSync(join(packageDir, 'path.txt'), 'utf8').trim());
    return installed === version && existsSync(executable) ? executable : null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

export type FetchElectronOptions = {
  /** The program that downloads and unpacks: Electron's own install script under this Node. */
  readonly command: readonly [string, ...string[]];
  /** Where it unpacks to: growth there is progress, too. */
  readonly unpackDir: string;
  /** Given up after so long without a byte: on the networks this is for, connections go silent rather than fail. */
  readonly silenceMs: number;
  readonly onProgress: (bytes: number) => void;
};
export type FetchElectronResult =
  { readonly ok: true } | { readonly ok: false; readonly why: 'silence' | 'failed'; readonly output: string };

const LOOK_EVERY_MS = 250;
/** What the install script says is only shown when it failed. */
const MAX_OUTPUT_CHARACTERS = 10_000;

/**
 * One attempt. The install script shows nothing before half a minute has passed, so that progress is read off the disk:
 * it downloads into a temporary folder of our own and then unpacks.
 */
export async function fetchElectron(options: FetchElectronOptions): Promise<FetchElectronResult> {
  const temporary = mkdtempSync(join(tmpdir(), 'larder-electron-'));
  const [program, ...args] = options.command;
  let output = '';
  let silent = false;
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      const child = spawn(program, args, {
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary, ELECTRON_GET_NO_PROGRESS: '1' },
      });
      let lastBytes = 0;
      let lastSignMs = performance.now();
      const timer = setInterval(() => {
        const bytes = sizeOf(temporary) + sizeOf(options.unpackDir);
        if (bytes !== lastBytes) {
          lastSignMs = performance.now();
          options.onProgress(bytes);
        }
        lastBytes = bytes;
        if (performance.now() - lastSignMs < options.silenceMs) return;
        silent = true;
        child.kill('SIGKILL');
      }, LOOK_EVERY_MS);
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          lastSignMs = performance.now();
          output = (output + text).slice(-MAX_OUTPUT_CHARACTERS);
        });
      }
      child.on('error', reject);
      child.on('close', (code) => {
        clearInterval(timer);
        resolve(code);
      });
    });
    if (code === 0) return { ok: true };
    return { ok: false, why: silent ? 'silence' : 'failed', output };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** Bytes in a folder; files come and go while we look. */
function sizeOf(folder: string): number {
  let bytes = 0;
  let entries;
  try {
    entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return 0; // not there yet, or just moved away
  }
  for (const entry of entries) {
    if (entry.isFile()) bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return bytes;
}
