import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program of this project, its output going where ours goes. Resolves with its exit code. */
export function run(command: string, args: readonly string[], env: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: 'inherit',
      // Windows keeps the programs of node_modules/.bin as .cmd files, which only a shell finds.
      shell: process.platform === 'win32',
      env: {
        ...process.env,
        ...env,
        PATH: join(root, 'node_modules', '.bin') + delimiter + (process.env['PATH'] ?? ''),
      },
    });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
