import 'server-only';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Connection } from './aws/connection';

let kept: Connection | undefined;

/** The dashboard's connection: the engine's address from the launcher, the keys from the home (mode 0600). */
export function dashboardConnection(): Connection {
  if (kept) return kept;
  const endpoint = process.env['STARBOARD_ENDPOINT'];
  const home = process.env['STARBOARD_HOME'];
  if (!endpoint || !home) throw new Error('The dashboard is started by `npm start`, which tells it where the engine is.');
  const credentials = JSON.parse(readFileSync(join(home, 'credentials.json'), 'utf8')) as Connection['credentials'];
  kept = { endpoint, region: process.env['AWS_REGION'] || 'us-east-1', credentials };
  return kept;
}
