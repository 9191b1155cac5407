// The built parts of the program: what each is made from, and whether what lies in dist/ is made from what is here now.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, run } from './run.ts';

export type Part = { readonly config: string; readonly output: string; readonly inputs: readonly string[] };

export const PARTS = {
  renderer: {
    config: 'vite.config.ts',
    output: 'dist/renderer/index.html',
    inputs: ['renderer', 'shared', 'vite.config.ts', 'package-lock.json'],
  },
  preload: {
    config: 'vite.preload.config.ts',
    output: 'dist/preload/preload.cjs',
    inputs: ['preload', 'shared', 'vite.preload.config.ts', 'package-lock.json'],
  },
  electron: {
    config: 'vite.electron.config.ts',
    output: 'dist/electron/main.js',
    inputs: ['main', 'shared', 'vite.electron.config.ts', 'package-lock.json'],
  },
} as const satisfies Record<string, Part>;
export type PartName = keyof typeof PARTS;

/** By content, not by time: a checkout, a copied folder or a wrong clock gives files any time. */
export function fingerprint(folder: string, inputs: readonly string[]): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    const onDisk = join(folder, path);
    if (!existsSync(onDisk)) return;
    if (statSync(onDisk).isDirectory()) {
      for (const name of readdirSync(onDisk).sort()) add(`${path}/${name}`);
    } else {
      hash.update(`${path}\0`).update(readFileSync(onDisk)).update('\0');
    }
  };
  for (const input of inputs) add(input);
  return hash.digest('hex');
}

export function isStale(name: PartName): boolean {
  const part = PARTS[name];
  const stamp = stampOf(name);
  if (!existsSync(join(root, part.output)) || !existsSync(stamp)) return true;
  return readFileSync(stamp, 'utf8') !== fingerprint(root, part.inputs);
}

/** @throws Error when the build fails; its own words are on the screen by then */
export async function build(name: PartName): Promise<void> {
  const part = PARTS[name];
  // Taken before: what changes while the build runs makes it stale again.
  const made = fingerprint(root, part.inputs);
  // Whoever builds, a test runner included, builds what people get.
  const env = { NODE_ENV: 'production' };
  const code = await run('vite', ['build', '--config', part.config, '--logLevel', 'warn'], env);
  if (code !== 0) throw new Error(`Building ${name} failed.`);
  mkdirSync(dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), made);
}

function stampOf(name: PartName): string {
  return join(root, 'dist', `${name}.sha256`);
}
