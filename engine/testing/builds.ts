import {
  CodeBuild,
  type Build,
  type CreateProjectInput,
  type StartBuildInput,
} from '@aws-sdk/client-codebuild';
import { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { TestEngine } from './start';
import { until } from './wait';

/** What a build project needs at least: no source, no artifacts, a build that does nothing. */
export const NO_SOURCE_PROJECT: Omit<CreateProjectInput, 'name'> = {
  source: {
    type: 'NO_SOURCE',
    buildspec: 'version: 0.2\nphases: {build: {commands: [true]}}\n',
  },
  artifacts: { type: 'NO_ARTIFACTS' },
  serviceRole: 'arn:aws:iam::000000000000:role/build',
  environment: {
    type: 'LINUX_CONTAINER',
    image: 'aws/codebuild/standard:7.0',
    computeType: 'BUILD_GENERAL1_SMALL',
  },
};

/** Builds of a test: real ones, by the SDK's client. */
export class Builds {
  readonly cb: CodeBuild;
  readonly logs: CloudWatchLogs;

  constructor(engine: TestEngine) {
    this.cb = new CodeBuild(engine.client);
    this.logs = new CloudWatchLogs(engine.client);
  }

  async project(name: string, more: Partial<CreateProjectInput> = {}): Promise<void> {
    await this.cb.createProject({
      name,
      ...NO_SOURCE_PROJECT,
      ...more,
    });
  }

  async start(
    projectName: string,
    buildspec?: string,
    more: Partial<StartBuildInput> = {},
  ): Promise<string> {
    return (
      (await this.cb.startBuild({ projectName, buildspecOverride: buildspec, ...more })).build
        ?.id ?? ''
    );
  }

  async get(id: string): Promise<Build> {
    const [build] = (await this.cb.batchGetBuilds({ ids: [id] })).builds ?? [];
    if (!build) throw new Error(`no build ${id}`);
    return build;
  }

  ended(id: string): Promise<Build> {
    return until(`the build ${id} ends`, async () => {
      const b = await this.get(id);
      return b.buildComplete ? b : undefined;
    });
  }

  async log(build: Build): Promise<string> {
    let text = '';
    for (let nextToken: string | undefined; ;) {
      const page = await this.logs.getLogEvents({
        logGroupName: build.logs?.groupName,
        logStreamName: build.logs?.streamName,
        startFromHead: true,
        nextToken,
      });
      text += (page.events ?? []).map((e) => e.message).join('');
      if (page.nextForwardToken === nextToken) return text;
      nextToken = page.nextForwardToken;
    }
  }

  async run(
    projectName: string,
    buildspec?: string,
    more: Partial<StartBuildInput> = {},
  ): Promise<{ build: Build; log: string }> {
    const build = await this.ended(await this.start(projectName, buildspec, more));
    return { build, log: await this.log(build) };
  }
}

export const context = (
  build: Build,
  phase: string,
): { statusCode?: string; message?: string } | undefined =>
  build.phases?.find((p) => p.phaseType === phase)?.contexts?.[0];
