/** Uniform in [0, 1), the same for the same seed: Marsaglia's xorshift, 32 bits. */
export function seeded(seed: number): () => number {
  let bits = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    bits ^= bits << 13;
    bits >>>= 0;
    bits ^= bits >>> 17;
    bits ^= bits << 5;
    bits >>>= 0;
    return bits / 2 ** 32;
  };
}
