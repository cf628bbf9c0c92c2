import 'server-only';
import type {
  ActionExecutionDetail,
  PipelineDeclaration,
  PipelineExecutionSummary,
  StageState,
} from '@aws-sdk/client-codepipeline';
import type { LiveFinding } from '@/lib/domain/deployments/live';

/** What AWS says of one pipeline. All views of it are pure functions of these. */
export interface PipelineFacts {
  readonly declaration: PipelineDeclaration;
  /** The pipeline's own: it names Region and account. */
  readonly arn: string | undefined;
  readonly updatedAt: number;
  /** The newest of each stage. In PARALLEL mode that is put together from the actions, for the state does not tell it. */
  readonly stages: readonly StageState[];
  /** Each execution's own stages, in PARALLEL mode only. */
  readonly parallelExecutions: ReadonlyMap<string, readonly StageState[]>;
  /** Newest first, the last 50 (in PARALLEL mode 200). */
  readonly executions: readonly PipelineExecutionSummary[];
  /** Executions that are older than those, and that something newer names: what is live, what a rollback brought back. */
  readonly older: readonly PipelineExecutionSummary[];
  /** Newest first, the last 100, and all of those PARALLEL executions that are under way. */
  readonly actions: readonly ActionExecutionDetail[];
  readonly live: ReadonlyMap<string, LiveFinding>;
  /** Parts that could not be read, by stage, in words. */
  readonly unread: ReadonlyMap<string, string>;
}
