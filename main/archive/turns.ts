/**
 * Hosts taking turns: the first of every host, then the second of every host, and so on, each round newest first. A fetch
 * waits for its host's turn, so that a list of one host's pages would leave the rest of the line unused.
 */
export function inTurns<Row extends { readonly sort_ms: number }>(
  byHost: readonly (readonly Row[])[],
  limit: number,
): Row[] {
  const taken: Row[] = [];
  const longest = Math.max(0, ...byHost.map((rows) => rows.length));
  for (let round = 0; round < longest && taken.length < limit; round += 1) {
    const row = byHost.flatMap((rows) => rows[round] ?? []);
    taken.push(...row.sort((a, b) => b.sort_ms - a.sort_ms));
  }
  return taken.slice(0, limit);
}
