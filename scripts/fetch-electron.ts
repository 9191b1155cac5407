// The attempt to get Electron for this checkout, with its progress on the screen.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fetchElectron, findElectron } from './electron-binary.ts';
import { root } from './run.ts';

const packageDir = join(root, 'node_modules', 'electron');
/** Present once an attempt was begun in this checkout: a start must not wait for a dead network every time. */
const marker = join(root, '.electron-attempted');
const SILENCE_MS = 10_000;

export function installedElectron(): string | null {
  // The package's own variable, for an Electron that came another way: with the system, or on a stick.
  const elsewhere = process.env['ELECTRON_OVERRIDE_DIST_PATH'];
  if (!elsewhere) return findElectron(packageDir);
  const executable = join(elsewhere, EXECUTABLES[process.platform] ?? 'electron');
  return existsSync(executable) ? executable : null;
}

const EXECUTABLES: Partial<Record<NodeJS.Platform, string>> = {
  darwin: 'Electron.app/Contents/MacOS/Electron',
  win32: 'electron.exe',
};

export function wasAttempted(): boolean {
  return existsSync(marker);
}

/** @returns the executable, or null after saying why in one line */
export async function attemptElectron(): Promise<string | null> {
  writeFileSync(marker, 'Larder has tried to fetch Electron. "npm run get-electron" tries again.\n');
  console.log('Fetching Electron (about 120 MB; given up after 10 s without an answer) ...');
  let shownMb = 0;
  const result = await fetchElectron({
    command: [process.execPath, join(packageDir, 'install.js')],
    unpackDir: join(packageDir, 'dist'),
    silenceMs: SILENCE_MS,
    onProgress(bytes) {
      const mb = Math.floor(bytes / 1_000_000);
      // A line that is written over on a terminal, and now and then a line in a log.
      if (process.stdout.isTTY) process.stdout.write(`\r  ${mb} MB `);
      else if (mb >= shownMb + 20) console.log(`  ${mb} MB`);
      else return;
      shownMb = mb;
    },
  });
  if (process.stdout.isTTY && shownMb > 0) process.stdout.write('\n');
  const executable = installedElectron();
  if (executable !== null) return executable;
  if (!result.ok && result.why === 'failed' && process.env['LARDER_DEBUG']) console.error(result.output);
  const why = !result.ok && result.why === 'silence' ? 'there was no answer for 10 s' : 'the download failed';
  console.log(`Electron could not be fetched: ${why}.`);
  return null;
}
