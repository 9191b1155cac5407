/** Files of an export in a folder of their own, instead of in a ZIP. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Files } from './markdown.ts';

/**
 * @param folder is made when the first file comes; what lies there under the same names is left, and ends the export
 * @throws what the file system throws: EEXIST, ENOSPC ...
 */
export function createFolderFiles(folder: string): Files {
  let bytesSoFar = 0;
  return {
    async add(path, bytes) {
      const target = join(folder, path);
      await mkdir(dirname(target), { recursive: true });
      await writeFile(target, bytes, { flag: 'wx' });
      bytesSoFar += bytes.byteLength;
    },
    size: () => bytesSoFar,
  };
}
