/** What AWS has a page and calls for, by the names that AWS knows it by. */
export type AwsObject =
  | { readonly kind: 'pipeline'; readonly name: string }
  | { readonly kind: 'execution'; readonly pipeline: string; readonly id: string }
  /** `id` is CodeBuild's own: the project's name, a colon, a UUID. */
  | { readonly kind: 'build'; readonly id: string; readonly log?: LogStream | undefined }
  | { readonly kind: 'build-batch'; readonly id: string }
  | { readonly kind: 'build-project'; readonly name: string }
  | { readonly kind: 'deployment'; readonly id: string }
  | { readonly kind: 'deployment-group'; readonly application: string; readonly group: string }
  | { readonly kind: 'log-group'; readonly name: string }
  | { readonly kind: 'log-stream'; readonly log: LogStream }
  /** By its ARN where it is known: a name alone means the newest stack of that name. */
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'repository'; readonly name: string }
  | { readonly kind: 'commit'; readonly repository: string; readonly id: string }
  | { readonly kind: 'instance'; readonly id: string }
  | { readonly kind: 'auto-scaling-group'; readonly name: string }
  /** Its ARN has an id that its name does not tell. */
  | { readonly kind: 'load-balancer'; readonly name: string; readonly arn?: string | undefined }
  | { readonly kind: 'target-group'; readonly arn: string }
  | { readonly kind: 'alarm'; readonly name: string }
  | { readonly kind: 'topic'; readonly arn: string }
  | { readonly kind: 'connections' }
  | { readonly kind: 'quota'; readonly service: string; readonly code: string };

export interface LogStream {
  readonly group: string;
  readonly stream: string;
}

/** Where an object is. */
export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
  readonly account: string;
}

/** What people call it, after "this": `Show this build`. */
export const NOUNS: Readonly<Record<AwsObject['kind'], string>> = {
  pipeline: 'pipeline',
  execution: 'execution',
  build: 'build',
  'build-batch': 'batch',
  'build-project': 'build project',
  deployment: 'deployment',
  'deployment-group': 'deployment group',
  'log-group': 'log group',
  'log-stream': 'log',
  stack: 'stack',
  repository: 'repository',
  commit: 'commit',
  instance: 'instance',
  'auto-scaling-group': 'Auto Scaling group',
  'load-balancer': 'load balancer',
  'target-group': 'target group',
  alarm: 'alarm',
  topic: 'topic',
  connections: 'connections',
  quota: 'quota',
};

/** The id that AWS made for it; unset where it goes by a name that somebody gave it. */
export function idOf(object: AwsObject): string | undefined {
  switch (object.kind) {
    case 'execution':
    case 'build':
    case 'build-batch':
    case 'deployment':
    case 'commit':
    case 'instance':
      return object.id;
    default:
      return undefined;
  }
}

/** Its ARN, where AWS gives it one that its names alone make up (Service Authorization Reference). */
export function arnOf(
  object: AwsObject,
  { partition, region, account }: AwsPlace,
): string | undefined {
  const arn = (service: string, resource: string): string =>
    `arn:${partition}:${service}:${region}:${account}:${resource}`;
  switch (object.kind) {
    case 'pipeline':
      return arn('codepipeline', object.name);
    case 'build':
      return arn('codebuild', `build/${object.id}`);
    case 'build-batch':
      return arn('codebuild', `build-batch/${object.id}`);
    case 'build-project':
      return arn('codebuild', `project/${object.name}`);
    case 'deployment-group':
      return arn('codedeploy', `deploymentgroup:${object.application}/${object.group}`);
    case 'log-group':
      return arn('logs', `log-group:${object.name}`);
    case 'repository':
      return arn('codecommit', object.name);
    case 'instance':
      return arn('ec2', `instance/${object.id}`);
    case 'alarm':
      return arn('cloudwatch', `alarm:${object.name}`);
    case 'topic':
    case 'load-balancer':
    case 'target-group':
      return object.arn;
    case 'stack':
      return object.stack.startsWith('arn:') ? object.stack : undefined;
    default:
      return undefined;
  }
}
