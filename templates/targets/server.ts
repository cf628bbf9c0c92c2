import {
  capital,
  delivery,
  documentOf,
  shared,
  tagsOf,
  type Resources,
  type TargetOptions,
} from './common';
import {
  application,
  byCodeDeploy,
  DEPLOYMENT_CONFIG,
  environmentTags,
  identity,
  INSTANCE,
  INSTANCE_CONDITIONS,
  INSTANCE_PARAMETERS,
  logGroupOf,
} from './instances';
import { att, ref, role, sub, type Document } from './intrinsics';
import type { RuntimeId } from './runtimes';
import { userData } from './user-data';

/** What all environments deploy with. */
const deployments = (o: TargetOptions): Resources => ({
  ...application(o),
  DeployRole: role(
    'codedeploy',
    'deploy',
    [
      {
        actions: ['ec2:DescribeInstances', 'ec2:DescribeInstanceStatus', 'tag:GetResources'],
        resources: ['*'],
      },
    ],
    tagsOf(o.name),
  ),
});

/** One environment: an instance with an address of its own, and the group that deploys to it. */
function environment(o: TargetOptions, runtime: RuntimeId, env: string): Resources {
  const id = capital(env);
  const tags = environmentTags(o, env);
  return {
    ...identity(o, env),
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
        ...INSTANCE,
        IamInstanceProfile: ref(`${id}InstanceProfile`),
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
        UserData: userData({ runtime, signal: `${id}Instance`, logGroup: logGroupOf(o, env) }),
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
        DeploymentConfigName: DEPLOYMENT_CONFIG,
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
      ...INSTANCE_PARAMETERS,
    },
    conditions: INSTANCE_CONDITIONS,
    resources: {
      ...shared(o),
      ...deployments(o),
      ...(Object.assign(
        {},
        ...o.environments.map((env) => environment(o, runtime, env)),
      ) as Resources),
      ...delivery(
        o,
        byCodeDeploy(
          o,
          (env) => ref(`${capital(env)}DeploymentGroup`),
          (env) => [`${capital(env)}Instance`],
        ),
      ),
    },
    // By number: the DNS name is empty in a network without DNS hostnames.
    url: (env) => sub(`http://\${${capital(env)}Instance.PublicIp}`),
  });
}
