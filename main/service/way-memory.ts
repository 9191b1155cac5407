/** How healthy each way to each origin was in this network; kept in the archive, so that a new start knows it. */
import type { RouteRecord } from '../archive/archive.ts';
import type { WayMemory } from './ways.ts';

/** How much one attempt moves the health: five failures in a row bring it from 1 to below 0.1. */
const LEARNING_RATE = 0.4;

export type KeptWayMemory = WayMemory & {
  /** What changed since the last call; to be saved with the piece of work that taught it. */
  takeChanged(): readonly RouteRecord[];
};

export function createWayMemory(
  saved: readonly RouteRecord[],
  network: () => string,
  now: () => number,
): KeptWayMemory {
  const key = (route: string, origin: string): string => `${network()} ${route} ${origin}`;
  const records = new Map(saved.map((record) => [`${record.network} ${record.route} ${record.origin}`, record]));
  const changed = new Set<string>();
  return {
    health: (route, origin) => records.get(key(route, origin))?.health ?? null,
    saw(route, origin, worked) {
      const before = records.get(key(route, origin));
      const health = before?.health ?? 1;
      records.set(key(route, origin), {
        route,
        origin,
        network: network(),
        health: health + ((worked ? 1 : 0) - health) * LEARNING_RATE,
        lastOkMs: worked ? now() : (before?.lastOkMs ?? null),
        lastFailMs: worked ? (before?.lastFailMs ?? null) : now(),
      });
      changed.add(key(route, origin));
    },
    takeChanged() {
      const taken = [...changed].flatMap((name) => records.get(name) ?? []);
      changed.clear();
      return taken;
    },
  };
}
