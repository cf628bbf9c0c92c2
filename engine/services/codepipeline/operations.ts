import type { Operations } from '../../ports/context';
import { expireApproval, onEvent, runAction } from './actions';
import * as e from './execution-operations';
import * as p from './pipelines';
import * as r from './read-operations';

export const operations = {
  CreatePipeline: p.createPipeline,
  DeletePipeline: p.deletePipeline,
  DisableStageTransition: e.disableStageTransition,
  EnableStageTransition: e.enableStageTransition,
  GetPipeline: p.getPipeline,
  GetPipelineExecution: r.getPipelineExecution,
  GetPipelineState: r.getPipelineState,
  ListActionExecutions: r.listActionExecutions,
  ListPipelineExecutions: r.listPipelineExecutions,
  ListPipelines: p.listPipelines,
  ListTagsForResource: p.listTagsForResource,
  PutApprovalResult: e.putApprovalResult,
  RetryStageExecution: e.retryStageExecution,
  RollbackStage: e.rollbackStage,
  StartPipelineExecution: e.startPipelineExecution,
  StopPipelineExecution: e.stopPipelineExecution,
  UpdatePipeline: p.updatePipeline,
} satisfies Operations;

export const jobs = { 'codepipeline.action': runAction, 'codepipeline.expire': expireApproval, 'codepipeline.first': e.firstExecution };

export { onEvent };
