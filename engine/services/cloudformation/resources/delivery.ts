import type { Shape } from '../../../core/stack/properties';
import {
  camel,
  lowerTags,
  ownTags,
  object,
  required,
  TAGS,
  text,
  type Making,
  type Provider,
} from '../provider';
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
function sourceOf(source: unknown): unknown {
  const { buildSpec, ...rest } = source as { buildSpec?: string };
  return buildSpec === undefined ? rest : { ...rest, buildspec: buildSpec };
}

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
    const input = camel(m.props) as Record<string, unknown>;
    delete input['badgeEnabled'];
    const others = input['secondarySources'] as unknown[] | undefined;
    await m.ctx
      .invoke('codebuild', 'CreateProject', {
        ...input,
        name,
        tags: lowerTags(m),
        source: sourceOf(input['source']),
        ...(others ? { secondarySources: others.map(sourceOf) } : {}),
      })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    return {
      physicalId: name,
      attributes: { Arn: m.ctx.arn('codebuild', `project/${name}`), Id: name },
    };
  },
  async remove(name, m) {
    await m.ctx.invoke('codebuild', 'DeleteProject', { name });
  },
};

export const application: Provider = {
  properties: object({ ApplicationName: 'string', ComputePlatform: 'string', Tags: TAGS }),
  attributes: [],
  async create(m) {
    const applicationName = text(m.props['ApplicationName']) ?? m.generatedName;
    await m.ctx
      .invoke('codedeploy', 'CreateApplication', {
        applicationName,
        computePlatform: text(m.props['ComputePlatform']),
        tags: ownTags(m),
      })
      .catch(exists(m.repeated, 'ApplicationAlreadyExistsException'));
    return { physicalId: applicationName, attributes: {} };
  },
  async remove(applicationName, m) {
    await m.ctx.invoke('codedeploy', 'DeleteApplication', { applicationName });
  },
};

const TAG_FILTER = object({ Key: 'string', Type: 'string', Value: 'string' });

export const deploymentGroup: Provider = {
  properties: object(
    {
      ApplicationName: 'string',
      DeploymentGroupName: 'string',
      DeploymentConfigName: 'string',
      ServiceRoleArn: 'string',
      Ec2TagFilters: [TAG_FILTER],
      Ec2TagSet: object({ Ec2TagSetList: [object({ Ec2TagGroup: [TAG_FILTER] })] }),
      Tags: TAGS,
    },
    'ApplicationName',
    'ServiceRoleArn',
  ),
  attributes: [],
  async create(m) {
    const deploymentGroupName = text(m.props['DeploymentGroupName']) ?? m.generatedName;
    const set = m.props['Ec2TagSet'] as { Ec2TagSetList?: { Ec2TagGroup?: unknown }[] } | undefined;
    await m.ctx
      .invoke('codedeploy', 'CreateDeploymentGroup', {
        applicationName: required(m, 'ApplicationName'),
        deploymentGroupName,
        deploymentConfigName: text(m.props['DeploymentConfigName']),
        serviceRoleArn: required(m, 'ServiceRoleArn'),
        ec2TagFilters: m.props['Ec2TagFilters'],
        ec2TagSet: set && {
          ec2TagSetList: (set.Ec2TagSetList ?? []).map((g) => g.Ec2TagGroup ?? []),
        },
        tags: ownTags(m),
      })
      .catch(exists(m.repeated, 'DeploymentGroupAlreadyExistsException'));
    return { physicalId: deploymentGroupName, attributes: {} };
  },
  async remove(deploymentGroupName, m) {
    await m.ctx.invoke('codedeploy', 'DeleteDeploymentGroup', {
      applicationName: required(m, 'ApplicationName'),
      deploymentGroupName,
    });
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

/** CloudFormation's names for a pipeline's parts, as the API has them. */
function declaration(m: Making, name: string): unknown {
  const raw = camel(m.props, ['Configuration']) as Record<string, unknown>;
  // CloudFormation lists the stores of several regions, the API maps them.
  const stores = raw['artifactStores'] as { region: string; artifactStore: unknown }[] | undefined;
  return {
    name,
    roleArn: raw['roleArn'],
    artifactStore: raw['artifactStore'],
    artifactStores: stores && Object.fromEntries(stores.map((s) => [s.region, s.artifactStore])),
    triggers: raw['triggers'],
    stages: raw['stages'],
    pipelineType: raw['pipelineType'],
    executionMode: raw['executionMode'],
    variables: raw['variables'],
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
    await m.ctx
      .invoke('codepipeline', 'CreatePipeline', {
        pipeline: declaration(m, name),
        tags: lowerTags(m),
      })
      .catch(exists(m.repeated, 'PipelineNameInUseException'));
    return { physicalId: name, attributes: { Id: name, Version: '1' } };
  },
  async remove(name, m) {
    await m.ctx
      .invoke('codepipeline', 'DeletePipeline', { name })
      .catch(gone('PipelineNotFoundException'));
  },
};
