import { PageTokenError } from '../core/paging';
import { AwsError } from '../wire/errors';

/** [model] What each service calls a token that it has not given; where its model declares none, its code for a bad value [infer]. */
const CODES: Readonly<Record<string, string>> = {
  autoscaling: 'InvalidNextToken',
  cloudformation: 'ValidationError',
  codebuild: 'InvalidInputException',
  codecommit: 'InvalidContinuationTokenException',
  codedeploy: 'InvalidNextTokenException',
  codepipeline: 'InvalidNextTokenException',
  'codestar-notifications': 'InvalidNextTokenException',
  codeconnections: 'InvalidInputException',
  'codestar-connections': 'InvalidInputException',
  ec2: 'InvalidParameterValue',
  elbv2: 'ValidationError',
  events: 'ValidationException',
  iam: 'ValidationError',
  logs: 'InvalidParameterException',
  cloudwatch: 'InvalidNextToken',
  s3: 'InvalidArgument',
  secretsmanager: 'InvalidNextTokenException',
  sns: 'InvalidParameter',
  sqs: 'InvalidParameterValue',
  ssm: 'InvalidNextToken',
};

/** A token that no page has given, as the error of its service; any other error as it is. */
export function asTokenError(service: string, error: unknown): unknown {
  return error instanceof PageTokenError
    ? new AwsError(
        CODES[service] ?? 'ValidationException',
        'The token is not valid: pass the one that the last page has given.',
        { cause: error },
      )
    : error;
}
