/** The words of what came, for the search: worked out here, and handed over to the one writer. */
import { type ArrivedWords, openArchiveReader } from '../archive/archive.ts';
import type { Watch } from '../bundle/sink.ts';
import type { Delivery, JobResult } from './bundle-job.ts';
import { oneBehind } from './one-behind.ts';

/** Written at once: some 20 ms of the thread that writes. */
const BATCH = 64;
const BATCH_BYTES = 500_000;

type Tools = {
  readonly dir: string;
  readonly now: () => number;
  readonly deliver: (delivery: Delivery) => Promise<void>;
};

/** @throws LarderError CLOSED; what `deliver` throws */
export async function wordsJob(tools: Tools, watch: Watch): Promise<JobResult['words']> {
  const reader = openArchiveReader(tools);
  const { hand, end } = oneBehind(tools.deliver);
  try {
    let articles = 0;
    let batch: ArrivedWords[] = [];
    let bytes = 0;
    for (const words of reader.arrivedWords()) {
      watch.goOn();
      batch.push(words);
      articles += 1;
      bytes += words.body.length;
      if (batch.length < BATCH && bytes < BATCH_BYTES) continue;
      await hand({ kind: 'words', words: batch });
      batch = [];
      bytes = 0;
    }
    if (batch.length > 0) await hand({ kind: 'words', words: batch });
    await end();
    return { articles };
  } finally {
    reader.close();
  }
}
