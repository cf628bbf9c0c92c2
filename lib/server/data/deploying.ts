import 'server-only';
import type {
  ActionDeclaration,
  ActionExecutionDetail,
  PipelineDeclaration,
} from '@aws-sdk/client-codepipeline';
import { isNamedAsDeploying } from '../env';
import type { PipelineFacts } from './pipeline-facts';

type Declared = Pick<PipelineFacts, 'declaration'>;

export const declaredIn = (facts: Declared, stage: string): readonly ActionDeclaration[] =>
  facts.declaration.stages?.find((s) => s.name === stage)?.actions ?? [];

export const isApprovalAction = (a: ActionDeclaration): boolean =>
  a.actionTypeId?.category === 'Approval';

/** The newest attempt at each of an execution's actions, by name; the list is newest first. */
export const newestAttempts = (
  actions: readonly ActionExecutionDetail[],
): ReadonlyMap<string, ActionExecutionDetail> =>
  new Map([...actions].reverse().map((a) => [a.actionName ?? '', a]));

const runOrder = (a: ActionDeclaration): number => a.runOrder ?? 1;

/** CloudFormation action modes that change no stack's resources, or take them away (CloudFormation action reference). */
const NOT_DEPLOYING: readonly string[] = ['CHANGE_SET_REPLACE', 'DELETE_ONLY'];
/** Of these categories an action can be anything: after an approval it is what was approved. */
const AFTER_APPROVAL: readonly string[] = ['Build', 'Compute', 'Invoke'];

function isDeployAction(a: Pick<ActionDeclaration, 'actionTypeId' | 'configuration'>): boolean {
  if (a.actionTypeId?.category !== 'Deploy') return false;
  return !(
    a.actionTypeId.provider === 'CloudFormation' &&
    NOT_DEPLOYING.includes(a.configuration?.['ActionMode'] ?? '')
  );
}

const isWork = (a: ActionDeclaration): boolean =>
  AFTER_APPROVAL.includes(a.actionTypeId?.category ?? '') &&
  a.actionTypeId?.provider !== 'InspectorScan';

/** Whether nobody but people has the last word in a stage: all actions of its last run order are approvals. */
function endsWithApproval(actions: readonly ActionDeclaration[]): boolean {
  const last = Math.max(0, ...actions.map(runOrder));
  return actions.length > 0 && actions.filter((a) => runOrder(a) === last).every(isApprovalAction);
}

function workAfterApproval(
  stages: NonNullable<PipelineDeclaration['stages']>,
  index: number,
): ActionDeclaration[] {
  const actions = stages[index]?.actions ?? [];
  if (index > 0 && endsWithApproval(stages[index - 1]?.actions ?? []))
    return actions.filter(isWork);
  const approved = Math.min(Infinity, ...actions.filter(isApprovalAction).map(runOrder));
  return actions.filter((a) => isWork(a) && runOrder(a) > approved);
}

/**
 * The actions by which a stage deploys: those of category Deploy; where there are none, what follows an approval (a
 * Terraform apply by CodeBuild); and those that a setting names. In run order.
 */
export function deployingActions(facts: Declared, stage: string): readonly ActionDeclaration[] {
  const stages = facts.declaration.stages ?? [];
  const index = stages.findIndex((s) => s.name === stage);
  const actions = stages[index]?.actions ?? [];
  const own = actions.filter(isDeployAction);
  const found = own.length ? own : workAfterApproval(stages, index);
  const all = actions.filter(
    (a) =>
      found.includes(a) || isNamedAsDeploying(facts.declaration.name ?? '', stage, a.name ?? ''),
  );
  return [...all].sort((a, b) => runOrder(a) - runOrder(b));
}

/**
 * Tells the executions of a stage's deploying actions: by the names that these have now, and of actions that the pipeline
 * has no longer by their type.
 */
export function deployingIn(facts: Declared, stage: string): (a: ActionExecutionDetail) => boolean {
  const now = new Set(declaredIn(facts, stage).map((a) => a.name));
  const deploying = new Set(deployingActions(facts, stage).map((a) => a.name));
  return (a) =>
    a.stageName === stage &&
    (now.has(a.actionName)
      ? deploying.has(a.actionName)
      : isDeployAction({
          actionTypeId: a.input?.actionTypeId,
          configuration: a.input?.resolvedConfiguration ?? a.input?.configuration,
        }));
}

export const isDeployStage = (facts: Declared, stage: string): boolean =>
  deployingActions(facts, stage).length > 0;

/** Whether a stage is deployed by writing files into S3. */
export const isWebsite = (facts: Declared, stage: string): boolean =>
  deployingActions(facts, stage).some((a) => a.actionTypeId?.provider === 'S3');
