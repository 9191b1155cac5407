// A thread that does what it is told in `path`: turns in circles, takes all memory, or works with pauses and is done.
import { setTimeout as delay } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { job } = workerData as { readonly job: { readonly path: string } };
if (job.path === 'turns') for (;;);
if (job.path === 'fills') {
  const kept: string[][] = [];
  for (;;) kept.push(Array.from({ length: 100_000 }, (_, n) => `${kept.length} ${n}`));
}
for (let pulse = 0; pulse < 8; pulse += 1) {
  await delay(100);
  parentPort?.postMessage({ alive: true });
}
parentPort?.postMessage({ result: { badPictures: 7 } });
