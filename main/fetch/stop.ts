import { FetchFailure } from './failure.ts';

/** One request's way to be told to stop, with the reason it will end in. Lighter than AbortSignal.any, and typed. */
export type Stop = {
  readonly failure: FetchFailure | null;
  stop(failure: FetchFailure): void;
  /** Calls back once, soon if already stopped but never before returning how to take the callback away. */
  onStop(callback: (failure: FetchFailure) => void): () => void;
  throwIfStopped(): void;
};

export function createStop(): Stop {
  const callbacks = new Set<(failure: FetchFailure) => void>();
  let failure: FetchFailure | null = null;
  return {
    get failure() {
      return failure;
    },
    stop(reason) {
      if (failure) return;
      failure = reason;
      const told = [...callbacks];
      callbacks.clear();
      for (const callback of told) callback(reason);
    },
    onStop(callback) {
      if (failure) {
        const reason = failure;
        queueMicrotask(() => callback(reason));
        return () => undefined;
      }
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    throwIfStopped() {
      if (failure) throw failure;
    },
  };
}

/** Waits for a promise no longer than until the stop. The promise itself goes on; its owner bounds it. */
export function untilStopped<T>(promise: Promise<T>, stop: Stop): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const off = stop.onStop(reject);
    promise.then(
      (value) => {
        off();
        resolve(value);
      },
      (error: unknown) => {
        off();
        reject(error);
      },
    );
  });
}

export function cancelled(): FetchFailure {
  return new FetchFailure('CANCELLED', 'Stopped before it was done.');
}
