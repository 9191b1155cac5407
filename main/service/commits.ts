/** The writer's thread also hears the sockets: longer than this it must not look away. */
const SLICE_MS = 20;

/**
 * Group commit: pieces of work that are ready in the same moment share one transaction, and so one wait for the disk. A
 * quiet line still has one transaction a piece; in a rush, when the waiting would cost more than the work (500 small
 * feeds on a busy disk: 12 s with a transaction each, 3 s so), some ten of them share one. What a caller was told is
 * stored is on disk; a piece that fails takes no other with it.
 */
export type Commits = {
  /** Resolves with what `work` returned, after it is on disk. `work` may run twice. */
  store<T>(work: () => T): Promise<T>;
};

type Piece = { run(): void; resolve(): void; reject(error: unknown): void };

export function createCommits(atOnce: (work: () => void) => void, monotonicMs: () => number): Commits {
  const queue: Piece[] = [];
  let scheduled = false;

  function flush(): void {
    scheduled = false;
    const startedMs = monotonicMs();
    const done: Piece[] = [];
    try {
      atOnce(() => {
        for (let piece = queue[0]; piece && monotonicMs() - startedMs < SLICE_MS; piece = queue[0]) {
          done.push(piece);
          queue.shift();
          piece.run();
        }
      });
      for (const piece of done) piece.resolve();
    } catch {
      // All of them were rolled back. One by one, so that only the one at fault fails, and with its own error.
      for (const piece of done) storeAlone(piece);
    }
    if (queue.length > 0) schedule();
  }

  function storeAlone(piece: Piece): void {
    try {
      atOnce(() => piece.run());
      piece.resolve();
    } catch (error) {
      piece.reject(error);
    }
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  return {
    store<T>(work: () => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let result: T;
        queue.push({ run: () => void (result = work()), resolve: () => resolve(result), reject });
        schedule();
      });
    },
  };
}
