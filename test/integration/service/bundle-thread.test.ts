// A bundle's thread reads what strangers made: whatever it does there, the program goes on.
import { expect, test } from 'vitest';
import { runInThread } from '../../../main/service/bundle-thread.ts';

const run = (path: string, mostSilent: number) =>
  runInThread({
    worker: new URL('turning.worker.ts', import.meta.url),
    dir: '',
    job: { kind: 'unpack', path, skip: [] },
    onProgress: () => undefined,
    signal: new AbortController().signal,
    mostSilent,
  });

test('a thread that turns in circles is ended, and that is no bug', async () => {
  await expect(run('turns', 300)).rejects.toMatchObject({ code: 'EXTRACT_TIMEOUT' });
});

test('one that takes too much memory ends alone', async () => {
  await expect(run('fills', 110_000)).rejects.toMatchObject({ code: 'BUNDLE_TOO_LARGE' });
});

test('one that works for long and says so is left to it', async () => {
  expect(await run('works', 400)).toEqual({ badPictures: 7 });
});
