import { defineConfig } from '@playwright/test';
import { findChromium } from './test/helpers/chromium.ts';

const executablePath = findChromium();

// One worker: the machines have two cores, and a test that measures time wants one of them.
export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.spec.ts',
  fullyParallel: false,
  workers: 1,
  timeout: 30_000,
  forbidOnly: true,
  // A busy machine may drop a frame; what passes only at the second try is listed as flaky.
  retries: process.env['CI'] ? 1 : 0,
  reporter: 'list',
  outputDir: 'test-results/e2e',
  use: {
    browserName: 'chromium',
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    launchOptions: {
      ...(executablePath === null ? {} : { executablePath }),
      // In a container root has no sandbox to give; nothing but our own pages is opened here.
      args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
    },
  },
});
