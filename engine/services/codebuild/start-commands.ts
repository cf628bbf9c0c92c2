import { begin } from '../../core/build/machine';
import type { Internal } from '../../ports/module';
import { ALNUM } from '../../core/alphabets';
import { enter } from './active';
import { buildDto, builds, type Build } from './builds';
import { emitState } from './events';

/** [doc] Commands of a rule and of an action end after 55 minutes. */
const TIMEOUT_MINUTES = 55;

/** What CodePipeline's Commands actions and rules ask for: commands without a project (AWS-SEMANTICS 3.2). */
export const startCommands: Internal<'codebuild'>['startCommands'] = (input, ctx) =>
  ctx.store.transaction(() => {
    const id = `${input.owner}:${input.token}`;
    const known = ctx.store.get(builds, id);
    if (known) return { build: buildDto(ctx, known) };
    const now = ctx.clock.now();
    const { pipeline } = input;
    const buildspec = JSON.stringify({
      version: '0.2',
      env: { 'exported-variables': input.exported },
      phases: { build: { commands: input.commands } },
      ...(pipeline.output ? { artifacts: { files: input.files } } : {}),
    });
    const build: Build = {
      id,
      uuid: input.token,
      projectName: input.owner,
      buildNumber: 1,
      startTime: now,
      initiator: `codepipeline/${input.owner}`,
      source: { type: 'NO_SOURCE', buildspec },
      resolvedSourceVersion: pipeline.source?.revision,
      environment: {
        type: 'LINUX_CONTAINER',
        computeType: 'BUILD_GENERAL1_SMALL',
        image: 'aws/codebuild/amazonlinux2-x86_64-standard:5.0',
        environmentVariables: [...input.environment],
      },
      serviceRole: input.roleArn,
      timeoutInMinutes: TIMEOUT_MINUTES,
      queuedTimeoutInMinutes: TIMEOUT_MINUTES,
      logGroup: `/aws/codepipeline/${input.owner}`,
      logStream: input.stream,
      pipeline,
      grant: ctx.ids.random(48, ALNUM),
      state: begin(now),
      offset: 0,
    };
    ctx.store.put(builds, build.id, build);
    enter(ctx, build);
    ctx.enqueue('codebuild.provision', build.id);
    emitState(ctx, build);
    return { build: buildDto(ctx, build) };
  });
