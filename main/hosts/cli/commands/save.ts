import { exitOf, type Command } from '../call.ts';
import { expectedFailure } from '../failure.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine } from '../output.ts';
import { isUnreachable } from '../reachability.ts';

export const save: Command = async (call) => {
  const { operands, output } = call;
  const larder = await openLarder(call);
  const counts = { done: 0, failed: 0, unreachable: 0 };

  async function failed(typed: string, error: { code: string; message: string }, unreachable: boolean): Promise<void> {
    counts.failed += 1;
    if (unreachable) counts.unreachable += 1;
    await output.record({ url: typed, ok: false, error });
    output.note(`${oneLine(typed)}: ${error.message}`);
  }

  try {
    for (const typed of operands) {
      output.progress(`Fetching ${typed} ...`);
      try {
        const { articleId, outcome, reason } = await larder.handlers['pages.save']({ url: typed });
        if (articleId === null) {
          await failed(typed, { code: 'FETCH_FAILED', message: reason }, isUnreachable(outcome));
          continue;
        }
        counts.done += 1;
        const title = larder.archive.article(articleId)?.title ?? typed;
        await output.record({ url: typed, ok: true, id: articleId, title });
        await output.line(`Saved ${oneLine(title)} as ${articleId}.`);
      } catch (error) {
        const failure = expectedFailure(error);
        await failed(typed, failure, failure.code === 'OFFLINE');
      }
    }
  } finally {
    await larder.close();
  }
  return exitOf(counts);
};
