import { parseHttpUrl } from '../../shared/url.ts';

/** The same items, hosts taking turns, so that one site's hundred feeds do not stand in front of everybody else's one. */
export function takingTurns<T>(items: readonly T[], urlOf: (item: T) => string): T[] {
  const byHost = new Map<string, T[]>();
  for (const item of items) {
    const host = parseHttpUrl(urlOf(item))?.host ?? '';
    const queue = byHost.get(host);
    if (queue) queue.push(item);
    else byHost.set(host, [item]);
  }
  const queues = [...byHost.values()];
  const turns: T[] = [];
  for (let round = 0; turns.length < items.length; round++) {
    for (const queue of queues) {
      const item = queue[round];
      if (item !== undefined) turns.push(item);
    }
  }
  return turns;
}
