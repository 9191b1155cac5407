import type { FeedId, Outcome } from '../../shared/model.ts';
import type { Rhythm } from '../../shared/planning.ts';
import type { Priority } from '../../shared/schedule.ts';

/** What the planner knows of one source. */
export type SourceToPlan = {
  readonly id: FeedId;
  readonly url: string;
  readonly title: string;
  readonly origin: string;
  /** Registrable domain: what is counted together for fairness. */
  readonly domain: string;
  readonly priority: Priority;
  /** By its owner's word; null: as it posts. */
  readonly everyMinutes: number | null;
  readonly lastAttemptMs: number | null;
  readonly lastSuccessMs: number | null;
  readonly lastOutcome: Outcome | null;
  readonly retryAtMs: number | null;
  readonly freshUntilMs: number | null;
  readonly hasValidators: boolean;
  readonly rhythm: Rhythm | null;
};
