import type { Connection } from '../lib/server/aws/connection';
import { runningEngine } from './home';

/** The connection of this home's engine. */
export function engineConnection(): Connection {
  const { endpoint, region, accessKeyId, secretAccessKey } = runningEngine();
  return { backend: 'local', endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}
