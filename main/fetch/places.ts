/** A fixed number of things at once; the rest wait in line. */
export type Places = {
  /** Rejects without running when `signal` is aborted while waiting; what already runs is not stopped. */
  run<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T>;
};

export function createPlaces(atOnce: number): Places {
  const waiting = new Set<() => void>();
  let running = 0;

  function leave(): void {
    running -= 1;
    const [next] = waiting;
    next?.();
  }

  return {
    run(work, signal) {
      return new Promise((resolve, reject) => {
        const giveUp = (): void => {
          waiting.delete(start);
          reject(new DOMException('Gave up waiting for a place.', 'AbortError'));
        };
        const start = (): void => {
          waiting.delete(start);
          signal.removeEventListener('abort', giveUp);
          running += 1;
          work().then(resolve, reject).finally(leave);
        };
        if (signal.aborted) return giveUp();
        signal.addEventListener('abort', giveUp, { once: true });
        if (running < atOnce) start();
        else waiting.add(start);
      });
    },
  };
}
