import 'server-only';
import type { ActionExecutionDetail, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import { isGood, statusOf } from '@/lib/domain/status';
import { ms } from '../data/dates';

/** An artifact that an execution has made. */
export interface MadeArtifact {
  readonly action: string;
  readonly name: string;
  readonly bucket: string;
  readonly key: string;
  /** A source brought it: its files are what is released, and say nothing about it. */
  readonly isSource: boolean;
  /** Its artifact holds no files: CodeBuild clones by it. */
  readonly isReference: boolean;
  /** An action deploys it: its pages and pictures are the application's. */
  readonly isDeployed: boolean;
}

/** A change set that an action has made, to be executed by a later one. */
export interface MadeChangeSet {
  readonly action: string;
  readonly stack: string;
  readonly changeSet: string;
  /** Its ARN, which names this one and none that was made later by the same name. */
  readonly arn: string | undefined;
  readonly ran: ActionExecutionDetail;
}

/** An approval of an execution. */
export interface Gate {
  readonly stage: string;
  readonly action: string;
}

/** The newest attempt of every action that had ended when the gate began to wait; where it has not yet, of all. */
export function ranBefore(
  actions: readonly ActionExecutionDetail[],
  gate: Gate,
): ActionExecutionDetail[] {
  const own = actions.find((a) => a.stageName === gate.stage && a.actionName === gate.action);
  const began = own ? ms(own.startTime) : Infinity;
  const newest = new Map<string, ActionExecutionDetail>();
  // Newest first, as AWS lists them.
  for (const a of actions) {
    const key = JSON.stringify([a.stageName, a.actionName]);
    const isBefore = a !== own && ms(a.startTime) <= began;
    if (isBefore && isGood(statusOf(a.status)) && !newest.has(key)) newest.set(key, a);
  }
  return [...newest.values()].reverse();
}

const nameOf = (a: ActionExecutionDetail): string => `${a.stageName ?? ''} ${a.actionName ?? ''}`;

const configurationOf = (a: ActionExecutionDetail): Readonly<Record<string, string>> =>
  a.input?.resolvedConfiguration ?? a.input?.configuration ?? {};

const deployedIn = (declaration: PipelineDeclaration): ReadonlySet<string> =>
  new Set(
    (declaration.stages ?? [])
      .flatMap((s) => s.actions ?? [])
      .filter((a) => a.actionTypeId?.category === 'Deploy')
      .flatMap((a) => (a.inputArtifacts ?? []).map((i) => i.name ?? '')),
  );

export function artifactsIn(
  actions: readonly ActionExecutionDetail[],
  declaration: PipelineDeclaration,
): MadeArtifact[] {
  const deployed = deployedIn(declaration);
  return actions.flatMap((a) =>
    (a.output?.outputArtifacts ?? []).flatMap(({ name, s3location: at }) =>
      name && at?.bucket && at.key
        ? [
            {
              action: nameOf(a),
              name,
              bucket: at.bucket,
              key: at.key,
              isSource: a.input?.actionTypeId?.category === 'Source',
              isReference: configurationOf(a)['OutputArtifactFormat'] === 'CODEBUILD_CLONE_REF',
              isDeployed: deployed.has(name),
            },
          ]
        : [],
    ),
  );
}

const ARN = /arn:aws[\w-]*:cloudformation:[^\s&#]+?:changeSet\/[^\s&#]+/;

/** `changeset/detail?changeSetId=ARN&stackId=…`, whole or escaped. */
function arnIn(text: string | undefined): string | undefined {
  try {
    return ARN.exec(decodeURIComponent(text ?? ''))?.[0];
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

const isOfCloudFormation = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.provider === 'CloudFormation';

function changeSetOf(ran: ActionExecutionDetail): MadeChangeSet[] {
  const { StackName: stack, ChangeSetName: changeSet } = configurationOf(ran);
  if (!stack || !changeSet) return [];
  const { externalExecutionId, externalExecutionUrl } = ran.output?.executionResult ?? {};
  const arn = arnIn(externalExecutionId) ?? arnIn(externalExecutionUrl);
  return [{ action: nameOf(ran), stack, changeSet, arn, ran }];
}

/**
 * Change sets that wait: of CloudFormation actions that only make one, and that no other of these actions has executed
 * (CodePipeline action structure reference, ActionMode).
 */
export function changeSetsIn(actions: readonly ActionExecutionDetail[]): MadeChangeSet[] {
  const own = actions.filter(isOfCloudFormation);
  const ofMode = (mode: string): MadeChangeSet[] =>
    own.filter((a) => configurationOf(a)['ActionMode'] === mode).flatMap(changeSetOf);
  const executed = ofMode('CHANGE_SET_EXECUTE');
  return ofMode('CHANGE_SET_REPLACE').filter(
    (made) =>
      !executed.some(
        (e) =>
          e.stack === made.stack &&
          e.changeSet === made.changeSet &&
          ms(e.ran.startTime) > ms(made.ran.startTime),
      ),
  );
}
