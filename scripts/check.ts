// Everything that needs no browser and no network: format, lint, types per environment, unit tests.
import { run } from './run.ts';

const steps: [what: string, command: string, args: string[]][] = [
  ['format', 'prettier', ['--check', '--log-level', 'warn', '.']],
  ['lint', 'oxlint', ['--deny-warnings']],
  ...['shared', 'main', 'extract', 'electron', 'preload', 'renderer', 'test'].map(
    (name): [string, string, string[]] => [`types of ${name}`, 'tsc', ['-p', `tsconfig.${name}.json`]],
  ),
  ['unit tests', 'vitest', ['run', '--project', 'unit']],
];

for (const [what, command, args] of steps) {
  const code = await run(command, args);
  if (code !== 0) {
    console.error(`check: ${what} failed`);
    process.exit(1);
  }
}
console.log('check: all passed');
