import 'server-only';
import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CodeCommit } from '@aws-sdk/client-codecommit';
import type { CodeDeploy } from '@aws-sdk/client-codedeploy';
import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ECS } from '@aws-sdk/client-ecs';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { IAM } from '@aws-sdk/client-iam';
import type { Lambda } from '@aws-sdk/client-lambda';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { S3 } from '@aws-sdk/client-s3';
import type { ServiceQuotas } from '@aws-sdk/client-service-quotas';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import type { CodeStarNotifications } from '@/clients/codestar-notifications';
import { shared } from '../shared';
import type { Connection } from './connection';
import { awsCredentials } from './credentials';
import { metered } from './meter';
import { observed } from './observe';
import { noted } from './reached';
import { renewing } from './renewing';

/** Clients by service, made once for a connection: each costs a millisecond and keeps its sockets. */
export interface Clients {
  autoscaling: AutoScaling;
  cloudwatch: CloudWatch;
  codebuild: CodeBuild;
  cloudformation: CloudFormation;
  codecommit: CodeCommit;
  codedeploy: CodeDeploy;
  codepipeline: CodePipeline;
  'codestar-connections': CodeStarConnections;
  'codestar-notifications': CodeStarNotifications;
  ec2: EC2;
  ecs: ECS;
  elasticloadbalancing: ElasticLoadBalancingV2;
  events: EventBridge;
  iam: IAM;
  lambda: Lambda;
  logs: CloudWatchLogs;
  s3: S3;
  servicequotas: ServiceQuotas;
  sns: SNS;
  sqs: SQS;
  ssm: SSM;
  sts: STS;
}

type Makers = { [K in keyof Clients]: (config: object) => Promise<Clients[K]> };

const makers: Makers = {
  autoscaling: async (c) => new (await import('@aws-sdk/client-auto-scaling')).AutoScaling(c),
  cloudwatch: async (c) => new (await import('@aws-sdk/client-cloudwatch')).CloudWatch(c),
  codebuild: async (c) => new (await import('@aws-sdk/client-codebuild')).CodeBuild(c),
  cloudformation: async (c) =>
    new (await import('@aws-sdk/client-cloudformation')).CloudFormation(c),
  codecommit: async (c) => new (await import('@aws-sdk/client-codecommit')).CodeCommit(c),
  codedeploy: async (c) => new (await import('@aws-sdk/client-codedeploy')).CodeDeploy(c),
  codepipeline: async (c) => new (await import('@aws-sdk/client-codepipeline')).CodePipeline(c),
  'codestar-connections': async (c) =>
    new (await import('@aws-sdk/client-codestar-connections')).CodeStarConnections(c),
  'codestar-notifications': async (c) =>
    new (await import('@/clients/codestar-notifications')).CodeStarNotifications(c),
  ec2: async (c) => new (await import('@aws-sdk/client-ec2')).EC2(c),
  ecs: async (c) => new (await import('@aws-sdk/client-ecs')).ECS(c),
  elasticloadbalancing: async (c) =>
    new (await import('@aws-sdk/client-elastic-load-balancing-v2')).ElasticLoadBalancingV2(c),
  events: async (c) => new (await import('@aws-sdk/client-eventbridge')).EventBridge(c),
  iam: async (c) => new (await import('@aws-sdk/client-iam')).IAM(c),
  lambda: async (c) => new (await import('@aws-sdk/client-lambda')).Lambda(c),
  logs: async (c) => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(c),
  s3: async (c) =>
    new (await import('@aws-sdk/client-s3')).S3({ ...c, forcePathStyle: 'endpoint' in c }),
  servicequotas: async (c) => new (await import('@aws-sdk/client-service-quotas')).ServiceQuotas(c),
  sns: async (c) => new (await import('@aws-sdk/client-sns')).SNS(c),
  sqs: async (c) => new (await import('@aws-sdk/client-sqs')).SQS(c),
  ssm: async (c) => new (await import('@aws-sdk/client-ssm')).SSM(c),
  sts: async (c) => new (await import('@aws-sdk/client-sts')).STS(c),
};

const kept = shared('clients', () => new Map<string, Promise<unknown>>());

/** On AWS: the chain's credentials and region, asked for each call, so that renewed ones are taken up. */
const fromChain = (region: string | undefined): object => ({
  region: region || (() => awsCredentials().region()),
  credentials: Object.assign(() => awsCredentials().provide(), { memoized: true }),
});

/** Asks whose the credentials are; the client's own `renewing` notes the answer. */
const askAccount = async (connection: Connection): Promise<unknown> =>
  (await client('sts', connection)).getCallerIdentity({});

async function make<K extends keyof Clients>(
  service: K,
  connection: Connection,
): Promise<Clients[K]> {
  const { backend, endpoint, region, credentials, pacing } = connection;
  // Before the client reads other settings of the profile by itself: a file that must not be parsed is refused first.
  if (!credentials) await awsCredentials().provide();
  const own = credentials ? { credentials, ...(region ? { region } : {}) } : fromChain(region);
  const made = await makers[service]({
    ...(endpoint ? { endpoint } : {}),
    ...(pacing.timeouts ? { requestHandler: pacing.timeouts } : {}),
    ...own,
  });
  made.middlewareStack.use(metered(service, pacing.ratesOf));
  made.middlewareStack.use(noted(backend, service));
  made.middlewareStack.use(observed(service));
  if (!credentials) made.middlewareStack.use(renewing(() => askAccount(connection)));
  return made;
}

export function client<K extends keyof Clients>(
  service: K,
  connection: Connection,
): Promise<Clients[K]> {
  const { endpoint, region, credentials } = connection;
  const key = `${service} ${endpoint ?? 'aws'} ${region ?? ''} ${credentials?.accessKeyId ?? ''}`;
  let made = kept.get(key) as Promise<Clients[K]> | undefined;
  if (!made) {
    made = make(service, connection);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
  }
  return made;
}

/** Whether an error is AWS's of this name. */
export function isAwsError(error: unknown, ...names: string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
