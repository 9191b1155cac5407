import type { ListView } from '../../../../shared/contract.ts';
import type { ArticleSummary, FeedSummary } from '../../../../shared/model.ts';
import { openReader } from '../../../service/reader.ts';
import { isoTime } from '../../../../shared/json-line.ts';
import { limitOf, type Flags } from '../arguments.ts';
import { EXIT, type Command } from '../call.ts';
import { oneLine } from '../output.ts';
import { findFeed } from '../sources.ts';

/** The contract's own cap for one page. */
const PAGE = 500;
/** What fits a few screens. Scripts (--json) get everything unless they say otherwise. */
const DEFAULT_LIMIT = 50;

const STORED_MARK = { headline: '·', text: '○', whole: '●' } as const;

export const list: Command = async ({ dir, flags, now, output }) => {
  const limit = limitOf(flags) ?? (output.json ? Infinity : DEFAULT_LIMIT);
  const reader = openReader({ dir, now });
  try {
    const view = viewOf(flags, () => reader.feeds());
    const asOfMs = now();
    let shown = 0;
    let total = 0;
    for (let offset = 0; shown < limit && !output.closed; offset += PAGE) {
      const page = reader.articles({ view, offset, limit: PAGE, asOfMs });
      total = page.total;
      for (const article of page.items) {
        if (shown >= limit || output.closed) break;
        if (!isAsked(article, flags)) continue;
        shown += 1;
        await output.record(articleRecord(article));
        await output.line(humanLine(article));
      }
      if (page.items.length < PAGE) break;
    }
    if (!output.json && shown === limit && total > shown) {
      output.note(`The newest ${shown}; --limit N shows more.`);
    }
    if (total === 0) output.note('Nothing stored here yet.');
    return EXIT.done;
  } finally {
    reader.close();
  }
};

/** The archive answers one question at a time; what a view does not say is left to `isAsked`. */
function viewOf(flags: Flags, feeds: () => readonly FeedSummary[]): ListView {
  if (flags.feed !== undefined) {
    return { kind: 'feed', feedId: findFeed(feeds(), flags.feed).id, unreadOnly: flags.unread === true };
  }
  if (flags.starred === true) return { kind: 'starred' };
  return flags.unread === true ? { kind: 'unread' } : { kind: 'all' };
}

function isAsked(article: ArticleSummary, flags: Flags): boolean {
  return !(flags.unread === true && article.read) && !(flags.starred === true && !article.starred);
}

/** The shape of a listed article; scripts depend on it. */
export function articleRecord(article: ArticleSummary): Record<string, unknown> {
  return {
    id: article.id,
    title: article.title,
    feed: article.feedTitle,
    url: article.url,
    published: isoTime(article.publishedMs),
    stored: article.stored,
    read: article.read,
    starred: article.starred,
  };
}

export function humanLine(article: ArticleSummary): string {
  const day = isoTime(article.sortMs)?.slice(0, 10) ?? '          ';
  const star = article.starred ? '★' : ' ';
  return `${article.id}  ${day} ${STORED_MARK[article.stored]}${star} ${oneLine(article.title)}  (${oneLine(article.feedTitle)})`;
}
