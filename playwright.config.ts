import { defineConfig } from '@playwright/test';

const executablePath = process.env['STARBOARD_TEST_CHROMIUM'] || undefined;

export default defineConfig({
  testDir: 'e2e',
  // `browser` is a part of `npm test`, `long` of `npm run test:long`; `npm run screens` takes the tour's pictures.
  projects: [
    { name: 'browser', testMatch: 'browser/*.spec.ts' },
    { name: 'long', testMatch: 'long/*.long-spec.ts' },
    // Whoever runs everything does not mean to draw the documents' pictures anew.
    ...(process.env['STARBOARD_SCREENS'] === undefined
      ? []
      : [{ name: 'screens', testMatch: 'screens/*.spec.ts' }]),
  ],
  fullyParallel: false,
  workers: 1,
  timeout: 120_000,
  expect: {
    timeout: 20_000,
    // A hair's difference of an edge is no difference; a word, an icon or a shifted line is.
    toHaveScreenshot: {
      animations: 'disabled',
      caret: 'hide',
      maxDiffPixelRatio: 0.001,
      stylePath: './e2e/support/pictures.css',
    },
  },
  snapshotPathTemplate: '{testDir}/pictures/{arg}{ext}',
  // Nothing is drawn anew by itself: `npm run pictures` does.
  updateSnapshots: 'none',
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
