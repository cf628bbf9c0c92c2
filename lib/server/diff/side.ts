import 'server-only';
import type { ActionExecutionDetail, PipelineExecution } from '@aws-sdk/client-codepipeline';
import type { Side, Told, Unread } from '@/lib/domain/commits/comparison';
import type { Revision } from '@/lib/domain/commits/revision';
import { awayOf } from '../data/action-links';
import { AppError, toAppError } from '../aws/errors';
import type { PipelineFacts } from '../data/pipeline-facts';
import { revisionsOf, sourceOf } from '../data/sources';
import type { ArtifactLocation } from './artifact-tree';

/** Where a source's content is. */
export interface Place {
  readonly provider: string;
  /** Repository, bucket or image repository. */
  readonly repository: string;
  /** It is in another Region or account than the pipeline's, so it is not read. */
  readonly isElsewhere: boolean;
  readonly artifact?: ArtifactLocation | undefined;
  /** Its artifact holds no files: CodeBuild clones by it. */
  readonly isReference: boolean;
}

export interface ReadSide extends Side {
  readonly places: ReadonlyMap<string, Place>;
  /** Why its artifacts could not be listed. */
  readonly unlisted?: Unread | undefined;
}

/** AWS's answer, or the error that came instead. */
export type Answer<T> = T | AppError;

export const unreadBy = (error: unknown): Unread => {
  const { message, help } = toAppError(error);
  const { action, command, policies } = help;
  return {
    why: message,
    action,
    command,
    ...(policies ? { nextStep: help.nextStep, policies } : {}),
  };
};

const isSource = (a: ActionExecutionDetail): boolean =>
  a.input?.actionTypeId?.category === 'Source';

/** The source actions that ran, by name; of several attempts, the newest with an output. */
function ranSources(
  actions: readonly ActionExecutionDetail[],
): ReadonlyMap<string, ActionExecutionDetail> {
  const found = new Map<string, ActionExecutionDetail>();
  for (const a of actions.filter(isSource)) {
    const known = found.get(a.actionName ?? '');
    if (!known?.output?.outputArtifacts?.length) found.set(a.actionName ?? '', a);
  }
  return found;
}

function placeOf(
  facts: Pick<PipelineFacts, 'declaration' | 'arn'>,
  source: string,
  ran: ActionExecutionDetail | undefined,
): Place {
  const now = sourceOf(facts, source);
  const then = ran?.input?.resolvedConfiguration ?? ran?.input?.configuration;
  const s3 = ran?.output?.outputArtifacts?.[0]?.s3location;
  return {
    provider: ran?.input?.actionTypeId?.provider ?? now.provider,
    repository: then?.['RepositoryName'] ?? now.repository,
    isElsewhere:
      awayOf(facts, { region: ran?.input?.region, roleArn: ran?.input?.roleArn }) !== undefined,
    artifact: s3?.bucket && s3.key ? { bucket: s3.bucket, key: s3.key } : undefined,
    isReference: then?.['OutputArtifactFormat'] === 'CODEBUILD_CLONE_REF',
  };
}

function variablesOf(
  facts: Pick<PipelineFacts, 'declaration'>,
  detail: Answer<PipelineExecution>,
): Told<ReadonlyMap<string, string | undefined>> {
  if (detail instanceof AppError) return { unread: unreadBy(detail) };
  // AWS leaves the member out for a pipeline without variables.
  if (!detail.variables && facts.declaration.variables?.length)
    return { unread: { why: "AWS does not tell this execution's variables." } };
  return {
    told: new Map(
      (detail.variables ?? []).map((v) => [v.name ?? '', v.resolvedValue ?? undefined]),
    ),
  };
}

function versionOf(
  detail: Answer<PipelineExecution>,
  actions: Answer<readonly ActionExecutionDetail[]>,
): Told<number> {
  const found =
    (detail instanceof AppError ? undefined : detail.pipelineVersion) ??
    (actions instanceof AppError ? undefined : actions[0]?.pipelineVersion);
  if (typeof found === 'number') return { told: found };
  const [failed] = [detail, actions].filter((x) => x instanceof AppError);
  return {
    unread: failed
      ? unreadBy(failed)
      : { why: 'AWS does not tell the version of the pipeline that this execution ran in.' },
  };
}

/**
 * One side of a comparison, from AWS's answers. `origin` is the execution whose revisions, variables and version it
 * carries: its own id, or the target's for a rollback.
 */
export function sideOf(
  facts: Answer<PipelineFacts>,
  origin: string,
  detail: Answer<PipelineExecution>,
  actions: Answer<readonly ActionExecutionDetail[]>,
): ReadSide {
  if (facts instanceof AppError) {
    const unread = { unread: unreadBy(facts) };
    return { revisions: unread, variables: unread, version: unread, places: new Map() };
  }
  const own = actions instanceof AppError ? [] : actions;
  const listed = new Set(own.map((a) => a.actionExecutionId));
  const known: PipelineFacts = {
    ...facts,
    executions: [...facts.executions],
    actions: [...own, ...facts.actions.filter((a) => !listed.has(a.actionExecutionId))],
  };
  const ran = ranSources(own);
  const revisions = new Map<string, Revision>(
    revisionsOf(known, origin).map((r) => [r.source ?? '', r]),
  );
  // A source that has run belongs to the execution even if it reported no revision.
  for (const source of ran.keys())
    if (!revisions.has(source))
      revisions.set(source, { sha: '', kind: 'none', message: '', source });
  return {
    revisions: { told: revisions },
    variables: variablesOf(facts, detail),
    version: versionOf(detail, actions),
    places: new Map(
      [...revisions.keys()].map((source) => [source, placeOf(facts, source, ran.get(source))]),
    ),
    unlisted: actions instanceof AppError ? unreadBy(actions) : undefined,
  };
}
