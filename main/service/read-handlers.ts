import type { HandlersOf, ReadMethod } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type { Article } from '../../shared/model.ts';
import type { ArchiveReader } from '../archive/archive.ts';
import { selectionOf } from './selection.ts';

/** What can be answered from a read-only connection. */
export function createReadHandlers(archive: ArchiveReader): HandlersOf<ReadMethod> {
  return {
    'feeds.list': () => archive.feeds(),
    'articles.list': (query) => archive.articles(query),
    'articles.get': ({ id }) => {
      const article = archive.article(id);
      if (!article) throw new LarderError('NOT_FOUND', 'No such article.');
      return withSender(article, archive);
    },
    'articles.search': (query) => archive.search(query),
    'exports.estimate': ({ selection }) => archive.estimate(selectionOf(selection, archive.feeds())),
    'tags.list': () => archive.tags(),
    'readiness.get': () => archive.readiness(),
    'quarantine.list': () => archive.quarantined(),
    'attempts.list': ({ limit }) => archive.loggedAttempts(limit),
  };
}

/** From whom it came, by the name that the owner gave their key: as it is now. */
function withSender(article: Article, archive: ArchiveReader): Article {
  const key = article.receivedFrom?.publicKey ?? null;
  if (article.receivedFrom === null || key === null) return article;
  const sender = archive.library().senders.find(({ publicKey }) => publicKey === key)?.name ?? null;
  return { ...article, receivedFrom: { ...article.receivedFrom, sender } };
}
