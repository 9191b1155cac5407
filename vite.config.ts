import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

// The renderer alone. It is served under a secret path or its own protocol, so every address in it is relative, and its
// policy allows files of its own only: nothing may be inlined as data: or as a script in the page.
export default defineConfig({
  root: 'renderer',
  base: './',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: false,
    sourcemap: false,
    target: 'es2023',
    // All know light-dark(), :dir() and logical properties; the substitutes for older ones guess direction by language.
    cssTarget: ['chrome123', 'firefox128', 'safari18'],
    // Read from this machine's own disk: a download's worth of warning is out of place.
    chunkSizeWarningLimit: 5000,
    reportCompressedSize: false,
  },
});
