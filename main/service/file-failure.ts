import { isLarderError, LarderError } from '../../shared/errors.ts';
import { folderMissing, isFolderThere } from './export-folder.ts';

/**
 * What stood in the way of a file, as a person can act on it; null: a bug.
 * @param folder where the file is, or was to be
 */
export async function asLarderError(error: unknown, folder: string): Promise<LarderError | null> {
  if (isLarderError(error)) return error;
  // Errors of Node's own and of SQLite have codes, too, but no call of the system that failed.
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code !== 'string' || typeof syscall !== 'string') return null;
  if (code === 'ENOSPC' || code === 'EDQUOT') {
    return new LarderError('DISK_FULL', 'The disk is full.', {}, { cause: error });
  }
  // A stick that is pulled out while it is written to fails in many ways.
  if (!(await isFolderThere(folder))) return folderMissing();
  return new LarderError('FILE_UNREADABLE', `The file cannot be read or written (${code}).`, {}, { cause: error });
}

/** For `catch`, where it is known what cannot be read. @param what begins the sentence: "The file" */
export function unreadable(what: string): (error: unknown) => never {
  return (error) => {
    const code = String((error as { code?: unknown } | null)?.code);
    throw new LarderError('FILE_UNREADABLE', `${what} cannot be read (${code}).`, {}, { cause: error });
  };
}
