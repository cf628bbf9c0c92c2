import 'server-only';
import type { Connection } from './connection';

/** Clients by service, made once for a connection: each costs a millisecond and keeps its sockets. */
export interface Clients {
  codebuild: import('@aws-sdk/client-codebuild').CodeBuild;
  cloudformation: import('@aws-sdk/client-cloudformation').CloudFormation;
  codecommit: import('@aws-sdk/client-codecommit').CodeCommit;
  codedeploy: import('@aws-sdk/client-codedeploy').CodeDeploy;
  codepipeline: import('@aws-sdk/client-codepipeline').CodePipeline;
  ec2: import('@aws-sdk/client-ec2').EC2;
  logs: import('@aws-sdk/client-cloudwatch-logs').CloudWatchLogs;
  s3: import('@aws-sdk/client-s3').S3;
  ssm: import('@aws-sdk/client-ssm').SSM;
  sts: import('@aws-sdk/client-sts').STS;
}

type Makers = { [K in keyof Clients]: (config: object) => Promise<Clients[K]> };

const makers: Makers = {
  codebuild: async (c) => new (await import('@aws-sdk/client-codebuild')).CodeBuild(c),
  cloudformation: async (c) => new (await import('@aws-sdk/client-cloudformation')).CloudFormation(c),
  codecommit: async (c) => new (await import('@aws-sdk/client-codecommit')).CodeCommit(c),
  codedeploy: async (c) => new (await import('@aws-sdk/client-codedeploy')).CodeDeploy(c),
  codepipeline: async (c) => new (await import('@aws-sdk/client-codepipeline')).CodePipeline(c),
  ec2: async (c) => new (await import('@aws-sdk/client-ec2')).EC2(c),
  logs: async (c) => new (await import('@aws-sdk/client-cloudwatch-logs')).CloudWatchLogs(c),
  s3: async (c) => new (await import('@aws-sdk/client-s3')).S3({ ...c, forcePathStyle: true }),
  ssm: async (c) => new (await import('@aws-sdk/client-ssm')).SSM(c),
  sts: async (c) => new (await import('@aws-sdk/client-sts')).STS(c),
};

const kept = new Map<string, Promise<unknown>>();

export function client<K extends keyof Clients>(service: K, connection: Connection): Promise<Clients[K]> {
  const key = `${service} ${connection.endpoint} ${connection.region} ${connection.credentials.accessKeyId}`;
  let made = kept.get(key) as Promise<Clients[K]> | undefined;
  if (!made) {
    made = makers[service]({ endpoint: connection.endpoint, region: connection.region, credentials: connection.credentials });
    kept.set(key, made);
  }
  return made;
}

/** Whether an error is AWS's of this name. */
export function isAwsError(error: unknown, ...names: string[]): error is Error {
  return error instanceof Error && names.includes(error.name);
}
