/** Asked for at once; more is asked for when half of it is done, so that one slow site never holds up the rest. */
const BATCH = 64;

/**
 * Works through a queue that lives in the archive until it gives nothing new. Every item is tried once.
 * Returns how many pieces of work said `true` (something was stored).
 */
export async function drain<T>(queue: {
  readonly next: (limit: number) => readonly T[];
  readonly key: (item: T) => string;
  readonly mayStart: () => boolean;
  readonly onFound: (more: number) => void;
  readonly work: (item: T) => Promise<boolean>;
}): Promise<number> {
  const tried = new Set<string>();
  const running = new Set<Promise<void>>();
  let stored = 0;
  let failure: { readonly error: unknown } | null = null;

  for (;;) {
    if (failure === null && queue.mayStart()) {
      // The archive goes on listing what is on its way, hence the larger question.
      const fresh = queue.next(BATCH + running.size).filter((item) => !tried.has(queue.key(item)));
      queue.onFound(fresh.length);
      for (const item of fresh) {
        if (!queue.mayStart()) break;
        tried.add(queue.key(item));
        const work: Promise<void> = queue
          .work(item)
          .then(
            (done) => {
              if (done) stored++;
            },
            (error: unknown) => {
              failure ??= { error };
            },
          )
          .finally(() => running.delete(work));
        running.add(work);
      }
    }
    if (running.size === 0) break;
    const low = Math.floor(running.size / 2);
    while (running.size > low) await Promise.race(running);
  }
  if (failure !== null) throw (failure as { readonly error: unknown }).error;
  return stored;
}
