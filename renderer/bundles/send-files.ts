import { LarderError } from '../../shared/errors.ts';
import type { HostedClient } from '../client.ts';

export type SentBytes = { readonly done: number; readonly total: number };

/**
 * Brings files to the core, one after another. Resolves with their names there.
 * @throws LarderError FILE_UNREADABLE, DISK_FULL, CLOSED when `signal` says so
 */
export async function sendFiles(
  client: Pick<HostedClient, 'upload'>,
  files: readonly File[],
  onProgress: (sent: SentBytes) => void,
  signal: AbortSignal,
): Promise<string[]> {
  const total = files.reduce((sum, file) => sum + file.size, 0);
  const uploads: string[] = [];
  let before = 0;
  for (const file of files) {
    if (signal.aborted) throw new LarderError('CLOSED', 'It was stopped.');
    onProgress({ done: before, total });
    uploads.push(await client.upload(file, (bytes) => onProgress({ done: before + bytes, total }), signal));
    before += file.size;
  }
  return uploads;
}
