import 'server-only';
import type { ActionDeclaration } from '@aws-sdk/client-codepipeline';
import type { Preflight, PreflightFinding } from '@/lib/domain/deployments/preflight';
import { preflight } from '../artifacts/preflight';
import type { Connection } from '../aws/connection';
import { toAppError } from '../aws/errors';
import { readGroup, rollbackEvents } from '../data/deployment-groups';
import { deployingActions } from '../data/deploying';
import type { PipelineFacts } from '../data/pipeline-facts';
import { stageThatRollsBack } from '../data/rollback-owners';
import { artifactsOfExecution } from '../execution/read';

interface Place {
  readonly bucket: string;
  readonly key: string;
}

/** Whether both a group and the stage that deploys to it roll back by themselves. */
async function owners(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  action: ActionDeclaration,
): Promise<{ platform: string; findings: PreflightFinding[] }> {
  const name = action.configuration?.['DeploymentGroupName'] ?? '';
  const group = await readGroup(connection, action.configuration?.['ApplicationName'] ?? '', name);
  const isTwice =
    rollbackEvents(group).length > 0 && stageThatRollsBack(facts.declaration, stage) !== undefined;
  return {
    platform: group?.computePlatform ?? 'Server',
    findings: isTwice
      ? [
          {
            level: 'warning',
            text: `Two owners of rollback: the deployment group ${name} and the stage ${stage} both roll back by themselves, each to its own last good revision. Turn one of them off.`,
          },
        ]
      : [],
  };
}

async function checkAction(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  action: ActionDeclaration,
  at: Place,
): Promise<Preflight | undefined> {
  const { platform, findings } = await owners(connection, facts, stage, action);
  if (platform !== 'Server') return undefined;
  const found = await preflight(connection, {
    revisionType: 'S3',
    s3Location: { ...at, bundleType: 'zip' },
  });
  return found && { ...found, findings: [...found.findings, ...findings] };
}

/** What is said where nothing could be checked; credentials that fail are the page's matter. */
function notRead(error: unknown): Preflight {
  const { kind, message } = toAppError(error);
  if (kind === 'credentials') throw error;
  return { findings: [], checked: '', unread: message };
}

/** What is found in the bundles that CodeDeploy would deploy in a stage. What cannot be read is said, and holds up nobody. */
export async function checkBundles(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  placeOf: (action: ActionDeclaration) => Place | undefined,
): Promise<Preflight | undefined> {
  const actions = deployingActions(facts, stage).filter(
    (a) => a.actionTypeId?.provider === 'CodeDeploy',
  );
  try {
    const found = await Promise.all(
      actions.map((a) => {
        const at = placeOf(a);
        return at && checkAction(connection, facts, stage, a, at);
      }),
    );
    const all = found.filter((f) => f !== undefined);
    const [first] = all;
    return (
      first && {
        ...first,
        findings: all.flatMap((f) => f.findings).filter(isFirst),
        unread: all.find((f) => f.unread !== undefined)?.unread,
      }
    );
  } catch (error) {
    return notRead(error);
  }
}

/** The same bundle for two groups says the same twice. */
const isFirst = (f: PreflightFinding, i: number, all: readonly PreflightFinding[]): boolean =>
  all.findIndex((other) => other.text === f.text) === i;

/** The same for a release that has not reached the stage yet: by the artifacts that its execution has made. */
export async function checkRelease(
  connection: Connection,
  facts: PipelineFacts,
  stage: string,
  execution: string | undefined,
): Promise<Preflight | undefined> {
  const deploys = deployingActions(facts, stage).some(
    (a) => a.actionTypeId?.provider === 'CodeDeploy',
  );
  if (!deploys || execution === undefined) return undefined;
  const pipeline = facts.declaration.name ?? '';
  try {
    const made = await artifactsOfExecution(connection, pipeline, execution);
    return await checkBundles(connection, facts, stage, (a) =>
      made.find((m) => m.name === a.inputArtifacts?.[0]?.name),
    );
  } catch (error) {
    return notRead(error);
  }
}
