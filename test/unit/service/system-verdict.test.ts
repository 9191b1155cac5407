import { describe, expect, test } from 'vitest';
import { askSystem, readVerdict } from '../../../main/service/system-verdict.ts';

describe('what the system says of the line', () => {
  test.each([
    ['portal\n', 'portal'],
    ['full\n', 'full'],
    ['limited', 'limited'],
    ['none', 'none'],
    ['unknown\n', null],
    ['u 2\n', 'portal'],
    ['u 4\n', 'full'],
    ['(<uint32 1>,)\n', 'none'],
    ['(<uint32 0>,)\n', null],
    ['u 9', null],
    ['', null],
    ['Error: NetworkManager is not running.', null],
  ])('%j is %s', (said, verdict) => {
    expect(readVerdict(said)).toBe(verdict);
  });

  test('the first program that answers is believed, and no other is run', async () => {
    const ran: string[] = [];
    const run = (program: string) => {
      ran.push(program);
      return Promise.resolve(program === 'busctl' ? 'u 2' : null);
    };
    expect(await askSystem({ platform: 'linux', run })).toBe('portal');
    expect(ran).toEqual(['nmcli', 'busctl']);
  });

  test('none of them asks for a new check, which would ask a server', async () => {
    const ran: string[] = [];
    const run = (program: string, args: readonly string[]) => {
      ran.push([program, ...args].join(' '));
      return Promise.resolve(null);
    };
    expect(await askSystem({ platform: 'linux', run })).toBeNull();
    expect(ran).toHaveLength(3);
    for (const line of ran) expect(line).not.toMatch(/\bcheck/i);
  });

  test('elsewhere nothing is run', async () => {
    const run = () => Promise.reject(new Error('must not run'));
    for (const platform of ['darwin', 'win32'] as const) expect(await askSystem({ platform, run })).toBeNull();
  });

  test('here it is some verdict or none, and no error', async () => {
    expect(['portal', 'limited', 'none', 'full', null]).toContain(await askSystem());
  });
});
