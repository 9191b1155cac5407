/** Pieces at least this large are kept as they came; smaller ones are copied together. */
const LARGE_PIECE = 4_096;
/** Blocks begin small, for most bodies are, and double up to the largest. */
const FIRST_BLOCK = 4_096;
const LARGEST_BLOCK = 65_536;

export type BodyCollector = {
  push(piece: Buffer): void;
  /** Everything so far, in order. */
  take(): Buffer;
};

/**
 * Gathers a body from the pieces of the wire. A server may send 10 MB in chunks of one byte: kept as they are, each would
 * cost a hundred bytes and hold on to the block it was read with.
 */
export function collectBody(): BodyCollector {
  const parts: Buffer[] = [];
  let block: Buffer | null = null;
  let used = 0;
  let nextBlock = FIRST_BLOCK;

  function flush(): void {
    if (block && used > 0) parts.push(block.subarray(0, used));
    block = null;
    used = 0;
  }

  return {
    push(piece) {
      if (piece.length >= LARGE_PIECE) {
        flush();
        parts.push(piece);
        return;
      }
      if (block && used + piece.length > block.length) flush();
      if (!block) {
        block = Buffer.allocUnsafeSlow(nextBlock);
        nextBlock = Math.min(LARGEST_BLOCK, nextBlock * 2);
      }
      used += piece.copy(block, used);
    },
    take() {
      flush();
      const [first] = parts;
      return parts.length === 1 && first ? first : Buffer.concat(parts);
    },
  };
}
