import {
  capital,
  delivery,
  documentOf,
  shared,
  tagsOf,
  type Resources,
  type TargetOptions,
} from './common';
import { BLUE_GREEN_FUNCTION } from './blue-green-function';
import { application, byCodeDeploy, deploymentGroupArn, INSTANCE_CONDITIONS } from './instances';
import { arn, att, ref, role, sub, type Document, type Statement } from './intrinsics';
import { deployStatements, fleet, fleetParameters, groupsNamed, idsOf } from './servers';

/**
 * What copying a group needs beside what every release does (CodeDeploy user guide, "Create a service role": a group
 * made of a launch template asks for RunInstances, CreateTags and PassRole). Where no resource is named AWS knows none
 * that could be named beforehand.
 */
const copyStatements = (o: TargetOptions): readonly Statement[] => [
  // A copy is called CodeDeploy_GROUP_DEPLOYMENT.
  {
    actions: ['autoscaling:CreateAutoScalingGroup', 'autoscaling:CreateOrUpdateTags'],
    resources: [groupsNamed('CodeDeploy_*')],
  },
  { actions: ['ec2:RunInstances', 'ec2:CreateTags'], resources: ['*'] },
  {
    actions: ['ec2:TerminateInstances'],
    resources: [arn('ec2:${AWS::Region}:${AWS::AccountId}:instance/*')],
    condition: { StringEquals: { 'ec2:ResourceTag/starboard:project': o.name } },
  },
  {
    actions: ['iam:PassRole'],
    resources: o.environments.map((env) => att(idsOf(env).role, 'Arn')),
  },
];

const COPYING = [
  'autoscaling:AttachLoadBalancerTargetGroups',
  'autoscaling:DeleteAutoScalingGroup',
  'autoscaling:EnableMetricsCollection',
  'autoscaling:PutNotificationConfiguration',
  'autoscaling:PutScalingPolicy',
  'autoscaling:PutScheduledUpdateGroupAction',
  'autoscaling:PutWarmPool',
  'autoscaling:UpdateAutoScalingGroup',
];
/** What a copy takes over of the group it copies. */
const READ_FOR_COPY: Statement = {
  actions: [
    'autoscaling:DescribeNotificationConfigurations',
    'autoscaling:DescribePolicies',
    'autoscaling:DescribeScheduledActions',
  ],
  resources: ['*'],
};

/** What makes the deployment groups, and at the end takes away the fleets of their releases (ADR 19). */
function maker(o: TargetOptions): Resources {
  const tags = tagsOf(o.name);
  return {
    MakerLogs: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 30, Tags: tags } },
    MakerRole: role(
      'lambda',
      'maker',
      [
        {
          actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          resources: [att('MakerLogs', 'Arn')],
        },
        {
          actions: [
            'codedeploy:CreateDeploymentGroup',
            'codedeploy:DeleteDeploymentGroup',
            'codedeploy:TagResource',
            'codedeploy:UpdateDeploymentGroup',
          ],
          resources: o.environments.map((env) => deploymentGroupArn(o, env)),
        },
        { actions: ['iam:PassRole'], resources: [att('DeployRole', 'Arn')] },
        { actions: ['autoscaling:DescribeAutoScalingGroups'], resources: ['*'] },
        {
          actions: ['autoscaling:DeleteAutoScalingGroup'],
          resources: [groupsNamed('*')],
          condition: { StringEquals: { 'autoscaling:ResourceTag/starboard:project': o.name } },
        },
      ],
      tags,
    ),
    Maker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Runtime: 'nodejs22.x',
        Handler: 'index.handler',
        Role: att('MakerRole', 'Arn'),
        Code: { ZipFile: BLUE_GREEN_FUNCTION },
        MemorySize: 256,
        // Instances that end are waited for.
        Timeout: 900,
        LoggingConfig: { LogGroup: ref('MakerLogs') },
        Tags: tags,
      },
    },
  };
}

const deploymentGroup = (o: TargetOptions, env: string): Resources => {
  const ids = idsOf(env);
  return {
    [ids.deployments]: {
      Type: 'Custom::BlueGreenDeploymentGroup',
      Properties: {
        ServiceToken: att('Maker', 'Arn'),
        ApplicationName: ref('Application'),
        DeploymentGroupName: env,
        ServiceRoleArn: att('DeployRole', 'Arn'),
        // By it the stack takes this away before all that the fleets use.
        AutoScalingGroupName: ref(ids.group),
        TargetGroupName: att(ids.targets, 'TargetGroupName'),
        // Where a release is tried first nobody needs a way back, and the pipeline would wait for it.
        OldFleetMinutes: env === o.environments.at(-1) ? ref('OldFleetMinutes') : '0',
      },
    },
  };
};

/** How many instances an environment has unless somebody says otherwise: while a release goes on it has twice as many. */
const defaultInstances = ({ length }: readonly string[]): number => (length > 1 ? 1 : 2);

/**
 * The target `servers-blue-green`: each release gets new instances, and the requests go over once they are healthy. In the
 * last environment the old ones stay for some minutes, for the way back.
 */
export function serversBlueGreen(o: TargetOptions): Document {
  const { runtime } = o;
  if (!runtime) throw new Error('The target servers-blue-green needs a runtime.');
  return documentOf(o, {
    parameters: {
      ...fleetParameters(defaultInstances(o.environments)),
      OldFleetMinutes: {
        Type: 'String',
        Default: '5',
        AllowedPattern:
          '([0-9]|[1-9][0-9]|[1-9][0-9]{2}|1[0-9]{3}|2[0-7][0-9]{2}|28[0-7][0-9]|2880)',
        Description:
          'Minutes that the last environment keeps its old instances after a release, 0 to 2880',
      },
    },
    conditions: INSTANCE_CONDITIONS,
    resources: {
      ...shared(o),
      ...application(o),
      DeployRole: role(
        'codedeploy',
        'deploy',
        [...deployStatements(o, COPYING), READ_FOR_COPY, ...copyStatements(o)],
        tagsOf(o.name),
      ),
      ...maker(o),
      ...(Object.assign(
        {},
        ...o.environments.map((env) => ({ ...fleet(o, runtime, env), ...deploymentGroup(o, env) })),
      ) as Resources),
      ...delivery(
        o,
        byCodeDeploy(
          o,
          // The custom resource's Ref is the group's name, as that of CloudFormation's own type is.
          (env) => ref(idsOf(env).deployments),
          () => [],
        ),
      ),
    },
    url: (env) => sub(`http://\${${capital(env)}Balancer.DNSName}`),
  });
}
