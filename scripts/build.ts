// `npm run build`: all parts, or those named (`--renderer`, `--preload`, `--electron`); `--stale` skips what is up to date.
// `npx electron-builder` then packs dist/ into something to install (electron-builder.yml).
import { build, isStale, PARTS, type PartName } from './parts.ts';

const names = Object.keys(PARTS) as PartName[];
const words = process.argv.slice(2);
const unknown = words.find((word) => word !== '--stale' && !names.some((name) => word === `--${name}`));
if (unknown !== undefined) {
  console.error(`build: unknown word ${unknown}; known are --stale ${names.map((name) => `--${name}`).join(' ')}`);
  process.exit(2);
}
const named = names.filter((name) => words.includes(`--${name}`));
for (const name of named.length > 0 ? named : names) {
  if (words.includes('--stale') && !isStale(name)) continue;
  const startedMs = performance.now();
  await build(name);
  console.log(`build: ${name} in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
}
