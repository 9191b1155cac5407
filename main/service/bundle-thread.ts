/** The parent's side of a thread for one job with bundles: deflating, cleaning and locking keep no socket waiting. */
import { Worker } from 'node:worker_threads';
import { errorFromWire, LarderError } from '../../shared/errors.ts';
import { steadyThreads } from '../steady-threads.ts';
import type { BundleJob, Delivery, JobMessage, JobOrder, JobResult, Progress } from './bundle-job.ts';

export type BundleThreadOptions<K extends BundleJob['kind']> = {
  /** Where bundle.worker is: source and packaged layouts differ. */
  readonly worker: URL;
  /** The data folder. */
  readonly dir: string;
  readonly job: Extract<BundleJob, { kind: K }>;
  readonly onProgress: (progress: Progress) => void;
  /** Resolves when the next may come. What it throws ends the job. */
  readonly onDelivery?: (delivery: Delivery) => Promise<void>;
  readonly signal: AbortSignal;
  /** For tests: milliseconds. */
  readonly mostSilent?: number;
};

/**
 * A thread that cleans strangers' texts says every second that it lives: one that has not for so long turns in circles. The
 * slowest page within the caps takes some 7 s on a busy machine.
 */
const MOST_SILENT_MS = 30_000;
/** A thread that does not stop between two pieces hangs on a disk. */
const STOP_WITHIN_MS = 5_000;
/** A manifest of the permitted size takes some 300 MB parsed. */
const MAX_HEAP_MB = 1024;
/**
 * Room for what is thrown away at once. By default it grows to many times that, and pictures wait in it to be let go of:
 * writing 20,000 articles with 40,000 pictures then took 550 MB in place of 250, and not less time (measured).
 */
const YOUNG_HEAP_MB = 12;

/** @throws LarderError what the job throws; CLOSED when it was stopped */
export function runInThread<K extends BundleJob['kind']>(options: BundleThreadOptions<K>): Promise<JobResult[K]> {
  const { dir, job, signal, onDelivery } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(stopped());
      return;
    }
    steadyThreads();
    const worker = new Worker(options.worker, {
      name: 'larder-bundle',
      workerData: { dir, job },
      resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: YOUNG_HEAP_MB },
    });
    const order = (message: JobOrder): void => worker.postMessage(message);
    let settled = false;
    let kill: NodeJS.Timeout | undefined;
    const watch =
      job.kind === 'unpack' ? watchOver(() => giveUp(tooLong()), options.mostSilent ?? MOST_SILENT_MS) : null;
    const stop = (): void => {
      order({ stop: true });
      kill = setTimeout(() => void worker.terminate(), STOP_WITHIN_MS);
    };
    signal.addEventListener('abort', stop, { once: true });

    function settle(finish: () => void): void {
      if (settled) return;
      settled = true;
      clearTimeout(kill);
      watch?.end();
      signal.removeEventListener('abort', stop);
      finish();
    }
    /** Its memory is given back before the next thread takes as much. */
    function whenGone(finish: () => void): void {
      void worker.terminate().then(() => finish());
      settle(() => undefined);
    }
    /** A failure of ours ends the thread; its own word for that is not waited for. */
    function giveUp(error: unknown): void {
      void worker.terminate();
      settle(() => reject(error));
    }

    worker.on('message', (message: JobMessage) => {
      watch?.heard();
      if ('alive' in message) return;
      if ('progress' in message) options.onProgress(message.progress);
      else if ('result' in message) whenGone(() => resolve(message.result as JobResult[K]));
      else if ('failed' in message) whenGone(() => reject(errorFromWire(message.failed)));
      else if (onDelivery) {
        onDelivery(message.delivery).then(() => order({ taken: true }), giveUp);
      }
    });
    worker.on('error', (error) => settle(() => reject(isOutOfMemory(error) ? tooMuch(error) : error)));
    worker.on('exit', () => {
      settle(() => reject(signal.aborted ? stopped() : new Error('The thread for bundles ended without a word.')));
    });
  });
}

/** In ticks, not by the clock: while a machine sleeps nobody is silent. */
function watchOver(tooSilent: () => void, mostSilentMs: number): { heard(): void; end(): void } {
  const TICKS = 10;
  let silent = 0;
  const timer = setInterval(() => {
    silent += 1;
    if (silent === TICKS) tooSilent();
  }, mostSilentMs / TICKS);
  return { heard: () => void (silent = 0), end: () => clearInterval(timer) };
}

function tooLong(): LarderError {
  return new LarderError('EXTRACT_TIMEOUT', 'A text in this bundle took too long to read, and was given up.');
}

function isOutOfMemory(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

function tooMuch(cause: Error): LarderError {
  return new LarderError('BUNDLE_TOO_LARGE', 'Something in this file takes more memory than it may.', {}, { cause });
}

export function stopped(): LarderError {
  return new LarderError('CLOSED', 'It was stopped.');
}
