import 'server-only';
import type { DeploymentInfo } from '@aws-sdk/client-codedeploy';
import { shortRevision } from '@/lib/domain/commits/revision';
import { REROUTE } from '@/lib/domain/status';
import type { Attention } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { isUnwanted } from '../aws/urgency';
import { cache } from '../cache/cache';
import type { Key } from '../cache/keys';
import { ms } from '../data/dates';
import { deployedRevision } from '../data/deployed-revision';
import { blueGreenOf } from '../data/deployments';
import { knownNow } from './later';

/** BatchGetDeployments takes 25 (API reference); more that wait are on the page of deployments. */
const MOST = 25;
const KEY: Key = ['waiting-deployments'];

/** One whose new fleet is installed, and which waits until somebody reroutes traffic to it. */
export interface WaitingDeployment {
  readonly id: string;
  readonly application: string;
  readonly group: string;
  readonly info: DeploymentInfo;
  /** It is stopped then, unless somebody has rerouted. */
  readonly minutes: number;
}

async function read(connection: Connection): Promise<readonly WaitingDeployment[]> {
  const codedeploy = await client('codedeploy', connection);
  const { deployments = [] } = await codedeploy.listDeployments({ includeOnlyStatuses: ['Ready'] });
  if (!deployments.length) return [];
  const { deploymentsInfo = [] } = await codedeploy.batchGetDeployments({
    deploymentIds: deployments.slice(0, MOST),
  });
  return deploymentsInfo.flatMap((info): WaitingDeployment[] => {
    const minutes = blueGreenOf(info)?.rerouteMinutes;
    // It may have gone on since; and one that goes on by itself is Ready for a moment.
    if (info.status !== 'Ready' || minutes === undefined) return [];
    return [
      {
        id: info.deploymentId ?? '',
        application: info.applicationName ?? '',
        group: info.deploymentGroupName ?? '',
        info,
        minutes,
      },
    ];
  });
}

export interface WaitingDeployments {
  /** Undefined until they have been read. */
  readonly found: readonly WaitingDeployment[] | undefined;
  /** Why they could not be. */
  readonly why?: string | undefined;
}

/** All deployments of the account that wait for somebody, as far as that is known now: one call, a second one where there are some. */
export function waitingDeployments(connection: Connection, isHeld: boolean): WaitingDeployments {
  const found = knownNow<readonly WaitingDeployment[]>(
    KEY,
    {
      maxAge: connection.pacing.namesMs,
      urgency: 'moving',
      tags: [['deployments']],
      isHeld,
      isTold: true,
    },
    () => read(connection),
  );
  const failure = cache.failure(KEY);
  return failure && !isUnwanted(failure.error)
    ? { found, why: toAppError(failure.error).message }
    : { found };
}

/** What the strip says of it; `at` is the pipeline and its stage, where one has started it. */
export function rerouteOf(
  { id, application, group, info, minutes }: WaitingDeployment,
  at?: { readonly project: string; readonly stage: string },
): Attention {
  const what = deployedRevision(application, info.revision);
  const sha = shortRevision(what?.revision);
  return {
    key: `reroute ${id}`,
    status: REROUTE,
    title: REROUTE.word,
    project: at?.project ?? application,
    where: at?.stage ?? group,
    detail: sha ? `${sha} ${what?.revision?.message ?? ''}`.trim() : (what?.name ?? id),
    subject: minutes ? `Stopped if nobody does within ${minutes} min` : undefined,
    since: ms(info.createTime),
    href: routes.deployment(id),
    action: 'Reroute…',
    reroute: { application, group, deployment: id },
  };
}
