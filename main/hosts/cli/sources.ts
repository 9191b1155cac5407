import type { FeedSummary } from '../../../shared/model.ts';
import { UsageError } from './arguments.ts';

/**
 * The sources meant by `--feed`: an id, an address, or a title (whole, case aside).
 * @throws UsageError when there is none, or a title belongs to several
 */
export function findFeed(feeds: readonly FeedSummary[], wanted: string): FeedSummary {
  const exact = feeds.find((feed) => feed.id === wanted || feed.url === wanted || feed.siteUrl === wanted);
  if (exact) return exact;
  const title = wanted.trim().toLocaleLowerCase();
  const titled = feeds.filter((feed) => feed.title.trim().toLocaleLowerCase() === title);
  if (titled.length > 1) {
    throw new UsageError(
      `Several sources are called "${wanted}"; use the id: ${titled.map((feed) => feed.id).join(', ')}`,
    );
  }
  const found = titled[0];
  if (!found) throw new UsageError(`No source has the id, address or title "${wanted}". \`larder feeds\` lists them.`);
  return found;
}

/** `A/B` as a path; a name with a slash in it cannot be written this way, which `larder feeds` shows. */
export function parseFolder(text: string): readonly string[] {
  return text
    .split('/')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** Also what lies in folders inside it. */
export function isInFolder(feed: Pick<FeedSummary, 'folder'>, path: readonly string[]): boolean {
  return path.every((name, level) => feed.folder[level]?.toLocaleLowerCase() === name.toLocaleLowerCase());
}
