// `npm run get-electron`: another attempt to fetch Electron's binary.
import { attemptElectron, installedElectron } from './fetch-electron.ts';

const executable = installedElectron() ?? (await attemptElectron());
if (executable !== null) console.log('Electron is installed. "npm start" opens Larder in a window of its own.');
process.exitCode = executable === null ? 1 : 0;
