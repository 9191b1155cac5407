import { describe, expect, it } from 'vitest';
import { titleFit } from '../../../main/gate/title-fit.ts';

describe('the title of an item on its page', () => {
  it.each([
    ['English', 'River levels fall after a dry week', 'River levels fall after a dry week - The Example'],
    ['Russian', 'Паромы снова ходят между островами', 'Паромы снова ходят между островами | Новости'],
    ['Arabic', 'هطول أمطار غزيرة على الساحل', 'هطول أمطار غزيرة على الساحل - موقع'],
    ['Hebrew', 'המעבורת חזרה לפעול אחרי שבוע', 'המעבורת חזרה לפעול אחרי שבוע | חדשות'],
    ['Chinese', '昨夜北方多地降雪铁路加开列车', '昨夜北方多地降雪铁路加开列车_新闻网'],
    ['Japanese', '北日本で大雪、列車に遅れ', '北日本で大雪、列車に遅れ：新聞デジタル'],
    ['Korean', '내일 전국에 많은 비, 오후부터 그쳐', '내일 전국에 많은 비… 오후부터 그쳐 : 뉴스'],
    ['Thai', 'ฝนตกหนักในกรุงเทพฯ คืนนี้', 'ฝนตกหนักในกรุงเทพฯ คืนนี้ | ข่าว'],
    ['Burmese', 'ရန်ကုန်တွင် မိုးသည်းထန်စွာရွာ', 'ရန်ကုန်တွင် မိုးသည်းထန်စွာရွာ - သတင်း'],
    ['Hindi', 'उत्तर भारत में भारी बर्फबारी', 'उत्तर भारत में भारी बर्फबारी | समाचार'],
    ['capitals and other quotes', '“River” LEVELS fall again today', "'River' levels fall again today"],
  ])('is found in %s', (_script, item, page) => {
    expect(titleFit(item, ['Something else entirely', page])).toBe('all');
  });

  it.each([
    ['Russian', 'Паромы снова ходят между островами', 'Доступ к ресурсу ограничен'],
    ['Arabic', 'هطول أمطار غزيرة على الساحل', 'الموقع محجوب'],
    ['Chinese', '昨夜北方多地降雪铁路加开列车', '该网站已被停止服务'],
    ['Korean', '내일 전국에 많은 비, 오후부터 그쳐', '불법·유해 사이트 안내'],
    ['Thai', 'ฝนตกหนักในกรุงเทพฯ คืนนี้', 'เว็บไซต์ถูกระงับ'],
    ['another script', 'Паромы снова ходят', 'Access denied'],
  ])('is not found in the title of another page: %s', (_script, item, page) => {
    expect(titleFit(item, [page])).toBe('none');
  });

  it('is not found in an address that the page prints, though addresses are made of titles', () => {
    const item = 'River levels fall after a dry week';
    for (const heading of [
      'Blocked: http://example.org/2026/river-levels-fall-after-dry-week.html',
      'www.example.org/river-levels-fall cannot be shown',
      'example.org/river-levels-fall-after is closed off',
    ]) {
      expect(titleFit(item, [heading])).toBe('none');
    }
  });

  it.each(['Article 7', 'Untitled', 'Story #12', 'Новость № 3', 'Test', '12', 'Без названия'])(
    'tells nothing when it only stands in for one: %s',
    (title) => {
      expect(titleFit(title, ['Access denied'])).toBe('unknown');
    },
  );

  it('is more than a stand-in when it says anything', () => {
    expect(titleFit('Article 50 is invoked', ['Access denied'])).toBe('none');
    expect(titleFit('The story of a bridge', ['Access denied'])).toBe('none');
  });

  it('is found by its short words where it has no others, and not missed for them', () => {
    expect(titleFit('Up & Go', ['Up & Go - Blog'])).not.toBe('none');
    expect(titleFit('Up & Go', ['Sign in'])).toBe('unknown');
    expect(titleFit('雪', ['雪 | 日記'])).not.toBe('none');
  });

  it('is found where a feed adds section and author to it', () => {
    expect(titleFit('Weather / North: River levels fall — by Ann Smith, correspondent', ['River levels fall'])).toBe(
      'most',
    );
  });

  it('fits only somewhat when one word of many is shared', () => {
    expect(titleFit('Court restricts access to three islands for visitors', ['Access restricted'])).toBe('some');
  });

  it('cannot be compared when there is none, or nothing but an address', () => {
    expect(titleFit(null, ['Blocked'])).toBe('unknown');
    expect(titleFit('https://example.org/one', ['Blocked'])).toBe('unknown');
    expect(titleFit('— … !', ['Blocked'])).toBe('unknown');
  });
});
