import { describe, expect, it } from 'vitest';
import type { Article, ArticleId, FeedSummary } from '../../../shared/model.ts';
import { missingSentences } from '../../../renderer/article/MissingNote.tsx';
import { readingMinutes } from '../../../renderer/article/ArticleHeader.tsx';
import { searchWords } from '../../../renderer/article/search-words.ts';
import { initialState, reduce } from '../../../renderer/app/ui-state.ts';
import { nextTextSize } from '../../../renderer/data/preferences.ts';
import { pagesBetween } from '../../../renderer/data/rows.ts';
import { throttle } from '../../../renderer/data/throttle.ts';
import { startsDay } from '../../../renderer/list/days.ts';
import { nearMatch } from '../../../renderer/list/Snippet.tsx';
import { markTitle } from '../../../renderer/list/title-marks.ts';
import { en } from '../../../renderer/messages/en.ts';
import { buildFolderTree, folderPaths } from '../../../renderer/sources/folder-tree.ts';

const feed = (title: string, folder: string[], unread = 0) => ({ title, folder, unread }) as unknown as FeedSummary;

describe('the tree of sources', () => {
  it('nests folders, also empty ones, sorts by the alphabet and adds up what is unread', () => {
    const tree = buildFolderTree(
      [
        feed('Заря', ['Новости'], 3),
        feed('Ёлка', ['Новости'], 1),
        feed('Deep', ['Новости', 'Мир'], 2),
        feed('Top', []),
      ],
      [['Архив'], ['Новости']],
      'ru',
    );
    expect(tree.feeds.map(({ title }) => title)).toEqual(['Top']);
    expect(folderPaths(tree)).toEqual([['Архив'], ['Новости'], ['Новости', 'Мир']]);
    expect(tree.folders[1]?.feeds.map(({ title }) => title)).toEqual(['Ёлка', 'Заря']);
    expect(tree.folders[1]?.unread).toBe(6);
  });

  it('keeps apart folders whose joined names are alike', () => {
    expect(folderPaths(buildFolderTree([], [['a / b'], ['a', 'b']], 'en'))).toEqual([['a'], ['a', 'b'], ['a / b']]);
  });
});

describe('a long list', () => {
  it('asks for the pages in sight only', () => {
    expect(pagesBetween(0, 20)).toEqual([]);
    expect(pagesBetween(95, 104)).toEqual([1]);
    expect(pagesBetween(99_950, 99_999)).toEqual([999]);
    expect(pagesBetween(150, 350)).toEqual([1, 2, 3]);
  });

  it('heads a day once, and none where the row before is not loaded', () => {
    const noon = new Date(2026, 10, 22, 12).getTime();
    expect(startsDay(noon, undefined, 0)).toBe(true);
    expect(startsDay(noon, undefined, 700)).toBe(false);
    expect(startsDay(noon, noon + 3_600_000, 5)).toBe(false);
    expect(startsDay(noon, noon + 86_400_000, 5)).toBe(true);
  });
});

describe('a search', () => {
  it('shows its match within the first lines', () => {
    const parts = nearMatch([
      { text: 'a long way from the beginning of the text to the place where it', match: false },
      { text: 'matched', match: true },
    ]);
    expect(parts[0]?.text).toBe('…of the text to the place where it');
    expect(parts[1]).toEqual({ text: 'matched', match: true });
  });

  it('joins what the core cut, and leaves a short lead alone', () => {
    const lead = { text: '… ', match: false };
    const match = { text: 'x', match: true };
    expect(nearMatch([lead, { text: 'a b', match: false }, match])).toHaveLength(3);
    expect(nearMatch([lead, { text: 'word '.repeat(20), match: false }, match])[0]?.text).toBe(`…${'word '.repeat(7)}`);
    expect(nearMatch([{ text: 'none of it '.repeat(9), match: false }])).toHaveLength(1);
  });

  it('marks the words of a title, in their other forms too', () => {
    expect(markTitle('Снова отключения: что делать', 'отключение').filter((part) => part.match)).toEqual([
      { text: 'отключения', match: true },
    ]);
    expect(markTitle('The theory', 'the').map((part) => part.match)).toEqual([true, false, true]);
    expect(markTitle('Nothing here', 'ice')).toEqual([{ text: 'Nothing here', match: false }]);
  });

  it('marks other forms of the same word in the text', () => {
    const snippet = [
      { text: 'третьи сутки ', match: false },
      { text: 'Отключений', match: true },
    ];
    expect(searchWords(snippet, 'отключение связи')).toEqual(['отключени']);
    expect(searchWords([{ text: 'мы', match: true }], 'мы')).toEqual(['мы']);
  });
});

describe('the note of what is missing', () => {
  const article = {
    stored: 'text',
    pageOutcome: null,
    images: { stored: 2, wanted: 0, refused: 0, gone: 0 },
  } as unknown as Article;

  it('is empty when all is here', () => {
    expect(missingSentences(article, en)).toEqual([]);
    expect(missingSentences({ ...article, pageOutcome: 'OK' }, en)).toEqual([]);
  });

  it('gives each reason its sentence', () => {
    const images = { stored: 0, wanted: 1, refused: 2, gone: 1 };
    expect(missingSentences({ ...article, images, pageOutcome: 'GONE' }, en)).toEqual([
      `The full page is not stored: ${en.outcomes.GONE} This is what the feed carried.`,
      en.article.missing.wanted(1),
      en.article.missing.refused(2),
      en.article.missing.gone(1),
    ]);
    expect(missingSentences({ ...article, stored: 'headline', pageOutcome: 'FROZEN' }, en)[0]).toContain(
      en.outcomes.FROZEN,
    );
  });

  it('stands beside an honest reading time', () => {
    expect(readingMinutes(40, 'ru')).toBe(1);
    expect(readingMinutes(1900, 'ru')).toBe(10);
    expect(readingMinutes(2380, 'en-GB')).toBe(10);
  });
});

describe('the state of the interface', () => {
  const start = initialState(1000);

  it('starts a new list at its top and ends a search', () => {
    const searching = reduce({ ...start, cursor: 4 }, { type: 'search', query: 'ice' });
    expect(searching).toMatchObject({ query: 'ice', cursor: -1 });
    expect(reduce(searching, { type: 'view', view: { kind: 'starred' }, nowMs: 2000 })).toMatchObject({
      query: '',
      asOfMs: 2000,
      pane: 'list',
    });
  });

  it('keeps the article open when the list is renewed', () => {
    const open = reduce(start, { type: 'open', id: 'a1' as ArticleId, index: 3, show: true, focus: false });
    expect(open).toMatchObject({ pane: 'article', cursor: 3 });
    expect(reduce(open, { type: 'renew', nowMs: 5000 })).toMatchObject({ openId: 'a1', cursor: -1, asOfMs: 5000 });
  });

  it('steps through text sizes and stops at both ends', () => {
    expect(nextTextSize(100, 1)).toBe(110);
    expect(nextTextSize(105, -1)).toBe(100);
    expect(nextTextSize(250, 1)).toBe(250);
    expect(nextTextSize(60, -1)).toBe(60);
  });
});

describe('a flood of events', () => {
  it('becomes one refresh at once and one at the end of the pause', async () => {
    let count = 0;
    const { call, cancel } = throttle(() => count++, 30);
    for (let i = 0; i < 50; i++) call();
    expect(count).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 45));
    expect(count).toBe(2);
    cancel();
  });
});
