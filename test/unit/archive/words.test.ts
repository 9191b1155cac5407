import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stemEnglish } from '../../../main/archive/stem-english.ts';
import { stemRussian } from '../../../main/archive/stem-russian.ts';
import { fold, stemmingOf, termsOf, wordsOf } from '../../../main/archive/words.ts';

const any = stemmingOf(null);
const terms = (text: string, language: string | null = null): string[] =>
  termsOf(text, stemmingOf(language))
    .split(' ')
    .filter((term) => term !== '');

describe('Russian stems', () => {
  // From the algorithm's own page of examples, with ё written as е.
  it.each([
    ['вавиловка', 'вавиловк'],
    ['вагнера', 'вагнер'],
    ['важнейшие', 'важн'],
    ['важничал', 'важнича'],
    ['валандался', 'валанда'],
    ['валился', 'вал'],
    ['вариться', 'вар'],
    ['падаешь', 'пада'],
    ['павлиньим', 'павлин'],
    ['пакостничал', 'пакостнича'],
  ])('%s is found as %s', (word, stem) => {
    expect(stemRussian(word)).toBe(stem);
  });

  it('brings the forms of a word together', () => {
    const forms = ['правительство', 'правительства', 'правительству', 'правительством', 'правительстве'];
    expect(new Set(forms.map(stemRussian)).size).toBe(1);
    expect(stemRussian('выборы')).toBe(stemRussian('выборов'));
    expect(stemRussian('президентами')).toBe(stemRussian('президент'));
  });
});

describe('English stems', () => {
  it.each([
    ['consigned', 'consign'],
    ['consistency', 'consist'],
    ['consolations', 'consol'],
    ['knavish', 'knavish'],
    ['knocking', 'knock'],
    ['ponies', 'poni'],
    ['hopping', 'hop'],
    ['hoping', 'hope'],
    ['relational', 'relat'],
    ['generously', 'generous'],
    ['elections', 'elect'],
  ])('%s is found as %s', (word, stem) => {
    expect(stemEnglish(word)).toBe(stem);
  });
});

describe('words', () => {
  it('does not care for case, in any script', () => {
    expect(terms('МОСКВА Москва москва')).toEqual(['москв', 'москв', 'москв']);
    expect(terms('Ελλάς ΕΛΛΆΣ')[0]).toBe(terms('Ελλάς ΕΛΛΆΣ')[1]);
  });

  it('writes ё as е and keeps й', () => {
    expect(fold('Ёлка')).toBe('елка');
    expect(fold('край')).toBe('край');
  });

  it('drops stress marks, soft hyphens and accents', () => {
    expect(fold('за\u0301мок')).toBe('замок');
    expect(fold('прави\u00ADтель')).toBe('правитель');
    expect(fold('Café')).toBe('cafe');
    expect(fold('Straße')).toBe('strasse');
  });

  it('reads Persian and Arabic spellings of a word as one', () => {
    expect(fold('كتاب')).toBe(fold('کتاب'));
    expect(fold('علي')).toBe(fold('علی'));
    expect(fold('می\u200Cخواهم')).toBe(fold('میخواهم'));
    expect(fold('كِتَاب')).toBe(fold('کتاب'));
    expect(fold('۱۴۰۳')).toBe('1403');
    expect(terms('کتاب‌ها')).toEqual(terms('کتاب'));
    expect(terms('الانتخابات')).toEqual(terms('انتخابات'));
  });

  it('takes scripts without blanks by pairs of characters, so that any part of a text is found', () => {
    expect(terms('中国人')).toEqual(['中国', '国人', '人']);
    expect(terms('iPhone手机')).toEqual(['iphon', '手机', '机']);
    expect(terms('รัฐบาล').length).toBeGreaterThan(2);
  });

  it('stems by the language of the article, not by its script alone', () => {
    expect(terms('elections', 'de')).toEqual(['elections']);
    expect(terms('выборами', 'uk')).toEqual(['выборами']);
    expect(terms('выборами', 'de')).toEqual(['выбор']);
    expect(terms('elections', 'fa')).toEqual(['elect']);
  });

  it('says where each word stands', () => {
    const text = 'Об Ёлке, и о Café.';
    for (const { start, end, plain } of wordsOf(text, any)) expect(fold(text.slice(start, end))).toBe(plain);
  });

  it('gives only letters, digits and marks between single blanks, whatever comes in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const joined = termsOf(text, any);
        expect(joined).toMatch(/^( [\p{L}\p{N}\p{M}]+)*$/u);
        expect(
          wordsOf(text, any)
            .map((word) => ` ${word.term}`)
            .join(''),
        ).toBe(joined);
      }),
    );
  });
});
