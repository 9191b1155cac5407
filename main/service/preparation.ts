/** "Prepare for a shutdown": what is missing is filled until as much is stored as was wished for. */
import type { FeedId, Library } from '../../shared/model.ts';
import type { Preparation, PreparationView } from '../../shared/schedule.ts';
import type { Archive } from '../archive/archive.ts';
import { NUMBERS } from '../schedule/numbers.ts';
import type { Diary } from '../schedule/diary.ts';
import type { Pace } from '../schedule/pace.ts';

export type Preparing = {
  /** Sources whose texts and pictures go first, and without end; null: nothing is being prepared. */
  sources(): readonly FeedId[] | null;
  view(): PreparationView | null;
};

/** Counts over the archive are asked for at most so often: a planner asks with every piece. */
const LOOK_EVERY_MS = 5_000;

export function createPreparing(options: {
  readonly archive: Pick<Archive, 'library' | 'stats' | 'readiness' | 'wanted' | 'wantedOf'>;
  readonly now: () => number;
  readonly pace: Pick<Pace, 'measured'>;
  readonly diary: Pick<Diary, 'openSinceMs'>;
  readonly isDiskLow: () => boolean;
}): Preparing {
  const { archive, now } = options;
  let looked: { readonly library: Library; readonly atMs: number; readonly view: PreparationView } | null = null;

  function look(preparation: Preparation): PreparationView {
    const library = archive.library();
    const nowMs = now();
    if (looked?.library === library && Math.abs(nowMs - looked.atMs) < LOOK_EVERY_MS) return looked.view;
    const view = viewOf(preparation, library);
    looked = { library, atMs: nowMs, view };
    return view;
  }

  function viewOf(preparation: Preparation, library: Library): PreparationView {
    const { bytes } = archive.stats();
    const doneBytes = Math.max(0, bytes.text + bytes.images - preparation.startBytes);
    const { pages, images } =
      preparation.folders.length === 0 ? archive.wanted() : archive.wantedOf(sourcesIn(preparation, library));
    const progress = Math.min(1, progressOf(preparation, doneBytes, archive));
    const isReached = progress >= 1;
    const isDone = pages + images === 0;
    const state = !preparation.running
      ? 'stopped'
      : isReached
        ? 'reached'
        : options.isDiskLow()
          ? 'disk-full'
          : isDone
            ? 'nothing-left'
            : options.diary.openSinceMs() === null
              ? 'waiting-for-line'
              : 'running';
    return {
      ...preparation,
      doneBytes,
      progress,
      missing: { texts: pages, images },
      leftMs: state === 'running' ? leftMs(preparation, doneBytes, pages, images, options.pace.measured()) : null,
      state,
    };
  }

  return {
    sources() {
      const library = archive.library();
      const { preparation } = library.schedule;
      if (!preparation?.running) return null;
      const { state } = look(preparation);
      return state === 'running' || state === 'waiting-for-line' ? sourcesIn(preparation, library) : null;
    },
    view() {
      const { preparation } = archive.library().schedule;
      return preparation && look(preparation);
    },
  };
}

function sourcesIn({ folders }: Preparation, { subscriptions }: Library): FeedId[] {
  const isIn = (path: readonly string[]): boolean =>
    folders.length === 0 || folders.some((folder) => folder.every((name, at) => path[at] === name));
  return subscriptions.filter(({ folder }) => isIn(folder)).map(({ id }) => id);
}

/** A reader whose pace is not known yet reads twenty articles a day, until they show otherwise. */
const ASSUMED_PER_DAY = 20;

function progressOf(preparation: Preparation, doneBytes: number, archive: Pick<Archive, 'readiness'>): number {
  const { goal } = preparation;
  if (goal.kind === 'bytes') return doneBytes / goal.bytes;
  const { unread, readPerDay } = archive.readiness();
  return unread.whole / (goal.days * (readPerDay ?? ASSUMED_PER_DAY));
}

function leftMs(
  preparation: Preparation,
  doneBytes: number,
  pages: number,
  images: number,
  goodput: number | null,
): number | null {
  if (goodput === null || goodput <= 0) return null;
  const missing = pages * NUMBERS.bytes.page + images * NUMBERS.bytes.image;
  const { goal } = preparation;
  const wanted = goal.kind === 'bytes' ? Math.min(missing, Math.max(0, goal.bytes - doneBytes)) : missing;
  return Math.round((wanted * 1000) / goodput);
}
