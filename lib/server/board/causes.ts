import 'server-only';
import { plainProblem } from '@/lib/domain/executions/problem-words';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { cache } from '../cache/cache';
import type { Key } from '../cache/keys';
import { Gone } from '../execution/gone';
import { logCause, serviceCause, stackCause } from './action-cause';
import { buildCause } from './build-cause';
import { deploymentCause } from './deployment-cause';
import type { Cause, FailedAction } from './failed-action';
import { knownNow } from './later';
import type { Looked } from './looked';

/** A log that is still on its way is looked for again after this long. */
const AGAIN_MS = 10_000;

const whole = async (words: Promise<string | undefined>): Promise<Cause> => ({
  words: await words,
  isWhole: true,
});

type Reader = (connection: Connection, action: FailedAction) => Promise<Cause> | undefined;

const ofDeployment: Reader = (c, { externalId }) =>
  externalId ? deploymentCause(c, externalId) : undefined;

/** By provider, where the service that did the work can be asked (CodePipeline action structure reference). */
const READERS: Readonly<Record<string, Reader>> = {
  CodeBuild: (c, { externalId, configuration }) =>
    externalId
      ? whole(buildCause(c, externalId, configuration['BatchEnabled'] === 'true'))
      : undefined,
  CodeDeploy: ofDeployment,
  CodeDeployToECS: ofDeployment,
  CloudFormation: (c, a) =>
    a.configuration['StackName']
      ? whole(stackCause(c, a.configuration['StackName'], a))
      : undefined,
  ECS: (c, a) =>
    a.configuration['ServiceName']
      ? whole(
          serviceCause(
            c,
            a.configuration['ClusterName'] ?? 'default',
            a.configuration['ServiceName'],
            a,
          ),
        )
      : undefined,
  Commands: (c, a) => (a.logStreamArn ? whole(logCause(c, a.logStreamArn)) : undefined),
  EC2: (c, a) => (a.logStreamArn ? whole(logCause(c, a.logStreamArn)) : undefined),
};

const readerOf = ({ provider, isAway }: FailedAction): Reader | undefined =>
  !isAway && Object.hasOwn(READERS, provider) ? READERS[provider] : undefined;

async function read(reading: Promise<Cause>): Promise<Cause> {
  try {
    return await reading;
  } catch (error) {
    // A stack, a build or a log that is no longer there will not come back.
    if (error instanceof Gone || toAppError(error).kind === 'not_found')
      return { words: undefined, isWhole: true };
    throw error;
  }
}

/**
 * Why an action failed, as far as that is known now: what its service says, else AWS's summary. Nobody waits for the
 * service: what comes is shown with the next round. Each failure is read once, however many look and for how long.
 */
export function causeNow(
  { connection, isFirstLook }: Looked,
  action: FailedAction,
): string | undefined {
  const summary = plainProblem(action.message);
  const begin = readerOf(action);
  if (!begin) return summary;
  const key: Key = ['action-cause', action.id];
  const known = cache.known<Cause>(key)?.value;
  if (known?.isWhole) return known.words ?? summary;
  const cause = knownNow<Cause>(
    key,
    { maxAge: AGAIN_MS, urgency: 'seen', isHeld: isFirstLook, isTold: true },
    () => read(begin(connection, action) ?? Promise.resolve({ words: undefined, isWhole: true })),
  );
  return cause?.words ?? summary;
}
