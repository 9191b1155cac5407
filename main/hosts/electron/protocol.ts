import { Readable } from 'node:stream';
import { errorToWire, isLarderError } from '../../../shared/errors.ts';
import { downloadHeaders } from '../../service/download-headers.ts';
import type { Pages } from '../../service/pages.ts';
import type { OutgoingFile, TransferFiles } from '../../service/transfer-files.ts';
import { pathOf, SCHEME } from './addresses.ts';

/** The app, what is stored, and files on their way, under our scheme; every other address of it is answered with nothing. */
export function handlePages(session: Pick<Electron.Session, 'protocol'>, pages: Pages, files: TransferFiles): void {
  session.protocol.handle(SCHEME, async (request) => {
    const path = pathOf(request.url);
    if (path === null) return new Response(null, { status: 404 });
    try {
      if (path.startsWith('upload/') && request.method === 'POST') return await taken(files, path, request);
      if (request.method !== 'GET' && request.method !== 'HEAD') return new Response(null, { status: 405 });
      if (path.startsWith('file/')) return given(await files.find(path));
      const page = await pages.find(path);
      const body = request.method === 'HEAD' ? null : new Uint8Array(page.body);
      return new Response(body, { status: page.status, headers: page.headers });
    } catch (error) {
      console.error('larder: a page could not be made:', error);
      return new Response(null, { status: 500 });
    }
  });
}

/** A typed refusal is an answer, as on the web host. */
async function taken(files: TransferFiles, path: string, request: Request): Promise<Response> {
  try {
    const output = await files.append(path, request.body ?? (async function* () {})());
    return Response.json({ output });
  } catch (error) {
    if (!isLarderError(error)) throw error;
    return Response.json({ error: errorToWire(error) });
  }
}

function given(file: OutgoingFile | null): Response {
  if (file === null) return new Response(null, { status: 404 });
  return new Response(Readable.toWeb(Readable.from(file.read())) as ReadableStream<Uint8Array>, {
    headers: downloadHeaders(file),
  });
}
