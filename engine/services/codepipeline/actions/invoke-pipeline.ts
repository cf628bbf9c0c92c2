import type { PipelineVariable, SourceRevisionOverride } from '@aws-sdk/client-codepipeline';
import { progress, succeed, type ActionAttempt } from '../action-run';
import { jsonList } from '../build-input';

/** Starts another pipeline and does not wait for it ([memory]: the action is for triggering what is downstream). */
export async function invokePipeline(d: ActionAttempt): Promise<void> {
  progress(d, { resolved: d.config });
  const started = await d.ctx.call.codepipeline.startPipelineExecution({
    name: d.config['PipelineName'],
    clientRequestToken: d.run.id,
    variables: jsonList<PipelineVariable>(d, 'Variables'),
    sourceRevisions: jsonList<SourceRevisionOverride>(d, 'SourceRevisions'),
  });
  succeed(d, {
    externalId: started.pipelineExecutionId,
    summary: `Started ${d.config['PipelineName'] ?? ''}`,
    variables: { PipelineExecutionId: started.pipelineExecutionId ?? '' },
  });
}
