import type { AwsObject } from './aws-object';

/** One call of AWS's API: its service and operation as the AWS CLI calls them, its members as the API does. */
export interface AwsCall {
  readonly service: string;
  readonly operation: string;
  /** Plain JSON; a member that is undefined is not sent. */
  readonly input: Readonly<Record<string, unknown>>;
}

/** Where the call goes; `endpoint` is the embedded engine's. */
export interface CliPlace {
  readonly region: string;
  readonly endpoint?: string | undefined;
}

/** A word that every shell takes as it is; at its beginning some read more than letters. */
const isWord = (text: string): boolean => /^[\w./-][\w@%+=:,./-]*$/.test(text);

/** For a POSIX shell: nothing in single quotes means anything, and a single quote is written outside of them. */
export const quoted = (text: string): string =>
  isWord(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;

/** Characters that a terminal acts on or that turn what is read around: none is pasted as it is. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

const jsonText = (value: unknown): string =>
  JSON.stringify(value).replace(
    UNSEEN,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** `pipelineName` and `StackName` as the AWS CLI spells them: `--pipeline-name`. */
const flagOf = (member: string): string =>
  member.replace(/([a-z0-9])([A-Z])/g, '$1-$2').toLowerCase();

/**
 * Whether the AWS CLI takes a text as it is. One that begins like an address it would read a file or a page for
 * (AWS CLI user guide, "Loading a parameter from a file").
 */
const isPlain = (text: string): boolean =>
  text !== '' && !/^(?:file|fileb|https?):\/\//i.test(text) && text.search(UNSEEN) < 0;

/** Words that neither a shell nor the AWS CLI reads otherwise: a list of them is written as people do. */
const areWords = (list: readonly unknown[]): boolean =>
  list.length > 0 &&
  list.every((v) => typeof v === 'string' && isPlain(v) && /^\w[\w:./-]*$/.test(v));

function optionOf(member: string, value: unknown): string {
  const flag = `--${flagOf(member)}`;
  if (typeof value === 'boolean') return value ? flag : `--no-${flag.slice(2)}`;
  if (Array.isArray(value) && areWords(value)) return `${flag} ${value.join(' ')}`;
  const text = typeof value === 'object' ? jsonText(value) : String(value);
  // A value that begins with a dash would be taken for an option.
  return text.startsWith('-') ? quoted(`${flag}=${text}`) : `${flag} ${quoted(text)}`;
}

const optionsOf = ({ region, endpoint }: CliPlace): readonly string[] => [
  `--region ${quoted(region)}`,
  ...(endpoint === undefined ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
];

/**
 * The line of the AWS CLI that makes a call, for a POSIX shell. What is in the input may come from anybody: no name gets
 * out of its quotes, is taken for an option, or for a file to read.
 */
export function cliLine({ service, operation, input }: AwsCall, place: CliPlace): string {
  const members = Object.entries(input).filter(([, value]) => value !== undefined);
  const asOptions = members.every(([, value]) => typeof value !== 'string' || isPlain(value));
  const options = asOptions
    ? members.map(([name, value]) => optionOf(name, value))
    : [`--cli-input-json ${quoted(jsonText(Object.fromEntries(members)))}`];
  return ['aws', service, operation, ...options, ...optionsOf(place)].join(' ');
}

/** The line that downloads an object of S3, by its `s3://` address. */
export const downloadLine = (address: string, place: CliPlace): string =>
  ['aws s3 cp', quoted(address), '.', ...optionsOf(place)].join(' ');

/** A call, and what it is for. */
export interface NamedCall {
  readonly label: string;
  readonly call: AwsCall;
}

const named = (
  label: string,
  service: string,
  operation: string,
  input: AwsCall['input'],
): NamedCall => ({ label, call: { service, operation, input } });

/** The calls that show what a page of an object shows. */
export function callsThatShow(object: AwsObject): readonly NamedCall[] {
  switch (object.kind) {
    case 'pipeline':
      return [
        named('Show its state', 'codepipeline', 'get-pipeline-state', { name: object.name }),
        named('Show its structure', 'codepipeline', 'get-pipeline', { name: object.name }),
        named('List its executions', 'codepipeline', 'list-pipeline-executions', {
          pipelineName: object.name,
        }),
      ];
    case 'execution':
      return [
        named('Show this execution', 'codepipeline', 'get-pipeline-execution', {
          pipelineName: object.pipeline,
          pipelineExecutionId: object.id,
        }),
        named('List its actions', 'codepipeline', 'list-action-executions', {
          pipelineName: object.pipeline,
          filter: { pipelineExecutionId: object.id },
        }),
      ];
    case 'build':
      return [
        named('Show this build', 'codebuild', 'batch-get-builds', { ids: [object.id] }),
        ...(object.log ? callsThatShow({ kind: 'log-stream', log: object.log }) : []),
      ];
    case 'build-batch':
      return [
        named('Show this batch', 'codebuild', 'batch-get-build-batches', { ids: [object.id] }),
      ];
    case 'build-project':
      return [
        named('Show this build project', 'codebuild', 'batch-get-projects', {
          names: [object.name],
        }),
        named('List its builds', 'codebuild', 'list-builds-for-project', {
          projectName: object.name,
        }),
      ];
    case 'deployment':
      return [
        named('Show this deployment', 'deploy', 'get-deployment', { deploymentId: object.id }),
        named('List its targets', 'deploy', 'list-deployment-targets', {
          deploymentId: object.id,
        }),
      ];
    case 'deployment-group':
      return [
        named('Show this deployment group', 'deploy', 'get-deployment-group', {
          applicationName: object.application,
          deploymentGroupName: object.group,
        }),
        named('List its deployments', 'deploy', 'list-deployments', {
          applicationName: object.application,
          deploymentGroupName: object.group,
        }),
      ];
    case 'log-group':
      return [
        named('Show this log group', 'logs', 'describe-log-groups', {
          logGroupNamePrefix: object.name,
        }),
      ];
    case 'log-stream':
      return [
        named('Show its log', 'logs', 'get-log-events', {
          logGroupName: object.log.group,
          logStreamName: object.log.stream,
          startFromHead: true,
        }),
      ];
    case 'stack':
      return [
        named('Show its stack', 'cloudformation', 'describe-stacks', { StackName: object.stack }),
        named('List its resources', 'cloudformation', 'list-stack-resources', {
          StackName: object.stack,
        }),
      ];
    case 'repository':
      return [
        named('Show this repository', 'codecommit', 'get-repository', {
          repositoryName: object.name,
        }),
      ];
    case 'commit':
      return [
        named('Show this commit', 'codecommit', 'get-commit', {
          repositoryName: object.repository,
          commitId: object.id,
        }),
      ];
    case 'instance':
      return [
        named('Show this instance', 'ec2', 'describe-instances', { InstanceIds: [object.id] }),
      ];
    case 'auto-scaling-group':
      return [
        named('Show this Auto Scaling group', 'autoscaling', 'describe-auto-scaling-groups', {
          AutoScalingGroupNames: [object.name],
        }),
        named('List its activities', 'autoscaling', 'describe-scaling-activities', {
          AutoScalingGroupName: object.name,
        }),
      ];
    case 'load-balancer':
      return [
        named('Show this load balancer', 'elbv2', 'describe-load-balancers', {
          Names: [object.name],
        }),
        ...(object.arn === undefined
          ? []
          : [
              named('List its listeners', 'elbv2', 'describe-listeners', {
                LoadBalancerArn: object.arn,
              }),
              named('List its target groups', 'elbv2', 'describe-target-groups', {
                LoadBalancerArn: object.arn,
              }),
            ]),
      ];
    case 'target-group':
      return [
        named('Show the health of its targets', 'elbv2', 'describe-target-health', {
          TargetGroupArn: object.arn,
        }),
      ];
    case 'alarm':
      return [
        named('Show this alarm', 'cloudwatch', 'describe-alarms', { AlarmNames: [object.name] }),
      ];
    case 'topic':
      return [named('Show this topic', 'sns', 'get-topic-attributes', { TopicArn: object.arn })];
    case 'connections':
      return [named('List connections', 'codestar-connections', 'list-connections', {})];
    case 'quota':
      return [
        named('Show this quota', 'service-quotas', 'get-service-quota', {
          ServiceCode: object.service,
          QuotaCode: object.code,
        }),
      ];
  }
}
