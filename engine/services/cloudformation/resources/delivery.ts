import type { CreateProjectInput, ProjectSource } from '@aws-sdk/client-codebuild';
import type { ArtifactStore, PipelineDeclaration } from '@aws-sdk/client-codepipeline';
import type { Shape } from '../../../core/stack/properties';
import { camel, lowerTags, object, TAGS, text, type Making, type Provider } from '../provider';
import { exists, gone } from './storage';

const SOURCE = object(
  {
    Type: 'string',
    Location: 'string',
    BuildSpec: 'string',
    GitCloneDepth: 'integer',
    GitSubmodulesConfig: object({ FetchSubmodules: 'boolean' }, 'FetchSubmodules'),
    InsecureSsl: 'boolean',
    ReportBuildStatus: { only: false },
    SourceIdentifier: 'string',
  },
  'Type',
);
const ARTIFACTS = object(
  {
    Type: 'string',
    Location: 'string',
    Path: 'string',
    NamespaceType: 'string',
    Name: 'string',
    Packaging: 'string',
    EncryptionDisabled: 'boolean',
    OverrideArtifactName: 'boolean',
    ArtifactIdentifier: 'string',
  },
  'Type',
);
const ENVIRONMENT = object(
  {
    Type: 'string',
    ComputeType: 'string',
    Image: 'string',
    Certificate: 'string',
    EnvironmentVariables: [
      object({ Name: 'string', Value: 'string', Type: 'string' }, 'Name', 'Value'),
    ],
    ImagePullCredentialsType: 'string',
    PrivilegedMode: 'boolean',
    RegistryCredential: object(
      { Credential: 'string', CredentialProvider: 'string' },
      'Credential',
      'CredentialProvider',
    ),
  },
  'Type',
  'Image',
  'ComputeType',
);

/** The API writes `buildspec` where CloudFormation writes `BuildSpec`. */
function sourceOf({ buildSpec, ...rest }: SourceProperties): ProjectSource {
  return buildSpec === undefined ? rest : { ...rest, buildspec: buildSpec };
}
type SourceProperties = ProjectSource & { readonly buildSpec?: string };
/** A project's properties by the API's names, but for those of its sources. */
type ProjectProperties = CreateProjectInput & {
  readonly source: SourceProperties;
  readonly secondarySources?: SourceProperties[];
};

export const buildProject: Provider = {
  properties: object(
    {
      Name: 'string',
      Description: 'string',
      ServiceRole: 'string',
      Source: SOURCE,
      SourceVersion: 'string',
      SecondarySources: [SOURCE],
      SecondarySourceVersions: [
        object({ SourceIdentifier: 'string', SourceVersion: 'string' }, 'SourceIdentifier'),
      ],
      Artifacts: ARTIFACTS,
      SecondaryArtifacts: [ARTIFACTS],
      Environment: ENVIRONMENT,
      LogsConfig: object({
        CloudWatchLogs: object(
          { Status: 'string', GroupName: 'string', StreamName: 'string' },
          'Status',
        ),
        S3Logs: object(
          { Status: 'string', Location: 'string', EncryptionDisabled: 'boolean' },
          'Status',
        ),
      }),
      TimeoutInMinutes: 'integer',
      QueuedTimeoutInMinutes: 'integer',
      ConcurrentBuildLimit: 'integer',
      AutoRetryLimit: 'integer',
      BadgeEnabled: { only: false },
      Cache: object({ Type: 'string', Location: 'string', Modes: ['string'] }, 'Type'),
      EncryptionKey: 'string',
      Tags: TAGS,
    },
    'Artifacts',
    'ServiceRole',
    'Environment',
    'Source',
  ),
  attributes: ['Arn', 'Id'],
  async create(m) {
    const name = text(m.props['Name']) ?? m.generatedName;
    const input = camel<ProjectProperties>(m.props);
    delete input.badgeEnabled;
    const others = input.secondarySources;
    await m.ctx.call.codebuild
      .createProject({
        ...input,
        name,
        tags: lowerTags(m),
        source: sourceOf(input.source),
        ...(others ? { secondarySources: others.map(sourceOf) } : {}),
      })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    return {
      physicalId: name,
      attributes: { Arn: m.ctx.arn('codebuild', `project/${name}`), Id: name },
    };
  },
  async remove(name, m) {
    await m.ctx.call.codebuild.deleteProject({ name });
  },
};

const STORE = object(
  {
    Type: 'string',
    Location: 'string',
    EncryptionKey: object({ Id: 'string', Type: 'string' }, 'Id', 'Type'),
  },
  'Type',
  'Location',
);
const INPUTS: Shape = [object({ Name: 'string' }, 'Name')];
const CONFIGURATION: Shape = { mapOf: 'string' };
const ACTION = object(
  {
    Name: 'string',
    ActionTypeId: object(
      { Category: 'string', Owner: 'string', Provider: 'string', Version: 'string' },
      'Category',
      'Owner',
      'Provider',
      'Version',
    ),
    Configuration: CONFIGURATION,
    Commands: ['string'],
    EnvironmentVariables: [
      object({ Name: 'string', Value: 'string', Type: 'string' }, 'Name', 'Value'),
    ],
    InputArtifacts: INPUTS,
    OutputArtifacts: [object({ Name: 'string', Files: ['string'] }, 'Name')],
    OutputVariables: ['string'],
    Namespace: 'string',
    Region: 'string',
    RoleArn: 'string',
    RunOrder: 'integer',
    TimeoutInMinutes: 'integer',
  },
  'Name',
  'ActionTypeId',
);
const CONDITIONS: Shape = [
  object({
    Result: 'string',
    Rules: [
      object({
        Name: 'string',
        RuleTypeId: object({
          Category: 'string',
          Owner: 'string',
          Provider: 'string',
          Version: 'string',
        }),
        Configuration: CONFIGURATION,
        Commands: ['string'],
        InputArtifacts: INPUTS,
        Region: 'string',
        RoleArn: 'string',
        TimeoutInMinutes: 'integer',
      }),
    ],
  }),
];
const GIT_FILTER = object({ Includes: ['string'], Excludes: ['string'] });

/** CloudFormation lists the stores of several regions, the API maps them. */
type PipelineProperties = Omit<PipelineDeclaration, 'artifactStores'> & {
  readonly artifactStores?: readonly { region: string; artifactStore: ArtifactStore }[];
};

/** CloudFormation's names for a pipeline's parts, as the API has them. */
function declaration(m: Making, name: string): PipelineDeclaration {
  const { roleArn, artifactStore, artifactStores, stages, ...rest } = camel<PipelineProperties>(
    m.props,
    ['Configuration'],
  );
  const { triggers, pipelineType, executionMode, variables } = rest;
  return {
    name,
    roleArn,
    artifactStore,
    artifactStores:
      artifactStores && Object.fromEntries(artifactStores.map((s) => [s.region, s.artifactStore])),
    triggers,
    stages,
    pipelineType,
    executionMode,
    variables,
  };
}

export const pipeline: Provider = {
  properties: object(
    {
      Name: 'string',
      RoleArn: 'string',
      ArtifactStore: STORE,
      ArtifactStores: [
        object({ Region: 'string', ArtifactStore: STORE }, 'Region', 'ArtifactStore'),
      ],
      Stages: [
        object(
          {
            Name: 'string',
            Actions: [ACTION],
            BeforeEntry: object({ Conditions: CONDITIONS }),
            OnFailure: object({
              Result: 'string',
              Conditions: CONDITIONS,
              RetryConfiguration: object({ RetryMode: 'string' }),
            }),
            OnSuccess: object({ Conditions: CONDITIONS }),
          },
          'Name',
          'Actions',
        ),
      ],
      PipelineType: 'string',
      ExecutionMode: 'string',
      Variables: [
        object({ Name: 'string', DefaultValue: 'string', Description: 'string' }, 'Name'),
      ],
      Triggers: [
        object(
          {
            ProviderType: 'string',
            GitConfiguration: object(
              {
                SourceActionName: 'string',
                Push: [object({ Branches: GIT_FILTER, FilePaths: GIT_FILTER, Tags: GIT_FILTER })],
                PullRequest: [
                  object({ Branches: GIT_FILTER, FilePaths: GIT_FILTER, Events: ['string'] }),
                ],
              },
              'SourceActionName',
            ),
          },
          'ProviderType',
        ),
      ],
      Tags: TAGS,
    },
    'RoleArn',
    'Stages',
  ),
  attributes: ['Id', 'Version'],
  async create(m) {
    const name = text(m.props['Name']) ?? m.generatedName;
    await m.ctx.call.codepipeline
      .createPipeline({
        pipeline: declaration(m, name),
        tags: lowerTags(m),
      })
      .catch(exists(m.repeated, 'PipelineNameInUseException'));
    return { physicalId: name, attributes: { Id: name, Version: '1' } };
  },
  async remove(name, m) {
    await m.ctx.call.codepipeline.deletePipeline({ name }).catch(gone('PipelineNotFoundException'));
  },
};
