import { parseCopySource } from '../copy-source';

type Input = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const first = (input: Input, ...names: readonly string[]): string | undefined =>
  names.map((n) => text(input[n])).find((v) => v !== undefined);
const inside = (input: Input, name: string, member: string): string | undefined =>
  text((input[name] as Input | undefined)?.[member]);
const firstOf = (value: unknown): string | undefined =>
  Array.isArray(value) ? text(value[0]) : undefined;

/** The bucket and key behind a CopySource; of one that cannot be read, which the call itself is refused for, nothing. */
export function copySource(
  input: Input,
): { readonly bucket: string; readonly key: string } | undefined {
  const source = text(input['CopySource']);
  if (source === undefined) return undefined;
  try {
    return parseCopySource(source);
  } catch {
    return { bucket: '', key: '' };
  }
}

/** A log group by name or ARN. */
export const groupOf = (id: string): string => /:log-group:(.+?)(?::\*)?$/.exec(id)?.[1] ?? id;

function pipelineResource(input: Input): string | undefined {
  const name = first(input, 'pipelineName', 'name') ?? inside(input, 'pipeline', 'name');
  return (
    name && [name, text(input['stageName']), text(input['actionName'])].filter(Boolean).join('/')
  );
}

function logResource(input: Input): string | undefined {
  const group =
    first(input, 'logGroupName', 'logGroupIdentifier') ?? firstOf(input['logGroupIdentifiers']);
  return (
    group &&
    `log-group:${groupOf(group)}:log-stream:${text(input['logStreamName']) ?? firstOf(input['logStreamNames']) ?? ''}`
  );
}

function deployResource(input: Input): string | undefined {
  const application = text(input['applicationName']);
  const group = first(input, 'deploymentGroupName', 'currentDeploymentGroupName');
  const config = text(input['deploymentConfigName']);
  const machine = text(input['instanceName']) ?? firstOf(input['instanceNames']);
  if (!application && config) return `deploymentconfig:${config}`;
  if (!application && machine) return `instance:${machine}`;
  if (!application) return text(input['ResourceArn']);
  return group ? `deploymentgroup:${application}/${group}` : `application:${application}`;
}

function buildResource(input: Input): string | undefined {
  const named = first(input, 'projectName', 'name');
  return named ? `project/${named}` : first(input, 'id', 'arn', 'projectArn');
}

const named =
  (prefix: string, ...members: readonly string[]) =>
  (input: Input): string | undefined => {
    const value = first(input, ...members);
    return value && (value.startsWith('arn:') ? value : prefix + value);
  };

/** What a call is about, as the end of an ARN; an ARN where the caller gave one. */
const RESOURCES: Readonly<Record<string, (input: Input) => string | undefined>> = {
  autoscaling: named('autoScalingGroup:*:autoScalingGroupName/', 'AutoScalingGroupName'),
  codepipeline: pipelineResource,
  codebuild: buildResource,
  codedeploy: deployResource,
  logs: logResource,
  cloudformation: named('stack/', 'StackName'),
  codecommit: named('', 'repositoryName'),
  ec2: (input) => firstOf(input['InstanceIds'])?.replace(/^/, 'instance/'),
  events: named('rule/', 'Name', 'Rule'),
  iam: (input) =>
    named('role/', 'RoleName')(input) ?? named('instance-profile/', 'InstanceProfileName')(input),
  s3: (input) => [text(input['Bucket']), text(input['Key'])].filter(Boolean).join('/') || undefined,
  secretsmanager: named('secret:', 'SecretId', 'Name'),
  sns: named('', 'TopicArn', 'SubscriptionArn', 'Name'),
  sqs: (input) => first(input, 'QueueUrl', 'QueueName')?.split('/').pop(),
  ssm: (input) =>
    (first(input, 'Name', 'Path', 'ResourceId') ?? firstOf(input['Names']))?.replace(
      /^(?!arn:)\/?/,
      'parameter/',
    ),
  sts: named('', 'RoleArn'),
};

/** `*` where a call is about nothing in particular. */
export const resourceOf = (service: string, input: Input): string =>
  RESOURCES[service]?.(input) ?? '*';

/** Operations whose IAM action has another name (Service Authorization Reference). */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:AbortMultipartUpload': 's3:AbortMultipartUpload',
  's3:CompleteMultipartUpload': 's3:PutObject',
  's3:CopyObject': 's3:PutObject',
  's3:CreateMultipartUpload': 's3:PutObject',
  's3:UploadPart': 's3:PutObject',
  's3:UploadPartCopy': 's3:PutObject',
  's3:DeleteBucketTagging': 's3:PutBucketTagging',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjects': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:ListParts': 's3:ListMultipartUploadParts',
  's3:ListBuckets': 's3:ListAllMyBuckets',
  's3:DeleteBucketLifecycle': 's3:PutLifecycleConfiguration',
  's3:PutBucketLifecycleConfiguration': 's3:PutLifecycleConfiguration',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:PutBucketEncryption': 's3:PutEncryptionConfiguration',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  'sns:PublishBatch': 'sns:Publish',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
};

/** The action that a policy would name. */
export const actionOf = (service: string, operation: string): string =>
  ACTIONS[`${service}:${operation}`] ?? `${service}:${operation}`;
