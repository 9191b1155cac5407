import type { ArticleId } from '../../shared/model.ts';

/** As many articles as one may have open in an evening. */
const MAX_PLACES = 500;
/** Where reading stopped, in pixels. In memory only: what was read, and how far, is nobody's business. */
const places = new Map<ArticleId, number>();

export function rememberPlace(id: ArticleId, top: number): void {
  places.delete(id);
  places.set(id, top);
  const oldest = places.keys().next();
  if (places.size > MAX_PLACES && oldest.done === false) places.delete(oldest.value);
}

export function placeIn(id: ArticleId): number {
  return places.get(id) ?? 0;
}
