// Answers like the extract worker, and misbehaves as the bytes tell it to.
import { parentPort, threadId } from 'node:worker_threads';
import type { ExtractRequest } from '../../../main/extract/protocol.ts';

parentPort?.on('message', ({ id, bytes, job }: ExtractRequest) => {
  const order = new TextDecoder().decode(bytes);
  if (order === 'hang') for (;;) Math.sqrt(2);
  if (order === 'exit') process.exit(3);
  if (order === 'throw') throw new Error('outside of any job');
  if (order === 'eat') {
    const eaten: number[][] = [];
    for (;;) eaten.push(Array.from({ length: 100_000 }, (_, index) => index + eaten.length));
  }
  if (order === 'refuse') {
    const error = { code: 'NOT_A_FEED', message: 'no', details: { at: 1 } };
    parentPort?.postMessage({ id, ok: false, error });
    return;
  }
  parentPort?.postMessage({ id, ok: true, output: { order, job, threadId, length: bytes.byteLength } });
});
