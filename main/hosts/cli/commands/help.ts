import { COMMANDS, type CommandName } from '../arguments.ts';

export function helpText(about: CommandName | null): string {
  if (about !== null) return `larder ${COMMANDS[about].synopsis}\n  ${COMMANDS[about].does}`;
  const width = 20;
  const rows = Object.entries(COMMANDS).map(([name, { does }]) => `  ${name.padEnd(width - 2)}${does}`);
  return [
    'larder [--data DIR] [--json] COMMAND ...',
    '',
    ...rows,
    '',
    '  help COMMAND      how one of them is used',
    '',
    '--data DIR chooses the archive (or LARDER_DATA); --json prints JSON lines.',
    'Exit codes: 0 done, 1 failed, 2 not understood, 3 done but some sources failed, 4 nothing was reachable.',
  ].join('\n');
}
