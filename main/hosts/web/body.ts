import type { IncomingMessage } from 'node:http';
import { LarderError } from '../../../shared/errors.ts';

/** Enough for any call: marking 1,000 articles takes 35 KB, fetching a folder of 25,000 feeds named one by one 900 KB. */
export const MAX_BODY_BYTES = 1_000_000;
/** The contract allows 12,000,000 characters of base64 in an import; the rest is the JSON around it. */
export const MAX_IMPORT_BYTES = 12_000_200;

/**
 * Reads a JSON body.
 * @param maxBytes the cap, checked against the announced length first and against what arrives in any case
 * @throws LarderError BODY_TOO_LARGE, BAD_REQUEST
 */
export async function readJsonBody(request: IncomingMessage, maxBytes: number): Promise<unknown> {
  if (!/^application\/json\s*(;\s*charset=utf-8\s*)?$/i.test(request.headers['content-type'] ?? '')) {
    throw new LarderError('BAD_REQUEST', 'A call is sent as application/json.');
  }
  if (request.headers['content-encoding'] !== undefined) {
    throw new LarderError('BAD_REQUEST', 'A call is sent without content coding.');
  }
  const tooLarge = (): LarderError =>
    new LarderError('BODY_TOO_LARGE', `A call may have ${maxBytes} bytes at most.`, { maxBytes });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge();

  const chunks: Buffer[] = [];
  let bytes = 0;
  // Left early without destroying the connection: the refusal still has to go out on it.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))) as unknown;
  } catch (error) {
    throw new LarderError('BAD_REQUEST', 'The call is not JSON in UTF-8.', {}, { cause: error });
  }
}
