import { builtinModules } from 'node:module';
import { defineConfig } from 'vite';

// The release bundle of main/: the Electron host and the three workers, with all packages but the native one inside.
// Files stay flat beside each other, for main/service/layout.ts finds the workers next to itself.
export default defineConfig({
  publicDir: false,
  ssr: { noExternal: true, external: ['better-sqlite3-multiple-ciphers', 'electron'] },
  build: {
    ssr: true,
    outDir: 'dist/electron',
    emptyOutDir: true,
    target: 'node24',
    // Stacks in a person's report should be readable, and size is no matter beside Electron's own.
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: {
        main: 'main/hosts/electron/main.ts',
        'core.worker': 'main/service/core.worker.ts',
        'read.worker': 'main/service/read.worker.ts',
        'extract.worker': 'main/extract/extract.worker.ts',
      },
      external: ['electron', 'better-sqlite3-multiple-ciphers', ...builtinModules],
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
});
