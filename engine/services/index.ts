import type { InternalCalls } from '../ports/internal-calls';
import type { Internal, ServiceModule } from '../ports/module';
import * as autoscaling from './autoscaling/operations';
import * as cloudformation from './cloudformation/operations';
import * as cloudwatch from './cloudwatch/operations';
import * as codebuild from './codebuild/operations';
import * as codecommit from './codecommit/operations';
import * as codedeploy from './codedeploy/operations';
import * as codepipeline from './codepipeline/operations';
import * as notifications from './codestar-notifications/operations';
import * as ec2 from './ec2/operations';
import * as elbv2 from './elbv2/operations';
import * as connections from './connections/operations';
import * as events from './events/operations';
import { operations as iam } from './iam/operations';
import * as logs from './logs/operations';
import * as s3 from './s3/operations';
import * as secretsmanager from './secretsmanager/operations';
import * as sns from './sns/operations';
import * as sqs from './sqs/operations';
import { operations as ssm } from './ssm/operations';
import { operations as sts } from './sts/operations';

/** The services that are asked for what AWS has no operation for. */
type Asked = {
  readonly [
    Service in keyof InternalCalls as Service extends 'codestarConnections'
      ? 'codestar-connections'
      : Service
  ]: ServiceModule & { readonly internal: Internal<Service> };
};

/** Every service of the engine, by the name the wire's table gives it. */
export const services: Readonly<Record<string, ServiceModule>> = {
  sts: { operations: sts },
  iam: { operations: iam },
  ssm: { operations: ssm },
  s3: { ...s3 },
  codecommit: { ...codecommit },
  cloudformation: { ...cloudformation },
  cloudwatch: { ...cloudwatch },
  codebuild: { ...codebuild },
  codedeploy: { ...codedeploy },
  codepipeline: { ...codepipeline },
  ec2: { ...ec2 },
  autoscaling: { ...autoscaling },
  elbv2: { ...elbv2 },
  codeconnections: { operations: connections.codeconnections },
  'codestar-connections': {
    operations: connections.codestarConnections,
    internal: connections.internal,
    jobs: connections.jobs,
    stop: connections.stop,
  },
  'codestar-notifications': { ...notifications },
  events: { ...events },
  secretsmanager: { ...secretsmanager },
  sns: { ...sns },
  sqs: { ...sqs },
  logs: { ...logs },
} satisfies Asked & Record<string, ServiceModule>;
