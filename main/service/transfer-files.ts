/** Files that go between a page and the core, too large for a call: the same in every host. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LarderError } from '../../shared/errors.ts';
import type { Client } from '../../shared/rpc.ts';
import { asLarderError } from './file-failure.ts';
import { makeFolder, transferFolders } from './transfer-folders.ts';

export type OutgoingFile = {
  readonly name: string;
  readonly bytes: number;
  /** Its bytes, once. Ends early when the file goes away. */
  read(): AsyncIterable<Uint8Array>;
};

export type TransferFiles = {
  /** `path`: `file/<transfer>/<number>`. Null: there is no such file (any more). */
  find(path: string): Promise<OutgoingFile | null>;
  /**
   * `path`: `upload/<key>/<offset>`. Adds the body to what came of this file before, if it goes on exactly there; says
   * how much is here, so that a page whose stick was pulled goes on later. An empty body only asks.
   * @throws LarderError BAD_REQUEST, BODY_TOO_LARGE, DISK_FULL
   */
  append(path: string, body: AsyncIterable<Uint8Array>): Promise<{ upload: string; have: number }>;
};

/** A page sends slices of 4 MB; more at once would only be lost when the line to the stick breaks. */
const MAX_SLICE_BYTES = 8 * 1024 * 1024;
/** What is read of a file at a time. */
const CHUNK_BYTES = 256 * 1024;

export function createTransferFiles(dir: string, core: Pick<Client, 'call'>): TransferFiles {
  const folders = transferFolders(dir);
  /** One writer a file: two tabs must not mix their slices. */
  const busy = new Set<string>();

  return {
    async find(path) {
      const [, id = '', number = ''] = /^file\/([a-z0-9]{8,32})\/(\d{1,4})$/.exec(path) ?? [];
      if (id === '') return null;
      const transfers = await core.call('transfers.list', {});
      const file = transfers.find((transfer) => transfer.id === id)?.exported?.files[Number(number)];
      if (!file) return null;
      return { name: file.name, bytes: file.bytes, read: () => chunksOf(join(folders.outgoing, id, file.name)) };
    },
    async append(path, body) {
      const [, upload = '', offset = ''] = /^upload\/([a-z0-9]{8,32})\/(\d{1,15})$/.exec(path) ?? [];
      if (upload === '') throw new LarderError('BAD_REQUEST', 'No such place to send a file to.');
      if (busy.has(upload)) throw new LarderError('BAD_REQUEST', 'This file is being sent already.');
      busy.add(upload);
      try {
        return { upload, have: await appendAt(join(await makeFolder(folders.incoming), upload), Number(offset), body) };
      } catch (error) {
        throw (await asLarderError(error, folders.incoming)) ?? error;
      } finally {
        busy.delete(upload);
      }
    },
  };
}

async function* chunksOf(path: string): AsyncIterable<Uint8Array> {
  const file = await open(path, 'r');
  try {
    for await (const chunk of file.createReadStream({ highWaterMark: CHUNK_BYTES, autoClose: false })) {
      yield chunk as Uint8Array;
    }
  } finally {
    await file.close();
  }
}

async function appendAt(path: string, offset: number, body: AsyncIterable<Uint8Array>): Promise<number> {
  const file = await open(path, 'a', 0o600);
  try {
    const { size } = await file.stat();
    let sliceBytes = 0;
    for await (const chunk of body) {
      sliceBytes += chunk.byteLength;
      if (sliceBytes > MAX_SLICE_BYTES) throw new LarderError('BODY_TOO_LARGE', 'A file is sent in smaller slices.');
      // Of what does not fit to what is here nothing is kept, but it has to be read to its end.
      if (offset === size) await file.appendFile(chunk);
    }
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}
