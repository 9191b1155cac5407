import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { dataFolder, defaultDataFolder } from '../../../main/service/data-folder.ts';
import { layout, layoutAt } from '../../../main/service/layout.ts';

describe('where the parts lie', () => {
  test('as source, every part that is not built is there', () => {
    const { workers, manifest } = layout();
    for (const part of [...Object.values(workers), manifest]) expect(existsSync(fileURLToPath(part))).toBe(true);
  });

  test('in a packed program, threads lie beside the archive file and pages in it', () => {
    const packed = layoutAt('file:///opt/Larder/resources/app.asar/dist/electron/layout-a1.js');
    expect(packed.workers.core.href).toBe(
      'file:///opt/Larder/resources/app.asar.unpacked/dist/electron/core.worker.js',
    );
    expect(packed.workers.extract.href).toContain('/app.asar.unpacked/');
    expect(packed.renderer.href).toBe('file:///opt/Larder/resources/app.asar/dist/renderer/');
    expect(packed.manifest.href).toBe('file:///opt/Larder/resources/app.asar/package.json');
  });
});

describe('the data folder', () => {
  const at = (platform: NodeJS.Platform, env: Record<string, string> = {}) =>
    defaultDataFolder({ platform, env, home: '/home/nora' }).replaceAll('\\', '/');

  test("is each system's own place for programs' data", () => {
    expect(at('linux')).toBe('/home/nora/.local/share/larder');
    expect(at('linux', { XDG_DATA_HOME: '/data' })).toBe('/data/larder');
    expect(at('darwin')).toBe('/home/nora/Library/Application Support/Larder');
    expect(at('win32', { LOCALAPPDATA: 'C:/Users/nora/AppData/Local' })).toBe('C:/Users/nora/AppData/Local/Larder');
  });

  test('is the one named: by the command line first, then by LARDER_DATA', () => {
    const place = { platform: 'linux' as const, env: { LARDER_DATA: '/stick/larder' }, home: '/home/nora' };
    expect(dataFolder('/given', place)).toBe('/given');
    expect(dataFolder(undefined, place)).toBe('/stick/larder');
    expect(dataFolder('', place)).toBe('/stick/larder');
  });
});
