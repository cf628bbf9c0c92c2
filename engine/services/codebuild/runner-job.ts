import type * as CB from '@aws-sdk/client-codebuild';
import type { BuildJob, SecretReference } from '../../core/build/journal';
import { cacheName } from '../../core/build/cache-name';
import { codecommitHost } from '../../core/partition';
import type { Ctx } from '../../ports/context';
import { buildArn, type Build } from './builds';
import { groups } from './report-store';
import { hasLocalCache } from './projects';
import { isInline } from './settings';
import { repositoryOf, type LaidOut } from './sources';

const isReference = (v: CB.EnvironmentVariable): boolean =>
  v.type === 'PARAMETER_STORE' || v.type === 'SECRETS_MANAGER';
const declared = (b: Build): readonly CB.EnvironmentVariable[] =>
  b.environment?.environmentVariables ?? [];

/** The documented set of CODEBUILD_* (AWS-SEMANTICS 1.4), the plain variables, and what a client of AWS needs to find this engine. */
function environment(ctx: Ctx, b: Build): Record<string, string> {
  const plain = Object.fromEntries(
    declared(b)
      .filter((v) => !isReference(v))
      .map((v) => [v.name ?? '', v.value ?? '']),
  );
  const further = Object.fromEntries(
    (b.secondarySources ?? []).flatMap((s) => {
      const id = s.sourceIdentifier ?? '';
      const version = b.secondarySourceVersions?.find(
        (v) => v.sourceIdentifier === id,
      )?.sourceVersion;
      return [
        [`CODEBUILD_SOURCE_REPO_URL_${id}`, s.location ?? ''],
        ...(version ? [[`CODEBUILD_SOURCE_VERSION_${id}`, version]] : []),
      ] as [string, string][];
    }),
  );
  return {
    ...ctx.machines.builds.environment,
    ...plain,
    ...further,
    CI: 'true',
    CODEBUILD_CI: 'true',
    CODEBUILD_BUILD_ID: b.id,
    CODEBUILD_BUILD_ARN: buildArn(ctx, b.id),
    CODEBUILD_BUILD_NUMBER: String(b.buildNumber),
    CODEBUILD_INITIATOR: b.initiator,
    CODEBUILD_PROJECT_ARN: ctx.arn('codebuild', `project/${b.projectName}`),
    CODEBUILD_BUILD_IMAGE: b.environment?.image ?? '',
    CODEBUILD_LOG_PATH: b.logStream,
    CODEBUILD_START_TIME: String(b.startTime),
    CODEBUILD_SOURCE_REPO_URL: b.source.location ?? '',
    CODEBUILD_KMS_KEY_ID: b.encryptionKey ?? ctx.arn('kms', 'alias/aws/s3'),
    ...(b.sourceVersion ? { CODEBUILD_SOURCE_VERSION: b.sourceVersion } : {}),
    ...(b.resolvedSourceVersion
      ? { CODEBUILD_RESOLVED_SOURCE_VERSION: b.resolvedSourceVersion }
      : {}),
    ...(b.batch ? { CODEBUILD_BATCH_BUILD_IDENTIFIER: b.batch.identifier } : {}),
    AWS_REGION: ctx.region,
    AWS_DEFAULT_REGION: ctx.region,
    AWS_ENDPOINT_URL: ctx.endpoint(),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(b.serviceRole
      ? {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ctx.endpoint()}/_starboard/role-credentials`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: b.grant,
        }
      : {}),
  };
}

/** Text with a line break (or that is a map) is inline, anything else a path in the source; S3 ones have been fetched (AWS-SEMANTICS 1.1). */
function buildspecOf(b: Build, fetched: string | undefined): BuildJob['buildspec'] {
  const text = fetched ?? b.source.buildspec;
  return !text
    ? { path: 'buildspec.yml' }
    : fetched !== undefined || isInline(text)
      ? { inline: text }
      : { path: text };
}

function artifactsOf(b: Build): BuildJob['artifacts'] {
  const one = (a: CB.ProjectArtifacts): { named: boolean; packed: boolean } => ({
    named: a.overrideArtifactName === true,
    packed: a.packaging === 'ZIP',
  });
  if (b.pipeline)
    return [
      ...(b.pipeline.output ? [{ id: '', named: false, packed: true }] : []),
      ...(b.pipeline.outputs ?? []).map((o) => ({ id: o.name, named: false, packed: true })),
    ];
  return [
    ...(b.artifacts?.type === 'S3' ? [{ id: '', ...one(b.artifacts) }] : []),
    ...(b.secondaryArtifacts ?? [])
      .filter((a) => a.type === 'S3')
      .map((a) => ({ id: a.artifactIdentifier ?? '', ...one(a) })),
  ];
}

/** Settings that are kept and shown, and change nothing on this machine. */
function unserved(b: Build): string[] {
  const sources = b.pipeline ? [] : [b.source, ...(b.secondarySources ?? [])];
  return [
    ...(b.environment?.fleet?.fleetArn
      ? ['environment.fleet: every build runs on this machine']
      : []),
    ...sources.flatMap((s) => {
      const name = s.sourceIdentifier ? `source ${s.sourceIdentifier}` : 'source';
      return [
        ...(s.gitSubmodulesConfig?.fetchSubmodules
          ? [`${name}.gitSubmodulesConfig: submodules are not fetched`]
          : []),
        ...(s.insecureSsl ? [`${name}.insecureSsl: certificates are always checked`] : []),
        ...(s.reportBuildStatus
          ? [`${name}.reportBuildStatus: nothing is reported to the host`]
          : []),
      ];
    }),
  ];
}

/** Commands of a pipeline belong to no project, and may not meet one of the same name. */
const cacheNameOf = (b: Build): string =>
  cacheName(b.input === undefined ? 'pipeline' : 'project', b.projectName);

const MINUTE_MS = 60_000;

/** CodeCommit's sources lie below their host's name, as on AWS (AWS-SEMANTICS 1.4). */
const sourcePath = (ctx: Ctx, b: Build): string | undefined =>
  b.source.type === 'CODECOMMIT' && !b.pipeline
    ? `${codecommitHost(ctx.region)}/v1/repos/${repositoryOf(b.source.location ?? '')}`
    : undefined;

/** All that a runner is told of its build. */
export function runnerJob(
  ctx: Ctx,
  b: Build,
  { source, secondary }: LaidOut,
  fetchedSpec: string | undefined,
): BuildJob {
  const secrets = declared(b)
    .filter(isReference)
    .map((v) => ({
      name: v.name ?? '',
      type: v.type as SecretReference['type'],
      value: v.value ?? '',
    }));
  return {
    buildId: b.id,
    projectName: b.projectName,
    buildspec: buildspecOf(b, fetchedSpec),
    source,
    sourcePath: sourcePath(ctx, b),
    secondary,
    notServed: unserved(b),
    image: b.environment?.image,
    env: environment(ctx, b),
    secrets,
    desk: { url: `${ctx.endpoint()}/_starboard/build`, token: b.grant },
    artifacts: artifactsOf(b),
    timeoutMs: b.timeoutInMinutes * MINUTE_MS,
    home: ctx.paths.home,
    cacheName: cacheNameOf(b),
    computeType: b.environment?.computeType,
    cache: hasLocalCache(b.cache),
    remoteCache: b.cache?.type === 'S3',
    strictRuntimes: ctx.machines.builds.strictRuntimes,
    passed: Object.keys(ctx.machines.builds.environment),
    exportedGroups: ctx.store
      .list(groups)
      .filter((g) => g.exportConfig.exportConfigType === 'S3')
      .map((g) => g.name),
  };
}
