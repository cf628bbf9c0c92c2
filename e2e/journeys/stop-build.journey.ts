import { CodeBuild } from '@aws-sdk/client-codebuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestEngine, type TestEngine } from '../../engine/testing/start';
import { until } from '../../engine/testing/wait';

let engine: TestEngine;
let codebuild: CodeBuild;
beforeAll(async () => {
  engine = await startTestEngine();
  codebuild = new CodeBuild(engine.client);
  await codebuild.createProject({
    name: 'slow',
    source: {
      type: 'NO_SOURCE',
      buildspec: 'version: 0.2\nphases: {build: {commands: ["sleep 30"]}}',
    },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'aws/codebuild/standard:7.0',
      computeType: 'BUILD_GENERAL1_SMALL',
    },
    serviceRole: 'arn:aws:iam::000000000000:role/none',
  });
});
afterAll(() => engine.stop());

describe('StopBuild', () => {
  // A runner that was starting up died of the signal, and the build hung for 15 s and then ended as a fault.
  it.each([0, 40, 80, 120, 160, 200, 250, 300, 400])(
    'asked %d ms after StartBuild ends the build as STOPPED at once',
    async (ms) => {
      const { build } = await codebuild.startBuild({ projectName: 'slow' });
      await new Promise((resolve) => setTimeout(resolve, ms));
      await codebuild.stopBuild({ id: build?.id });
      const ended = await until(
        'the build has ended',
        async () => {
          const { builds } = await codebuild.batchGetBuilds({ ids: [build?.id ?? ''] });
          return builds?.[0]?.buildComplete && builds[0];
        },
        8,
      );
      expect(ended.buildStatus).toBe('STOPPED');
    },
  );
});
