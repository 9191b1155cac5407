/** Files as a person gives them: chosen, in a folder that was chosen, or dropped with or without one. */
export type FoundFile = {
  readonly file: File;
  /** Path of the folder it lies in, from the one that was chosen; empty: it was given by itself. */
  readonly folder: string;
};

/** More than these are no stick with bundles but somebody's whole disk. */
export const MOST_FILES = 20_000;
/** Folders in folders. */
const MOST_DEPTH = 12;

/** What a file dialog gave, for files or for a folder. */
export function chosenFiles(files: readonly File[]): readonly FoundFile[] {
  return files.slice(0, MOST_FILES).map((file) => {
    const path = file.webkitRelativePath;
    return { file, folder: path.slice(0, Math.max(0, path.lastIndexOf('/'))) };
  });
}

/**
 * What was dropped, with all that is in the folders among it. To be called while the drop is told of: afterwards the
 * browser knows nothing of it any more. Files that cannot be read are left out here, for nobody knows more of them than a name.
 */
export async function droppedFiles(data: DataTransfer): Promise<readonly FoundFile[]> {
  const given = [...data.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }));
  const found: FoundFile[] = [];
  for (const { entry, file } of given) {
    if (entry?.isDirectory) await lookInto(entry as FileSystemDirectoryEntry, entry.name, MOST_DEPTH, found);
    else if (file) found.push({ file, folder: '' });
  }
  return found.slice(0, MOST_FILES);
}

async function lookInto(
  directory: FileSystemDirectoryEntry,
  folder: string,
  depth: number,
  found: FoundFile[],
): Promise<void> {
  for (const entry of await entriesOf(directory)) {
    if (found.length >= MOST_FILES) return;
    if (entry.isFile) {
      const file = await fileOf(entry as FileSystemFileEntry);
      if (file) found.push({ file, folder });
    } else if (depth > 1) {
      await lookInto(entry as FileSystemDirectoryEntry, `${folder}/${entry.name}`, depth - 1, found);
    }
  }
}

/** Browsers give a hundred at a time, and none when there are no more. */
async function entriesOf(directory: FileSystemDirectoryEntry): Promise<readonly FileSystemEntry[]> {
  const reader = directory.createReader();
  const all: FileSystemEntry[] = [];
  while (all.length < MOST_FILES) {
    const some = await new Promise<readonly FileSystemEntry[]>((resolve) => {
      reader.readEntries(resolve, () => resolve([]));
    });
    if (some.length === 0) break;
    all.push(...some);
  }
  return all;
}

function fileOf(entry: FileSystemFileEntry): Promise<File | null> {
  return new Promise((resolve) => {
    entry.file(resolve, () => resolve(null));
  });
}
