/** What AWS's console calls the providers of actions (CodePipeline user guide, "Action structure reference"). */
const PROVIDERS: Readonly<Record<string, string>> = {
  AppConfig: 'AWS AppConfig',
  CloudFormation: 'AWS CloudFormation',
  CloudFormationStackInstances: 'AWS CloudFormation stack instances',
  CloudFormationStackSet: 'AWS CloudFormation stack set',
  CodeBuild: 'AWS CodeBuild',
  CodeCommit: 'AWS CodeCommit',
  CodeDeploy: 'AWS CodeDeploy',
  CodeDeployToECS: 'Amazon ECS (blue/green)',
  CodePipeline: 'AWS CodePipeline',
  CodeStarSourceConnection: 'Git connection',
  DeviceFarm: 'AWS Device Farm',
  EC2: 'Amazon EC2',
  ECR: 'Amazon ECR',
  ECRBuildAndPublish: 'Amazon ECR build and publish',
  ECS: 'Amazon ECS',
  EKS: 'Amazon EKS',
  ElasticBeanstalk: 'AWS Elastic Beanstalk',
  GitHub: 'GitHub (via OAuth app)',
  InspectorScan: 'Amazon Inspector scan',
  Lambda: 'AWS Lambda',
  Manual: 'Manual approval',
  S3: 'Amazon S3',
  ServiceCatalog: 'AWS Service Catalog',
  StepFunctions: 'AWS Step Functions',
};

export const providerLabel = (provider: string): string => PROVIDERS[provider] ?? provider;

/** Labels that a key has whatever the provider. */
const LABELS: Readonly<Record<string, string>> = {
  ActionMode: 'Action mode',
  AllowOverrideForS3ObjectKey: 'Allow another object key at the start',
  AppSpecTemplateArtifact: 'AWS CodeDeploy AppSpec file: input artifact',
  AppSpecTemplatePath: 'AWS CodeDeploy AppSpec file: path',
  ApplicationName: 'Application name',
  BatchEnabled: 'Build type',
  Branch: 'Branch',
  BranchName: 'Branch name',
  BucketName: 'Bucket',
  CacheControl: 'Cache control',
  CannedACL: 'Canned ACL',
  Capabilities: 'Capabilities',
  ChangeSetName: 'Change set name',
  ClusterName: 'Cluster name',
  CombineArtifacts: 'Combine batch artifacts into one location',
  ComputeType: 'Compute',
  ConnectionArn: 'Connection',
  CustomData: 'Comments',
  DeploySpec: 'DeploySpec file',
  DeploymentGroupName: 'Deployment group',
  DeploymentTimeout: 'Deployment timeout, in minutes',
  DetectChanges: 'Start the pipeline when the source changes',
  DeployTargetS3ObjectKey: 'Deployment path',
  DockerFilePath: 'Dockerfile path',
  ECRRepositoryName: 'Repository name',
  EnvironmentName: 'Environment name',
  EnvironmentType: 'Environment type',
  EnvironmentVariables: 'Environment variables',
  ExecutionNamePrefix: 'Execution name prefix',
  ExternalEntityLink: 'URL for review',
  Extract: 'Extract file before deploy',
  FileName: 'Image definitions file',
  FullRepositoryId: 'Repository name',
  FunctionName: 'Function name',
  ImageTag: 'Image tag',
  ImageTags: 'Image tags',
  Input: 'Input',
  InputType: 'Input type',
  InspectorRunMode: 'Run mode',
  InstanceTagKey: 'Instance tag key',
  InstanceTagValue: 'Instance tag value',
  InstanceType: 'Instance type',
  KMSEncryptionKeyARN: 'Encryption key ARN',
  MaxBatch: 'Most instances at the same time',
  MaxError: 'Most instances that may fail',
  NotificationArn: 'SNS topic ARN',
  OAuthToken: 'OAuth token',
  ObjectKey: 'Deployment path',
  OutputArtifactFormat: 'Output artifact format',
  OutputFileName: 'Output file name',
  Owner: 'Owner',
  ParameterOverrides: 'Parameter overrides',
  PipelineName: 'Pipeline name',
  PollForSourceChanges: 'Change detection',
  PostScript: 'Script after the deployment',
  PreScript: 'Script before the deployment',
  PrimarySource: 'Primary artifact',
  ProjectName: 'Project name',
  RegistryType: 'Registry type',
  Repo: 'Repository',
  RepositoryName: 'Repository name',
  RoleArn: 'Role',
  S3Bucket: 'Bucket',
  S3ObjectKey: 'S3 object key',
  SecurityGroupIds: 'Security groups',
  ServiceName: 'Service name',
  SourceRevisions: 'Source revisions',
  StackName: 'Stack name',
  StackSetName: 'Stack set name',
  StateMachineArn: 'State machine ARN',
  Subnets: 'Subnets',
  TargetDirectory: 'Target directory',
  TargetGroupNameList: 'Target groups',
  TaskDefinitionTemplateArtifact: 'Amazon ECS task definition: input artifact',
  TaskDefinitionTemplatePath: 'Amazon ECS task definition: path',
  TemplateConfiguration: 'Template configuration',
  TemplatePath: 'Template',
  UserParameters: 'User parameters',
  Variables: 'Variables',
  VpcId: 'VPC',
};

/** Where the console has another word for one provider's key. */
const BY_PROVIDER: Readonly<Record<string, string>> = {
  'CodeDeployToECS ApplicationName': 'AWS CodeDeploy application name',
  'CodeDeployToECS DeploymentGroupName': 'AWS CodeDeploy deployment group',
  'ECRBuildAndPublish RegistryType': 'Image type',
  'S3 ObjectKey': 'Deployment path',
};

/** `ImageURI` in words: `Image URI`. */
const spaced = (key: string): string => {
  const words = key
    .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
    .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2');
  return words
    .split(' ')
    .map((w, i) => (i === 0 || /^\p{Lu}{2,}/u.test(w) ? w : w.toLowerCase()))
    .join(' ');
};

/** What a configuration key of an action is called on a page; one that is not known is its own words. */
export const configurationLabel = (provider: string, key: string): string =>
  BY_PROVIDER[`${provider} ${key}`] ?? LABELS[key] ?? spaced(key);

/** Whether the table has a label for the key. */
export const hasLabel = (key: string): boolean => Object.hasOwn(LABELS, key);

type Options = readonly (readonly [value: string, label: string])[];
const YES_NO: Options = [
  ['true', 'Yes'],
  ['false', 'No'],
];

/** Keys that take one of a few values, as the console words them. */
const OPTIONS: Readonly<Record<string, Options>> = {
  ActionMode: [
    ['CREATE_UPDATE', 'Create or update a stack'],
    ['CHANGE_SET_REPLACE', 'Create or replace a change set'],
    ['CHANGE_SET_EXECUTE', 'Execute a change set'],
    ['DELETE_ONLY', 'Delete a stack'],
    ['REPLACE_ON_FAILURE', 'Replace a failed stack'],
  ],
  AllowOverrideForS3ObjectKey: YES_NO,
  BatchEnabled: [
    ['false', 'Single build'],
    ['true', 'Batch build'],
  ],
  CombineArtifacts: YES_NO,
  DetectChanges: YES_NO,
  Extract: YES_NO,
  OutputArtifactFormat: [
    ['CODE_ZIP', 'CodePipeline default (zip)'],
    ['CODEBUILD_CLONE_REF', 'Full clone'],
  ],
  PollForSourceChanges: [
    ['false', 'By an event'],
    ['true', 'CodePipeline polls the source'],
  ],
};

/** What can be chosen for a key; nothing where it has another value, such as a variable: then it is typed. */
export function optionsFor(key: string, value: string): Options | undefined {
  const options = OPTIONS[key];
  return options?.some(([v]) => v === value) ? options : undefined;
}
