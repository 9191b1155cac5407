import type { ReceivedFrom } from '../../shared/bundles.ts';
import type { Article } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';
import { useText } from '../text/text.tsx';
import { MissingNote } from './MissingNote.tsx';

/** Words a minute of a grown reader of news: 238 for English (Brysbaert 2019), 180-200 in languages with longer words. */
const WORDS_PER_MINUTE = { en: 238, other: 190 };

export function readingMinutes(words: number, language: string | null): number {
  const speed = language?.startsWith('en') ? WORDS_PER_MINUTE.en : WORDS_PER_MINUTE.other;
  return Math.max(1, Math.round(words / speed));
}

type ArticleHeaderProps = {
  readonly article: Article;
  /** To where senders are known by name, or forgotten. */
  readonly onSenders: () => void;
};

/**
 * Title and facts over the text. They are drawn into the frame's own document, so that all scrolls as one; styled by
 * reading.css through `data-larder`, an attribute that no stored article has.
 */
export function ArticleHeader({ article, onSenders }: ArticleHeaderProps) {
  const { m, format, locale } = useText();
  const facts = [
    article.feedTitle,
    format.date(article.sortMs),
    article.words > 0 && m.article.minutes(readingMinutes(article.words, article.language)),
    article.fetchedMs !== null && m.article.storedAt(format.moment(article.fetchedMs)),
    article.versions > 1 && m.article.versions(article.versions),
    article.origin === 'sample' && m.article.sample,
    article.origin === 'feed' && article.stored !== 'headline' && m.article.feedTextOnly,
  ].filter((fact): fact is string => typeof fact === 'string' && fact !== '');
  return (
    <header data-larder="header" lang={locale} dir={article.direction}>
      <h1 dir="auto" lang={article.language ?? undefined}>
        {article.title === '' ? m.list.noTitle : article.title}
      </h1>
      {article.byline !== null && (
        <p data-larder="byline" dir="auto">
          {article.byline}
        </p>
      )}
      <p data-larder="facts">
        {facts.map((fact) => (
          <span key={fact}>
            <bdi>{fact}</bdi>
          </span>
        ))}
      </p>
      {article.receivedFrom !== null && (
        <p data-larder="received" data-signed={article.receivedFrom.signed} dir={m.direction}>
          <bdi>{receivedText(article.receivedFrom, m)}</bdi>{' '}
          <button type="button" onClick={onSenders}>
            {m.bundles.received.senders}
          </button>
        </p>
      )}
      <MissingNote article={article} />
    </header>
  );
}

/** From whom it came by hand; never left out. */
function receivedText({ sender, signed }: ReceivedFrom, m: Messages): string {
  const words = m.bundles.received;
  if (sender !== null) return words.named(sender);
  return signed ? words.unknown : words.unsigned;
}
