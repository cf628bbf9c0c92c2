import { servicePrincipal } from '../../../core/partition';
import { kind } from '../../../shared/kind';
import type { Ctx } from '../../../ports/context';
import { AwsError } from '../../../wire/errors';
import {
  object,
  property,
  PropertyError,
  required,
  TAGS,
  text,
  type Making,
  type Provider,
} from '../provider';

/**
 * A function of a stack, which serves the stack's custom resources. There is no Lambda beside it: nobody else can call it
 * or see it (docs/engine.md).
 */
export interface StackFunction {
  readonly name: string;
  readonly arn: string;
  readonly handler: string;
  readonly code: string;
  readonly roleArn: string;
  readonly timeoutSeconds: number;
  readonly memoryMiB: number;
  readonly logGroup: string;
  readonly env: Readonly<Record<string, string>>;
}
const functions = kind<StackFunction>('cloudformation.function');

export const functionAt = (ctx: Ctx, arn: string): StackFunction | undefined =>
  ctx.store.get(functions, arn);

/** [doc] Lambda's defaults and limits. */
const SECONDS = 3;
const MOST_SECONDS = 900;
const MEMORY_MIB = 128;
const NAME_LENGTH = 64;
const MOST_CODE = 4 * 1024 * 1024;

function codeOf(m: Making): string {
  const code = property<{ ZipFile?: string }>(m, 'Code')?.ZipFile ?? '';
  if (code === '')
    throw new AwsError('InvalidRequest', 'Please provide a source for function code.');
  if (Buffer.byteLength(code) > MOST_CODE)
    throw new AwsError('InvalidRequest', `ZipFile can have ${MOST_CODE} bytes at most`);
  return code;
}

function runtimeOf(m: Making): void {
  const runtime = required(m, 'Runtime');
  if (!/^nodejs\d+\.x$/.test(runtime))
    throw new PropertyError(`The runtime ${runtime} is not served by Starboard's engine yet`);
}

function handlerOf(m: Making): string {
  const handler = required(m, 'Handler');
  // Inline code is a file of this name (CloudFormation reference, AWS::Lambda::Function Code).
  if (!/^index\.\w+$/.test(handler))
    throw new AwsError('InvalidRequest', `Inline code is in the file index, not in ${handler}`);
  return handler;
}

function timeoutOf(m: Making): number {
  const seconds = property<number>(m, 'Timeout') ?? SECONDS;
  if (seconds < 1 || seconds > MOST_SECONDS)
    throw new AwsError(
      'InvalidRequest',
      `Value '${seconds}' at 'timeout' failed to satisfy constraint: Member must have value between 1 and ${MOST_SECONDS}`,
    );
  return seconds;
}

export const lambdaFunction: Provider = {
  properties: object(
    {
      Code: object({ ZipFile: 'string' }),
      Description: 'string',
      Environment: object({ Variables: { mapOf: 'string' } }),
      FunctionName: 'string',
      Handler: 'string',
      LoggingConfig: object({ LogGroup: 'string' }),
      MemorySize: 'integer',
      Role: 'string',
      Runtime: 'string',
      Tags: TAGS,
      Timeout: 'integer',
    },
    'Code',
    'Role',
  ),
  attributes: ['Arn'],
  async create(m) {
    const name = text(m.props['FunctionName']) ?? m.generatedName.slice(-NAME_LENGTH);
    const arn = m.ctx.arn('lambda', `function:${name}`);
    const roleArn = required(m, 'Role');
    runtimeOf(m);
    if (!m.repeated && functionAt(m.ctx, arn))
      throw new AwsError('ResourceConflictException', `Function already exist: ${name}`);
    const { Role } = await m.ctx.call.iam.getRole({
      RoleName: roleArn.slice(roleArn.lastIndexOf('/') + 1),
    });
    if (
      !decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '').includes(servicePrincipal('lambda'))
    )
      throw new AwsError(
        'InvalidParameterValueException',
        'The role defined for the function cannot be assumed by Lambda.',
      );
    const made: StackFunction = {
      name,
      arn,
      handler: handlerOf(m),
      code: codeOf(m),
      roleArn,
      timeoutSeconds: timeoutOf(m),
      memoryMiB: property<number>(m, 'MemorySize') ?? MEMORY_MIB,
      logGroup:
        property<{ LogGroup?: string }>(m, 'LoggingConfig')?.LogGroup ?? `/aws/lambda/${name}`,
      env: property<{ Variables?: Record<string, string> }>(m, 'Environment')?.Variables ?? {},
    };
    m.ctx.store.put(functions, arn, made);
    return { physicalId: name, attributes: { Arn: arn } };
  },
  remove(name, m) {
    m.ctx.store.delete(functions, m.ctx.arn('lambda', `function:${name}`));
    return Promise.resolve();
  },
};
