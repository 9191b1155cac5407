import { createPictures, type Pictures } from '../bundle/pictures.ts';
import { fileURLToPath } from 'node:url';
import { layout } from './layout.ts';

/** Tells Electron's binary to decode pictures, and nothing else (main/hosts/electron/main.ts): as plain Node it may not run. */
export const PICTURE_PROCESS = '--picture-process';

/** Lends the child process that decodes pictures to `work`, and ends it after. It is started by the first picture. */
export async function withPictures<T>(work: (pictures: Pictures) => Promise<T>): Promise<T> {
  const pictures = createPictures({ command: commandHere() });
  try {
    return await work(pictures);
  } finally {
    await pictures.close();
  }
}

function commandHere(): readonly [string, ...string[]] {
  if (process.versions['electron'] !== undefined) return [process.execPath, PICTURE_PROCESS];
  return [process.execPath, fileURLToPath(layout().pictureProcess)];
}
