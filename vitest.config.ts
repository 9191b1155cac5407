import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Files run in parallel where machines allow; timeouts are generous because test machines are shared and slow.
// Runners load WebAssembly of their own before any of our code runs; see main/steady-threads.ts.
const execArgv = ['--wasm-wrapper-tiering-budget=2000000000'];

const setupFiles = ['test/helpers/property-seed.ts'];

export default defineConfig({
  test: {
    execArgv,
    // Most of what the integration tests do is wait: two files at a time also where there are only two cores.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.{ts,tsx}'], setupFiles, testTimeout: 20_000 } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 60_000,
        },
      },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
    ],
  },
});
