/** Runs many tasks on a few threads, and gives their results in the order of the tasks. */
import { Worker } from 'node:worker_threads';
import type { Measures } from './measure.ts';
import type { Task } from './task.ts';

export async function runAll(
  tasks: readonly Task[],
  threads: number,
  onDone: (index: number) => void,
): Promise<Measures[]> {
  const results: Measures[] = [];
  let next = 0;
  await Promise.all(Array.from({ length: Math.min(threads, tasks.length) }, work));
  return results;

  async function work(): Promise<void> {
    const worker = new Worker(new URL('simulate.worker.ts', import.meta.url));
    try {
      for (let index = next++; index < tasks.length; index = next++) {
        results[index] = await ask(worker, tasks[index] as Task);
        onDone(index);
      }
    } finally {
      await worker.terminate();
    }
  }
}

function ask(worker: Worker, task: Task): Promise<Measures> {
  return new Promise((resolve, reject) => {
    worker.once('message', (measures: Measures) => {
      worker.off('error', reject);
      resolve(measures);
    });
    worker.once('error', reject);
    worker.postMessage(task);
  });
}
