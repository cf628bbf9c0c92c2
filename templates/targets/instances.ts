import {
  action,
  bucketObjects,
  capital,
  tagsOf,
  type Deployment,
  type Resources,
  type TargetOptions,
} from './common';
import { arn, att, ref, role, type Parameter, type Value } from './intrinsics';

/** What every target of instances deploys by: one at a time, so that of two instances one always serves. */
export const DEPLOYMENT_CONFIG = 'CodeDeployDefault.OneAtATime';

export const application = (o: TargetOptions): Resources => ({
  Application: {
    Type: 'AWS::CodeDeploy::Application',
    Properties: { ApplicationName: o.name, ComputePlatform: 'Server', Tags: tagsOf(o.name) },
  },
});

/**
 * What the Systems Manager agent of Amazon Linux 2023 needs for a terminal in the browser or the CLI, in place of SSH
 * (Systems Manager user guide, "Create a custom IAM role for Session Manager"). None of these actions knows resources.
 * AmazonSSMManagedInstanceCore would let the application read every parameter of the account as well.
 */
const SESSION_ACCESS = [
  'ssm:UpdateInstanceInformation',
  'ssmmessages:CreateControlChannel',
  'ssmmessages:CreateDataChannel',
  'ssmmessages:OpenControlChannel',
  'ssmmessages:OpenDataChannel',
];

export const logGroupOf = (o: TargetOptions, env: string): string => `/starboard/${o.name}/${env}`;
export const environmentTags = (o: TargetOptions, env: string): Value =>
  tagsOf(o.name, { 'starboard:environment': env });

/** Where an environment's instances log, and what they may do. */
export function identity(o: TargetOptions, env: string): Resources {
  const id = capital(env);
  const tags = environmentTags(o, env);
  return {
    [`${id}Logs`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: logGroupOf(o, env), RetentionInDays: 30, Tags: tags },
    },
    [`${id}InstanceRole`]: role(
      'ec2',
      'instance',
      [
        {
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [bucketObjects, arn('s3:::aws-codedeploy-${AWS::Region}/*')],
        },
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
          resources: [att(`${id}Logs`, 'Arn')],
        },
        { when: 'HasSessionAccess', then: { actions: SESSION_ACCESS, resources: ['*'] } },
      ],
      tags,
    ),
    [`${id}InstanceProfile`]: {
      Type: 'AWS::IAM::InstanceProfile',
      Properties: { Roles: [ref(`${id}InstanceRole`)] },
    },
  };
}

/** What every instance has, whoever launches it. */
export const INSTANCE: Readonly<Record<string, Value>> = {
  ImageId: ref('ImageId'),
  InstanceType: ref('InstanceType'),
  MetadataOptions: { HttpTokens: 'required' },
  BlockDeviceMappings: [
    {
      DeviceName: '/dev/xvda',
      Ebs: { Encrypted: true, VolumeType: 'gp3', DeleteOnTermination: true },
    },
  ],
};

export const INSTANCE_PARAMETERS: Readonly<Record<string, Parameter>> = {
  ImageId: {
    Type: 'AWS::EC2::Image::Id',
    Description: 'Amazon Linux 2023, resolved once when the project is created',
  },
  InstanceType: {
    Type: 'String',
    Default: 't3.micro',
    AllowedPattern: '[a-z0-9-]+\\.[a-z0-9]+',
    Description: 'Size of each instance',
  },
  SessionAccess: {
    Type: 'String',
    Default: 'yes',
    AllowedPattern: '(yes|no)',
    Description: 'Whether Systems Manager can open a terminal on the instances: yes or no',
  },
};
export const INSTANCE_CONDITIONS: Readonly<Record<string, Value>> = {
  HasSessionAccess: { 'Fn::Equals': [ref('SessionAccess'), 'yes'] },
};

const codedeploy = (rest: string): Value =>
  arn(`codedeploy:\${AWS::Region}:\${AWS::AccountId}:${rest}`);
export const deploymentGroupArn = (o: TargetOptions, env: string): Value =>
  codedeploy(`deploymentgroup:${o.name}/${env}`);

/** How the pipeline deploys by CodeDeploy: `group` is the name of an environment's group, `after` what must be there before. */
export const byCodeDeploy = (
  o: TargetOptions,
  group: (env: string) => Value,
  after: (env: string) => readonly string[],
): Deployment => ({
  action: (env) =>
    action(
      'Deploy',
      'Deploy',
      'CodeDeploy',
      { ApplicationName: ref('Application'), DeploymentGroupName: group(env) },
      { InputArtifacts: [{ Name: 'Build' }] },
    ),
  after: o.environments.flatMap(after),
  statements: [
    {
      actions: [
        'codedeploy:CreateDeployment',
        'codedeploy:GetDeployment',
        'codedeploy:StopDeployment',
      ],
      resources: o.environments.map((env) => deploymentGroupArn(o, env)),
    },
    {
      actions: [
        'codedeploy:GetApplication',
        'codedeploy:GetApplicationRevision',
        'codedeploy:RegisterApplicationRevision',
      ],
      resources: [codedeploy(`application:${o.name}`)],
    },
    {
      actions: ['codedeploy:GetDeploymentConfig'],
      resources: [codedeploy(`deploymentconfig:${DEPLOYMENT_CONFIG}`)],
    },
  ],
});
