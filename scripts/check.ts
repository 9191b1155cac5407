// `npm run check`: everything that needs no browser and no server. A minute, for before every commit.
import { run } from './run.ts';
import { STATIC_CHECKS } from './static-checks.ts';

for (const [what, command, args] of [
  ...STATIC_CHECKS,
  ['unit tests', 'vitest', ['run', '--project', 'unit']] as const,
]) {
  if ((await run(command, args)) !== 0) {
    console.error(`check: ${what} failed`);
    process.exit(1);
  }
}
console.log('check: all passed');
