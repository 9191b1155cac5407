import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayForFile, fileName, nameForFile, ownFiles } from '../../../main/service/export-names.ts';

describe('a name a person gave, as a file name', () => {
  test.each([
    ['News', 'News'],
    ['Новости дня', 'Новости дня'],
    ['خبر\u200cها', 'خبر\u200cها'],
    ['a<b>c:d"e/f\\g|h?i*j', 'a b c d e f g h i j'],
    ['../../etc/passwd', '.. .. etc passwd'],
    ['ends in dots. . .', 'ends in dots'],
    ['invoice\u202egpj.exe', 'invoice gpj.exe'],
    ['News (2)', 'News 2'],
    ['???', 'Larder'],
    ['line\nbreak\u0000', 'line break'],
  ])('%j is %j', (name, file) => expect(nameForFile(name)).toBe(file));

  test('fits every file system, whatever it is, and is known again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 1000 }), (raw, number) => {
        const name = nameForFile(raw);
        const file = fileName('2026-11-28', name, 'html', number);
        expect(Buffer.byteLength(file)).toBeLessThanOrEqual(143);
        expect(file).not.toMatch(/[<>:"/\\|?*\p{Cc}]/u);
        expect(name).not.toMatch(/^\s|[\s.]$/);
        expect(ownFiles([file], name, 'html')).toEqual([file]);
      }),
    );
  });

  test('is cut between what a person sees as characters', () => {
    const family = '👨‍👩‍👧‍👦';
    expect(nameForFile(family.repeat(20))).toBe(family.repeat(4));
  });

  test('a name that Windows keeps for a device is none with a day before it', () => {
    expect(fileName('2026-11-28', nameForFile('CON'), 'json', 1)).toBe('2026-11-28 CON.json');
  });
});

describe('its own files', () => {
  test('are those with exactly its name and ending, newest first', () => {
    const names = [
      '2026-11-27 News.html',
      '2026-11-28 News.html',
      '2026-11-28 News (10).html',
      '2026-11-28 News (2).html',
      '2026-11-28 News.json',
      '2026-11-28 News 2.html',
      '2026-11-28 news.html',
      '2026-11-28 News (1).html',
      '2026-11-28 News (02).html',
      '2026-11-28 News (copy).html',
      '2026-11-28 Old News.html',
      'x2026-11-28 News.html',
      '2026-11-28 News.html.part',
      '2026-11-28  News.html',
      'News.html',
    ];
    expect(ownFiles(names, 'News', 'html')).toEqual([
      '2026-11-28 News (10).html',
      '2026-11-28 News (2).html',
      '2026-11-28 News.html',
      '2026-11-27 News.html',
    ]);
  });

  test('a name with characters of patterns is only a name', () => {
    expect(ownFiles(['2026-11-28 Xews.html', '2026-11-28 .ews.html'], '.ews', 'html')).toEqual([
      '2026-11-28 .ews.html',
    ]);
  });

  test('a file system may hand a name back taken apart', () => {
    const apart = '2026-11-28 Новый.html'.normalize('NFD');
    expect(ownFiles([apart], nameForFile('Новый'), 'html')).toEqual([apart]);
  });

  test('the day is that of this device', () => {
    expect(dayForFile(new Date(2026, 0, 5, 0, 1).getTime())).toBe('2026-01-05');
  });
});
