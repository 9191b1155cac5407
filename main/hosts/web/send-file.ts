import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { downloadHeaders } from '../../service/download-headers.ts';
import type { OutgoingFile } from '../../service/transfer-files.ts';

/** A file to be kept, of any size; null: there is none. A browser that hangs up ends it. */
export async function sendFile(
  file: OutgoingFile | null,
  headers: Readonly<Record<string, string>>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (file === null) {
    response.writeHead(404, { ...headers, 'Content-Length': '0' }).end();
    return;
  }
  response.writeHead(200, { ...headers, ...downloadHeaders(file) });
  if (request.method === 'HEAD') response.end();
  else await pipeline(Readable.from(file.read()), response).catch(ignoreHangUp);
}

function ignoreHangUp(error: unknown): void {
  const { code } = error as { code?: unknown };
  if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET') throw error;
}
