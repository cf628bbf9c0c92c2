import type { Call } from './calls';

/** S3 has no action of the name of some of its calls (Service Authorization Reference, "Actions for Amazon S3"). */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  // Tags given at creation are a permission of their own.
  'logs:CreateLogGroup': ['logs:CreateLogGroup', 'logs:TagResource'],
  'cloudformation:CreateStack': ['cloudformation:CreateStack', 'cloudformation:TagResource'],
  's3:HeadObject': ['s3:GetObject'], // A pipeline is given its role; a deployment reads its configuration and registers its revision.
  'codebuild:UpdateProject': ['codebuild:UpdateProject', 'iam:PassRole'],
  'codepipeline:UpdatePipeline': ['codepipeline:UpdatePipeline', 'iam:PassRole'],
  'codepipeline:CreatePipeline': ['codepipeline:CreatePipeline', 'iam:PassRole'],
  'codedeploy:CreateDeployment': [
    'codedeploy:CreateDeployment',
    'codedeploy:GetApplicationRevision',
    'codedeploy:GetDeploymentConfig',
    'codedeploy:RegisterApplicationRevision',
  ],
  // The first rule of an account makes the service's own role (IAM guide, "Service-linked roles for AWS CodeStar Notifications").
  'codestar-notifications:CreateNotificationRule': [
    'codestar-notifications:CreateNotificationRule',
    'iam:CreateServiceLinkedRole',
  ],
  'sqs:DeleteMessageBatch': ['sqs:DeleteMessage'],
  'sqs:CreateQueue': ['sqs:CreateQueue', 'sqs:TagQueue'],
  'events:PutRule': ['events:PutRule', 'events:TagResource'],
  's3:GetObject': ['s3:GetObject', 's3:GetObjectVersion'],
  's3:DeleteObjects': ['s3:DeleteObject', 's3:DeleteObjectVersion'],
  's3:ListObjectVersions': ['s3:ListBucketVersions'],
};

const actionOf = ({ service, method }: Call): readonly string[] => {
  const name = `${service}:${method.charAt(0).toUpperCase()}${method.slice(1)}`;
  return ACTIONS[name] ?? [name];
};

/** Folders by what they are for: reading, changing what runs, making and deleting projects. */
const LEVELS = {
  view: [
    'data',
    'aws',
    'diff',
    'live',
    'commits',
    'execution',
    'artifacts',
    'insights',
    'builds',
    'logs',
    '',
  ],
  live: ['events'],
  operate: ['changes', 'permissions', 'pipelines', 'build-projects'],
  create: ['projects', 'notifications'],
} as const;
export type Level = keyof typeof LEVELS;

/** What CloudFormation does in the person's name when a project's stack is made or deleted, by resource type of `templates/targets` (each type's handler permissions in its CloudFormation schema). */
const HANDLERS: Readonly<Record<string, readonly string[]>> = {
  'AWS::CodeCommit::Repository': [
    'codecommit:CreateRepository',
    'codecommit:GetRepository',
    'codecommit:DeleteRepository',
    'codecommit:CreateCommit',
    'codecommit:TagResource',
    'codecommit:ListTagsForResource',
    's3:GetObject',
    's3:GetObjectVersion',
  ],
  'AWS::S3::Bucket': [
    's3:CreateBucket',
    's3:DeleteBucket',
    's3:PutEncryptionConfiguration',
    's3:PutBucketPublicAccessBlock',
    's3:PutBucketOwnershipControls',
    's3:PutBucketTagging',
    's3:PutBucketWebsite',
    's3:DeleteBucketWebsite',
  ],
  'AWS::S3::BucketPolicy': ['s3:PutBucketPolicy', 's3:DeleteBucketPolicy', 's3:GetBucketPolicy'],
  'AWS::Logs::LogGroup': [
    'logs:CreateLogGroup',
    'logs:DeleteLogGroup',
    'logs:PutRetentionPolicy',
    'logs:DescribeLogGroups',
    'logs:TagResource',
    'logs:ListTagsForResource',
  ],
  'AWS::IAM::Role': [
    'iam:CreateRole',
    'iam:DeleteRole',
    'iam:GetRole',
    'iam:PassRole',
    'iam:PutRolePolicy',
    'iam:DeleteRolePolicy',
    'iam:GetRolePolicy',
    'iam:TagRole',
    'iam:PutRolePermissionsBoundary',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
  ],
  'AWS::IAM::InstanceProfile': [
    'iam:CreateInstanceProfile',
    'iam:DeleteInstanceProfile',
    'iam:GetInstanceProfile',
    'iam:AddRoleToInstanceProfile',
    'iam:RemoveRoleFromInstanceProfile',
    'iam:PassRole',
  ],
  'AWS::CodeBuild::Project': [
    'codebuild:CreateProject',
    'codebuild:DeleteProject',
    'codebuild:BatchGetProjects',
  ],
  'AWS::CodeDeploy::Application': [
    'codedeploy:CreateApplication',
    'codedeploy:DeleteApplication',
    'codedeploy:GetApplication',
    'codedeploy:TagResource',
    'codedeploy:ListTagsForResource',
  ],
  'AWS::CodeDeploy::DeploymentGroup': [
    'codedeploy:CreateDeploymentGroup',
    'codedeploy:DeleteDeploymentGroup',
    'codedeploy:GetDeploymentGroup',
    'codedeploy:TagResource',
  ],
  'AWS::CodePipeline::Pipeline': [
    'codepipeline:CreatePipeline',
    'codepipeline:DeletePipeline',
    'codepipeline:GetPipeline',
    'codepipeline:TagResource',
  ],
  'AWS::EC2::Instance': [
    'ec2:RunInstances',
    'ec2:TerminateInstances',
    'ec2:DescribeInstances',
    'ec2:CreateTags',
    'iam:PassRole',
  ],
  'AWS::EC2::EIP': [
    'ec2:AllocateAddress',
    'ec2:AssociateAddress',
    'ec2:DisassociateAddress',
    'ec2:ReleaseAddress',
    'ec2:DescribeAddresses',
    'ec2:CreateTags',
  ],
  'AWS::EC2::SecurityGroup': [
    'ec2:CreateSecurityGroup',
    'ec2:DeleteSecurityGroup',
    'ec2:DescribeSecurityGroups',
    'ec2:AuthorizeSecurityGroupIngress',
    'ec2:CreateTags',
  ],
  'AWS::Events::Rule': [
    'events:PutRule',
    'events:DeleteRule',
    'events:DescribeRule',
    'events:PutTargets',
    'events:RemoveTargets',
    'iam:PassRole',
  ],
};

export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly {
    readonly Sid: string;
    readonly Effect: 'Allow';
    readonly Action: readonly string[];
    readonly Resource: string;
  }[];
}

/** GetCallerIdentity needs no permission. */
const FREE = new Set(['sts:GetCallerIdentity']);

const actionsOf = (calls: readonly Call[], level: Level): string[] =>
  [
    ...new Set(
      calls
        .filter((c) => (LEVELS[level] as readonly string[]).includes(c.folder))
        .flatMap(actionOf),
    ),
  ]
    .filter((a) => !FREE.has(a))
    .sort();

/** The policies: `live` what a queue for events needs and no more, of names that begin as ours do; of the other three each holds what the one before it holds. A resource type without its handler's permissions throws. */
export function policies(
  calls: readonly Call[],
  resourceTypes: readonly string[],
): Record<Level, Policy> {
  const statement = (Sid: string, Action: readonly string[], Resource = '*') => ({
    Sid,
    Effect: 'Allow' as const,
    Action,
    Resource,
  });
  const view = statement('View', actionsOf(calls, 'view'));
  const operate = statement(
    'Operate',
    actionsOf(calls, 'operate').filter((a) => !view.Action.includes(a)),
  );
  const create = statement(
    'Create',
    actionsOf(calls, 'create').filter(
      (a) => !view.Action.includes(a) && !operate.Action.includes(a),
    ),
  );
  const made = resourceTypes.flatMap((type) => {
    const handler = HANDLERS[type];
    if (!handler) throw new Error(`${type} has no handler permissions in scripts/policies.ts.`);
    return handler;
  });
  const stack = statement('StackInYourName', [...new Set(made)].sort());
  const all = (...Statement: Policy['Statement'][number][]): Policy => ({
    Version: '2012-10-17',
    Statement,
  });
  const events = actionsOf(calls, 'live');
  const of = (service: string): string[] => events.filter((a) => a.startsWith(`${service}:`));
  const live = [
    statement('EventsOfOurOwnRule', of('events'), 'arn:*:events:*:*:rule/starboard-live-*'),
    statement(
      'OurOwnQueue',
      of('sqs').filter((a) => a !== 'sqs:ListQueues'),
      'arn:*:sqs:*:*:starboard-live-*',
    ),
    statement('FindLeftOvers', ['sqs:ListQueues']),
  ];
  return {
    view: all(view),
    live: all(...live),
    operate: all(view, operate),
    create: all(view, operate, create, stack),
  };
}

export const text = (policy: Policy): string => `${JSON.stringify(policy, null, 2)}\n`;
