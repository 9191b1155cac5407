/** What waits, by kind, and what goes next: the same order in which the planner takes it. */
import type { Candidate } from '../../shared/planning.ts';
import type { QueueEntry, QueueKind, QueueView } from '../../shared/schedule.ts';
import { NUMBERS } from '../schedule/numbers.ts';
import { ASKED_RANK, imageWorth, pageWorth } from '../schedule/worth.ts';
import type { ScheduleContext } from './schedule-context.ts';

const SHOWN = 20;

export function queueView({ archive, now, planning, exports }: ScheduleContext): QueueView {
  const nowMs = now();
  const { planner, pace, sizes, canaries, parts } = planning;
  const linePace = planning.linePace();
  const feeds = planner.order().map(({ source, worth, bytes }) => {
    return {
      kind: 'feed',
      title: source.title,
      feedId: source.id,
      articleId: null,
      asked: false,
      bytes,
      value: worth * 1000,
    } as const;
  });
  const pages = archive
    .pagesWanted(SHOWN, null, (candidate) => pageWorth(candidate, sizes.of('page', candidate.host), nowMs, linePace))
    .map(({ url, title, feedId, articleId, candidate }) => {
      const usual = sizes.of('page', candidate.host);
      const worth = pageWorth(candidate, usual, nowMs, linePace);
      return entry('article', { url, title, feedId, articleId, candidate }, usual, worth);
    });
  const images = archive
    .imagesWanted(SHOWN, (candidate) => imageWorth(candidate, sizes.of('image', candidate.host), nowMs, linePace))
    .map(({ url, title, feedIds, articleId, candidate }) => {
      const usual = sizes.of('image', candidate.host);
      const worth = imageWorth(candidate, usual, nowMs, linePace);
      return entry('image', { url, title, feedId: feedIds[0] ?? null, articleId, candidate }, usual, worth);
    });

  /** What was begun and cut is gone on with: only its rest has to come. */
  function entry(
    kind: 'article' | 'image',
    {
      url,
      candidate,
      ...what
    }: Pick<QueueEntry, 'title' | 'feedId' | 'articleId'> & {
      readonly url: string;
      readonly candidate: Candidate;
    },
    usual: number,
    worth: number,
  ): QueueEntry {
    const had = parts(url, kind === 'article' ? 'page' : 'image');
    const bytes = Math.max(NUMBERS.bytes.notModified, usual - had);
    const asked = candidate.rank >= ASKED_RANK;
    return { ...what, kind: had > 0 ? 'resume' : kind, asked, bytes: Math.round(bytes), value: worth * 1000 };
  }

  const wanted = archive.wanted();
  const resumes = [...pages, ...images].filter(({ kind }) => kind === 'resume');
  const count = (kind: QueueKind, n: number, bytes: number) => ({ kind, count: n, bytes: Math.round(bytes) });
  const usual = { page: mean(pages) ?? NUMBERS.bytes.page, image: mean(images) ?? NUMBERS.bytes.image };
  const resumedPages = resumes.filter((one) => pages.includes(one)).length;
  const kinds = [
    count('feed', feeds.length, sum(feeds)),
    count('article', Math.max(0, wanted.pages - resumedPages), (wanted.pages - resumedPages) * usual.page),
    count(
      'image',
      Math.max(0, wanted.images - resumes.length + resumedPages),
      (wanted.images - resumes.length + resumedPages) * usual.image,
    ),
    count('resume', resumes.length, sum(resumes)),
    count('canary', canaries(), canaries() * NUMBERS.bytes.notModified),
    count('export', exports.waiting(), 0),
  ];
  const bytes = kinds.reduce((total, kind) => total + kind.bytes, 0);
  const goodput = pace.measured();
  return {
    kinds,
    // Headlines before texts before pictures, each by its own worth: as it is done.
    first: [...feeds, ...pages, ...images].slice(0, SHOWN),
    leftMs: goodput === null ? null : Math.round((bytes * 1000) / goodput),
  };
}

function sum(entries: readonly { readonly bytes: number }[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

function mean(entries: readonly QueueEntry[]): number | null {
  return entries.length === 0 ? null : sum(entries) / entries.length;
}
