import { describe, expect, it } from 'vitest';
import { ERROR_CODES, LarderError } from '../../../shared/errors.ts';
import { OUTCOMES } from '../../../shared/model.ts';
import { en } from '../../../renderer/messages/en.ts';
import { fa } from '../../../renderer/messages/fa.ts';
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

/** Addresses, names of files and of other languages are the same everywhere. */
const AS_TYPED = ['.add.placeholder', '.opml.fileName', '.activity.diagnostics.fileName', '.exports.folderExample'];
const NAMES_AND_FORMATS = [
  'BEGIN',
  'CERTIFICATE',
  'CONNECT',
  'DNS',
  'EPUB',
  'English',
  'Feed',
  'HTML',
  'HTTP',
  'HTTPS',
  'JSON',
  'Larder',
  'Markdown',
  'OPML',
  'QR',
  'SOCKS',
  'ZIP',
  'age',
  'cron',
  'example',
  'onion',
  'org',
];
/** Keys of the keyboard. */
const KEYS = ['j', 'k', 's', 'x'];

describe('the catalogues', () => {
  const english = flatten(en);
  const russian = flatten(ru);
  const persian = flatten(fa);

  it('have the same entries in every language', () => {
    expect([...russian.keys()]).toEqual([...english.keys()]);
    expect([...persian.keys()]).toEqual([...english.keys()]);
  });

  it('say something in every entry', () => {
    const silent = [...english, ...russian, ...persian].filter(
      ([, text]) => text.trim() === '' || text.includes('undefined'),
    );
    expect(silent.map(([path]) => path)).toEqual(Array.from({ length: 3 }, () => '.status.phases.idle'));
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
      '.common.comma',
      '.common.folderSeparator',
      '.article.size',
      '.status.phases.idle',
      '.add.placeholder',
      '.opml.fileName',
      '.preferences.languages.en',
      '.preferences.languages.ru',
      '.preferences.languages.fa',
    ]);
  });

  it('leave nothing out of what they are given', () => {
    const given = (text: string | undefined) => new Set(text?.match(/[579]/g));
    const western = (text: string) => text.replace(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0));
    for (const [path, text] of english) {
      expect([path, given(russian.get(path))]).toEqual([path, given(text)]);
      expect([path, given(western(persian.get(path) ?? ''))]).toEqual([path, given(text)]);
    }
  });

  it('are Persian: no Latin word but names of formats, no Western digit, no Arabic letter in place of a Persian one', () => {
    const latin = new Set<string>();
    for (const [path, whole] of persian) {
      if (path === '.direction' || AS_TYPED.includes(path)) continue;
      // What is set apart as left to right is a pattern or an address.
      const text = whole.replace(/\u2066[^\u2069]*\u2069/g, '');
      for (const word of text.match(/[A-Za-z]+/g) ?? []) latin.add(word);
      // Of Western digits only what it was given, and those in a format's name.
      const own = text.replace(/SOCKS5|age1|[579]/g, 'x');
      expect([path, /[كيىة٠-٩",;%0-9]|\p{Letter}\?/u.exec(own)?.[0]]).toEqual([path, undefined]);
    }
    expect([...latin].toSorted()).toEqual([...NAMES_AND_FORMATS, ...KEYS].toSorted());
  });

  it('keep Persian prefixes and endings to their words with a narrow joint', () => {
    const loose = [...persian].filter(([, text]) =>
      /(^|[\s«])(ن?می) |[\u0600-\u06ff] (ها|های|هایی|هایش|تر|ترین|اند)(?![\u0600-\u06ff])/.test(text),
    );
    expect(loose).toEqual([]);
  });

  it('have a sentence for every outcome and every error', () => {
    for (const m of [en, ru, fa]) {
      for (const outcome of OUTCOMES) expect(m.outcomes[outcome]).toMatch(/[.!]$/);
      for (const code of ERROR_CODES) expect(m.errors[code]).toMatch(/[.!?؟]$/);
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

  it('keep the word as it is in Persian, after a number in Persian digits', () => {
    expect([0, 1, 104].map((n) => fa.list.articles(n))).toEqual(['۰ مقاله', '۱ مقاله', '۱۰۴ مقاله']);
    expect(fa.schedule.rule.quiet(2)).toBe('ساعت‌های سکوت ۲');
    expect(fa.bundles.taken(12, 3)).toBe('۱۲ مقاله رسید، ۳ مقاله کامل‌تر شد.');
    expect(fa.exports.everyMonth(31, '۲۰:۰۰')).toBe('روز ۳۱ هر ماه میلادی، ساعت ۲۰:۰۰.');
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
