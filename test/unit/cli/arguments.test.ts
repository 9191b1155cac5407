import { describe, expect, test } from 'vitest';
import {
  budgetOf,
  COMMANDS,
  deadlineOf,
  limitOf,
  parseCommand,
  portOf,
  UsageError,
} from '../../../main/hosts/cli/arguments.ts';
import { helpText } from '../../../main/hosts/cli/commands/help.ts';

describe('words on the command line', () => {
  test('options stand before or after the command', () => {
    const before = parseCommand(['--data', '/d', '--json', 'list', '--limit', '3']);
    const after = parseCommand(['list', '--limit=3', '--json', '--data=/d']);
    expect(before).toEqual(after);
    expect(before.command).toBe('list');
    expect({ ...before.flags }).toEqual({ data: '/d', json: true, limit: '3' });
  });

  test('every command of this version is there, and no other', () => {
    expect(Object.keys(COMMANDS).sort()).toEqual(
      [
        'add',
        'doctor',
        'export',
        'feeds',
        'fetch',
        'have',
        'import',
        'inspect',
        'keys',
        'list',
        'save',
        'search',
        'serve',
        'show',
        'stats',
        'verify',
      ].sort(),
    );
    expect(() => parseCommand(['publish', 'x'])).toThrow('There is no command "publish"');
    expect(() => parseCommand(['constructor'])).toThrow(UsageError);
    expect(() => parseCommand(['__proto__'])).toThrow(UsageError);
  });

  test.each([
    [['list', '--starrred'], /starrred/],
    [['list', '--deadline', '10m'], /`list` has no option --deadline/],
    [['list', 'extra'], /Usage: larder list/],
    [['add'], /Usage: larder add URL/],
    [['show', 'a', 'b'], /Usage: larder show ID/],
    [['fetch', '--deadline'], /deadline/],
    [['fetch', '--feeds-only=yes'], /feeds-only/],
    [[], /Which command/],
  ])('%j is not understood, and is told so in a sentence', (argv, sentence) => {
    expect(() => parseCommand(argv)).toThrow(UsageError);
    expect(() => parseCommand(argv)).toThrow(sentence);
  });

  test('words after -- are no options', () => {
    expect(parseCommand(['search', '--', '--json', '-x']).operands).toEqual(['--json', '-x']);
  });

  test('help names every command, and shows one', () => {
    expect(parseCommand(['--help']).command).toBe('help');
    expect(parseCommand(['fetch', '--help'])).toMatchObject({ command: 'help', about: 'fetch' });
    expect(parseCommand(['help', 'fetch']).about).toBe('fetch');
    for (const name of Object.keys(COMMANDS)) expect(helpText(null)).toContain(name);
    expect(helpText('fetch')).toContain('--budget 5MB');
  });

  test('amounts that cannot be read are usage errors, absent ones are null', () => {
    expect(deadlineOf({ deadline: '10m' })).toBe(600_000);
    expect(budgetOf({ budget: '5MB' })).toBe(5_000_000);
    expect(limitOf({})).toBeNull();
    expect(portOf({ port: '0' })).toBe(0);
    for (const bad of [
      () => deadlineOf({ deadline: '10' }),
      () => budgetOf({ budget: '5 potatoes' }),
      () => limitOf({ limit: '-1' }),
      () => portOf({ port: '65536' }),
    ]) {
      expect(bad).toThrow(UsageError);
    }
  });
});
