/** Expectations of a Poisson count, for how much of a list will have gone by. */

/**
 * E[(X - n)+] for X ~ Poisson(mean): items that leave a list of n unseen. Uses E[X; X > n] = mean P(X >= n). Above 400 the
 * spread hardly matters.
 */
export function expectedExcess(mean: number, n: number): number {
  if (mean <= 0) return 0;
  if (mean > 400) return Math.max(0, mean - n);
  // Far below its list: nothing will go by, and the sum below would only say so slowly.
  if (n > mean + 8 * Math.sqrt(mean) + 8) return 0;
  let term = Math.exp(-mean);
  let below = 0; // P(X < n)
  for (let k = 0; k < n; k++) {
    below += term;
    term *= mean / (k + 1);
  }
  const atLeast = Math.max(0, 1 - below);
  const above = Math.max(0, atLeast - term); // P(X > n)
  return Math.max(0, mean * atLeast - n * above);
}
