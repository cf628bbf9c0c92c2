import 'server-only';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deployActions } from '../../common/deploy-actions';
import { queueAddress, type QueueAddress } from '../../common/events-queue';
import { connectionTo, type Connection } from './aws/connection';
import { shared } from './shared';

function connect(): Connection {
  if (process.env['STARBOARD_BACKEND'] === 'aws')
    return connectionTo({
      backend: 'aws',
      region: process.env['AWS_REGION'] ?? process.env['AWS_DEFAULT_REGION'],
    });
  const endpoint = process.env['STARBOARD_ENDPOINT'];
  const home = process.env['STARBOARD_HOME'];
  if (!endpoint || !home)
    throw new Error('The dashboard is started by `npm start`, which tells it where the engine is.');
  const credentials = JSON.parse(
    readFileSync(join(home, 'credentials.json'), 'utf8'),
  ) as Connection['credentials'];
  return connectionTo({
    backend: 'local',
    endpoint,
    region: process.env['AWS_REGION'] || 'us-east-1',
    credentials,
  });
}

/** The dashboard's connection: the engine's address from the launcher and the home's keys (mode 0600), or the SDK's own chain. */
export const dashboardConnection = (): Connection => shared('connection', connect);

export const testControls = (): boolean => process.env['STARBOARD_TEST_CONTROLS'] === '1';

/** The profile that the SDK for JavaScript takes: `AWS_PROFILE`, else `default` (it knows no AWS_DEFAULT_PROFILE). */
export const awsProfile = (): string => process.env['AWS_PROFILE'] || 'default';

/** The folder a person types commands in. */
export const rootFolder = (): string => process.env['STARBOARD_ROOT'] ?? '.';

export const homeFolder = (): string => process.env['STARBOARD_HOME'] ?? '';

/** Whether a browser has to sign in, and so can sign out. */
export const signInNeeded = (): boolean => process.env['STARBOARD_AUTH'] !== 'none';

/** Whether events are not to be listened to: polling alone. */
export const eventsOff = (): boolean => process.env['STARBOARD_EVENTS'] === 'off';

/** The queue that the account's owner has made for this dashboard; undefined where there is none. Throws a sentence for what is no queue's URL. */
export const eventsQueue = (): QueueAddress | undefined =>
  queueAddress(process.env['STARBOARD_EVENTS_QUEUE']);

/** The accounts in which the `aws` backend may change things. */
export const writableAccounts = (): readonly string[] =>
  (process.env['STARBOARD_AWS_WRITE'] ?? '').split(/[\s,]+/).filter(Boolean);

/** Calls a second that an API of AWS is given at first, where AWS publishes no quota. */
export const awsRate = (): number => Number(process.env['STARBOARD_AWS_RATE'] || 5);

/** Whether `STARBOARD_DEPLOY_ACTIONS` names an action as one that deploys. */
export const isNamedAsDeploying = (pipeline: string, stage: string, action: string): boolean =>
  shared('deploy-actions', () => deployActions(process.env['STARBOARD_DEPLOY_ACTIONS'])).some((n) =>
    n(pipeline, stage, action),
  );
