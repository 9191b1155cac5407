/** A fetch waits for its host's turn: a list of one host's pages would leave the rest of the line unused. */

/** The first of every host, then the second of every host, and so on, each round newest first. */
export function inTurns<Row extends { readonly sortMs: number }>(
  byHost: readonly (readonly Row[])[],
  limit: number,
): Row[] {
  const taken: Row[] = [];
  const longest = Math.max(0, ...byHost.map((rows) => rows.length));
  for (let round = 0; round < longest && taken.length < limit; round += 1) {
    const row = byHost.flatMap((rows) => rows[round] ?? []);
    taken.push(...row.sort((a, b) => b.sortMs - a.sortMs));
  }
  return taken.slice(0, limit);
}

/** The first of `rows`, best first, but no more than its `share` of any host, unless the others have nothing left. */
export function inShares<Row extends { readonly host: string }>(
  rows: readonly Row[],
  share: number,
  limit: number,
): Row[] {
  const given = new Map<string, number>();
  const taken: Row[] = [];
  const beyond: Row[] = [];
  for (const row of rows) {
    const ofHost = given.get(row.host) ?? 0;
    if (taken.length >= limit) break;
    (ofHost < share ? taken : beyond).push(row);
    given.set(row.host, ofHost + 1);
  }
  return [...taken, ...beyond].slice(0, limit);
}
