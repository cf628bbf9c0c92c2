import type * as CB from '@aws-sdk/client-codebuild';
import { AwsError } from '../../wire/errors';
import { checkRange } from '../../wire/validate';

const GIT_HOSTS = ['GITHUB', 'GITHUB_ENTERPRISE', 'BITBUCKET', 'GITLAB', 'GITLAB_SELF_MANAGED'];
/** Where a build project's source can be. */
export const PROJECT_SOURCES = ['CODEPIPELINE', 'CODECOMMIT', 'S3', 'NO_SOURCE', ...GIT_HOSTS];
const TYPES = ['PLAINTEXT', 'PARAMETER_STORE', 'SECRETS_MANAGER'];
/** [model] Of a project. */
const MAX_SECONDARY = 12;

export const isGitHost = (type: string | undefined): boolean => GIT_HOSTS.includes(type ?? '');

export interface Checked {
  readonly source?: CB.ProjectSource | undefined;
  readonly secondarySources?: readonly CB.ProjectSource[] | undefined;
  readonly artifacts?: CB.ProjectArtifacts | undefined;
  readonly secondaryArtifacts?: readonly CB.ProjectArtifacts[] | undefined;
  readonly environment?: CB.ProjectEnvironment | undefined;
  readonly cache?: CB.ProjectCache | undefined;
  readonly timeoutInMinutes?: number | undefined;
  readonly queuedTimeoutInMinutes?: number | undefined;
  readonly autoRetryLimit?: number | undefined;
}

const invalid = (message: string): AwsError => new AwsError('InvalidInputException', message);

function checkSource(s: CB.ProjectSource | undefined): void {
  if (s?.type && !PROJECT_SOURCES.includes(s.type))
    throw invalid(`Invalid project source type: ${s.type}`);
  if (isGitHost(s?.type) && !/^https?:\/\//.test(s?.location ?? ''))
    throw invalid(
      `Invalid project source: location must be an https address for a ${s?.type ?? ''} source type`,
    );
  if ((s?.type === 'S3' || s?.type === 'CODECOMMIT') && !s.location)
    throw invalid(`Invalid project source: location is required for ${s.type} source type`);
}

function checkArtifacts(a: CB.ProjectArtifacts | undefined): void {
  if (a?.type === 'S3' && !a.location)
    throw invalid('Invalid artifacts: location is required for artifacts type S3');
}

/** What AWS refuses in a project's settings, and what cannot run on this machine: refused by name. */
export function checkSettings(input: Checked): void {
  checkRange(input.timeoutInMinutes, 5, 2160, 'timeoutInMinutes', 'InvalidInputException');
  checkRange(
    input.queuedTimeoutInMinutes,
    5,
    480,
    'queuedTimeoutInMinutes',
    'InvalidInputException',
  );
  const source = input.source?.type;
  for (const s of [input.source, ...(input.secondarySources ?? [])]) checkSource(s);
  for (const a of [input.artifacts, ...(input.secondaryArtifacts ?? [])]) checkArtifacts(a);
  if (
    (input.secondarySources ?? []).length > MAX_SECONDARY ||
    (input.secondaryArtifacts ?? []).length > MAX_SECONDARY
  )
    throw invalid(`Invalid project: at most ${MAX_SECONDARY} secondary sources and artifacts`);
  for (const s of input.secondarySources ?? [])
    if (!s.sourceIdentifier)
      throw invalid('Invalid secondary source: sourceIdentifier is required');
  for (const a of input.secondaryArtifacts ?? [])
    if (!a.artifactIdentifier)
      throw invalid('Invalid secondary artifact: artifactIdentifier is required');
  if (source === 'NO_SOURCE' && !input.source?.buildspec)
    throw invalid('Project source type NO_SOURCE requires a buildspec');
  if (
    (source === 'CODEPIPELINE') !== (input.artifacts?.type === 'CODEPIPELINE') &&
    source &&
    input.artifacts
  )
    throw invalid(
      'Invalid project: source type and artifacts type must both be CODEPIPELINE, or neither',
    );
  if (
    input.environment?.type &&
    !input.environment.type.startsWith('LINUX') &&
    !input.environment.type.startsWith('ARM')
  )
    throw invalid(`The environment type ${input.environment.type} cannot run on this machine`);
  if (input.cache?.type === 'S3' && !input.cache.location)
    throw invalid('Invalid cache: location is required for cache type S3');
  const odd = input.environment?.environmentVariables?.find(
    (v) => v.type !== undefined && !TYPES.includes(v.type),
  );
  if (odd)
    throw invalid(`Invalid type ${odd.type ?? ''} of environment variable ${odd.name ?? ''}`);
}
