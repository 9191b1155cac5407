// Stands in for core.worker and read.worker: the same messages, no archive. What it does wrong is chosen by the folder's
// name, the only thing a core passes on to its workers.
import { parentPort, workerData } from 'node:worker_threads';
import { LarderError, errorToWire } from '../../shared/errors.ts';
import { serve } from '../../shared/rpc.ts';
import {
  type BytesReply,
  type BytesRequest,
  hasKey,
  rpcPort,
  type WorkerData,
} from '../../main/service/worker-messages.ts';
import { createDoubleHandlers } from './double-handlers.ts';

const port = parentPort;
if (!port) throw new Error('A worker thread only.');
const { dir } = workerData as WorkerData;

const served = serve(rpcPort(port), createDoubleHandlers(), () => undefined);

port.on('message', (message: unknown) => {
  if (hasKey(message, 'call') && hasKey(message, 'method') && hasKey(message, 'input')) {
    if (message.method === 'fetch.start') served.emit('changed', { feeds: true, articles: false });
    if (dir === 'dies' && message.method === 'fetch.stop') process.exit(3);
    if (dir === 'dies' && message.method === 'feeds.list') process.exit(4);
  }
  if (hasKey(message, 'want')) {
    const { want: wanted, kind, id } = message as BytesRequest;
    const found = id.startsWith('missing')
      ? null
      : { bytes: new TextEncoder().encode(`${kind} ${id}`), mediaType: kind === 'image' ? 'image/png' : 'text/html' };
    if (dir === 'dies') process.exit(5);
    port.postMessage({ wanted, ok: true, found } satisfies BytesReply);
  }
  if (hasKey(message, 'close')) {
    port.postMessage({ closed: true });
    port.close();
  }
});

if (dir === 'locked') {
  const error = errorToWire(new LarderError('ARCHIVE_LOCKED', 'Another Larder has this archive open.', { process: 1 }));
  port.postMessage({ opened: false, error });
  port.close();
} else if (dir === 'crashes') {
  throw new Error('crashed while opening');
} else {
  port.postMessage({ opened: true });
}
