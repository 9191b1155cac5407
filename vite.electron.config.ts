import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { defineConfig, type Plugin } from 'vite';

/** The sample articles are read from beside the code that reads them. */
function samples(): Plugin {
  const folder = 'main/samples';
  return {
    name: 'larder-samples',
    generateBundle() {
      for (const fileName of readdirSync(folder).filter((name) => !name.endsWith('.ts'))) {
        this.emitFile({ type: 'asset', fileName, source: readFileSync(`${folder}/${fileName}`) });
      }
    },
  };
}

// The release bundle of main/: the Electron host and the four workers, with all packages but the native ones inside.
// Files stay flat beside each other, for main/service/layout.ts finds the workers next to itself.
export default defineConfig({
  publicDir: false,
  plugins: [samples()],
  ssr: { noExternal: true, external: ['better-sqlite3-multiple-ciphers', 'sharp', 'electron'] },
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    // Stacks in a person's report should be readable, and size is no matter beside Electron's own.
    minify: false,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 5000,
    rolldownOptions: {
      input: {
        main: 'main/hosts/electron/main.ts',
        // Reached by `--cli`; a name of its own lets tests start the bundle without Electron.
        entry: 'main/entry.ts',
        'core.worker': 'main/service/core.worker.ts',
        'read.worker': 'main/service/read.worker.ts',
        'extract.worker': 'main/extract/extract.worker.ts',
        'bundle.worker': 'main/service/bundle.worker.ts',
        'picture.process': 'main/bundle/picture.process.ts',
      },
      external: ['electron', 'better-sqlite3-multiple-ciphers', 'sharp', ...builtinModules],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
