/**
 * The thread in which strangers' bytes become records. One job at a time, in order. Parsers are loaded by the first job
 * that needs them: reading feeds should not wait for Readability.
 */
import { parentPort } from 'node:worker_threads';
import { errorToWire } from '../../shared/errors.ts';
import type { ExtractJob, ExtractJobs, ExtractReply, ExtractRequest } from './protocol.ts';

type Handlers = {
  [J in ExtractJob]: (bytes: Uint8Array, input: ExtractJobs[J]['input']) => Promise<ExtractJobs[J]['output']>;
};

const handlers: Handlers = {
  feed: async (bytes, source) => (await import('./feed.ts')).parseFeed(bytes, source),
  look: async (bytes, source) => (await import('./look.ts')).lookAt(bytes, source),
  discover: async (bytes, source) => (await import('./discover.ts')).discoverFeeds(bytes, source),
  page: async (bytes, source) => (await import('./page.ts')).parsePage(bytes, source),
  opml: async (bytes) => (await import('./opml.ts')).parseOpml(bytes),
  image: async (bytes) => (await import('./images.ts')).inspectImage(bytes),
};

const port = parentPort;
if (!port) throw new Error('extract.worker runs as a worker thread');

let previous = Promise.resolve();
port.on('message', (request: ExtractRequest) => {
  previous = previous.then(() => answer(request)).then((reply) => port.postMessage(reply));
});

async function answer({ id, job, bytes, input }: ExtractRequest): Promise<ExtractReply> {
  try {
    // The parent typed job and input together, which is lost on the way through a message.
    const handler = handlers[job] as (bytes: Uint8Array, input: ExtractRequest['input']) => Promise<unknown>;
    return { id, ok: true, output: await handler(bytes, input) };
  } catch (error) {
    const wire = errorToWire(error);
    if (isOurs(error, wire.code)) console.error(`extract ${job}:`, error);
    return { id, ok: false, error: wire };
  }
}

/** A bug of ours, perhaps behind a refusal that names it as its cause: the stack belongs in the log, and nowhere else. */
function isOurs(error: unknown, code: string): boolean {
  if (code === 'INTERNAL') return true;
  return error instanceof Error && error.cause instanceof Error && !(error.cause instanceof RangeError);
}
