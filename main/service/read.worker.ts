// The thread with the read-only connection: lists, search, articles and pictures never wait for writing.
import { parentPort, workerData } from 'node:worker_threads';
import { errorToWire } from '../../shared/errors.ts';
import type { ArticleId, Sha256 } from '../../shared/model.ts';
import { serve } from '../../shared/rpc.ts';
import { type ArchiveReader, openArchiveReader } from '../archive/archive.ts';
import { articleDocument } from './article-document.ts';
import { createReadHandlers } from './read-handlers.ts';
import {
  type BytesReply,
  type BytesRequest,
  type ClosedMessage,
  type FoundBytes,
  hasKey,
  type OpenedMessage,
  rpcPort,
  type WorkerData,
} from './worker-messages.ts';

if (!parentPort) throw new Error('read.worker.ts runs as a worker thread only.');
const port = parentPort;

const reportBug = (error: unknown): void => console.error('larder: a call failed while reading:', error);

try {
  const reader = openArchiveReader({ dir: (workerData as WorkerData).dir, now: Date.now });
  serve(rpcPort(port), createReadHandlers(reader), reportBug);
  port.on('message', (message: unknown) => {
    if (hasKey(message, 'want')) handOver(reader, message as BytesRequest);
    if (hasKey(message, 'close')) {
      reader.close();
      port.postMessage({ closed: true } satisfies ClosedMessage);
      port.close();
    }
  });
  port.postMessage({ opened: true } satisfies OpenedMessage);
} catch (error) {
  const wire = errorToWire(error);
  if (wire.code === 'INTERNAL') console.error('larder: the archive could not be opened for reading:', error);
  port.postMessage({ opened: false, error: wire } satisfies OpenedMessage);
  port.close();
}

function handOver(reader: ArchiveReader, request: BytesRequest): void {
  const wanted = request.want;
  try {
    const found = request.kind === 'document' ? findDocument(reader, request.id) : findImage(reader, request.id);
    port.postMessage({ wanted, ok: true, found } satisfies BytesReply, found ? [found.bytes.buffer] : []);
  } catch (error) {
    const wire = errorToWire(error);
    if (wire.code === 'INTERNAL') reportBug(error);
    port.postMessage({ wanted, ok: false, error: wire } satisfies BytesReply);
  }
}

function findDocument(reader: ArchiveReader, id: string): (FoundBytes & { bytes: Uint8Array<ArrayBuffer> }) | null {
  const body = reader.body(id as ArticleId);
  if (!body) return null;
  return { bytes: new TextEncoder().encode(articleDocument(body)), mediaType: 'text/html; charset=utf-8' };
}

function findImage(reader: ArchiveReader, sha256: string): (FoundBytes & { bytes: Uint8Array<ArrayBuffer> }) | null {
  const image = reader.image(sha256 as Sha256);
  if (!image) return null;
  // A copy of exactly the picture: a Buffer may be a view into a pool that is shared, which must not be moved away.
  return { bytes: new Uint8Array(image.bytes), mediaType: image.mediaType };
}
