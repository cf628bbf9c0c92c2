import { CodeBuild } from '@aws-sdk/client-codebuild';
import { S3 } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listZip } from '../../testing/zip';
import { declare, source, startBench, type, type Bench } from '../../testing/pipelines';

let b: Bench;
let s3: S3;
let cb: CodeBuild;
beforeAll(async () => {
  b = await startBench();
  s3 = new S3({ ...b.engine.client, forcePathStyle: true });
  cb = new CodeBuild(b.engine.client);
});
afterAll(() => b.engine.stop());

/** Each build writes a file of its name and one that all write; `api` has a secondary artifact too. */
const SPEC = JSON.stringify({
  version: '0.2',
  batch: { 'build-list': [{ identifier: 'web' }, { identifier: 'api' }] },
  phases: {
    build: {
      commands: [
        'cat a > "$CODEBUILD_BATCH_BUILD_IDENTIFIER.txt"; echo "$CODEBUILD_BATCH_BUILD_IDENTIFIER" > same; echo doc > doc',
        '[ "$CODEBUILD_BATCH_BUILD_IDENTIFIER" != "$BAD" ]',
      ],
    },
  },
  artifacts: { files: ['*.txt', 'same'], 'secondary-artifacts': { docs: { files: ['doc'] } } },
});

async function run(
  name: string,
  configuration: object,
  outputs: readonly string[],
  buildspec = SPEC,
) {
  await cb.createProject({
    name,
    source: { type: 'CODEPIPELINE', buildspec },
    artifacts: { type: 'CODEPIPELINE' },
    environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
    serviceRole: 'arn:aws:iam::000000000000:role/r',
    buildBatchConfig: { serviceRole: 'arn:aws:iam::000000000000:role/batch' },
  });
  const action = {
    name: 'Build',
    actionTypeId: type('Build', 'CodeBuild'),
    configuration: { ProjectName: name, BatchEnabled: 'true', ...configuration },
    inputArtifacts: [{ name: 'S' }],
    outputArtifacts: outputs.map((o) => ({ name: o })),
  };
  await b.cp.createPipeline({
    pipeline: declare(name, [
      { name: 'Source', actions: [source] },
      { name: 'Build', actions: [action] },
    ]),
  });
  const ended = await b.ended(name, await b.newest(name));
  const made = (
    await b.cp.listActionExecutions({ pipelineName: name })
  ).actionExecutionDetails?.find((a) => a.actionName === 'Build');
  const files = async (output: string): Promise<Record<string, string>> => {
    const at = made?.output?.outputArtifacts?.find((o) => o.name === output)?.s3location;
    return listZip(
      (await (
        await s3.getObject({ Bucket: at?.bucket, Key: at?.key })
      ).Body?.transformToByteArray()) ?? new Uint8Array(),
    );
  };
  const batch = (
    await cb.batchGetBuildBatches({
      ids: [made?.output?.executionResult?.externalExecutionId ?? ''],
    })
  ).buildBatches?.[0];
  return { ended, files, batch };
}

describe('a batch as an action of a pipeline', () => {
  it('gives each output to the build it is named after', async () => {
    const { ended, files, batch } = await run('apart', {}, ['web', 'api', 'api_docs']);
    expect([ended.status, batch?.buildBatchStatus, batch?.initiator]).toEqual([
      'Succeeded',
      'SUCCEEDED',
      'codepipeline/apart',
    ]);
    expect([await files('web'), await files('api'), await files('api_docs')]).toEqual([
      { same: 'web\n', 'web.txt': 'a' },
      { 'api.txt': 'a', same: 'api\n' },
      { doc: 'doc\n' },
    ]);
  });

  it('combines what all have made into one, the later build winning, and leaves no parts', async () => {
    const { ended, files, batch } = await run('combined', { CombineArtifacts: 'true' }, ['Out']);
    expect(ended.status).toBe('Succeeded');
    expect(await files('Out')).toEqual({ 'api.txt': 'a', same: 'api\n', 'web.txt': 'a' });
    expect(batch?.phases?.map((p) => p.phaseType)).toEqual([
      'SUBMITTED',
      'DOWNLOAD_BATCHSPEC',
      'IN_PROGRESS',
      'COMBINE_ARTIFACTS',
      'SUCCEEDED',
    ]);
    expect(
      (await s3.listObjectsV2({ Bucket: 'artifacts', Prefix: 'combined/Out' })).Contents,
    ).toHaveLength(1);
  });

  it('fails with the names of the builds that failed', async () => {
    const { ended } = await run(
      'broken',
      { EnvironmentVariables: JSON.stringify([{ name: 'BAD', value: 'api' }]) },
      [],
    );
    expect([ended.status, ended.statusSummary]).toEqual([
      'Failed',
      expect.stringContaining('Build batch terminated with state: FAILED. Failed: api'),
    ]);
  });

  it('that could never make an output says so before anything runs', async () => {
    const { ended, batch } = await run('orphan', {}, ['Out']);
    expect([ended.status, ended.statusSummary]).toEqual([
      'Failed',
      expect.stringContaining(
        'No build of the batch makes the output artifact Out: name it after a build (web, api)',
      ),
    ]);
    expect(batch?.buildGroups).toEqual([]);
  });
});
