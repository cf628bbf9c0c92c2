import { defineConfig } from '@playwright/test';

const executablePath = process.env['STARBOARD_TEST_CHROMIUM'] || undefined;

export default defineConfig({
  testDir: 'e2e',
  // `browser` is a part of `npm test`, `long` of `npm run test:long`.
  projects: [
    { name: 'browser', testMatch: 'browser/*.spec.ts' },
    { name: 'long', testMatch: 'long/*.long-spec.ts' },
  ],
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    // A trace takes a picture of the page at every step: for whoever looks for a failure.
    trace: process.env['STARBOARD_TEST_TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    actionTimeout: 20_000,
    // What turns is drawn sixty times a second, by the processor here. With motion: a part of journey.spec.ts, its long form, and the gallery once.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
