import { describe, expect, test } from 'vitest';
import { createSameness, differentBits } from '../../../main/service/sameness.ts';
import type { Sha256 } from '../../../shared/model.ts';

const seen = (url: string, simhash: string, sha256 = `${url}${simhash}`) => ({
  url,
  simhash,
  sha256: sha256 as Sha256,
});

test('bits are counted over all 64', () => {
  expect(differentBits('0000000000000000', 'ffffffffffffffff')).toBe(64);
  expect(differentBits('8000000000000001', '0000000000000000')).toBe(2);
  expect(differentBits('0123456789abcdef', '0123456789abcdee')).toBe(1);
});

describe('a page that came in place of many', () => {
  test('is seen by its words, though each copy names another address', () => {
    const sameness = createSameness([], () => 0);
    expect(sameness.note(seen('http://a.example/1', '00000000000000ff'))).toEqual({
      otherDomains: 0,
      otherPages: 0,
      template: false,
    });
    expect(sameness.note(seen('http://b.example/', '00000000000000fe'))).toMatchObject({
      otherDomains: 1,
      otherPages: 1,
    });
    expect(sameness.note(seen('http://b.example/2', '00000000000001ff'))).toMatchObject({
      otherDomains: 1,
      otherPages: 2,
    });
  });

  test('is not what merely came twice from one address, or is a little alike', () => {
    const sameness = createSameness([], () => 0);
    sameness.note(seen('http://a.example/1', '00000000000000ff'));
    expect(sameness.note(seen('http://a.example/1', '00000000000000ff')).otherPages).toBe(0);
    expect(sameness.note(seen('http://b.example/', '0000000000000f0f')).otherPages).toBe(0);
  });

  test('without words is only told by its bytes', () => {
    const sameness = createSameness([], () => 0);
    sameness.note(seen('http://a.example/', '0000000000000000', 'x'));
    expect(sameness.note(seen('http://b.example/', '0000000000000000', 'y')).otherPages).toBe(0);
    expect(sameness.note(seen('http://c.example/', '0000000000000000', 'y')).otherPages).toBe(1);
  });

  test('is forgotten after a day, unless it was recognised', () => {
    let nowMs = 0;
    const sameness = createSameness([], () => nowMs);
    const first = seen('http://a.example/1', '00000000000000ff');
    sameness.note(first);
    nowMs = 86_400_000;
    expect(sameness.note(seen('http://b.example/', '00000000000000ff'))).toMatchObject({
      otherPages: 0,
      template: false,
    });
    const template = sameness.recognise(first);
    if (!template) throw new Error('It was not known before.');
    expect(sameness.recognise(seen('http://z.example/', '00000000000000fe'))).toBe(null);
    expect(sameness.note(seen('http://c.example/', '00000000000000fe')).template).toBe(true);
    expect(createSameness([template], () => nowMs).note(seen('http://d.example/', '00000000000000ff')).template).toBe(
      true,
    );
  });
});
