/** A folder of the library is known by its names, from the outside in. */

export type FolderPath = readonly string[];

export function samePath(a: FolderPath, b: FolderPath): boolean {
  return a.length === b.length && a.every((name, index) => name === b[index]);
}

/** In the folder, at whatever depth, or the folder itself. */
export function isInside(path: FolderPath, folder: FolderPath): boolean {
  return folder.length <= path.length && samePath(path.slice(0, folder.length), folder);
}
