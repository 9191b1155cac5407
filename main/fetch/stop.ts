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
  return new OneStop();
}

/** A class, for there is one per request: closures of its methods would be a tenth of what a small answer costs. */
class OneStop implements Stop {
  failure: FetchFailure | null = null;
  readonly #callbacks: ((failure: FetchFailure) => void)[] = [];

  stop(reason: FetchFailure): void {
    if (this.failure) return;
    this.failure = reason;
    for (const callback of this.#callbacks.splice(0)) callback(reason);
  }

  onStop(callback: (failure: FetchFailure) => void): () => void {
    const { failure } = this;
    if (failure) {
      queueMicrotask(() => callback(failure));
      return () => undefined;
    }
    this.#callbacks.push(callback);
    return () => {
      const at = this.#callbacks.lastIndexOf(callback);
      if (at >= 0) this.#callbacks.splice(at, 1);
    };
  }

  throwIfStopped(): void {
    if (this.failure) throw this.failure;
  }
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
