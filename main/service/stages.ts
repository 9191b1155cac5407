import type { Archive } from '../archive/archive.ts';
import type { Extractor } from '../extract/extractor.ts';
import type { Fetcher } from '../fetch/fetcher.ts';
import type { Commits } from './commits.ts';
import type { Lessons } from './lessons.ts';
import type { Line } from './line.ts';
import type { UnderWay } from './under-way.ts';
import type { Pass } from './pass.ts';
import type { Planning } from './planning.ts';
import type { Sameness } from './sameness.ts';
import type { SystemProxy } from './system-proxy.ts';
import type { Tracker } from './tracker.ts';
import type { Ways } from './ways.ts';

/** What the pipeline is made of. The stages do not know each other; they meet in refresh.ts. */
export type Stages = {
  readonly archive: Archive;
  readonly fetcher: Fetcher;
  readonly extractor: Extractor;
  /** Milliseconds UTC. */
  readonly now: () => number;
  /** Is there room for pictures? Texts are small and always tried. */
  readonly hasRoomForImages: () => Promise<boolean>;
  /** What the system says about proxies. */
  readonly systemProxy: SystemProxy;
  readonly ways: Ways;
  readonly lessons: Lessons;
  readonly line: Line;
  readonly sameness: Sameness;
  readonly planning: Planning;
};

/** What one piece of work inside a pass has at hand. */
export type PassContext = Stages & {
  readonly pass: Pass;
  readonly underWay: UnderWay;
  readonly commits: Commits;
  readonly tracker: Tracker;
};

/** What one piece of work has, besides: what it moved, and whether the reader asked for it. */
export type PieceContext = PassContext & {
  readonly moved: { bytes: number; putOff: 'too-large' | 'shut' | null };
  readonly asked: boolean;
};
