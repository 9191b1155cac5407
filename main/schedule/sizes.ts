/** How large the pages and pictures of one host usually are. In memory only: a few answers after a start it is known again. */
import type { FetchKind } from '../../shared/model.ts';
import { NUMBERS } from './numbers.ts';

/** Hosts remembered; the one not heard of for longest goes first. */
const MOST_HOSTS = 2_000;
/** Sizes scatter widely within one host: so many answers of its own weigh as much as those of all. */
const SHRINK = 20;
/** And no more than so many are remembered. */
const MOST_ANSWERS = 60;
const MOST_ANSWERS_OF_ALL = 400;

export type Sizes = {
  /** Wire bytes. */
  of(kind: 'page' | 'image', host: string): number;
  saw(kind: FetchKind, host: string, wireBytes: number): void;
};

type Mean = { count: number; bytes: number };

export function createSizes(): Sizes {
  const hosts = { page: new Map<string, Mean>(), image: new Map<string, Mean>() };
  const overall = {
    page: { count: SHRINK, bytes: NUMBERS.bytes.page as number },
    image: { count: SHRINK, bytes: NUMBERS.bytes.image as number },
  };
  return {
    of(kind, host) {
      const all = overall[kind].bytes;
      const own = hosts[kind].get(host);
      return own ? (own.bytes * own.count + all * SHRINK) / (own.count + SHRINK) : all;
    },
    saw(kind, host, wireBytes) {
      if (kind === 'feed' || wireBytes <= 0) return;
      const known = hosts[kind];
      const mean = known.get(host) ?? { count: 0, bytes: 0 };
      known.delete(host);
      known.set(host, mean);
      add(mean, wireBytes, MOST_ANSWERS);
      add(overall[kind], wireBytes, MOST_ANSWERS_OF_ALL);
      const oldest = known.keys().next();
      if (known.size > MOST_HOSTS && oldest.value !== undefined) known.delete(oldest.value);
    },
  };
}

function add(mean: Mean, bytes: number, most: number): void {
  mean.count = Math.min(most, mean.count + 1);
  mean.bytes += (bytes - mean.bytes) / mean.count;
}
