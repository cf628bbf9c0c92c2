import type { Connection } from '../lib/server/aws/connection';
import { toAppError } from '../lib/server/data/errors';
import { checkBackend } from './backend';
import { runningEngine } from './home';

/** The connection of this home's engine. */
export function engineConnection(): Connection {
  const { endpoint, region, accessKeyId, secretAccessKey } = runningEngine();
  return { backend: 'local', endpoint, region, credentials: { accessKeyId, secretAccessKey } };
}

/** The connection that `STARBOARD_BACKEND` names: this home's engine, or AWS by the SDK's own chain. Refuses what `start` refuses. */
export function backendConnection(env = process.env): Connection {
  const backend = env['STARBOARD_BACKEND'] || 'local';
  checkBackend(backend, env);
  if (backend === 'local') return engineConnection();
  return { backend: 'aws', region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'] };
}

/** Does `work`; what AWS refuses is said in a sentence, with the line to type where one helps. */
export async function inWords<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // The engine's own words are the CLI's (bin/cli.ts).
    if (connection.backend === 'local') throw error;
    const { message, help } = toAppError(error);
    throw new Error(help.command === undefined ? message : `${message}\n  ${help.command}`);
  }
}
