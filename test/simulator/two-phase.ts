import type { Desk, Job, Policy } from './policy.ts';
import { createRival } from './rival.ts';
import type { Slots } from './slots.ts';
import { isBefore, isNewer, take, type Wanted } from './wanted.ts';

/** As event, but headlines of all, then texts, newest first, then pictures. Knows no breaker. */
export function createTwoPhasePolicy(desk: Desk): Policy {
  return createRival({ name: 'two-phase', isEventDriven: true, pick: pickByPhase }, desk);
}

function pickByPhase(active: readonly Wanted[], slots: Slots): Job | null {
  let page: Wanted | null = null;
  let image: Wanted | null = null;
  for (const wanted of active) {
    if (!slots.freeFor(wanted.source)) continue;
    if (wanted.feed) return take(wanted, 'feed');
    const newest = wanted.pages.at(-1);
    const best = page?.pages.at(-1);
    if (newest && (!best || isNewer(newest, best))) page = wanted;
    const picture = wanted.images.at(-1);
    const bestPicture = image?.images.at(-1);
    if (picture && (!bestPicture || isBefore(picture, bestPicture))) image = wanted;
  }
  if (page) return take(page, 'page');
  return image ? take(image, 'image') : null;
}
