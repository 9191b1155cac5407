import type { PassSummary, SourceReport } from '../../../service/larder.ts';
import { counted, formatBytes, formatDuration } from '../amounts.ts';
import { budgetOf, deadlineOf } from '../arguments.ts';
import { EXIT, type Command, type ExitCode } from '../call.ts';
import { openLarder } from '../open-larder.ts';
import { oneLine } from '../output.ts';
import { isSuccess } from '../../../../shared/model.ts';
import type { Hold } from '../../../../shared/schedule.ts';
import { isUnreachable } from '../reachability.ts';

/** `fetch`: one pass. Ctrl-C, the deadline and the budget end it in order: what is in hand is finished and stored. */
export const fetchSources: Command = async (call) => {
  const { flags, output } = call;
  const deadlineMs = deadlineOf(flags);
  const budgetBytes = budgetOf(flags);
  const larder = await openLarder(call);
  const interrupted = call.interruption();
  let unreachable = 0;
  // Reports come one by one from inside the pass; their lines keep that order.
  let written: Promise<void> = Promise.resolve();
  const report = (source: SourceReport): void => {
    if (isUnreachable(source.outcome)) unreachable += 1;
    written = written.then(() => output.record(sourceRecord(source)));
    if (!output.json && (!isSuccess(source.outcome) || source.new > 0)) output.note(sourceLine(source));
  };
  const stopListening = larder.onEvent('status', ({ activity }) => {
    if (activity.phase === 'idle') return;
    output.progress(
      `${activity.phase} ${activity.done}/${activity.total}, ${formatBytes(activity.bytes)}: ${activity.current.join(', ')}`,
    );
  });
  try {
    const summary = await larder.fetchPass(
      {
        feedIds: null,
        feedsOnly: flags['feeds-only'] === true,
        images: flags['no-images'] !== true,
        deadlineMs,
        budgetBytes,
        signal: interrupted,
      },
      report,
    );
    await written;
    await output.record({ summary });
    const { hold } = await larder.handlers['status.get']({});
    if (isBudget(hold)) output.note(budgetLine(hold));
    if (summary.sources > 0 || !isBudget(hold)) await output.line(summaryLine(summary));
    if (interrupted.aborted) {
      output.note('Stopped in order; everything fetched so far is stored.');
      return EXIT.failed;
    }
    return exitOfPass(summary, unreachable);
  } finally {
    stopListening();
    await larder.close();
  }
};

/** Sources that answered with an error were reached: that is code 3, also when all of them did. */
function exitOfPass(summary: PassSummary, unreachable: number): ExitCode {
  if (summary.failed === 0) return EXIT.done;
  return summary.ok === 0 && unreachable === summary.failed ? EXIT.unreachable : EXIT.someFailed;
}

function sourceRecord({ feed, url, outcome, items, new: added, bytes, ms, reason }: SourceReport): SourceReport {
  return { feed, url, outcome, items, new: added, bytes, ms, reason };
}

function sourceLine(source: SourceReport): string {
  const name = oneLine(source.feed || source.url);
  return isSuccess(source.outcome)
    ? `${name}: ${source.new} new`
    : `${name}: ${source.outcome}, ${oneLine(source.reason)}`;
}

function summaryLine(summary: PassSummary): string {
  if (summary.sources === 0) return 'No sources yet. `larder add example.org` or `larder import list.opml` adds some.';
  const failed = summary.failed > 0 ? `, ${summary.failed} failed` : '';
  return [
    `${counted(summary.sources, 'source')}: ${summary.ok} answered${failed}`,
    `${summary.new} new, ${counted(summary.articles, 'article')} and ${counted(summary.images, 'picture')} stored`,
    `${formatBytes(summary.bytes)} in ${formatDuration(summary.ms)}; the line: ${summary.state}`,
  ].join('. ');
}

type BudgetHold = Extract<Hold, { readonly kind: 'day-budget' | 'month-budget' }>;

function isBudget(hold: Hold | null): hold is BudgetHold {
  return hold?.kind === 'day-budget' || hold?.kind === 'month-budget';
}

function budgetLine({ kind, untilMs }: BudgetHold): string {
  const whose = kind === 'day-budget' ? 'day' : 'month';
  return `The bytes of this ${whose} are spent; nothing more is fetched before ${new Date(untilMs).toISOString()}.`;
}
