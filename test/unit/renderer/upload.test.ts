import { describe, expect, it } from 'vitest';
import { createFiles } from '../../../renderer/upload.ts';

const SLICE_BYTES = 4 * 1024 * 1024;
const SIZE = 2 * SLICE_BYTES + 5;

/** A host that keeps what goes on where the last slice ended, as the real one does. */
function setUp(answer?: (offset: number, bytes: number) => Response | Promise<Response>) {
  const kept = new Map<string, number>();
  const asked: (readonly [key: string, offset: number, bytes: number])[] = [];
  const files = createFiles('http://127.0.0.1:4000/secret/', async (input, init) => {
    const [, key = '', offset = ''] =
      /^http:\/\/127\.0\.0\.1:4000\/secret\/upload\/(\w+)\/(\d+)$/.exec(input as string) ?? [];
    const body = init?.body as ArrayBuffer | '';
    const bytes = body === '' ? 0 : body.byteLength;
    asked.push([key, Number(offset), bytes]);
    if (answer && bytes > 0) return answer(Number(offset), bytes);
    const have = kept.get(key) ?? 0;
    kept.set(key, Number(offset) === have ? have + bytes : have);
    return Response.json({ output: { upload: key, have: kept.get(key) } });
  });
  return { files, kept, asked };
}

function fileOf(size: number, name = 'news.zip', lastModified = 1): File {
  return new File([new Uint8Array(size)], name, { lastModified });
}

describe('a file that is sent', () => {
  it('goes slice by slice, tells how far it is, and has its name at the end', async () => {
    const { files, asked, kept } = setUp();
    const told: number[] = [];
    const key = await files.upload(fileOf(SIZE), (bytes) => told.push(bytes));
    expect(asked).toEqual([
      [key, 0, 0],
      [key, 0, SLICE_BYTES],
      [key, SLICE_BYTES, SLICE_BYTES],
      [key, 2 * SLICE_BYTES, 5],
    ]);
    expect(told).toEqual([0, SLICE_BYTES, 2 * SLICE_BYTES, SIZE]);
    expect(kept.get(key)).toBe(SIZE);
    expect(key).toMatch(/^[a-z0-9]{8,32}$/);
  });

  it('goes on where it was broken off, and is not sent again when it is there', async () => {
    const { files, asked, kept } = setUp();
    const key = await files.upload(fileOf(SIZE), () => undefined);
    kept.set(key, SLICE_BYTES + 7);
    asked.length = 0;
    await files.upload(fileOf(SIZE), () => undefined);
    expect(asked).toEqual([
      [key, 0, 0],
      [key, SLICE_BYTES + 7, SLICE_BYTES - 2],
    ]);
    asked.length = 0;
    expect(await files.upload(fileOf(SIZE), () => undefined)).toBe(key);
    expect(asked).toEqual([[key, 0, 0]]);
  });

  it('is another one when its name, its size or its date is', async () => {
    const { files } = setUp();
    const keys = [fileOf(5), fileOf(6), fileOf(5, 'other.zip'), fileOf(5, 'news.zip', 2)].map((file) =>
      files.upload(file, () => undefined),
    );
    expect(new Set(await Promise.all(keys)).size).toBe(4);
  });

  it('sends nothing more once it is stopped', async () => {
    const { files, asked } = setUp();
    const stop = new AbortController();
    const sent = files.upload(
      fileOf(SIZE),
      (bytes) => {
        if (bytes > 0) stop.abort();
      },
      stop.signal,
    );
    await expect(sent).rejects.toMatchObject({ code: 'CLOSED' });
    expect(asked.map(([, offset]) => offset)).toEqual([0, 0, SLICE_BYTES]);
  });

  it('is given up when nothing is added any more: somebody else sends it, or it became another', async () => {
    const { files, asked } = setUp((offset) => Response.json({ output: { have: offset } }));
    await expect(files.upload(fileOf(SIZE), () => undefined)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
    expect(asked).toHaveLength(2);
  });

  it('that went away says so, and not that the core is gone', async () => {
    const { files } = setUp();
    const file = fileOf(SIZE);
    const slice = new Blob();
    slice.arrayBuffer = () => Promise.reject(new DOMException('Gone.', 'NotReadableError'));
    file.slice = () => slice;
    await expect(files.upload(file, () => undefined)).rejects.toMatchObject({ code: 'FILE_UNREADABLE' });
  });

  it('fails as the core says, or because the core does not answer', async () => {
    const full = setUp(() => Response.json({ error: { code: 'DISK_FULL', message: 'Full.', details: {} } }));
    await expect(full.files.upload(fileOf(5), () => undefined)).rejects.toMatchObject({ code: 'DISK_FULL' });
    const gone = setUp(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(gone.files.upload(fileOf(5), () => undefined)).rejects.toMatchObject({ code: 'CLOSED' });
  });
});

it('a finished export is fetched from under the address the page came from', () => {
  expect(setUp().files.fileAddress('transfer0001', 2)).toBe('http://127.0.0.1:4000/secret/file/transfer0001/2');
});
