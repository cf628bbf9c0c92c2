import type { StartPipelineExecutionOutput } from '@aws-sdk/client-codepipeline';
import { AwsError } from '../../../wire/errors';
import { progress, succeed, type Doing } from '../action-run';

function list(config: Readonly<Record<string, string>>, key: string): unknown[] | undefined {
  const text = config[key];
  if (!text) return undefined;
  try {
    const parsed = JSON.parse(text) as unknown;
    if (Array.isArray(parsed)) return parsed as unknown[];
  } catch (cause) {
    throw new AwsError('ConfigurationError', `${key} is not a JSON list`, { cause });
  }
  throw new AwsError('ConfigurationError', `${key} is not a JSON list`);
}

/** Starts another pipeline and does not wait for it ([memory]: the action is for triggering what is downstream). */
export async function invokePipeline(d: Doing): Promise<void> {
  progress(d, { resolved: d.config });
  const started = (await d.ctx.invoke('codepipeline', 'StartPipelineExecution', {
    name: d.config['PipelineName'],
    clientRequestToken: d.run.id,
    variables: list(d.config, 'Variables'),
    sourceRevisions: list(d.config, 'SourceRevisions'),
  })) as StartPipelineExecutionOutput;
  succeed(d, {
    externalId: started.pipelineExecutionId,
    summary: `Started ${d.config['PipelineName'] ?? ''}`,
    variables: { PipelineExecutionId: started.pipelineExecutionId ?? '' },
  });
}
