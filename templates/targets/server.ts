import {
  action,
  bucketObjects,
  capital,
  delivery,
  documentOf,
  shared,
  tagsOf,
  type Deployment,
  type Resources,
  type TargetOptions,
} from './common';
import { arn, att, ref, role, sub, type Document, type Value } from './intrinsics';
import type { RuntimeId } from './runtimes';
import { userData } from './user-data';

/** What all environments deploy with. */
function deployments(o: TargetOptions): Resources {
  const tags = tagsOf(o.name);
  return {
    Application: {
      Type: 'AWS::CodeDeploy::Application',
      Properties: { ApplicationName: o.name, ComputePlatform: 'Server', Tags: tags },
    },
    DeployRole: role(
      'codedeploy',
      'deploy',
      [
        {
          actions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'tag:GetResources'],
          resources: ['*'],
        },
      ],
      tags,
    ),
  };
}

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

/** One environment: an instance with an address of its own, and the group that deploys to it. */
function environment(o: TargetOptions, runtime: RuntimeId, env: string): Resources {
  const id = capital(env);
  const tags = tagsOf(o.name, { 'starboard:environment': env });
  const logGroup = `/starboard/${o.name}/${env}`;
  return {
    [`${id}Logs`]: {
      Type: 'AWS::Logs::LogGroup',
      Properties: { LogGroupName: logGroup, RetentionInDays: 30, Tags: tags },
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
    [`${id}SecurityGroup`]: {
      Type: 'AWS::EC2::SecurityGroup',
      Properties: {
        GroupDescription: `${o.name} ${env}: port of the application`,
        VpcId: ref('VpcId'),
        SecurityGroupIngress: [
          {
            IpProtocol: 'tcp',
            FromPort: 80,
            ToPort: 80,
            CidrIp: ref('AllowedCidr'),
            Description: 'application',
          },
        ],
        Tags: tags,
      },
    },
    [`${id}Instance`]: {
      Type: 'AWS::EC2::Instance',
      CreationPolicy: { ResourceSignal: { Count: 1, Timeout: 'PT15M' } },
      Properties: {
        ImageId: ref('ImageId'),
        InstanceType: ref('InstanceType'),
        IamInstanceProfile: ref(`${id}InstanceProfile`),
        MetadataOptions: { HttpTokens: 'required', HttpEndpoint: 'enabled' },
        BlockDeviceMappings: [
          {
            DeviceName: '/dev/xvda',
            Ebs: { Encrypted: true, VolumeType: 'gp3', DeleteOnTermination: true },
          },
        ],
        // The instance's own public address: an account has five Elastic IPs a Region, and would be out of them
        // after two projects. It changes when the instance is stopped and started.
        NetworkInterfaces: [
          {
            DeviceIndex: '0',
            AssociatePublicIpAddress: true,
            SubnetId: ref('SubnetId'),
            GroupSet: [ref(`${id}SecurityGroup`)],
            DeleteOnTermination: true,
          },
        ],
        UserData: userData({ runtime, instance: `${id}Instance`, logGroup }),
        Tags: tagsOf(o.name, {
          Name: `${o.name}-${env}`,
          'starboard:environment': env,
          'starboard:runtime': runtime,
        }),
      },
    },
    [`${id}DeploymentGroup`]: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      Properties: {
        ApplicationName: ref('Application'),
        DeploymentGroupName: env,
        DeploymentConfigName: 'CodeDeployDefault.OneAtATime',
        ServiceRoleArn: att('DeployRole', 'Arn'),
        // Lists are AND: only instances that carry both tags.
        Ec2TagSet: {
          Ec2TagSetList: [
            { Ec2TagGroup: [{ Key: 'starboard:project', Value: o.name, Type: 'KEY_AND_VALUE' }] },
            { Ec2TagGroup: [{ Key: 'starboard:environment', Value: env, Type: 'KEY_AND_VALUE' }] },
          ],
        },
        Tags: tags,
      },
    },
  };
}

function deployment(o: TargetOptions): Deployment {
  const codedeploy = (rest: string): Value =>
    arn(`codedeploy:\${AWS::Region}:\${AWS::AccountId}:${rest}`);
  return {
    action: (env) =>
      action(
        'Deploy',
        'Deploy',
        'CodeDeploy',
        {
          ApplicationName: ref('Application'),
          DeploymentGroupName: ref(`${capital(env)}DeploymentGroup`),
        },
        { InputArtifacts: [{ Name: 'Build' }] },
      ),
    after: o.environments.map((env) => `${capital(env)}Instance`),
    statements: [
      {
        actions: [
          'codedeploy:CreateDeployment',
          'codedeploy:GetDeployment',
          'codedeploy:StopDeployment',
        ],
        resources: o.environments.map((env) => codedeploy(`deploymentgroup:${o.name}/${env}`)),
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
        resources: [codedeploy('deploymentconfig:CodeDeployDefault.OneAtATime')],
      },
    ],
  };
}

/** The target `server`: environments and options to one CloudFormation document, valid on AWS and here alike. */
export function server(o: TargetOptions): Document {
  const { runtime } = o;
  if (!runtime) throw new Error('The target server needs a runtime.');
  return documentOf(o, {
    parameters: {
      VpcId: { Type: 'AWS::EC2::VPC::Id', Description: 'Network of the instances' },
      SubnetId: {
        Type: 'AWS::EC2::Subnet::Id',
        Description: 'A subnet of it with a route to an internet gateway',
      },
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
    },
    conditions: { HasSessionAccess: { 'Fn::Equals': [ref('SessionAccess'), 'yes'] } },
    resources: {
      ...shared(o),
      ...deployments(o),
      ...(Object.assign(
        {},
        ...o.environments.map((env) => environment(o, runtime, env)),
      ) as Resources),
      ...delivery(o, deployment(o)),
    },
    // By number: the DNS name is empty in a network without DNS hostnames.
    url: (env) => sub(`http://\${${capital(env)}Instance.PublicIp}`),
  });
}
