import { defineConfig } from 'vitest/config';

const resolve = { alias: { '@': import.meta.dirname }, conditions: ['react-server'] };
const guard = ['scripts/network-guard.cjs'];

export default defineConfig({
  test: {
    projects: [
      {
        resolve,
        ssr: { resolve: { conditions: ['react-server'] } },
        test: {
          name: 'unit',
          include: [
            '{app,common,engine,lib,templates/targets,bin,components}/**/*.test.ts',
            'scripts/*.test.ts',
          ],
          setupFiles: guard,
          testTimeout: 20_000,
          // Files share a process: what they import, the SDK's clients above all, is loaded once.
          isolate: false,
        },
      },
      {
        resolve,
        ssr: { resolve: { conditions: ['react-server'] } },
        test: {
          name: 'journey',
          include: ['e2e/journeys/*.journey.ts'],
          setupFiles: guard,
          testTimeout: 240_000,
          hookTimeout: 120_000,
          // They wait more than they work: two at a time fill what the browser tests leave.
          maxWorkers: 2,
          // Files share a process: the SDK's clients are loaded once, not for each file.
          isolate: false,
        },
      },
      {
        resolve,
        ssr: { resolve: { conditions: ['react-server'] } },
        test: {
          name: 'long',
          include: ['e2e/long/*.long.ts'],
          setupFiles: guard,
          testTimeout: 3_600_000,
          hookTimeout: 120_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
