import { isSuccess } from '../../../../shared/model.ts';
import { openReader } from '../../../service/reader.ts';
import { isoTime } from '../../../../shared/json-line.ts';
import { counted } from '../amounts.ts';
import { EXIT, type Command } from '../call.ts';
import { oneLine } from '../output.ts';

export const feeds: Command = async ({ dir, now, output }) => {
  const reader = openReader({ dir, now });
  try {
    const all = reader.feeds();
    for (const feed of all) {
      await output.record({
        id: feed.id,
        title: feed.title,
        url: feed.url,
        site: feed.siteUrl,
        folder: feed.folder,
        articles: feed.total,
        unread: feed.unread,
        lastSuccess: isoTime(feed.lastSuccessMs),
        lastAttempt: isoTime(feed.lastAttemptMs),
        outcome: feed.lastOutcome,
        reason: feed.lastReason,
        subscribed: feed.subscribed,
      });
      const folder = feed.folder.length > 0 ? `${feed.folder.join('/')} / ` : '';
      const trouble =
        feed.lastOutcome === null || isSuccess(feed.lastOutcome)
          ? ''
          : `  (${oneLine(feed.lastReason ?? feed.lastOutcome)})`;
      const kept = feed.subscribed ? '' : '  (no longer subscribed)';
      await output.line(
        `${feed.id}  ${oneLine(folder + feed.title)}  ${counted(feed.total, 'article')}, ${feed.unread} unread${kept}${trouble}`,
      );
    }
    if (all.length === 0)
      output.note('No sources yet. `larder add example.org` or `larder import list.opml` adds some.');
    return EXIT.done;
  } finally {
    reader.close();
  }
};
