import { CodeCommit } from '@aws-sdk/client-codecommit';
import {
  CodePipeline,
  type PipelineDeclaration,
  type PipelineExecution,
} from '@aws-sdk/client-codepipeline';
import { S3 } from '@aws-sdk/client-s3';
import { startTestEngine, type TestEngine } from './start';
import { until } from './wait';

export const type = (category: string, provider: string, owner = 'AWS') => ({
  category: category as 'Source',
  owner: owner as 'AWS',
  provider,
  version: '1',
});
export const source = {
  name: 'Source',
  actionTypeId: type('Source', 'CodeCommit'),
  configuration: { RepositoryName: 'r', BranchName: 'main', PollForSourceChanges: 'false' },
  outputArtifacts: [{ name: 'S' }],
};
export const gate = { name: 'Approve', actionTypeId: type('Approval', 'Manual') };
type Stages = NonNullable<PipelineDeclaration['stages']>;
export const declare = (
  name: string,
  stages: Stages,
  more: Partial<PipelineDeclaration> = {},
): PipelineDeclaration => ({
  name,
  roleArn: 'arn:aws:iam::000000000000:role/r',
  artifactStore: { type: 'S3', location: 'artifacts' },
  pipelineType: 'V2',
  stages,
  ...more,
});
/** Source, then an approval; `stage` is added to the second stage. */
export const gated = (
  name: string,
  more: Partial<PipelineDeclaration> = {},
  stage: object = {},
): PipelineDeclaration =>
  declare(
    name,
    [
      { name: 'Source', actions: [source] },
      { name: 'Gate', actions: [gate], ...stage },
    ],
    more,
  );

/** An engine with a repository `r`, a bucket `artifacts`, and what tests of pipelines ask again and again. */
export interface Bench {
  readonly engine: TestEngine;
  readonly cp: CodePipeline;
  token(name: string): Promise<string>;
  newest(name: string): Promise<string>;
  status(name: string, id: string): Promise<string | undefined>;
  ended(name: string, id: string): Promise<PipelineExecution>;
  answer(name: string, token: string, status?: 'Approved' | 'Rejected'): Promise<unknown>;
  clock(advanceSeconds: number): Promise<unknown>;
}

export async function startBench(): Promise<Bench> {
  const engine = await startTestEngine();
  const cp = new CodePipeline(engine.client);
  const cc = new CodeCommit(engine.client);
  await cc.createRepository({ repositoryName: 'r' });
  await cc.putFile({
    repositoryName: 'r',
    branchName: 'main',
    filePath: 'a',
    fileContent: Buffer.from('a'),
    commitMessage: 'First',
  });
  await new S3({ ...engine.client, forcePathStyle: true }).createBucket({ Bucket: 'artifacts' });
  const execution = async (pipelineName: string, pipelineExecutionId: string) =>
    (await cp.getPipelineExecution({ pipelineName, pipelineExecutionId })).pipelineExecution;
  return {
    engine,
    cp,
    token: (name) =>
      until(
        'an approval waits',
        async () =>
          (await cp.getPipelineState({ name })).stageStates?.[1]?.actionStates?.[0]?.latestExecution
            ?.token,
      ),
    newest: (pipelineName) =>
      until(
        'an execution',
        async () =>
          (await cp.listPipelineExecutions({ pipelineName })).pipelineExecutionSummaries?.[0]
            ?.pipelineExecutionId,
      ),
    status: async (name, id) => (await execution(name, id))?.status,
    ended: (name, id) =>
      until(`${name} ${id} ends`, async () => {
        const e = await execution(name, id);
        return e && e.status !== 'InProgress' && e.status !== 'Stopping' ? e : undefined;
      }),
    answer: (pipelineName, token, status = 'Approved') =>
      cp.putApprovalResult({
        pipelineName,
        stageName: 'Gate',
        actionName: 'Approve',
        token,
        result: { summary: 's', status },
      }),
    clock: (advanceSeconds) =>
      fetch(`${engine.endpoint}/_starboard/clock`, {
        method: 'POST',
        body: JSON.stringify({ advanceSeconds }),
      }),
  };
}
