import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openInMemory } from '../../../main/archive/database.ts';
import { matchExpression, parseQuery } from '../../../main/archive/query.ts';
import { snippetOf } from '../../../main/archive/snippet.ts';
import { stemmingOf, termsOf } from '../../../main/archive/words.ts';

const any = stemmingOf(null);

function index(texts: readonly string[], language: string | null = null) {
  const { connection } = openInMemory();
  connection.exec(`CREATE VIRTUAL TABLE word USING fts5 (title, body, content = '', tokenize = 'ascii')`);
  const insert = connection.prepare('INSERT INTO word (rowid, title, body) VALUES (?, ?, ?)');
  for (const [n, text] of texts.entries()) insert.run(n, '', termsOf(text, stemmingOf(language)));
  return (typed: string): number[] => {
    const expression = matchExpression(parseQuery(typed));
    if (expression === null) return [];
    return connection
      .prepare('SELECT rowid FROM word WHERE word MATCH ? ORDER BY rowid')
      .pluck()
      .all(expression) as number[];
  };
}

const marked = (text: string, typed: string): string =>
  snippetOf(text, parseQuery(typed), any)
    .map((part) => (part.match ? `[${part.text}]` : part.text))
    .join('');

describe('a query', () => {
  const find = index([
    'The government announced elections for the spring',
    'Правительство объявило выборы весной',
    'A spring in the mountains; no vote there',
    '中国人民日报报道经济新闻',
    'دولت انتخابات را اعلام کرد، کتاب‌ها',
    'รัฐบาลประกาศการเลือกตั้ง',
  ]);

  it('finds all forms of its words, and only where all of them occur', () => {
    expect(find('election ')).toEqual([0]);
    expect(find('spring ')).toEqual([0, 2]);
    expect(find('spring election ')).toEqual([0]);
    expect(find('правительства выборами ')).toEqual([1]);
  });

  it('takes the last word as begun, until a blank ends it', () => {
    expect(find('gov')).toEqual([0]);
    expect(find('gov ')).toEqual([]);
    expect(find('правительст')).toEqual([1]);
    expect(find('announced elec')).toEqual([0]);
  });

  it('finds phrases in quotes of any kind, also while they are typed', () => {
    expect(find('"announced elections"')).toEqual([0]);
    expect(find('«объявило выборы»')).toEqual([1]);
    expect(find('“elections announced”')).toEqual([]);
    expect(find('"announced elec')).toEqual([0]);
  });

  it('leaves out what stands behind a minus, but not inside a word', () => {
    expect(find('spring -vote')).toEqual([0]);
    expect(find('spring -"the mountains"')).toEqual([0]);
    expect(find('spring-election ')).toEqual([]);
  });

  it('finds parts of a text in scripts without blanks', () => {
    expect(find('人民')).toEqual([3]);
    expect(find('经济新闻')).toEqual([3]);
    expect(find('济')).toEqual([3]);
    expect(find('闻')).toEqual([3]);
    expect(find('国日')).toEqual([]);
    expect(find('เลือกตั้ง')).toEqual([5]);
  });

  it('finds Persian words in Arabic spelling, and plurals by their singular', () => {
    expect(find('كتاب ')).toEqual([4]);
    expect(find('انتخاب')).toEqual([4]);
  });

  it('finds words of a language that is not stemmed as they stand', () => {
    const german = index(['Die Häuser der Regierungen'], 'de');
    expect(german('häuser ')).toEqual([0]);
    expect(german('Regierungen ')).toEqual([0]);
  });

  it('is never wrong: whatever is typed is a search', () => {
    for (const typed of [
      '',
      '"',
      '-',
      '*',
      'a AND',
      'NEAR(',
      'title:x',
      "'; DROP",
      '( OR )',
      '^x',
      '--',
      '"" ""',
      '-"',
    ]) {
      expect(() => find(typed)).not.toThrow();
    }
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (typed) => void find(typed)));
    const signs = fc.constantFrom(
      '"',
      '-',
      '«',
      ' ',
      'a',
      'spring',
      '*',
      '(',
      ')',
      ':',
      'AND',
      'NOT',
      '中',
      'ё',
      '^',
      '+',
    );
    fc.assert(fc.property(fc.array(signs, { maxLength: 12 }), (parts) => void find(parts.join(''))));
  });
});

describe('a snippet', () => {
  it('marks every form of what was looked for', () => {
    expect(marked('Правительство решило. Министры правительства согласны.', 'правительством ')).toBe(
      '[Правительство] решило. Министры [правительства] согласны.',
    );
    expect(marked('中国人民日报报道', '人民')).toBe('中国[人民]日报报道');
  });

  it('marks phrases as a whole, and no single word of them', () => {
    expect(marked('a white house and a house', '"white house"')).toBe('a [white house] and a house');
  });

  it('cuts a long text where most of the words stand together', () => {
    const text = `${'lorem ipsum '.repeat(100)}the elections of spring ${'dolor sit '.repeat(100)}`;
    const cut = marked(text, 'spring elections ');
    expect(cut).toContain('[elections] of [spring]');
    expect(cut.length).toBeLessThan(320);
    expect(cut.startsWith('… ')).toBe(true);
  });

  it('gives back the text it was cut from, unmarked', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        (text, typed) => {
          const parts = snippetOf(text, parseQuery(typed), any);
          const joined = parts
            .map((part) => part.text)
            .join('')
            .replace(/^… | …$/g, '');
          expect(text.replace(/\s+/g, ' ')).toContain(joined.replace(/\s+/g, ' ').trim());
        },
      ),
    );
  });
});
