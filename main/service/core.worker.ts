// The thread with the network, the plan and the only writing connection. Asked to close, never killed.
import { parentPort, workerData } from 'node:worker_threads';
import { errorToWire } from '../../shared/errors.ts';
import { serve } from '../../shared/rpc.ts';
import { createLarder } from './larder.ts';
import { hearHost } from './host-news.ts';
import { askHostForProxy } from './host-proxy.ts';
import { type ClosedMessage, hasKey, type OpenedMessage, rpcPort, type WorkerData } from './worker-messages.ts';

if (!parentPort) throw new Error('core.worker.ts runs as a worker thread only.');
const port = parentPort;
const { dir, extractWorker, automatic, asksProxy, version } = workerData as WorkerData;

const reportBug = (error: unknown): void => console.error('larder: a call failed inside the core:', error);

try {
  const larder = await createLarder({
    dir,
    extractWorker: new URL(extractWorker),
    now: Date.now,
    automatic,
    version,
    ...(asksProxy && { systemProxy: askHostForProxy(port) }),
    onBug: reportBug,
  });
  const served = serve(rpcPort(port), larder.handlers, reportBug);
  larder.onEvent('status', (status) => served.emit('status', status));
  larder.onEvent('changed', (change) => served.emit('changed', change));
  larder.onEvent('transfers', (all) => served.emit('transfers', all));
  hearHost(port, larder);

  port.on('message', (message: unknown) => {
    if (!hasKey(message, 'close')) return;
    void larder
      .close()
      .catch((error: unknown) => console.error('larder: the archive did not close cleanly:', error))
      .then(() => {
        port.postMessage({ closed: true } satisfies ClosedMessage);
        port.close();
      });
  });
  port.postMessage({ opened: true } satisfies OpenedMessage);
} catch (error) {
  const wire = errorToWire(error);
  if (wire.code === 'INTERNAL') console.error('larder: the core could not open:', error);
  port.postMessage({ opened: false, error: wire } satisfies OpenedMessage);
  port.close();
}
