import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { wordsOf } from '../../../main/bundle/words.ts';

const KEY = 'RWTP3MSWOhgkzhpyyuD7UC+AT5l2MiZnxRgyAB2MmShyZT9lFmVqrtAM';

test('a key is always the same eight words', () => {
  expect(wordsOf(KEY)).toBe(wordsOf(KEY));
  expect(wordsOf(KEY).split(' ')).toHaveLength(8);
  expect(wordsOf(KEY)).toMatchInlineSnapshot(`"jazz abandon educate submit palm moral enemy life"`);
});

test('the words say the first 88 bits of the SHA-256 of the key and nothing else', () => {
  for (let round = 0; round < 200; round++) {
    const key = Buffer.concat([Buffer.from('Ed'), randomBytes(40)]);
    const bits = wordsOf(key.toString('base64'))
      .split(' ')
      .map((word) => wordlist.indexOf(word).toString(2).padStart(11, '0'))
      .join('');
    const digest = createHash('sha256').update(key).digest().subarray(0, 11);
    expect(bits).toBe([...digest].map((byte) => byte.toString(2).padStart(8, '0')).join(''));
  }
});

test('what is no key has no words', () => {
  expect(() => wordsOf('RWQ')).toThrow(expect.objectContaining({ code: 'KEY_INVALID' }));
});
