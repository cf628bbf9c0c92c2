import { serve } from '@hono/node-server';
import { readFileSync } from 'node:fs';
import { createApp } from './app.js';

/** The build writes the commit into a file beside the application. */
function readCommit(): string {
  try {
    return readFileSync(new URL('../../commit.txt', import.meta.url), 'utf8').trim();
  } catch {
    return 'unreleased';
  }
}

const port = Number(process.env['PORT'] ?? 8080);
const hostname = process.env['HOST'] ?? '0.0.0.0';
const server = serve({ fetch: createApp({ commit: readCommit() }).fetch, port, hostname }, () => {
  console.log(`listening on http://${hostname}:${port}`);
});

process.on('SIGTERM', () => server.close(() => process.exit(0)));
