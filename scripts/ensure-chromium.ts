import { findChromium } from '../test/helpers/chromium.ts';
import { run } from './run.ts';

/**
 * The path of a Chromium for the tests: one that is there, or else one fetched by Playwright, or else the system's
 * package where we may install it. Null when none can be had.
 */
export async function ensureChromium(): Promise<string | null> {
  const found = findChromium();
  if (found !== null) return found;
  console.log('test: no Chromium found; asking Playwright for one');
  await run('playwright', ['install', 'chromium']).catch(() => 1);
  const fetched = findChromium();
  if (fetched !== null) return fetched;
  if (process.platform === 'linux' && process.getuid?.() === 0) {
    console.log("test: installing the system's chromium package");
    await run('apt-get', ['update', '-qq']).catch(() => 1);
    await run('apt-get', ['install', '-y', '-qq', 'chromium']).catch(() => 1);
  }
  return findChromium();
}
