/** Where the parts of this program lie: as source, run by Node as it is, or as the release bundle in dist/electron. */
import { readFileSync } from 'node:fs';

export type Layout = {
  readonly workers: { readonly core: URL; readonly read: URL; readonly extract: URL; readonly bundle: URL };
  /** What decodes pictures, in a process of its own. */
  readonly pictureProcess: URL;
  /** The folder with the renderer's built index.html; ends in a slash. */
  readonly renderer: URL;
  readonly preload: URL;
  /** package.json, for the version. */
  readonly manifest: URL;
};

/**
 * @param here the address of a file of this program: in `main/<folder>/` as source, beside the workers in the bundle
 */
export function layoutAt(here: string): Layout {
  const bundled = here.endsWith('.js');
  const at = (path: string): URL => new URL(path, here);
  if (!bundled) {
    return {
      workers: {
        core: at('../service/core.worker.ts'),
        read: at('../service/read.worker.ts'),
        extract: at('../extract/extract.worker.ts'),
        bundle: at('../service/bundle.worker.ts'),
      },
      pictureProcess: at('../bundle/picture.process.ts'),
      renderer: at('../../dist/renderer/'),
      preload: at('../../dist/preload/preload.cjs'),
      manifest: at('../../package.json'),
    };
  }
  return {
    workers: {
      core: outsideArchive(at('core.worker.js')),
      read: outsideArchive(at('read.worker.js')),
      extract: outsideArchive(at('extract.worker.js')),
      bundle: outsideArchive(at('bundle.worker.js')),
    },
    pictureProcess: outsideArchive(at('picture.process.js')),
    renderer: at('../renderer/'),
    preload: at('../preload/preload.cjs'),
    manifest: at('../../package.json'),
  };
}

/** This program's own layout: the bundle keeps this file's code beside its workers. */
export function layout(): Layout {
  return layoutAt(import.meta.url);
}

/** As package.json says it. */
export function programVersion(): string {
  return (JSON.parse(readFileSync(layout().manifest, 'utf8')) as { readonly version: string }).version;
}

/** Packed programs keep their files in app.asar, which a thread may not read; electron-builder puts workers beside it. */
function outsideArchive(address: URL): URL {
  return new URL(address.href.replace('/app.asar/', '/app.asar.unpacked/'));
}
