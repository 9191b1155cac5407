import { isLarderError, LarderError } from '../../shared/errors.ts';
import { folderMissing, isFolderThere } from './export-folder.ts';

/** What stood in the way of a file, as a person can act on it; null: a bug. */
export async function asLarderError(error: unknown, folder: string): Promise<LarderError | null> {
  if (isLarderError(error)) return error;
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code !== 'string') return null;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LarderError('DISK_FULL', 'The disk is full.', {}, { cause: error });
  }
  // A stick that is pulled out while it is written to fails in many ways.
  if (!(await isFolderThere(folder))) return folderMissing();
  return new LarderError('FILE_UNREADABLE', `The file cannot be written (${code}).`, {}, { cause: error });
}
