import type { Archive } from '../archive/archive.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { Fetcher } from '../fetch/fetcher.ts';
import type { Commits } from './commits.ts';
import type { Gate } from './gate.ts';
import type { Pass } from './pass.ts';
import type { Tracker } from './tracker.ts';

/** What the pipeline is made of. The stages do not know each other; they meet in refresh.ts. */
export type Stages = {
  readonly archive: Archive;
  readonly fetcher: Fetcher;
  readonly extractor: Extractor;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Is there room for pictures? Texts are small and always tried. */
  readonly hasRoomForImages: () => Promise<boolean>;
};

/** What one piece of work inside a pass has at hand. */
export type PassContext = Stages & {
  readonly pass: Pass;
  readonly gate: Gate;
  readonly commits: Commits;
  readonly tracker: Tracker;
};
