/** The system's own dialog for a folder, over its own channel: it is the host's to show, and the core knows nothing of it. */
import { errorToWire, isLarderError, LarderError } from '../../../shared/errors.ts';
import type { Answer } from '../../../shared/bridge.ts';
import { FOLDER_CHANNEL } from './addresses.ts';
import { isOurs } from './bridge.ts';

/**
 * The page is told the path that a person chose there, or null. It says nothing of what the dialog shows, and cannot open a
 * second one.
 */
export function handleFolders(
  { ipcMain, dialog }: Pick<typeof Electron, 'ipcMain' | 'dialog'>,
  currentWindow: () => Electron.BrowserWindow,
): void {
  let open: Promise<string | null> | null = null;

  async function ask(): Promise<string | null> {
    const { canceled, filePaths } = await dialog.showOpenDialog(currentWindow(), {
      // What is read, and where it is taken, is no business of the system's list of recent places.
      properties: ['openDirectory', 'createDirectory', 'dontAddToRecent'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  ipcMain.handle(FOLDER_CHANNEL, async (event): Promise<Answer<string | null>> => {
    try {
      if (!isOurs(event, currentWindow())) throw new LarderError('FORBIDDEN', 'This page may not ask for anything.');
      open ??= ask().finally(() => (open = null));
      return { output: await open };
    } catch (error) {
      if (!isLarderError(error)) console.error('larder: the dialog for a folder failed:', error);
      return { error: errorToWire(error) };
    }
  });
}
