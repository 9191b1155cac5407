import type { Language } from './prose.ts';

export type FeedKind = 'rss' | 'atom' | 'json';

/** One simulated publisher. */
export type Publisher = {
  readonly name: string;
  readonly language: Language;
  readonly feed: FeedKind;
  /** The charset of its feed and pages. */
  readonly charset: 'utf-8' | 'windows-1251';
  /** What a shutdown looks like at this one: connections refused, or accepted and never answered. */
  readonly whenDown: 'refused' | 'silent';
  /** Somebody on the way answers in its place, with 200 and a page of their own. */
  readonly blocked: boolean;
  /** Stories in its feed at the start. */
  readonly stories: number;
};

/** The demo's cast: every feed format, two directions of writing, an old charset, and one that is blocked. */
export const PUBLISHERS: readonly Publisher[] = [
  publisher('The Alder Quay Courier', 'en', 'rss', { whenDown: 'refused' }),
  publisher('Hill and Valley Review', 'en', 'atom', { whenDown: 'silent' }),
  publisher('Pocket Almanac', 'en', 'json', { whenDown: 'refused' }),
  publisher('Вечерний берег', 'ru', 'rss', { charset: 'windows-1251', whenDown: 'silent' }),
  publisher('روزنامهٔ باران', 'fa', 'rss', { whenDown: 'refused' }),
  publisher('The Open Window', 'en', 'rss', { blocked: true, whenDown: 'refused' }),
];

function publisher(
  name: string,
  language: Language,
  feed: FeedKind,
  rest: Partial<Pick<Publisher, 'charset' | 'whenDown' | 'blocked' | 'stories'>>,
): Publisher {
  return { name, language, feed, charset: 'utf-8', whenDown: 'refused', blocked: false, stories: 12, ...rest };
}
