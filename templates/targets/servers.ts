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
import {
  arn,
  att,
  ref,
  role,
  sub,
  type Document,
  type Parameter,
  type Statement,
  type Value,
} from './intrinsics';
import type { RuntimeId } from './runtimes';
import { userData } from './user-data';

/** What one group of instances is called in a document, and what stands around it. */
export const idsOf = (env: string) => {
  const id = capital(env);
  return {
    balancer: `${id}Balancer`,
    balancerPort: `${id}BalancerSecurityGroup`,
    deployments: `${id}DeploymentGroup`,
    group: `${id}Group`,
    launch: `${id}LaunchTemplate`,
    listener: `${id}Listener`,
    port: `${id}SecurityGroup`,
    profile: `${id}InstanceProfile`,
    role: `${id}InstanceRole`,
    targets: `${id}Targets`,
  };
};

/** The application listens on it, and the balancer does. */
const PORT = 80;
/** Every template answers it once it can serve (docs/templates.md). */
const HEALTH = '/health';

const port = (from: Readonly<Record<string, Value>>): Value => ({
  IpProtocol: 'tcp',
  FromPort: PORT,
  ToPort: PORT,
  ...from,
});

/** Who reaches what: people the balancer, the balancer the instances, nobody else anything. */
function ports(o: TargetOptions, env: string): Resources {
  const ids = idsOf(env);
  const tags = environmentTags(o, env);
  const group = (description: string, rule: Value) => ({
    Type: 'AWS::EC2::SecurityGroup',
    Properties: {
      GroupDescription: `${o.name} ${env}: ${description}`,
      VpcId: ref('VpcId'),
      SecurityGroupIngress: [rule],
      Tags: tags,
    },
  });
  return {
    [ids.balancerPort]: group('load balancer', port({ CidrIp: ref('AllowedCidr') })),
    [ids.port]: group(
      'instances',
      port({ SourceSecurityGroupId: att(ids.balancerPort, 'GroupId') }),
    ),
  };
}

/**
 * The balancer's address is the application's. A release waits for its targets, so what it counts in is short. What is AWS's
 * default is not written: an application balancer that faces the internet, the answer 200.
 */
function balancer(o: TargetOptions, env: string): Resources {
  const ids = idsOf(env);
  const tags = environmentTags(o, env);
  return {
    [ids.balancer]: {
      Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
      Properties: {
        Subnets: ref('SubnetIds'),
        SecurityGroups: [att(ids.balancerPort, 'GroupId')],
        Tags: tags,
      },
    },
    [ids.targets]: {
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: {
        Protocol: 'HTTP',
        Port: PORT,
        VpcId: ref('VpcId'),
        HealthCheckPath: HEALTH,
        HealthCheckIntervalSeconds: 10,
        HealthyThresholdCount: 2,
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }],
        Tags: tags,
      },
    },
    [ids.listener]: {
      Type: 'AWS::ElasticLoadBalancingV2::Listener',
      Properties: {
        LoadBalancerArn: ref(ids.balancer),
        Protocol: 'HTTP',
        Port: PORT,
        DefaultActions: [{ Type: 'forward', TargetGroupArn: ref(ids.targets) }],
      },
    },
  };
}

/** Instances that are alike, and the group that keeps their number. */
function instances(o: TargetOptions, runtime: RuntimeId, env: string): Resources {
  const ids = idsOf(env);
  return {
    [ids.launch]: {
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: {
        LaunchTemplateData: {
          ...INSTANCE,
          IamInstanceProfile: { Arn: att(ids.profile, 'Arn') },
          // A public address of its own: an instance downloads its runtime and the agent without a NAT gateway, which
          // would cost more than the instances. Its security group lets nobody in but the balancer.
          NetworkInterfaces: [
            {
              DeviceIndex: 0,
              AssociatePublicIpAddress: true,
              Groups: [att(ids.port, 'GroupId')],
              DeleteOnTermination: true,
            },
          ],
          UserData: userData({ runtime, signal: ids.group, logGroup: logGroupOf(o, env) }),
        },
        TagSpecifications: [{ ResourceType: 'launch-template', Tags: environmentTags(o, env) }],
      },
    },
    [ids.group]: {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      // The first health check must find a balancer, and the first instance something to tell that it is ready.
      DependsOn: [ids.listener],
      CreationPolicy: { ResourceSignal: { Count: ref('InstanceCount'), Timeout: 'PT15M' } },
      Properties: {
        MinSize: ref('InstanceCount'),
        MaxSize: ref('InstanceCount'),
        DesiredCapacity: ref('InstanceCount'),
        VPCZoneIdentifier: ref('SubnetIds'),
        LaunchTemplate: {
          LaunchTemplateId: ref(ids.launch),
          Version: att(ids.launch, 'LatestVersionNumber'),
        },
        TargetGroupARNs: [ref(ids.targets)],
        // Not ELB: before the first release no instance passes the balancer's check, and all would be replaced for ever.
        HealthCheckType: 'EC2',
        Tags: Object.entries({
          Name: `${o.name}-${env}`,
          'starboard:project': o.name,
          'starboard:environment': env,
          'starboard:runtime': runtime,
        }).map(([Key, Value]) => ({ Key, Value, PropagateAtLaunch: true })),
      },
    },
  };
}

/** A group of instances behind a balancer, with all that it needs but what deploys to it. */
export const fleet = (o: TargetOptions, runtime: RuntimeId, env: string): Resources => ({
  ...identity(o, env),
  ...ports(o, env),
  ...balancer(o, env),
  ...instances(o, runtime, env),
});

/**
 * What CodeDeploy does with Auto Scaling groups and target groups (CodeDeploy user guide, "AWS managed policies":
 * AWSCodeDeployRole), on this project's alone where AWS lets it be said.
 */
export const deployStatements = (
  o: TargetOptions,
  more: readonly string[] = [],
): readonly Statement[] => [
  {
    actions: [
      'ec2:DescribeInstances',
      'ec2:DescribeInstanceStatus',
      'tag:GetResources',
      'autoscaling:DescribeAutoScalingGroups',
      'autoscaling:DescribeLifecycleHooks',
      'autoscaling:DescribeScalingActivities',
      'elasticloadbalancing:DescribeTargetGroups',
      'elasticloadbalancing:DescribeTargetHealth',
    ],
    resources: ['*'],
  },
  {
    actions: [
      'autoscaling:CompleteLifecycleAction',
      'autoscaling:DeleteLifecycleHook',
      'autoscaling:PutLifecycleHook',
      'autoscaling:RecordLifecycleActionHeartbeat',
      'autoscaling:ResumeProcesses',
      'autoscaling:SuspendProcesses',
      ...more,
    ],
    resources: [groupsNamed('*')],
    condition: { StringEquals: { 'autoscaling:ResourceTag/starboard:project': o.name } },
  },
  {
    actions: ['elasticloadbalancing:RegisterTargets', 'elasticloadbalancing:DeregisterTargets'],
    resources: o.environments.map((env) => ref(idsOf(env).targets)),
  },
];

/** Auto Scaling groups by a pattern of their names. */
export const groupsNamed = (name: string): Value =>
  arn(
    `autoscaling:\${AWS::Region}:\${AWS::AccountId}:autoScalingGroup:*:autoScalingGroupName/${name}`,
  );

/** How many instances an environment has unless somebody says otherwise: two, and four in all at most. */
export const defaultInstances = ({ length }: readonly string[]): number => (length > 2 ? 1 : 2);

export const fleetParameters = (defaultCount: number): Readonly<Record<string, Parameter>> => ({
  VpcId: { Type: 'AWS::EC2::VPC::Id', Description: 'Network of the instances' },
  SubnetIds: {
    Type: 'List<AWS::EC2::Subnet::Id>',
    Description:
      'Two or more subnets of it in different zones, each with a route to an internet gateway',
  },
  InstanceCount: {
    Type: 'String',
    Default: String(defaultCount),
    AllowedPattern: '([1-9]|1[0-9]|20)',
    Description: 'Instances of each environment, 1 to 20',
  },
  ...INSTANCE_PARAMETERS,
});

const deploymentGroup = (o: TargetOptions, env: string): Resources => {
  const ids = idsOf(env);
  return {
    [ids.deployments]: {
      Type: 'AWS::CodeDeploy::DeploymentGroup',
      DependsOn: [ids.listener],
      Properties: {
        ApplicationName: ref('Application'),
        DeploymentGroupName: env,
        DeploymentConfigName: DEPLOYMENT_CONFIG,
        ServiceRoleArn: att('DeployRole', 'Arn'),
        DeploymentStyle: {
          DeploymentType: 'IN_PLACE',
          DeploymentOption: 'WITH_TRAFFIC_CONTROL',
        },
        AutoScalingGroups: [ref(ids.group)],
        LoadBalancerInfo: {
          TargetGroupInfoList: [{ Name: att(ids.targets, 'TargetGroupName') }],
        },
        // What fails is undone: the instances that took it get the last good release again.
        AutoRollbackConfiguration: { Enabled: true, Events: ['DEPLOYMENT_FAILURE'] },
        Tags: environmentTags(o, env),
      },
    },
  };
};

/**
 * The target `servers`: each environment some instances behind a load balancer. A release goes from instance to instance,
 * and none gets requests while it changes.
 */
export function servers(o: TargetOptions): Document {
  const { runtime } = o;
  if (!runtime) throw new Error('The target servers needs a runtime.');
  return documentOf(o, {
    parameters: fleetParameters(defaultInstances(o.environments)),
    conditions: INSTANCE_CONDITIONS,
    resources: {
      ...shared(o),
      ...application(o),
      DeployRole: role('codedeploy', 'deploy', deployStatements(o), tagsOf(o.name)),
      ...(Object.assign(
        {},
        ...o.environments.map((env) => ({ ...fleet(o, runtime, env), ...deploymentGroup(o, env) })),
      ) as Resources),
      ...delivery(
        o,
        byCodeDeploy(
          o,
          // By it the pipeline comes after the instances and the balancer.
          (env) => ref(idsOf(env).deployments),
          () => [],
        ),
      ),
    },
    url: (env) => sub(`http://\${${idsOf(env).balancer}.DNSName}`),
  });
}
