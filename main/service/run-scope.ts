/** What one run is about, and how it is woken: by something that ended, by time, or by more that is asked for. */
import type { FeedId } from '../../shared/model.ts';
import type { Scope } from '../schedule/work.ts';
import type { Pass, PassOptions } from './pass.ts';
import type { Stages } from './stages.ts';
import type { Tracker } from './tracker.ts';

export type RunScope = Scope & {
  /** More sources, while the run goes on. */
  ask(feedIds: readonly FeedId[]): void;
  wake(): void;
  /** Resolves when `work` does, the time is over, or it is woken. */
  until(work: Promise<unknown>, ms: number): Promise<void>;
};

export function openScope(
  { planning, archive }: Pick<Stages, 'planning' | 'archive'>,
  tracker: Pick<Tracker, 'lineHolds'>,
  pass: Pick<Pass, 'over' | 'hasBudgetFor'>,
  options: PassOptions,
): RunScope {
  const asked = new Set<FeedId>(
    options.automatic ? [] : (options.feedIds ?? planning.sources.all().map(({ id }) => id)),
  );
  const isAutomatic = options.automatic === true;
  // Of no source at all: what the reader waits for.
  const onlyWanted = !isAutomatic && options.feedIds?.length === 0;
  let byHand = !isAutomatic;
  let wake: () => void = () => undefined;
  return {
    asked,
    get byHand() {
      return byHand;
    },
    automatic: isAutomatic,
    only: isAutomatic || onlyWanted ? null : options.feedIds,
    onlyWanted,
    texts: !options.feedsOnly,
    images: !options.feedsOnly && options.images,
    tried: new Set(),
    allows: (kind) => !pass.over() && pass.hasBudgetFor(kind) && (kind === 'feed' || tracker.lineHolds()),
    ask(feedIds) {
      byHand = true;
      const known = new Set(archive.library().subscriptions.map(({ id }) => id));
      for (const id of feedIds) if (known.has(id)) asked.add(id);
      wake();
    },
    wake: () => wake(),
    async until(work, ms) {
      let timer: NodeJS.Timeout | null = null;
      await Promise.race([
        work,
        new Promise<void>((resolve) => {
          wake = resolve;
          timer = setTimeout(resolve, ms);
        }),
      ]);
      if (timer) clearTimeout(timer);
      wake = () => undefined;
    },
  };
}
