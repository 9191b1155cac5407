import { errorFromWire, LarderError, type WireError } from '../shared/errors.ts';

/** A slice of a stick that is pulled out is lost; larger ones would lose more. The host takes twice this. */
const SLICE_BYTES = 4 * 1024 * 1024;

/** Files to and from the core, the same over the bridge's scheme and over HTTP. */
export function createFiles(base: string, fetch: typeof globalThis.fetch) {
  async function send(key: string, offset: number, slice: Blob | null): Promise<number> {
    let body: ArrayBuffer | null = null;
    try {
      body = slice === null ? null : await slice.arrayBuffer();
    } catch (cause) {
      throw new LarderError('FILE_UNREADABLE', 'The file could not be read.', {}, { cause });
    }
    let answer: { output?: { have: number }; error?: WireError };
    try {
      const address = new URL(`upload/${key}/${offset}`, base).href;
      const response = await fetch(address, { method: 'POST', body: body ?? '', cache: 'no-store' });
      answer = (await response.json()) as typeof answer;
    } catch (cause) {
      throw new LarderError('CLOSED', 'Larder does not answer.', {}, { cause });
    }
    if (answer.error) throw errorFromWire(answer.error);
    return answer.output?.have ?? 0;
  }

  return {
    uploadName: nameOf,
    async upload(file: File, onProgress: (bytes: number) => void, signal?: AbortSignal): Promise<string> {
      const key = await nameOf(file);
      // What came of it before is there still.
      let have = await send(key, 0, null);
      while (have < file.size) {
        if (signal?.aborted) throw new LarderError('CLOSED', 'It was stopped.');
        onProgress(have);
        const next = await send(key, have, file.slice(have, have + SLICE_BYTES));
        if (next <= have) throw new LarderError('FILE_UNREADABLE', 'The file became another while it was read.');
        have = next;
      }
      onProgress(have);
      return key;
    },
    fileAddress: (transfer: string, number: number) => new URL(`file/${transfer}/${number}`, base).href,
  };
}

/** The same file again has the same name: by what the system says of it. */
async function nameOf({ name, size, lastModified }: File): Promise<string> {
  const facts = new TextEncoder().encode(`${name}\n${size}\n${lastModified}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', facts));
  return [...digest.subarray(0, 12)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
