import type * as SSM from '@aws-sdk/client-ssm';
import type { Ctx, Handler, Operations } from '../../ports/context';
import { AwsError } from '../../wire/errors';

/** The public names under which AWS publishes its newest images; the ids are this engine's own. */
const PUBLIC: Readonly<Record<string, string>> = {
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64': 'ami-0a1l2023x86640000',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64': 'ami-0a1l2023arm640000',
  '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64': 'ami-0a1l2023x86640000',
};

function find(ctx: Ctx, name: string): SSM.Parameter | undefined {
  const value = PUBLIC[name];
  return value === undefined ? undefined : { Name: name, Type: 'String', Value: value, Version: 1, DataType: 'aws:ec2:image', LastModifiedDate: new Date(0), ARN: ctx.arn('ssm', `parameter${name}`, { account: '' }) };
}

const getParameter: Handler<SSM.GetParameterRequest, SSM.GetParameterResult> = (input, ctx) => {
  const parameter = find(ctx, input.Name);
  if (!parameter) throw new AwsError('ParameterNotFound', `Parameter ${input.Name} not found.`);
  return { Parameter: parameter };
};

const getParameters: Handler<SSM.GetParametersRequest, SSM.GetParametersResult> = (input, ctx) => {
  const found = input.Names.map((name) => [name, find(ctx, name)] as const);
  return { Parameters: found.flatMap(([, p]) => (p ? [p] : [])), InvalidParameters: found.filter(([, p]) => !p).map(([name]) => name) };
};

export const operations = { GetParameter: getParameter, GetParameters: getParameters } satisfies Operations;
