import { readFileSync } from 'node:fs';
import { createApp } from './app.js';

/** The build writes the commit into a file beside the application. */
function readCommit() {
  try {
    return readFileSync(new URL('../commit.txt', import.meta.url), 'utf8').trim();
  } catch {
    return 'unreleased';
  }
}

const app = createApp({ commit: readCommit(), logger: true });
await app.listen({ port: Number(process.env.PORT ?? 8080), host: process.env.HOST ?? '0.0.0.0' });

process.on('SIGTERM', () => void app.close().then(() => process.exit(0)));
