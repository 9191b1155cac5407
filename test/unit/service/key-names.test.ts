import { describe, expect, test } from 'vitest';
import { checkedKeyName, isSameName } from '../../../main/service/key-names.ts';
import { forgetSender, trustSender } from '../../../main/service/senders.ts';
import type { Library } from '../../../shared/model.ts';

describe('a name of a key', () => {
  test.each(['me', 'Анна', ' Red stick 2 ', 'a.b-c_d', 'اخبار', 'x'.repeat(60), 'console', 'com10'])(
    '%j is one',
    (name) => {
      expect(checkedKeyName(name)).toBe(name.trim());
    },
  );

  test.each([
    '',
    ' ',
    '.',
    '..',
    '../x',
    'a/b',
    'a\\b',
    'a:b',
    '-x',
    '.hidden',
    'x.',
    'x'.repeat(61),
    'a\nb',
    'a\u0000b',
    '~',
    'con',
    'CON',
    'nul.txt',
    'Aux',
    'com1',
    'LPT9.x',
    'COM²',
  ])('%j is none', (name) => {
    expect(() => checkedKeyName(name)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
  });

  test('is the same whatever its case and composition', () => {
    expect(checkedKeyName('Cafe\u0301')).toBe('Caf\u00e9');
    expect(isSameName('Cafe\u0301', 'CAF\u00c9')).toBe(true);
    expect(isSameName('ΟΔΟΣ', 'οδος')).toBe(true);
    expect(isSameName('Анна', 'анна ')).toBe(true);
    expect(isSameName('Анна', 'Anna')).toBe(false);
  });
});

describe('trusted senders', () => {
  const keyOf = (letter: string): string => `RWQ${letter.repeat(53)}`;
  const library = { senders: [] as Library['senders'], folders: [['World']] } as unknown as Library;
  const own = [{ name: 'me', publicKey: keyOf('A') }];
  const withAnna = trustSender(library, own, { name: ' Anna ', publicKey: keyOf('B') }, 5);

  test('are added with their time, get a new name, and are forgotten', () => {
    expect(withAnna).toEqual({ ...library, senders: [{ name: 'Anna', publicKey: keyOf('B'), addedMs: 5 }] });
    const renamed = trustSender(withAnna, own, { name: 'ANNA', publicKey: keyOf('B') }, 9);
    expect(renamed.senders).toEqual([{ name: 'ANNA', publicKey: keyOf('B'), addedMs: 5 }]);
    expect(forgetSender(renamed, keyOf('B'))).toEqual(library);
    expect(() => forgetSender(library, keyOf('B'))).toThrow(expect.objectContaining({ code: 'KEY_NOT_FOUND' }));
  });

  test.each([
    ['the name of another sender', { name: 'anna', publicKey: keyOf('C') }, 'KEY_EXISTS'],
    ['the name of an own key', { name: 'Me', publicKey: keyOf('C') }, 'KEY_EXISTS'],
    ['an own key', { name: 'x', publicKey: keyOf('A') }, 'KEY_EXISTS'],
    ['what is no key', { name: 'x', publicKey: 'RWQ' }, 'KEY_INVALID'],
    ['no name', { name: ' ', publicKey: keyOf('C') }, 'BAD_REQUEST'],
  ])('%s is refused', (_what, wanted, code) => {
    expect(() => trustSender(withAnna, own, wanted, 6)).toThrow(expect.objectContaining({ code }));
  });
});
