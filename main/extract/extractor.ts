/**
 * The parent side of the extract worker: hostile bytes are parsed in a thread with a deadline and a memory cap, which is
 * terminated and started anew when it overruns. Nothing a stranger sends can stop the caller.
 */
import { Worker } from 'node:worker_threads';
import { errorFromWire, LarderError } from '../../shared/errors.ts';
import type { ExtractJob, ExtractJobs, ExtractReply, ExtractRequest } from './protocol.ts';
import { steadyThreads } from '../steady-threads.ts';

export type Extractor = {
  /** `bytes` are copied. @throws LarderError: EXTRACT_TIMEOUT, or the typed refusal of that job (FEED_*, NOT_A_FEED, PAGE_*, OPML_INVALID, IMAGE_INVALID) */
  run<J extends ExtractJob>(
    job: J,
    bytes: Uint8Array,
    input: ExtractJobs[J]['input'],
  ): Promise<ExtractJobs[J]['output']>;
  close(): Promise<void>;
};

export type ExtractorOptions = {
  /** Where extract.worker is: source and packaged layouts differ. */
  readonly workerUrl: URL;
  /** Milliseconds one job may take, from when the worker turns to it. */
  readonly deadlineMs?: Partial<Record<ExtractJob, number>>;
  /** Threads. One keeps up with 32 connections: a page takes 15 ms, its transfer a second. */
  readonly workers?: number;
  /** Heap of one thread; a page of the permitted size needs about 300 MB at its peak. */
  readonly maxHeapMb?: number;
};

/** The slowest page within the caps (60,000 elements) takes some 7 s on a busy machine of two cores, an ordinary one 15 ms. */
const DEADLINE_MS: Readonly<Record<ExtractJob, number>> = {
  feed: 30_000,
  // Reads at most 512 KB once.
  look: 10_000,
  opml: 30_000,
  page: 20_000,
  discover: 20_000,
  image: 10_000,
};
const MAX_HEAP_MB = 768;
/**
 * A page is a hundred thousand small objects that all die together. Measured on a busy machine: 19 to 25 ms a page
 * (median) instead of 21 to 38 with the default.
 */
const YOUNG_HEAP_MB = 64;
/** Jobs posted to a thread at a time: the one it works on, and the next, so that it never waits for us. */
const POSTED_AHEAD = 2;

type Task = {
  readonly request: ExtractRequest;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: LarderError) => void;
  /** A thread broke down with this job and another in hand, and the one to blame is not known: it is run alone. */
  suspect: boolean;
};

type Thread = {
  readonly worker: Worker;
  /** The first is being worked on. */
  readonly posted: Task[];
  timer: NodeJS.Timeout | null;
};

/** Starts no thread before the first job, and holds the process open only while there is work. */
export function createExtractor(options: ExtractorOptions): Extractor {
  const deadlineMs = { ...DEADLINE_MS, ...options.deadlineMs };
  const waiting: Task[] = [];
  const threads = new Set<Thread>();
  const ending = new Set<Promise<unknown>>();
  let lastId = 0;
  let closed = false;

  function start(): Thread {
    steadyThreads();
    const worker = new Worker(options.workerUrl, {
      name: 'larder-extract',
      resourceLimits: {
        maxOldGenerationSizeMb: options.maxHeapMb ?? MAX_HEAP_MB,
        maxYoungGenerationSizeMb: YOUNG_HEAP_MB,
      },
    });
    const thread: Thread = { worker, posted: [], timer: null };
    worker.on('message', (reply: ExtractReply) => settle(thread, reply));
    // An 'error' event is the end of the thread: out of memory, or a bug outside any job.
    worker.on('error', () => breakDown(thread));
    worker.on('exit', () => breakDown(thread));
    threads.add(thread);
    return thread;
  }

  /** Hands out waiting jobs, to an idle thread first. */
  function pump(): void {
    while (waiting.length > 0) {
      const task = waiting[0];
      const thread = task ? threadWithRoom(task) : null;
      if (!task || !thread) return;
      waiting.shift();
      thread.posted.push(task);
      thread.worker.ref();
      thread.worker.postMessage(task.request);
      if (thread.posted.length === 1) watch(thread);
    }
  }

  function threadWithRoom(task: Task): Thread | null {
    const byLoad = [...threads].toSorted((one, other) => one.posted.length - other.posted.length);
    const least = byLoad[0];
    if (least && least.posted.length === 0) return least;
    if (threads.size < (options.workers ?? 1)) return start();
    if (!least || task.suspect || least.posted[0]?.suspect) return null;
    return least.posted.length < POSTED_AHEAD ? least : null;
  }

  /** The deadline of the job in hand, which starts now. */
  function watch(thread: Thread): void {
    if (thread.timer) clearTimeout(thread.timer);
    thread.timer = null;
    const task = thread.posted[0];
    if (!task) {
      thread.worker.unref();
      return;
    }
    thread.timer = setTimeout(
      () => stop(thread, 'The extractor worked too long on this input and was stopped.'),
      deadlineMs[task.request.job],
    );
  }

  function settle(thread: Thread, reply: ExtractReply): void {
    const index = thread.posted.findIndex(({ request }) => request.id === reply.id);
    const [task] = index < 0 ? [] : thread.posted.splice(index, 1);
    if (!task) return;
    if (reply.ok) task.resolve(reply.output);
    else task.reject(errorFromWire(reply.error));
    if (!threads.has(thread)) return;
    watch(thread);
    pump();
  }

  /** The job in hand is refused; the one that waited behind it goes to another thread. */
  function stop(thread: Thread, reason: string): void {
    if (!end(thread)) return;
    const [failed, ...rest] = thread.posted.splice(0);
    if (failed) failed.reject(new LarderError('EXTRACT_TIMEOUT', reason, { job: failed.request.job }));
    waiting.unshift(...rest);
    pump();
  }

  /** A thread died. The answer to its first job may have died on the way, so that the second is to blame. */
  function breakDown(thread: Thread): void {
    if (thread.posted.length < 2) {
      stop(thread, 'The extractor broke down on this input.');
      return;
    }
    if (!end(thread)) return;
    const suspects = thread.posted.splice(0);
    for (const task of suspects) task.suspect = true;
    waiting.unshift(...suspects);
    pump();
  }

  /** False when it had ended before. */
  function end(thread: Thread): boolean {
    if (!threads.delete(thread)) return false;
    if (thread.timer) clearTimeout(thread.timer);
    const ended = thread.worker.terminate();
    ending.add(ended);
    void ended.finally(() => ending.delete(ended));
    return true;
  }

  return {
    run<J extends ExtractJob>(job: J, bytes: Uint8Array, input: ExtractJobs[J]['input']) {
      if (closed) return Promise.reject(new LarderError('CLOSED', 'The extractor is closed.'));
      return new Promise<ExtractJobs[J]['output']>((resolve, reject) => {
        const request: ExtractRequest = { id: ++lastId, job, bytes: onlyTheseBytes(bytes), input };
        waiting.push({ request, resolve: resolve as (output: unknown) => void, reject, suspect: false });
        pump();
      });
    },
    async close() {
      closed = true;
      const error = new LarderError('CLOSED', 'The extractor was closed.');
      for (const task of waiting.splice(0)) task.reject(error);
      for (const thread of threads) {
        for (const task of thread.posted.splice(0)) task.reject(error);
        end(thread);
      }
      await Promise.all(ending);
    },
  };
}

/** A view into a larger buffer would be posted with all of that buffer: network chunks are slices of 64 KB pools. */
function onlyTheseBytes(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}
