// A thread for one job with bundles; it ends when the job has.
import { parentPort, workerData } from 'node:worker_threads';
import { errorToWire } from '../../shared/errors.ts';
import type { BundleJob, Delivery, JobMessage, JobOrder, Progress } from './bundle-job.ts';
import { stopped } from './bundle-thread.ts';
import { doBundleJob } from './bundle-work.ts';

if (!parentPort) throw new Error('bundle.worker.ts runs as a worker thread only.');
const port = parentPort;
const { dir, job } = workerData as { readonly dir: string; readonly job: BundleJob };

/** A person sees no more than this of a number that runs. */
const TELL_EVERY_MS = 100;

const PULSE_MS = 1_000;

let isStopped = false;
let toldMs = -Infinity;
let taken: { resolve: () => void; reject: (error: unknown) => void } | null = null;

port.on('message', (order: JobOrder) => {
  if ('stop' in order) {
    isStopped = true;
    taken?.reject(stopped());
  } else {
    taken?.resolve();
  }
});

function goOn(): void {
  if (isStopped) throw stopped();
}

function onProgress(progress: Progress): void {
  const nowMs = performance.now();
  if (nowMs - toldMs < TELL_EVERY_MS) return;
  toldMs = nowMs;
  port.postMessage({ progress } satisfies JobMessage);
}

function deliver(delivery: Delivery): Promise<void> {
  goOn();
  return new Promise((resolve, reject) => {
    taken = { resolve, reject };
    port.postMessage({ delivery } satisfies JobMessage, ownBuffers(delivery));
  });
}

/** Handed over, not copied: what was delivered is not looked at here again. */
function ownBuffers(delivery: Delivery): ArrayBuffer[] {
  return buffersOf(delivery)
    .filter((bytes) => bytes.byteLength === bytes.buffer.byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
}

function buffersOf(delivery: Delivery): readonly Uint8Array[] {
  switch (delivery.kind) {
    case 'picture':
      return [delivery.bytes];
    case 'articles':
      return delivery.articles.map(({ body }) => body.bytes);
    case 'words':
      return delivery.words.flatMap(({ title, body }) => [title, body]);
  }
}

const pulse = setInterval(() => port.postMessage({ alive: true } satisfies JobMessage), PULSE_MS);

try {
  const result = await doBundleJob(job, { dir, now: Date.now, deliver }, { onProgress, goOn });
  port.postMessage({ result } satisfies JobMessage);
} catch (error) {
  const failed = errorToWire(error);
  if (failed.code === 'INTERNAL') console.error('larder: a job with bundles failed:', error);
  port.postMessage({ failed } satisfies JobMessage);
}
clearInterval(pulse);
port.close();
