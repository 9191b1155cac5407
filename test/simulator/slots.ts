/** How many run at once, in all and to one host: what a polite client keeps to. */
import { type Job, type Source, sourceOf } from './policy.ts';

export type Slots = {
  readonly underWay: () => number;
  /** There is room for one more. */
  free(): boolean;
  freeFor(source: Source): boolean;
  isBusy(source: Source): boolean;
  take(job: Job): void;
  give(job: Job): void;
};

export function createSlots(atOnce: number, perHost: number): Slots {
  const hosts = new Map<number, number>();
  let underWay = 0;
  const count = (source: Source): number => hosts.get(source.id) ?? 0;
  return {
    underWay: () => underWay,
    free: () => underWay < atOnce,
    freeFor: (source) => underWay < atOnce && count(source) < perHost,
    isBusy: (source) => count(source) > 0,
    take(job) {
      const source = sourceOf(job);
      underWay++;
      hosts.set(source.id, count(source) + 1);
    },
    give(job) {
      const source = sourceOf(job);
      underWay--;
      hosts.set(source.id, count(source) - 1);
    },
  };
}
