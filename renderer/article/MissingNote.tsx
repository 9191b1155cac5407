import { type Article, isSuccess } from '../../shared/model.ts';
import type { Messages } from '../messages/en.ts';
import { useText } from '../text/text.tsx';

/** What is not here, and why; empty when all is. */
export function missingSentences(article: Article, m: Messages): string[] {
  const { wanted, refused, gone } = article.images;
  const reason = article.pageOutcome === null ? null : m.outcomes[article.pageOutcome];
  const failed = article.pageOutcome !== null && !isSuccess(article.pageOutcome);
  const sentences: string[] = [];
  if (article.stored === 'headline') {
    sentences.push(failed && reason !== null ? m.article.missing.headlineBecause(reason) : m.article.missing.headline);
  } else if (failed && reason !== null) sentences.push(m.article.missing.page(reason));
  if (wanted > 0) sentences.push(m.article.missing.wanted(wanted));
  if (refused > 0) sentences.push(m.article.missing.refused(refused));
  if (gone > 0) sentences.push(m.article.missing.gone(gone));
  return sentences;
}

export function MissingNote({ article }: { readonly article: Article }) {
  const { m } = useText();
  const sentences = missingSentences(article, m);
  if (sentences.length === 0) return null;
  return (
    <div data-larder="note" role="note" dir={m.direction}>
      {sentences.map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}
