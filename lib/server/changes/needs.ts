import 'server-only';
import type { ChangeRequest } from '@/lib/domain/changes/change';
import type { ChangeKind } from '@/lib/domain/changes/change-kinds';
import type { Need } from '../permissions/missing';

const ON_PIPELINE: Partial<Record<ChangeKind, string>> = {
  release: 'StartPipelineExecution',
  stop: 'StopPipelineExecution',
};
const ON_STAGE: Partial<Record<ChangeKind, string>> = {
  rollback: 'RollbackStage',
  retry: 'RetryStageExecution',
  close: 'DisableStageTransition',
  open: 'EnableStageTransition',
  lift: 'EnableStageTransition',
  override: 'OverrideStageCondition',
};
const ON_ACTION: Partial<Record<ChangeKind, string>> = {
  approve: 'PutApprovalResult',
  reject: 'PutApprovalResult',
};

/** The permission a change stands or falls with, where its resource is known (Service Authorization Reference, "Resource types defined by AWS CodePipeline"). */
export function needOf(
  { kind, pipeline, stage }: ChangeRequest,
  action: string | undefined,
): Need | undefined {
  const need = (name: string | undefined, ...parts: (string | undefined)[]): Need | undefined =>
    name === undefined || parts.includes(undefined)
      ? undefined
      : { action: `codepipeline:${name}`, resource: [pipeline, ...parts].join('/') };
  return (
    need(ON_PIPELINE[kind]) ?? need(ON_STAGE[kind], stage) ?? need(ON_ACTION[kind], stage, action)
  );
}
