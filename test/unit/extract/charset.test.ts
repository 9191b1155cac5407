import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { charsetByName, decodeBytes } from '../../../main/extract/charset.ts';

const bytes = (binary: string): Uint8Array => Uint8Array.from(binary, (character) => character.charCodeAt(0));
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Russian in a charset of one byte per letter, where the alphabet lies in order from `first` (А) on. */
function cyrillic(text: string, first: number): Uint8Array {
  return Uint8Array.from(text, (character) => {
    const point = character.charCodeAt(0);
    return point >= 0x410 && point <= 0x44f ? point - 0x410 + first : point;
  });
}
const RUSSIAN =
  '<rss><channel><title>Новости сегодня</title><description>Сегодня в городе открылась новая библиотека, куда пришли люди</description></channel></rss>';

describe('charsets', () => {
  it('believes the byte order mark before anything else', () => {
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8('<a>ж</a>'));
    expect(decodeBytes(marked, { contentType: 'text/xml; charset=windows-1251', kind: 'xml' })).toEqual({
      text: '<a>ж</a>',
      encoding: 'utf-8',
    });
    const wide = Uint8Array.of(0xff, 0xfe, 0x3c, 0, 0x36, 0x04);
    expect(decodeBytes(wide, { contentType: null, kind: 'xml' })).toEqual({ text: '<ж', encoding: 'utf-16le' });
  });

  it('believes HTTP before the document', () => {
    const document = bytes('<?xml version="1.0" encoding="koi8-r"?><a>\xe6</a>');
    const { text, encoding } = decodeBytes(document, { contentType: 'text/xml; charset="windows-1251"', kind: 'xml' });
    expect(encoding).toBe('windows-1251');
    expect(text).toContain('<a>ж</a>');
  });

  it('believes the XML declaration, and the meta of a page', () => {
    expect(
      decodeBytes(bytes("<?xml version='1.0' encoding='koi8-r'?>\xd6"), { contentType: null, kind: 'xml' }).text,
    ).toContain('ж');
    const page = bytes(
      '<html><!-- <meta charset=big5> --><head><meta http-equiv=a content="text/html; charset=windows-1251">\xe6',
    );
    expect(decodeBytes(page, { contentType: 'text/html', kind: 'html' })).toMatchObject({ encoding: 'windows-1251' });
  });

  it('prefers UTF-8 to a label that was left behind', () => {
    const text = '<?xml version="1.0" encoding="windows-1251"?><a>Привет</a>';
    expect(decodeBytes(utf8(text), { contentType: null, kind: 'xml' })).toEqual({ text, encoding: 'utf-8' });
  });

  it('does not take two bytes of a two-byte charset for UTF-8', () => {
    const document = bytes('<?xml version="1.0" encoding="gb2312"?><a>\xc4\xa3</a>');
    expect(decodeBytes(document, { contentType: null, kind: 'xml' }).encoding).toBe('gbk');
  });

  it('reads UTF-16 by its zero bytes, and does not believe in it without them', () => {
    const wide = bytes('<\0?\0x\0m\0l\0 \0v\0');
    expect(decodeBytes(wide, { contentType: null, kind: 'xml' }).encoding).toBe('utf-16le');
    const lying = utf8('<?xml version="1.0" encoding="utf-16"?><a>ж</a>');
    expect(decodeBytes(lying, { contentType: null, kind: 'xml' })).toMatchObject({ encoding: 'utf-8' });
  });

  it.each([
    ['windows-1251', 0xc0],
    ['iso-8859-5', 0xb0],
  ])('guesses %s by its language when nothing is said', (name, first) => {
    expect(decodeBytes(cyrillic(RUSSIAN, first), { contentType: 'text/xml', kind: 'xml' })).toEqual({
      text: RUSSIAN,
      encoding: name,
    });
  });

  it('guesses Japanese, and reads escaped Japanese', () => {
    const sjis = bytes(
      '<title>\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x83\x6a\x83\x85\x81\x5b\x83\x58\x82\xaa\x82\xb1\x82\xb1\x82\xc9\x82\xa0\x82\xe8\x82\xdc\x82\xb7</title>',
    );
    expect(decodeBytes(sjis, { contentType: null, kind: 'xml' })).toEqual({
      text: '<title>日本語のニュースがここにあります</title>',
      encoding: 'shift_jis',
    });
    expect(decodeBytes(bytes('<a>\x1b$BF|K\\\x1b(B</a>'), { contentType: null, kind: 'xml' }).text).toBe('<a>日本</a>');
  });

  it('keeps UTF-8 with a stray byte as UTF-8', () => {
    const broken = Uint8Array.of(...utf8('Сегодня в городе'), 0xff, ...utf8(' тепло'));
    expect(decodeBytes(broken, { contentType: null, kind: 'xml' })).toEqual({
      text: 'Сегодня в городе\ufffd тепло',
      encoding: 'utf-8',
    });
  });

  it.each([
    ['win-1251', 'windows-1251'],
    ['cp1251', 'windows-1251'],
    ['UTF8', 'utf-8'],
    ['ISO_8859-1', 'windows-1252'],
    ['cp949', 'euc-kr'],
    ['Shift-JIS', 'shift_jis'],
    ['klingon', null],
  ])('knows what is meant by %s', (label, name) => {
    expect(charsetByName(label)).toBe(name);
  });

  it('takes any bytes under any label without throwing', () => {
    const kinds = fc.constantFrom('xml' as const, 'html' as const, 'json' as const);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 400 }),
        fc.option(fc.string({ maxLength: 20 })),
        kinds,
        (raw, label, kind) => {
          const decoded = decodeBytes(raw, { contentType: label === null ? null : `a/b; charset=${label}`, kind });
          expect(typeof decoded.text).toBe('string');
        },
      ),
    );
  });

  it('reads back every text in UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (text) => {
        const whole = `<a>${text}</a>`.toWellFormed();
        fc.pre(!whole.includes('\u001b') && !whole.includes('\0'));
        expect(decodeBytes(utf8(whole), { contentType: null, kind: 'xml' }).text).toBe(whole);
      }),
    );
  });
});
