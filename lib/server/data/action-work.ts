import 'server-only';
import type { ActionDeclaration, StageState } from '@aws-sdk/client-codepipeline';
import type { ActionWork } from '@/lib/domain/views';
import { isMoving, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { awayOf } from './action-links';
import { buildsById, buildView } from './builds';
import { declaredIn } from './deploying';
import { deploymentCount } from './deployments';
import type { PipelineFacts } from './pipeline-facts';
import { testTotals } from './reports';

/** What an action ran, by the id that its provider gave it. */
interface Ran {
  readonly id: string;
  readonly provider: string;
  readonly isMoving: boolean;
}

/** BatchGetBuilds takes so many (API reference). */
const MOST_BUILDS = 100;

const isBatch = (d: ActionDeclaration): boolean => d.configuration?.['BatchEnabled'] === 'true';

/** The builds and deployments that the newest actions of the stages have run, as far as they are read from here. */
function ranIn(facts: PipelineFacts, stages: readonly StageState[]): Ran[] {
  return stages.flatMap((s) =>
    declaredIn(facts, s.stageName ?? '').flatMap((d): Ran[] => {
      const latest = s.actionStates?.find((a) => a.actionName === d.name)?.latestExecution;
      const id = latest?.externalExecutionId;
      if (!id || isBatch(d) || awayOf(facts, { region: d.region, roleArn: d.roleArn })) return [];
      const provider = d.actionTypeId?.provider ?? '';
      return [{ id, provider, isMoving: isMoving(statusOf(latest.status)) }];
    }),
  );
}

async function ofBuilds(
  connection: Connection,
  ids: readonly string[],
): Promise<[string, ActionWork][]> {
  const builds = await buildsById(connection, ids);
  return Promise.all(
    builds.map(async (b): Promise<[string, ActionWork]> => {
      const { phases } = buildView(b);
      return [b.id ?? '', { phases, tests: await testTotals(connection, b) }];
    }),
  );
}

const ofDeployment = async (connection: Connection, id: string): Promise<[string, ActionWork]> => [
  id,
  { targets: await deploymentCount(connection, id) },
];

/** What is told of all of these when it cannot be read. */
const orUnread = (
  ids: readonly string[],
  read: Promise<[string, ActionWork][]>,
): Promise<[string, ActionWork][]> =>
  read.catch((error: unknown) => {
    const unread = toAppError(error).message;
    return ids.map((id) => [id, { unread }]);
  });

/**
 * What the actions of these stages do inside, by their external ids: phases and tests of builds, targets of deployments
 * under way. One call for all builds, and none once they are over.
 */
export async function workIn(
  connection: Connection,
  facts: PipelineFacts,
  stages: readonly StageState[],
): Promise<ReadonlyMap<string, ActionWork>> {
  const ran = ranIn(facts, stages);
  const builds = [...new Set(ran.flatMap((r) => (r.provider === 'CodeBuild' ? r.id : [])))].slice(
    0,
    MOST_BUILDS,
  );
  const deployments = ran.flatMap((r) => (r.provider === 'CodeDeploy' && r.isMoving ? r.id : []));
  const found = await Promise.all([
    orUnread(builds, ofBuilds(connection, builds)),
    ...deployments.map((id) =>
      orUnread(
        [id],
        ofDeployment(connection, id).then((one) => [one]),
      ),
    ),
  ]);
  return new Map(found.flat());
}
