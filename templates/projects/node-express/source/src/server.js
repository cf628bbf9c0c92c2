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

const port = Number(process.env.PORT ?? 8080);
const host = process.env.HOST ?? '0.0.0.0';
const server = createApp({ commit: readCommit() }).listen(port, host, () => {
  console.log(`listening on http://${host}:${port}`);
});

process.on('SIGTERM', () => server.close(() => process.exit(0)));
