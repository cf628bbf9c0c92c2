import type * as CB from '@aws-sdk/client-codebuild';
import type { Build } from './builds';
import type { Project } from './projects';

type Settings = Pick<
  Build,
  | 'source'
  | 'sourceVersion'
  | 'secondarySources'
  | 'secondarySourceVersions'
  | 'artifacts'
  | 'secondaryArtifacts'
  | 'cache'
  | 'environment'
  | 'serviceRole'
  | 'encryptionKey'
  | 'logsConfig'
  | 'timeoutInMinutes'
  | 'queuedTimeoutInMinutes'
>;

/** A buildspec that is text (it has a line break, or is a map) and no path in the source (AWS-SEMANTICS 1.1). */
export const isInline = (buildspec: string): boolean => /[\n{]|:\s/.test(buildspec);

const DEFAULT_TIMEOUT = 60;
const DEFAULT_QUEUED = 480;

/** What is given, under its name without `Override`; nothing for what is not. */
const given = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(Object.entries(values).filter(([, v]) => v !== undefined)) as Partial<T>;

/** What a build is made of: the project's settings, and over them those of the start (AWS-SEMANTICS 1.1, 1.4). */
export function effectiveSettings(project: Project, input: CB.StartBuildInput): Settings {
  const s = project.settings;
  const source = {
    ...s.source,
    ...given({
      type: input.sourceTypeOverride,
      location: input.sourceLocationOverride,
      auth: input.sourceAuthOverride,
      gitCloneDepth: input.gitCloneDepthOverride,
      gitSubmodulesConfig: input.gitSubmodulesConfigOverride,
      insecureSsl: input.insecureSslOverride,
      buildspec: input.buildspecOverride || undefined,
    }),
  } as CB.ProjectSource;
  const variables = new Map(
    [
      ...(s.environment?.environmentVariables ?? []),
      ...(input.environmentVariablesOverride ?? []),
    ].map((v) => [v.name, v]),
  );
  const environment = s.environment && {
    ...s.environment,
    environmentVariables: [...variables.values()],
    ...given({
      type: input.environmentTypeOverride,
      image: input.imageOverride,
      computeType: input.computeTypeOverride,
      certificate: input.certificateOverride,
      privilegedMode: input.privilegedModeOverride,
      registryCredential: input.registryCredentialOverride,
      imagePullCredentialsType: input.imagePullCredentialsTypeOverride,
    }),
  };
  return {
    source,
    sourceVersion: input.sourceVersion ?? s.sourceVersion,
    secondarySources: input.secondarySourcesOverride ?? s.secondarySources,
    secondarySourceVersions: input.secondarySourcesVersionOverride ?? s.secondarySourceVersions,
    artifacts: input.artifactsOverride ?? s.artifacts,
    secondaryArtifacts: input.secondaryArtifactsOverride ?? s.secondaryArtifacts,
    cache: input.cacheOverride ?? s.cache,
    environment,
    serviceRole: input.serviceRoleOverride ?? s.serviceRole,
    encryptionKey: input.encryptionKeyOverride ?? s.encryptionKey,
    logsConfig: input.logsConfigOverride ?? s.logsConfig,
    timeoutInMinutes: input.timeoutInMinutesOverride ?? s.timeoutInMinutes ?? DEFAULT_TIMEOUT,
    queuedTimeoutInMinutes:
      input.queuedTimeoutInMinutesOverride ?? s.queuedTimeoutInMinutes ?? DEFAULT_QUEUED,
  };
}
