// Where Electron starts. `--cli` and the words after it are the command line's, in the same program.
import * as electron from 'electron';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { openCore } from '../../service/core.ts';
import { dataFolder } from '../../service/data-folder.ts';
import { layout, programVersion } from '../../service/layout.ts';
import { PICTURE_PROCESS } from '../../service/picture-child.ts';
import { runElectron } from './electron-host.ts';

const cli = process.argv.indexOf('--cli');
if (process.argv[1] === PICTURE_PROCESS) {
  electron.app.dock?.hide();
  await import('../../service/picture-process.ts');
} else if (cli === -1) {
  const { workers, renderer, preload } = layout();
  const dir = dataFolder(undefined, { platform: process.platform, env: process.env, home: homedir() });
  void runElectron(electron, {
    dir,
    rendererDir: fileURLToPath(renderer),
    preload: fileURLToPath(preload),
    openCore: (onFatal, systemProxy) => openCore({ dir, workers, onFatal, systemProxy, version: programVersion() }),
  });
} else {
  process.argv.splice(1, cli, 'larder');
  electron.app.dock?.hide();
  await import('../../entry.ts');
  electron.app.exit(Number(process.exitCode ?? 0));
}
