import type { ActionDeclaration, RuleDeclaration } from './declaration';

type Range = readonly [min: number, max: number];

/** How many artifacts an action takes and gives, and its configuration (AWS-SEMANTICS 3.2). */
export interface ActionType {
  readonly inputs: Range;
  readonly outputs: Range;
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** Carried out by the engine; the others are accepted in a structure and fail by name when they are reached. */
  readonly served?: boolean | undefined;
  /** Only in a V2 pipeline. */
  readonly v2?: boolean | undefined;
}

const type = (
  inputs: Range,
  outputs: Range,
  required: string,
  optional = '',
  more: Pick<ActionType, 'served' | 'v2'> = {},
): ActionType => ({
  inputs,
  outputs,
  required: required.split(' ').filter(Boolean),
  optional: optional.split(' ').filter(Boolean),
  ...more,
});

const served = { served: true };
const NONE: Range = [0, 0];
const ONE: Range = [1, 1];
const codebuild = type(
  [1, 5],
  [0, 5],
  'ProjectName',
  'PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables',
  served,
);

/** Keyed `category/owner/provider/version`. */
export const ACTION_TYPES: Readonly<Record<string, ActionType>> = {
  'Source/AWS/CodeCommit/1': type(
    NONE,
    ONE,
    'RepositoryName BranchName',
    'PollForSourceChanges OutputArtifactFormat',
    served,
  ),
  'Source/AWS/S3/1': type(
    NONE,
    ONE,
    'S3Bucket S3ObjectKey',
    'PollForSourceChanges AllowOverrideForS3ObjectKey',
    served,
  ),
  'Source/AWS/ECR/1': type(NONE, ONE, 'RepositoryName', 'ImageTag'),
  'Source/AWS/CodeStarSourceConnection/1': type(
    NONE,
    ONE,
    'ConnectionArn FullRepositoryId BranchName',
    'OutputArtifactFormat DetectChanges',
    served,
  ),
  'Source/ThirdParty/GitHub/1': type(
    NONE,
    ONE,
    'Owner Repo Branch OAuthToken',
    'PollForSourceChanges',
  ),
  'Build/AWS/CodeBuild/1': codebuild,
  'Test/AWS/CodeBuild/1': codebuild,
  'Build/AWS/ECRBuildAndPublish/1': type(
    ONE,
    NONE,
    'ECRRepositoryName',
    'DockerFilePath ImageTags RegistryType',
    { v2: true },
  ),
  'Test/AWS/DeviceFarm/1': type(
    ONE,
    NONE,
    'ProjectId DevicePoolArn AppType TestType',
    'App Test Fuzz',
  ),
  'Compute/AWS/Commands/1': type(
    [1, 10],
    [0, 1],
    '',
    'EnvironmentType ComputeType VpcId Subnets SecurityGroupIds',
    { served: true, v2: true },
  ),
  'Deploy/AWS/CodeDeploy/1': type(ONE, NONE, 'ApplicationName DeploymentGroupName', '', served),
  'Deploy/AWS/CodeDeployToECS/1': type(
    [1, 5],
    NONE,
    'ApplicationName DeploymentGroupName TaskDefinitionTemplateArtifact AppSpecTemplateArtifact',
  ),
  'Deploy/AWS/ECS/1': type(ONE, NONE, 'ClusterName ServiceName', 'FileName DeploymentTimeout'),
  'Deploy/AWS/S3/1': type(
    ONE,
    NONE,
    'BucketName Extract',
    'ObjectKey KMSEncryptionKeyARN CannedACL CacheControl',
    served,
  ),
  'Deploy/AWS/CloudFormation/1': type([0, 10], [0, 1], 'ActionMode StackName'),
  'Deploy/AWS/CloudFormationStackSet/1': type([1, 10], [0, 1], 'StackSetName TemplatePath'),
  'Deploy/AWS/CloudFormationStackInstances/1': type([0, 10], [0, 1], 'StackSetName'),
  'Deploy/AWS/ElasticBeanstalk/1': type(ONE, NONE, 'ApplicationName EnvironmentName'),
  'Deploy/AWS/ServiceCatalog/1': type(
    ONE,
    NONE,
    'TemplateFilePath ProductVersionName ProductType ProductId',
  ),
  'Deploy/AWS/AppConfig/1': type(
    ONE,
    NONE,
    'Application Environment ConfigurationProfile DeploymentStrategy InputArtifactConfigurationPath',
  ),
  'Deploy/AWS/OpsWorks/1': type(ONE, NONE, 'Stack App Layer'),
  'Deploy/AWS/Lambda/1': type(ONE, NONE, 'FunctionName', '', { v2: true }),
  'Deploy/AWS/EC2/1': type(
    ONE,
    NONE,
    'InstanceTagKey InstanceType',
    'InstanceTagValue TargetDirectory PreScript PostScript DeploySpec MaxBatch MaxError TargetGroupNameList',
    { served: true, v2: true },
  ),
  'Deploy/AWS/EKS/1': type(ONE, NONE, 'ClusterName', '', { v2: true }),
  'Approval/AWS/Manual/1': type(
    NONE,
    NONE,
    '',
    'NotificationArn CustomData ExternalEntityLink',
    served,
  ),
  'Invoke/AWS/CodePipeline/1': type(NONE, NONE, 'PipelineName', 'Variables SourceRevisions', {
    served: true,
    v2: true,
  }),
  'Invoke/AWS/Lambda/1': type([0, 5], [0, 5], 'FunctionName', 'UserParameters'),
  'Invoke/AWS/StepFunctions/1': type(
    [0, 1],
    [0, 1],
    'StateMachineArn',
    'ExecutionNamePrefix InputType Input',
  ),
  'Invoke/AWS/InspectorScan/1': type([0, 1], [0, 1], 'InspectorRunMode', '', { v2: true }),
};

const stem = ({ actionTypeId: t }: ActionDeclaration): string =>
  `${t.category}/${t.owner}/${t.provider}`;

export const typeKey = (a: ActionDeclaration): string => `${stem(a)}/${a.actionTypeId.version}`;
export const isServed = (a: ActionDeclaration): boolean =>
  a.actionTypeId.owner === 'Custom' || ACTION_TYPES[typeKey(a)]?.served === true;

/** Rule providers with their configuration (AWS-SEMANTICS 3.6). `skips` may stand in a condition whose result is SKIP. */
export const RULE_TYPES: Readonly<
  Record<
    string,
    {
      readonly required: readonly string[];
      readonly optional: readonly string[];
      readonly served: boolean;
      readonly skips?: boolean;
      readonly inputs: Range;
    }
  >
> = {
  DeploymentWindow: { required: ['Cron'], optional: ['TimeZone'], served: true, inputs: NONE },
  VariableCheck: {
    required: ['Variable', 'Value', 'Operator'],
    optional: [],
    served: true,
    skips: true,
    inputs: NONE,
  },
  Commands: { required: [], optional: [], served: true, inputs: [0, 10] },
  CodeBuild: {
    required: ['ProjectName'],
    optional: ['PrimarySource', 'EnvironmentVariables', 'BatchEnabled', 'CombineArtifacts'],
    served: true,
    inputs: [0, 5],
  },
  CloudWatchAlarm: {
    required: ['AlarmName'],
    optional: ['AlarmStates', 'WaitTime'],
    served: true,
    inputs: NONE,
  },
  LambdaInvoke: {
    required: ['FunctionName'],
    optional: ['UserParameters'],
    served: false,
    skips: true,
    inputs: [0, 5],
  },
};

export const ruleKey = (r: RuleDeclaration): string =>
  `${r.ruleTypeId.category}/${r.ruleTypeId.owner ?? 'AWS'}/${r.ruleTypeId.provider}/${r.ruleTypeId.version ?? '1'}`;
