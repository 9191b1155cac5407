import type { Article } from '../../shared/model.ts';
import { useText } from '../text/text.tsx';
import { MissingNote } from './MissingNote.tsx';

/** Words a minute of a grown reader of news: 238 for English (Brysbaert 2019), 180-200 in languages with longer words. */
const WORDS_PER_MINUTE = { en: 238, other: 190 };

export function readingMinutes(words: number, language: string | null): number {
  const speed = language?.startsWith('en') ? WORDS_PER_MINUTE.en : WORDS_PER_MINUTE.other;
  return Math.max(1, Math.round(words / speed));
}

/**
 * What stands between the title and the text. It is drawn into the frame's own document, so that all scrolls as one;
 * styled by reading.css through `data-larder`, an attribute that no stored article has.
 */
export function ArticleHeader({ article }: { readonly article: Article }) {
  const { m, format, locale } = useText();
  const facts = [
    <bdi key="source">{article.feedTitle}</bdi>,
    <time key="date" dateTime={new Date(article.sortMs).toISOString()}>
      {format.date(article.sortMs)}
    </time>,
    article.words > 0 && (
      <span key="minutes">{m.article.minutes(readingMinutes(article.words, article.language))}</span>
    ),
    article.fetchedMs !== null && <span key="at">{m.article.storedAt(format.moment(article.fetchedMs))}</span>,
    article.versions > 1 && <span key="versions">{m.article.versions(article.versions)}</span>,
    article.origin === 'sample' && <span key="sample">{m.article.sample}</span>,
    article.origin === 'bundle' && <span key="bundle">{m.article.fromBundle}</span>,
    article.origin === 'feed' && article.stored !== 'headline' && <span key="feed">{m.article.feedTextOnly}</span>,
  ];
  return (
    <div data-larder="header" lang={locale} dir={article.direction}>
      <p data-larder="facts">{facts}</p>
      <MissingNote article={article} />
    </div>
  );
}
