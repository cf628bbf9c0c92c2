import type { AutoScaling } from '@aws-sdk/client-auto-scaling';
import type { CloudFormation } from '@aws-sdk/client-cloudformation';
import type { CloudWatch } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchLogs } from '@aws-sdk/client-cloudwatch-logs';
import type { CodeBuild } from '@aws-sdk/client-codebuild';
import type { CodeCommit } from '@aws-sdk/client-codecommit';
import type { CodeDeploy } from '@aws-sdk/client-codedeploy';
import type { CodePipeline } from '@aws-sdk/client-codepipeline';
import type { CodeStarConnections } from '@aws-sdk/client-codestar-connections';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { ElasticLoadBalancingV2 } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { EventBridge } from '@aws-sdk/client-eventbridge';
import type { IAM } from '@aws-sdk/client-iam';
import type { GetObjectCommandOutput, S3 } from '@aws-sdk/client-s3';
import type { SecretsManager } from '@aws-sdk/client-secrets-manager';
import type { SNS } from '@aws-sdk/client-sns';
import type { SQS } from '@aws-sdk/client-sqs';
import type { SSM } from '@aws-sdk/client-ssm';
import type { STS } from '@aws-sdk/client-sts';
import type { Readable } from 'node:stream';

/** An operation as a service calls it, from the overloads that the SDK's client has for it. */
type Operation<Method> = Method extends {
  (input: infer Input, options?: infer _Options): Promise<infer Output>;
  (input: infer _Input1, callback: infer _Callback1): void;
  (input: infer _Input2, options: infer _Options2, callback: infer _Callback2): void;
}
  ? (input: Input) => Promise<Omit<Output, '$metadata'>>
  : never;

/** The operations of one of the SDK's clients: types alone, nothing of a client is loaded. */
type OperationsOf<Client> = {
  readonly [
    Name in keyof Client as Operation<Client[Name]> extends never ? never : Name
  ]: Operation<Client[Name]>;
};

/** Within one process an object's content is Node's stream, as the store reads it. */
interface StoredObjects {
  getObject(
    input: Parameters<OperationsOf<S3>['getObject']>[0],
  ): Promise<Omit<GetObjectCommandOutput, '$metadata' | 'Body'> & { readonly Body: Readable }>;
}

/** AWS's operations by service, with the SDK's own input and output types. */
export interface Calls {
  readonly autoscaling: OperationsOf<AutoScaling>;
  readonly cloudformation: OperationsOf<CloudFormation>;
  readonly cloudwatch: OperationsOf<CloudWatch>;
  readonly codebuild: OperationsOf<CodeBuild>;
  readonly codecommit: OperationsOf<CodeCommit>;
  readonly codedeploy: OperationsOf<CodeDeploy>;
  readonly codepipeline: OperationsOf<CodePipeline>;
  readonly codestarConnections: OperationsOf<CodeStarConnections>;
  readonly ec2: OperationsOf<EC2>;
  readonly elbv2: OperationsOf<ElasticLoadBalancingV2>;
  readonly events: OperationsOf<EventBridge>;
  readonly iam: OperationsOf<IAM>;
  readonly logs: OperationsOf<CloudWatchLogs>;
  readonly s3: Omit<OperationsOf<S3>, 'getObject'> & StoredObjects;
  readonly secretsmanager: OperationsOf<SecretsManager>;
  readonly sns: OperationsOf<SNS>;
  readonly sqs: OperationsOf<SQS>;
  readonly ssm: OperationsOf<SSM>;
  readonly sts: OperationsOf<STS>;
}
