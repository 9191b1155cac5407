/** A worker thread with an orderly life: opens or says why not, is asked to end and never killed while it works. */
import { Worker } from 'node:worker_threads';
import { errorFromWire, LarderError } from '../../shared/errors.ts';
import { steadyThreads } from '../steady-threads.ts';
import { type CloseMessage, hasKey, type OpenedMessage, type ThreadPort, type WorkerData } from './worker-messages.ts';

export type Thread = {
  readonly port: ThreadPort;
  /** Resolves when the worker has closed its archive, or has not within CLOSE_WITHIN_MS. */
  close(): Promise<void>;
};

/**
 * Longest wait for a thread to end in order. What it works on is cut into slices of 25 ms and requests under way are
 * aborted, so that only a disk that hangs takes this long; a person has given up by then. Nothing committed is lost.
 */
const CLOSE_WITHIN_MS = 20_000;

/**
 * @param onDeath called once if the thread ends without having been asked to, after it had opened
 * @throws LarderError the reason the worker gave for not opening
 */
export function startThread(address: URL, workerData: WorkerData, onDeath: (cause: unknown) => void): Promise<Thread> {
  return new Promise((resolve, reject) => {
    steadyThreads();
    const worker = new Worker(address, { workerData });
    let life: 'opening' | 'open' | 'closing' | 'over' = 'opening';
    let cause: unknown = null;
    let closed: () => void = () => undefined;

    const thread: Thread = {
      port: worker,
      async close() {
        if (life === 'over') return;
        life = 'closing';
        const ending = new Promise<void>((resolve) => (closed = resolve));
        worker.postMessage({ close: true } satisfies CloseMessage);
        const timer = setTimeout(() => {
          console.error('larder: a thread did not end in time; its last piece of work may be missing.');
          closed();
        }, CLOSE_WITHIN_MS);
        await ending;
        clearTimeout(timer);
        life = 'over';
        worker.unref();
      },
    };

    worker.on('message', (message: unknown) => {
      if (hasKey(message, 'closed')) closed();
      if (life !== 'opening' || !hasKey(message, 'opened')) return;
      const first = message as OpenedMessage;
      if (first.opened) {
        life = 'open';
        resolve(thread);
      } else {
        life = 'over';
        reject(errorFromWire(first.error));
      }
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.on('exit', (code) => {
      const before = life;
      life = 'over';
      closed();
      const error = cause ?? new Error(`The thread ended with code ${code}.`);
      if (before === 'opening') {
        console.error(error);
        reject(new LarderError('INTERNAL', 'A thread of Larder could not be started.', {}, { cause: error }));
      }
      if (before === 'open') {
        console.error(error);
        onDeath(error);
      }
    });
  });
}
