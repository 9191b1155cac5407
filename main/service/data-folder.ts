import { join, resolve } from 'node:path';

type Place = {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
};

/**
 * Where the archive lies when nobody says: the folder each system keeps for programs' own data. Cache folders are wrong
 * for it (they may be emptied), and so is one that follows the person to other machines.
 */
export function defaultDataFolder({ platform, env, home }: Place): string {
  if (platform === 'win32') return join(env['LOCALAPPDATA'] || join(home, 'AppData', 'Local'), 'Larder');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'Larder');
  return join(env['XDG_DATA_HOME'] || join(home, '.local', 'share'), 'larder');
}

/** `--data`, else LARDER_DATA, else the default; absolute. */
export function dataFolder(given: string | undefined, place: Place): string {
  return resolve(given || place.env['LARDER_DATA'] || defaultDataFolder(place));
}
