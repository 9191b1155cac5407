import { describe, expect, it } from 'vitest';
import { ERROR_CODES, LarderError } from '../../../shared/errors.ts';
import { OUTCOMES } from '../../../shared/model.ts';
import { en } from '../../../renderer/messages/en.ts';
import { pluralizer } from '../../../renderer/messages/plural.ts';
import { ru } from '../../../renderer/messages/ru.ts';
import { errorSentence } from '../../../renderer/text/error-sentence.ts';

/** Every text by its path; functions as what they say of some number or word. */
function flatten(messages: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [key, value] of Object.entries(messages)) {
    const here = `${path}.${key}`;
    if (typeof value === 'string') texts.set(here, value);
    else if (typeof value === 'function') texts.set(here, (value as (...args: unknown[]) => string)('5', '7', '9'));
    else for (const [inner, text] of flatten(value as object, here)) texts.set(inner, text);
  }
  return texts;
}

describe('the catalogues', () => {
  const english = flatten(en);
  const russian = flatten(ru);

  it('have the same entries in both languages', () => {
    expect([...russian.keys()]).toEqual([...english.keys()]);
  });

  it('say something in every entry', () => {
    const silent = [...english, ...russian].filter(([, text]) => text.trim() === '' || text.includes('undefined'));
    expect(silent.map(([path]) => path)).toEqual(['.status.phases.idle', '.status.phases.idle']);
  });

  it('are translated: Russian letters in every Russian text that has letters of its own', () => {
    const same = [...russian].filter(([path, text]) => text === english.get(path)).map(([path]) => path);
    expect(same).toEqual([
      '.direction',
      '.name',
      '.exports.formats.json-feed',
      '.bundles.shapes.epub',
      '.bundles.shapes.markdown',
      '.bundles.shapes.json-feed',
      '.bundles.shapes.json',
      '.common.separator',
      '.common.folderSeparator',
      '.article.size',
      '.status.phases.idle',
      '.add.placeholder',
      '.opml.fileName',
      '.preferences.languages.en',
      '.preferences.languages.ru',
    ]);
  });

  it('have a sentence for every outcome and every error', () => {
    for (const m of [en, ru]) {
      for (const outcome of OUTCOMES) expect(m.outcomes[outcome]).toMatch(/[.!]$/);
      for (const code of ERROR_CODES) expect(m.errors[code]).toMatch(/[.!?]$/);
    }
  });
});

describe('counts', () => {
  it('take the right form in Russian', () => {
    expect([1, 2, 5, 11, 21, 104].map((n) => ru.list.articles(n))).toEqual([
      '1 статья',
      '2 статьи',
      '5 статей',
      '11 статей',
      '21 статья',
      '104 статьи',
    ]);
  });

  it('write numbers as the language does', () => {
    expect(pluralizer('en')(12_480, { one: '# thing', other: '# things' })).toBe('12,480 things');
    expect(pluralizer('ru')(12_480, { other: '# штук' })).toBe('12\u00a0480 штук');
  });
});

describe('an error', () => {
  it('says how a fetch failed', () => {
    expect(errorSentence(new LarderError('FETCH_FAILED', 'x', { outcome: 'STUB' }), en)).toBe(en.outcomes.STUB);
  });

  it('that is a bug shows nothing of its inside', () => {
    expect(errorSentence(new TypeError('x of undefined'), en)).toBe(en.errors.INTERNAL);
  });
});
