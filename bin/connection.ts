import { connectionTo, type Connection } from '../lib/server/aws/connection';
import { checkBackend } from './backend';
import { homeDir, runningEngine } from './home';

/** The connection of this home's engine. */
export function engineConnection(): Connection {
  const { endpoint, region, accessKeyId, secretAccessKey } = runningEngine();
  const credentials = { accessKeyId, secretAccessKey };
  return connectionTo({ backend: 'local', endpoint, region, credentials });
}

/** The connection that `STARBOARD_BACKEND` names: this home's engine, or AWS by the SDK's own chain. Refuses what `start` refuses. */
export function backendConnection(env = process.env): Connection {
  const backend = env['STARBOARD_BACKEND'] || 'local';
  checkBackend(backend, env);
  // What is recorded in the account is sealed with a key of this home (lib/server/projects/seal.ts).
  env['STARBOARD_HOME'] = homeDir();
  if (backend === 'local') return engineConnection();
  return connectionTo({ backend: 'aws', region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] });
}
