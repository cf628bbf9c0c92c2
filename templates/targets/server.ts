import { arn, att, ref, role, sub, type Document, type Resource, type Value } from './intrinsics';
import { userData } from './user-data';

export interface TargetOptions {
  readonly name: string;
  /** In the order in which a release travels. */
  readonly environments: readonly string[];
  /** Those that a person approves first. */
  readonly approve: readonly string[];
  readonly runtime: string;
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

type Resources = Record<string, Resource>;

const tagsOf = (name: string, extra: Readonly<Record<string, string>> = {}): Value => Object.entries({ 'starboard:project': name, ...extra }).map(([Key, Value]) => ({ Key, Value }));
const bucketObjects = sub('${ArtifactBucket.Arn}/*');

/** Everything that all environments share. */
function shared(o: TargetOptions): Resources {
  const tags = tagsOf(o.name);
  return {
    Repository: {
      Type: 'AWS::CodeCommit::Repository', DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain',
      Properties: { RepositoryName: o.name, RepositoryDescription: `Source of ${o.name}`, Code: { S3: { Bucket: ref('SeedBucket'), Key: ref('SeedKey') }, BranchName: ref('BranchName') }, Tags: tags },
    },
    ArtifactBucket: {
      Type: 'AWS::S3::Bucket',
      Properties: {
        BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
        PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
        OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] }, Tags: tags,
      },
    },
    ArtifactBucketPolicy: {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: ref('ArtifactBucket'), PolicyDocument: { Version: '2012-10-17', Statement: [{ Sid: 'TlsOnly', Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [att('ArtifactBucket', 'Arn'), bucketObjects], Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] } },
    },
    BuildLogs: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: `/aws/codebuild/${o.name}`, RetentionInDays: 30, Tags: tags } },
    BuildRole: role('codebuild', 'build', [
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [att('BuildLogs', 'Arn')] },
      { actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], resources: [bucketObjects] },
    ], tags),
    Build: {
      Type: 'AWS::CodeBuild::Project',
      Properties: {
        Name: o.name, ServiceRole: att('BuildRole', 'Arn'), Source: { Type: 'CODEPIPELINE' }, Artifacts: { Type: 'CODEPIPELINE' }, TimeoutInMinutes: 30,
        Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', Image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0' },
        LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: ref('BuildLogs') } }, Tags: tags,
      },
    },
    Application: { Type: 'AWS::CodeDeploy::Application', Properties: { ApplicationName: o.name, ComputePlatform: 'Server', Tags: tags } },
    DeployRole: role('codedeploy', 'deploy', [{ actions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'tag:GetResources'], resources: ['*'] }], tags),
  };
}

/** One environment: an instance with an address of its own, and the group that deploys to it. */
function environment(o: TargetOptions, env: string): Resources {
  const id = capital(env);
  const tags = tagsOf(o.name, { 'starboard:environment': env });
  const logGroup = `/starboard/${o.name}/${env}`;
  return {
    [`${id}Logs`]: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: logGroup, RetentionInDays: 30, Tags: tags } },
    [`${id}InstanceRole`]: role('ec2', 'instance', [
      { actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [bucketObjects, arn('s3:::aws-codedeploy-${AWS::Region}/*')] },
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'], resources: [att(`${id}Logs`, 'Arn')] },
    ], tags),
    [`${id}InstanceProfile`]: { Type: 'AWS::IAM::InstanceProfile', Properties: { Roles: [ref(`${id}InstanceRole`)] } },
    [`${id}SecurityGroup`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription: `${o.name} ${env}: port of the application`, VpcId: ref('VpcId'), SecurityGroupIngress: [{ IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: ref('AllowedCidr'), Description: 'application' }], Tags: tags },
    },
    [`${id}Instance`]: {
      Type: 'AWS::EC2::Instance', CreationPolicy: { ResourceSignal: { Count: 1, Timeout: 'PT15M' } },
      Properties: {
        ImageId: ref('ImageId'), InstanceType: ref('InstanceType'), IamInstanceProfile: ref(`${id}InstanceProfile`), MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeType: 'gp3', DeleteOnTermination: true } }],
        // An address at launch: the signal needs the internet, and the Elastic IP comes only after it.
        NetworkInterfaces: [{ DeviceIndex: '0', AssociatePublicIpAddress: true, SubnetId: ref('SubnetId'), GroupSet: [ref(`${id}SecurityGroup`)], DeleteOnTermination: true }],
        UserData: userData({ runtime: o.runtime, instance: `${id}Instance`, logGroup }),
        Tags: tagsOf(o.name, { Name: `${o.name}-${env}`, 'starboard:environment': env, 'starboard:runtime': o.runtime }),
      },
    },
    [`${id}Address`]: { Type: 'AWS::EC2::EIP', Properties: { Domain: 'vpc', InstanceId: ref(`${id}Instance`), Tags: tags } },
    [`${id}DeploymentGroup`]: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: ref('Application'), DeploymentGroupName: env, DeploymentConfigName: 'CodeDeployDefault.OneAtATime', ServiceRoleArn: att('DeployRole', 'Arn'),
        // Lists are AND: only instances that carry both tags.
        Ec2TagSet: { Ec2TagSetList: [{ Ec2TagGroup: [{ Key: 'starboard:project', Value: o.name, Type: 'KEY_AND_VALUE' }] }, { Ec2TagGroup: [{ Key: 'starboard:environment', Value: env, Type: 'KEY_AND_VALUE' }] }] },
        Tags: tags,
      },
    },
  };
}

function stages(o: TargetOptions): Value {
  const action = (name: string, category: string, provider: string, configuration: Readonly<Record<string, Value>>, more: Readonly<Record<string, Value>>): Value => ({ Name: name, ActionTypeId: { Category: category, Owner: 'AWS', Provider: provider, Version: '1' }, Configuration: configuration, ...more });
  return [
    { Name: 'Source', Actions: [action('Source', 'Source', 'CodeCommit', { RepositoryName: att('Repository', 'Name'), BranchName: ref('BranchName'), PollForSourceChanges: 'false' }, { OutputArtifacts: [{ Name: 'Source' }], Namespace: 'SourceVariables' })] },
    { Name: 'Build', Actions: [action('Build', 'Build', 'CodeBuild', { ProjectName: ref('Build') }, { InputArtifacts: [{ Name: 'Source' }], OutputArtifacts: [{ Name: 'Build' }] })] },
    ...o.environments.flatMap((env): Value[] => [
      ...(o.approve.includes(env) ? [{ Name: `Approve${capital(env)}`, Actions: [action('Approve', 'Approval', 'Manual', { CustomData: `Release #{SourceVariables.CommitId} to ${env}?` }, {})] }] : []),
      { Name: capital(env), Actions: [action('Deploy', 'Deploy', 'CodeDeploy', { ApplicationName: ref('Application'), DeploymentGroupName: ref(`${capital(env)}DeploymentGroup`) }, { InputArtifacts: [{ Name: 'Build' }] })] },
    ]),
  ];
}

/** The pipeline after all that it deploys to, and the rule after the pipeline: a new project has exactly one execution. */
function delivery(o: TargetOptions): Resources {
  const tags = tagsOf(o.name);
  const pipelineArn = arn(`codepipeline:\${AWS::Region}:\${AWS::AccountId}:${o.name}`);
  const codedeploy = (rest: string): Value => arn(`codedeploy:\${AWS::Region}:\${AWS::AccountId}:${rest}`);
  return {
    PipelineRole: role('codepipeline', 'pipeline', [
      { actions: ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:GetRepository', 'codecommit:UploadArchive', 'codecommit:GetUploadArchiveStatus', 'codecommit:CancelUploadArchive'], resources: [att('Repository', 'Arn')] },
      { actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'], resources: [bucketObjects] },
      { actions: ['s3:GetBucketVersioning', 's3:GetBucketLocation'], resources: [att('ArtifactBucket', 'Arn')] },
      { actions: ['codebuild:StartBuild', 'codebuild:BatchGetBuilds', 'codebuild:StopBuild'], resources: [att('Build', 'Arn')] },
      { actions: ['codedeploy:CreateDeployment', 'codedeploy:GetDeployment', 'codedeploy:StopDeployment'], resources: o.environments.map((env) => codedeploy(`deploymentgroup:${o.name}/${env}`)) },
      { actions: ['codedeploy:GetApplication', 'codedeploy:GetApplicationRevision', 'codedeploy:RegisterApplicationRevision'], resources: [codedeploy(`application:${o.name}`)] },
      { actions: ['codedeploy:GetDeploymentConfig'], resources: [codedeploy('deploymentconfig:CodeDeployDefault.OneAtATime')] },
    ], tags),
    Pipeline: {
      Type: 'AWS::CodePipeline::Pipeline',
      DependsOn: ['ArtifactBucketPolicy', ...o.environments.flatMap((env) => [`${capital(env)}Instance`, `${capital(env)}Address`])],
      Properties: { Name: o.name, PipelineType: 'V2', ExecutionMode: 'SUPERSEDED', RoleArn: att('PipelineRole', 'Arn'), ArtifactStore: { Type: 'S3', Location: ref('ArtifactBucket') }, Stages: stages(o), Tags: tags },
    },
    TriggerRole: role('events', 'trigger', [{ actions: ['codepipeline:StartPipelineExecution'], resources: [pipelineArn] }], tags),
    Trigger: {
      Type: 'AWS::Events::Rule', DependsOn: ['Pipeline'],
      Properties: {
        Description: `Starts ${o.name} when its branch moves`,
        EventPattern: { source: ['aws.codecommit'], 'detail-type': ['CodeCommit Repository State Change'], resources: [att('Repository', 'Arn')], detail: { event: ['referenceCreated', 'referenceUpdated'], referenceType: ['branch'], referenceName: [ref('BranchName')] } },
        Targets: [{ Id: 'pipeline', Arn: pipelineArn, RoleArn: att('TriggerRole', 'Arn') }],
      },
    },
  };
}

/** The target `server`: environments and options to one CloudFormation document, valid on AWS and here alike. */
export function server(o: TargetOptions): Document {
  return {
    AWSTemplateFormatVersion: '2010-09-09',
    Description: `${o.name}: repository, build, ${o.environments.join(', ')} and the pipeline between them`,
    Parameters: {
      VpcId: { Type: 'AWS::EC2::VPC::Id', Description: 'Network of the instances' },
      SubnetId: { Type: 'AWS::EC2::Subnet::Id', Description: 'A public subnet of it' },
      ImageId: { Type: 'AWS::EC2::Image::Id', Description: 'Amazon Linux 2023, resolved once when the project is created' },
      InstanceType: { Type: 'String', Default: 't3.micro', AllowedPattern: '[a-z0-9-]+\\.[a-z0-9]+', Description: 'Size of each instance' },
      AllowedCidr: { Type: 'String', AllowedPattern: '\\d{1,3}(\\.\\d{1,3}){3}/\\d{1,2}', Description: 'Who may reach the application, as a CIDR block' },
      BranchName: { Type: 'String', Default: 'main', AllowedPattern: '[A-Za-z0-9._/-]{1,256}', Description: 'The branch that is released' },
      SeedBucket: { Type: 'String', Description: 'Bucket of the first commit' },
      SeedKey: { Type: 'String', Description: 'Zip of the first commit' },
      PermissionsBoundary: { Type: 'String', Default: '', Description: 'ARN of a policy that bounds every role, or nothing' },
    },
    Conditions: { HasBoundary: { 'Fn::Not': [{ 'Fn::Equals': [ref('PermissionsBoundary'), ''] }] } },
    Resources: { ...shared(o), ...Object.assign({}, ...o.environments.map((env) => environment(o, env))) as Resources, ...delivery(o) },
    Outputs: {
      ...Object.fromEntries(o.environments.map((env) => [`${capital(env)}Url`, { Description: `Where ${env} answers`, Value: sub(`http://\${${capital(env)}Address}`) }])),
      CloneUrl: { Description: 'The repository', Value: att('Repository', 'CloneUrlHttp') },
    },
  };
}

