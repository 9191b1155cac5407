import type { HandlersOf, ReadMethod } from '../../shared/contract.ts';
import { LarderError } from '../../shared/errors.ts';
import type { ArchiveReader } from '../archive/archive.ts';

/** What can be answered from a read-only connection. */
export function createReadHandlers(archive: ArchiveReader): HandlersOf<ReadMethod> {
  return {
    'feeds.list': () => archive.feeds(),
    'articles.list': (query) => archive.articles(query),
    'articles.get': ({ id }) => {
      const article = archive.article(id);
      if (!article) throw new LarderError('NOT_FOUND', 'No such article.');
      return article;
    },
    'articles.search': (query) => archive.search(query),
    'readiness.get': () => archive.readiness(),
    'quarantine.list': () => archive.quarantined(),
    'attempts.list': ({ limit }) => archive.loggedAttempts(limit),
  };
}
