import type { Ctx, Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import * as types from './action-types';
import { runAction } from './actions';
import { expire, putApprovalResult } from './approvals';
import * as control from './execution-control';
import { buildEnded } from './completions';
import { fleetAbandoned, fleetEntry, fleetLost, runFleetTarget } from './fleet';
import { listDeployActionExecutionTargets } from './fleet-targets';
import { gitChange, listens } from './git-changes';
import * as workers from './job-operations';
import * as lists from './list-actions';
import * as p from './pipelines';
import { poll, watch } from './polling';
import * as r from './read-operations';
import { expireRule, runRule } from './rule-run';
import * as sources from './source-operations';
import { firstExecution, startPipelineExecution, startTriggered } from './start';
import * as tags from './tags';
import * as w from './webhooks';

export const operations = {
  AcknowledgeJob: workers.acknowledgeJob,
  AcknowledgeThirdPartyJob: workers.thirdParty.acknowledge,
  CreateCustomActionType: types.createCustomActionType,
  CreatePipeline: p.createPipeline,
  DeleteCustomActionType: types.deleteCustomActionType,
  DeletePipeline: p.deletePipeline,
  DeleteWebhook: w.deleteWebhook,
  DeregisterWebhookWithThirdParty: w.deregisterWebhook,
  DisableStageTransition: control.disableStageTransition,
  EnableStageTransition: control.enableStageTransition,
  GetActionType: types.getActionType,
  GetJobDetails: workers.getJobDetails,
  GetPipeline: p.getPipeline,
  GetPipelineExecution: r.getPipelineExecution,
  GetPipelineState: r.getPipelineState,
  GetThirdPartyJobDetails: workers.thirdParty.details,
  ListActionExecutions: lists.listActionExecutions,
  ListActionTypes: types.listActionTypes,
  ListDeployActionExecutionTargets: listDeployActionExecutionTargets,
  ListPipelineExecutions: r.listPipelineExecutions,
  ListPipelines: p.listPipelines,
  ListRuleExecutions: lists.listRuleExecutions,
  ListRuleTypes: types.listRuleTypes,
  ListTagsForResource: tags.listTagsForResource,
  ListWebhooks: w.listWebhooks,
  OverrideStageCondition: control.overrideStageCondition,
  PollForJobs: workers.pollForJobs,
  PollForThirdPartyJobs: workers.pollForThirdPartyJobs,
  PutActionRevision: sources.putActionRevision,
  PutApprovalResult: putApprovalResult,
  PutJobFailureResult: workers.putJobFailureResult,
  PutJobSuccessResult: workers.putJobSuccessResult,
  PutThirdPartyJobFailureResult: workers.thirdParty.failure,
  PutThirdPartyJobSuccessResult: workers.thirdParty.success,
  PutWebhook: w.putWebhook,
  RegisterWebhookWithThirdParty: w.registerWebhook,
  RetryStageExecution: control.retryStageExecution,
  RollbackStage: control.rollbackStage,
  StartPipelineExecution: startPipelineExecution,
  StopPipelineExecution: control.stopPipelineExecution,
  TagResource: tags.tagResource,
  UntagResource: tags.untagResource,
  UpdateActionType: types.updateActionType,
  UpdatePipeline: p.updatePipeline,
} satisfies Operations;

export const internal: Internal<'codepipeline'> = {
  gitChange,
  listens,
  startPipelineExecution: startTriggered,
};

export const jobs = {
  'codepipeline.action': runAction,
  'codepipeline.build-check': (job: Job, ctx: Ctx): Promise<void> => buildEnded(ctx, job.key),
  'codepipeline.expire': expire,
  'codepipeline.first': firstExecution,
  'codepipeline.fleet': fleetEntry,
  'codepipeline.fleet-abandoned': fleetAbandoned,
  'codepipeline.fleet-lost': fleetLost,
  'codepipeline.fleet-target': runFleetTarget,
  'codepipeline.poll': poll,
  'codepipeline.rule': runRule,
  'codepipeline.rule-timeout': expireRule,
  'codepipeline.watch': watch,
};

export { onEvent } from './completions';
export { recover } from './store';
