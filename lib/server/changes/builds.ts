import 'server-only';
import type { Build, EnvironmentVariable, StartBuildInput } from '@aws-sdk/client-codebuild';
import type { ShownRevision } from '@/lib/domain/changes/change';
import { pipelineOf } from '@/lib/domain/builds/build-project';
import { soundsSecret } from '@/lib/domain/secrets';
import { isGood, isOver, statusOf } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { getBuild, listBuildViews } from '../data/builds';
import { readBuildProject } from '../builds/project';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import type { Planner } from './plan';

const shownOf = (b: Build): ShownRevision | undefined =>
  b.resolvedSourceVersion
    ? { sha: b.resolvedSourceVersion, message: '', at: ms(b.startTime) }
    : undefined;
/** Plain variables that may be shown and changed; one that sounds secret is passed on as it is. */
const open = (list: readonly EnvironmentVariable[] | undefined): EnvironmentVariable[] =>
  (list ?? []).filter(
    (v) =>
      (v.type === undefined || v.type === 'PLAINTEXT') && v.value && !soundsSecret(v.name ?? ''),
  );

/** How long the last good ones took, oldest first. */
async function durations(connection: Connection, project: string): Promise<number[]> {
  const all = await listBuildViews(connection);
  return all
    .filter((b) => b.project === project && isGood(b.status) && b.endedAt !== undefined)
    .slice(0, 3)
    .map((b) => (b.endedAt ?? 0) - b.startedAt)
    .reverse();
}

/** What a build was made with, as the overrides of another start: whatever its project says by now. */
const overridesOf = (b: Build): Partial<StartBuildInput> => ({
  sourceTypeOverride: b.source?.type,
  sourceLocationOverride: b.source?.location,
  buildspecOverride: b.source?.buildspec || undefined,
  imageOverride: b.environment?.image,
  environmentTypeOverride: b.environment?.type,
  computeTypeOverride: b.environment?.computeType,
  privilegedModeOverride: b.environment?.privilegedMode,
  timeoutInMinutesOverride: b.timeoutInMinutes,
  queuedTimeoutInMinutesOverride: b.queuedTimeoutInMinutes,
  cacheOverride: b.cache,
  serviceRoleOverride: b.serviceRole,
});

const watch = (id: string) => ({ href: routes.build(id), hrefLabel: 'Show the build' });

/** The variables that the person gave another value. */
const changedOf = (
  variables: readonly EnvironmentVariable[],
  given: Readonly<Record<string, string>>,
): EnvironmentVariable[] =>
  variables.flatMap((v) => {
    const value = given[v.name ?? ''];
    return value === undefined || value === v.value
      ? []
      : [{ name: v.name, value, type: 'PLAINTEXT' }];
  });

/** What a start comes to: the build, or what CodeBuild has against it. */
async function begun(
  project: string,
  start: () => Promise<Build | undefined>,
): Promise<Awaited<ReturnType<Awaited<ReturnType<Planner>>['act']>>> {
  try {
    const build = await start();
    return {
      ...watch(build?.id ?? ''),
      startedId: build?.id,
      sentence: `Build ${build?.buildNumber ?? ''} started.`,
      reverse: {
        label: 'Stop it…',
        request: { kind: 'stop-build', pipeline: project, execution: build?.id ?? '' },
      },
    };
  } catch (error) {
    if (isAwsError(error, 'InvalidInputException', 'AccountLimitExceededException'))
      throw new AppError('conflict', `CodeBuild refuses: ${error.message}`, error);
    throw error;
  }
}

/** Whether a project's newest builds have this one. */
const listedIn =
  (connection: Connection, projectName: string) =>
  async (id: string): Promise<boolean> => {
    const codebuild = await client('codebuild', connection);
    const asked = { projectName, sortOrder: 'DESCENDING' } as const;
    return (await codebuild.listBuildsForProject(asked)).ids?.includes(id) ?? false;
  };

const VERSION = 'Source version';

const valuesOf = (list: readonly EnvironmentVariable[]): Readonly<Record<string, string>> =>
  Object.fromEntries(list.map((v) => [v.name ?? '', v.value ?? '']));

/** Start a build of a project, with another version of its source or other values of its plain variables. */
export const startBuild: Planner = async (connection, request) => {
  const project = await readBuildProject(connection, request.pipeline);
  const variables = open(project.environment?.environmentVariables);
  const versioned = !['NO_SOURCE', 'CODEPIPELINE', 'S3'].includes(project.source?.type ?? '');
  return {
    pinned: { project: project.name, modified: ms(project.lastModified) },
    preview: {
      title: `Start a build of ${request.pipeline}`,
      subtitle: "With the project's settings, and the changes you make here for this build.",
      steps: ['A new build starts immediately, or waits for another to finish.'],
      variables: [
        ...(versioned
          ? [
              {
                name: VERSION,
                value: project.sourceVersion ?? 'main',
                description: 'A branch, a tag or a commit',
              },
            ]
          : []),
        ...variables.map((v) => ({ name: v.name ?? '', value: v.value ?? '' })),
      ],
      unchanged: ["The project's settings.", 'What is live: a build on its own deploys nothing.'],
      durations: await durations(connection, request.pipeline),
      reason: 'none',
      reasonHint: '',
      call: {
        service: 'codebuild',
        operation: 'start-build',
        input: { projectName: request.pipeline },
        variablesIn: {
          member: 'environmentVariablesOverride',
          type: 'PLAINTEXT',
          shown: valuesOf(variables),
          apart: versioned ? { [VERSION]: 'sourceVersion' } : undefined,
        },
      },
      button: 'Start the build',
      danger: false,
      blocked:
        project.source?.type === 'CODEPIPELINE'
          ? 'Its source comes from a pipeline: start a release there.'
          : undefined,
    },
    shownBy: { isListed: listedIn(connection, request.pipeline) },
    async act(command) {
      const given = command.variables ?? {};
      const changed = changedOf(variables, given);
      const codebuild = await client('codebuild', connection);
      return begun(
        request.pipeline,
        async () =>
          (
            await codebuild.startBuild({
              projectName: request.pipeline,
              sourceVersion: versioned ? given[VERSION] : undefined,
              environmentVariablesOverride: changed.length ? changed : undefined,
              idempotencyToken: command.idempotencyKey,
            })
          ).build,
      );
    },
  };
};

/** Run again: the same build with what it was started with; its plain variables can be changed. */
export const rebuild: Planner = async (connection, request) => {
  const id = request.execution ?? '';
  const build = await getBuild(connection, id);
  const pipeline = pipelineOf(build.initiator);
  const variables = open(build.environment?.environmentVariables);
  return {
    pinned: { id },
    preview: {
      title: `Run ${build.projectName ?? ''} build ${build.buildNumber ?? ''} again`,
      subtitle: 'A new build with the same source, buildspec and settings.',
      after: shownOf(build) && { label: 'Built', revision: shownOf(build) },
      steps: [
        'A new build starts immediately, or waits for another to finish.',
        ...(build.artifacts?.location
          ? [
              `Its output replaces what is at \`${build.artifacts.location.replace(/^arn:[^:]+:s3:::/, 's3://')}\`.`,
            ]
          : []),
      ],
      variables: variables.map((v) => ({ name: v.name ?? '', value: v.value ?? '' })),
      unchanged: [
        'What is live: a build on its own deploys nothing.',
        `Build ${build.buildNumber ?? ''} and its log.`,
      ],
      durations: await durations(connection, build.projectName ?? ''),
      reason: 'none',
      reasonHint: '',
      // With another value for a variable it is another call, which names all that the build was made with.
      call: variables.length
        ? undefined
        : { service: 'codebuild', operation: 'retry-build', input: { id } },
      button: 'Run again',
      danger: false,
      blocked: pipeline
        ? `This build belongs to the pipeline ${pipeline}: retry its stage there, so that the pipeline continues.`
        : isOver(statusOf(build.buildStatus))
          ? undefined
          : 'This build is still running.',
    },
    shownBy: { isListed: listedIn(connection, build.projectName ?? '') },
    async act(command) {
      const codebuild = await client('codebuild', connection);
      const changed = changedOf(variables, command.variables ?? {});
      return begun(request.pipeline, async () =>
        changed.length
          ? (
              await codebuild.startBuild({
                projectName: build.projectName,
                sourceVersion: build.sourceVersion,
                ...overridesOf(build),
                environmentVariablesOverride: [
                  ...(build.environment?.environmentVariables ?? []).filter(
                    (v) => !changed.some((c) => c.name === v.name),
                  ),
                  ...changed,
                ],
                idempotencyToken: command.idempotencyKey,
              })
            ).build
          : (await codebuild.retryBuild({ id, idempotencyToken: command.idempotencyKey })).build,
      );
    },
  };
};

/** Stop: everything that the build runs ends at once. */
export const stopBuild: Planner = async (connection, request) => {
  const id = request.execution ?? '';
  const build = await getBuild(connection, id);
  const pipeline = pipelineOf(build.initiator);
  return {
    pinned: { id },
    preview: {
      title: `Stop ${build.projectName ?? ''} build ${build.buildNumber ?? ''}`,
      subtitle: 'Everything it runs ends immediately.',
      before: { label: 'Being built', revision: shownOf(build) },
      steps: [
        'The current phase and the build end as Stopped.',
        ...(pipeline ? [`The stage of ${pipeline} that is waiting for it fails.`] : []),
        'It produces no artifact.',
      ],
      unchanged: ['What is live stays live.', 'The log so far.'],
      durations: [],
      reason: 'none',
      reasonHint: '',
      call: { service: 'codebuild', operation: 'stop-build', input: { id } },
      button: 'Stop the build',
      danger: true,
      blocked: isOver(statusOf(build.buildStatus)) ? 'This build has ended.' : undefined,
    },
    shownBy: { changes: build.buildStatus },
    async act() {
      await (await client('codebuild', connection)).stopBuild({ id });
      return {
        ...watch(id),
        sentence: `Asked build ${build.buildNumber ?? ''} to stop.`,
        reverse: pipeline
          ? undefined
          : {
              label: 'Run it again…',
              request: { kind: 'rebuild', pipeline: request.pipeline, execution: id },
            },
      };
    },
  };
};
