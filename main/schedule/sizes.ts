/** How large the pages and pictures of one host usually are. In memory only: a few answers after a start it is known again. */
import type { FetchKind } from '../../shared/model.ts';
import { NUMBERS } from './numbers.ts';

/** Hosts remembered; the one not heard of for longest goes first. */
const MOST_HOSTS = 2_000;

export type Sizes = {
  /** Wire bytes. */
  of(kind: 'page' | 'image', host: string): number;
  saw(kind: FetchKind, host: string, wireBytes: number): void;
};

export function createSizes(): Sizes {
  const known = new Map<string, number>();
  const overall = { page: NUMBERS.bytes.page as number, image: NUMBERS.bytes.image as number };
  return {
    of: (kind, host) => known.get(`${kind} ${host}`) ?? overall[kind],
    saw(kind, host, wireBytes) {
      if (kind === 'feed' || wireBytes <= 0) return;
      const key = `${kind} ${host}`;
      const before = known.get(key) ?? overall[kind];
      known.delete(key);
      known.set(key, before + (wireBytes - before) * NUMBERS.bytes.learning);
      overall[kind] += ((wireBytes - overall[kind]) * NUMBERS.bytes.learning) / 10;
      const oldest = known.keys().next();
      if (known.size > MOST_HOSTS && oldest.value !== undefined) known.delete(oldest.value);
    },
  };
}
