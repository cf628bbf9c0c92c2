import { join } from 'node:path';
import type { FunctionJob } from '../../../core/stack/function-job';
import type { Ctx } from '../../../ports/context';
import { appendLogEvents, ensureLogStream } from '../../../shared/log-sink';
import { kind } from '../../../shared/kind';
import { grants } from '../../../shared/role-grants';
import { AwsError } from '../../../wire/errors';
import { NotYetError, object, required, type Made, type Making, type Provider } from '../provider';
import { functionAt, type StackFunction } from './functions';

/** What a function sends to the address of its answer (CloudFormation user guide, "Custom resource response objects"). */
export interface CustomAnswer {
  readonly Status: 'SUCCESS' | 'FAILED';
  readonly Reason?: string | undefined;
  readonly PhysicalResourceId?: string | undefined;
  readonly Data?: Readonly<Record<string, unknown>> | undefined;
}

/** A call of a function that an answer is waited for. */
interface Invocation {
  /** Whoever knows it may answer. */
  readonly token: string;
  readonly requestId: string;
  readonly dir: string;
  readonly logGroup: string;
  readonly logStream: string;
  readonly startedAt: number;
  /** How often the function has failed without an answer. */
  readonly failures: number;
  readonly answer?: CustomAnswer | undefined;
}
const invocations = kind<Invocation>('cloudformation.invocation');
/** Which call a token is of. */
const tokens = kind<string>('cloudformation.answer');

/** Where answers are sent to; on AWS it is an object of S3, signed for one upload. */
export const ANSWER_PATH = '/_starboard/stack-answers/';

/** Keeps an answer; false where nobody waits for it. */
export function keepAnswer(ctx: Ctx, token: string, answer: CustomAnswer): boolean {
  const key = ctx.store.get(tokens, token);
  const call = key === undefined ? undefined : ctx.store.get(invocations, key);
  if (key === undefined || !call) return false;
  ctx.store.put(invocations, key, { ...call, answer });
  return true;
}

const TOKEN_LENGTH = 48;
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** [doc] What a custom resource is waited for unless ServiceTimeout says less. */
const WAIT_SECONDS = 3600;
/** A program that has not come up by then never will. */
const START_MS = 15_000;
/** [doc] Lambda calls a function that fails twice more ("Asynchronous invocation"). */
const RETRIES = 2;
/** What the bootstrap says last where the handler has not failed. */
const CLEAN_END = /^END RequestId: \S+$/m;
const OUTPUT_BYTES = 256 * 1024;

/** CloudFormation hands every value on as text. */
function asText(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(asText);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, asText(v)]));
  return String(value);
}

type Request = 'Create' | 'Delete';
const keyOf = (m: Making, request: Request): string =>
  `${m.stackId}\u0001${m.logicalId}\u0001${request}`;

function environmentOf(ctx: Ctx, f: StackFunction, call: Invocation): Record<string, string> {
  return {
    ...f.env,
    AWS_REGION: ctx.region,
    AWS_DEFAULT_REGION: ctx.region,
    AWS_ENDPOINT_URL: ctx.endpoint(),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ctx.endpoint()}/_starboard/role-credentials`,
    AWS_CONTAINER_AUTHORIZATION_TOKEN: call.token,
    AWS_LAMBDA_FUNCTION_NAME: f.name,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(f.memoryMiB),
    AWS_LAMBDA_LOG_GROUP_NAME: f.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: call.logStream,
    STARBOARD_FUNCTION_REQUEST: call.requestId,
  };
}

function begin(m: Making, f: StackFunction, request: Request): Invocation {
  const { ctx } = m;
  const token = ctx.ids.random(TOKEN_LENGTH, ALPHABET);
  const now = ctx.clock.now();
  const call: Invocation = {
    token,
    requestId: ctx.ids.uuid(),
    dir: join(ctx.paths.home, 'functions', ctx.ids.uuid()),
    logGroup: f.logGroup,
    logStream: `${new Date(now).toISOString().slice(0, 10).replaceAll('-', '/')}/[$LATEST]${ctx.ids.uuid().replaceAll('-', '')}`,
    startedAt: now,
    failures: 0,
  };
  ctx.store.transaction(() => {
    const key = keyOf(m, request);
    ctx.store.put(invocations, key, call);
    ctx.store.put(tokens, token, key);
    ctx.store.put(grants, token, {
      token,
      roleArn: f.roleArn,
      sessionName: f.name,
      isFunction: true,
    });
  });
  return call;
}

/** Starts the function, once. A second start after a crash in between is the same call. */
async function start(
  m: Making,
  f: StackFunction,
  call: Invocation,
  request: Request,
  physicalId: string | undefined,
): Promise<void> {
  const { ctx } = m;
  if (ctx.machines.wasStarted(call.dir)) return;
  const job: FunctionJob = {
    home: ctx.paths.home,
    handler: f.handler,
    code: f.code,
    timeoutSeconds: f.timeoutSeconds,
    env: environmentOf(ctx, f, call),
    event: {
      RequestType: request,
      ServiceToken: f.arn,
      ResponseURL: `${ctx.endpoint()}${ANSWER_PATH}${call.token}`,
      StackId: m.stackId,
      RequestId: call.requestId,
      LogicalResourceId: m.logicalId,
      ResourceType: m.type,
      ...(physicalId === undefined ? {} : { PhysicalResourceId: physicalId }),
      ResourceProperties: asText(m.props),
    },
  };
  await ctx.machines.ready();
  await ctx.machines.prepare(call.dir, { 'job.json': job });
  ctx.machines.start('function', call.dir);
}

/** The call is over: what the function said goes to its log, and nothing of it stays. */
async function finish(m: Making, call: Invocation, request: Request): Promise<void> {
  const { ctx } = m;
  const said = ctx.machines.said(call.dir, OUTPUT_BYTES);
  await ctx.machines.endTree(call.dir, { graceMs: 0 });
  await ctx.machines.remove(call.dir);
  ctx.store.transaction(() => {
    const now = ctx.clock.now();
    const lines = said.split('\n').filter((line) => line !== '');
    if (lines.length) {
      ensureLogStream(ctx.store, call.logGroup, call.logStream, now);
      appendLogEvents(
        ctx.store,
        call.logGroup,
        call.logStream,
        now,
        lines.map((line) => ({ timestamp: now, message: `${line}\n` })),
      );
    }
    ctx.store.delete(invocations, keyOf(m, request));
    ctx.store.delete(tokens, call.token);
    ctx.store.delete(grants, call.token);
  });
}

/** A function that ended and said nothing has nothing left to say. AWS waits out the hour; here that is known. */
function hasEnded(ctx: Ctx, call: Invocation): boolean {
  const writer = ctx.machines.writer(call.dir);
  return writer ? !ctx.machines.isAlive(writer) : ctx.clock.now() - call.startedAt > START_MS;
}

const noAnswer = (requestId: string): AwsError =>
  new AwsError(
    'NotStabilized',
    `CloudFormation did not receive a response from your Custom Resource. Please check your logs for requestId [${requestId}]. If you are using the Python cfn-response module, you may need to update your Lambda function code so that CloudFormation can attach the updated version.`,
  );

/** An orderly stop: calls that are on their way begin anew at the next start. */
export async function stopInvocations(ctx: Ctx): Promise<void> {
  await Promise.all(
    ctx.store.list(invocations).map(async ({ dir }) => {
      await ctx.machines.endTree(dir, { graceMs: 0 });
      await ctx.machines.remove(dir);
    }),
  );
}

/** Calls the function of a custom resource and waits for its answer. */
async function invoke(
  m: Making,
  request: Request,
  physicalId?: string,
): Promise<CustomAnswer | undefined> {
  const { ctx } = m;
  const arn = required(m, 'ServiceToken');
  const f = functionAt(ctx, arn);
  if (!f) {
    // What was never made, or lost its function, has nothing that could take it away.
    if (request === 'Delete') return undefined;
    throw new AwsError(
      'InvalidRequest',
      `Invalid service token: ${arn} is no function of a stack here`,
    );
  }
  const key = keyOf(m, request);
  const call = ctx.store.get(invocations, key) ?? begin(m, f, request);
  await start(m, f, call, request, physicalId);
  // Looked at before the answer is: one that came with its end is not missed.
  const ended = hasEnded(ctx, call);
  const { answer } = ctx.store.get(invocations, key) ?? call;
  if (answer) {
    await finish(m, call, request);
    if (answer.Status === 'FAILED')
      throw new AwsError(
        'GeneralServiceException',
        `Received response status [FAILED] from custom resource. Message returned: ${answer.Reason ?? ''} (RequestId: ${call.requestId})`,
      );
    return answer;
  }
  if (ended) {
    const clean = CLEAN_END.test(ctx.machines.said(call.dir, OUTPUT_BYTES));
    if (clean || call.failures >= RETRIES) {
      await finish(m, call, request);
      throw noAnswer(call.requestId);
    }
    await ctx.machines.endTree(call.dir, { graceMs: 0 });
    await ctx.machines.remove(call.dir);
    ctx.store.put(invocations, key, {
      ...call,
      startedAt: ctx.clock.now(),
      failures: call.failures + 1,
    });
  }
  throw new NotYetError(
    'CloudFormation did not receive a response from your Custom Resource',
    Number(m.props['ServiceTimeout'] ?? WAIT_SECONDS),
  );
}

const dataText = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(value) : String(value);

/** A resource that a function of the template's own makes. Every property is the function's. */
export const customResource: Provider = {
  properties: {
    ...object({ ServiceToken: 'string', ServiceTimeout: 'integer' }, 'ServiceToken'),
    others: 'json',
  },
  attributes: [],
  anyAttribute: true,
  async create(m): Promise<Made> {
    const answer = await invoke(m, 'Create');
    if (!answer?.PhysicalResourceId)
      throw new AwsError('GeneralServiceException', 'Invalid PhysicalResourceId');
    return {
      physicalId: answer.PhysicalResourceId,
      attributes: Object.fromEntries(
        Object.entries(answer.Data ?? {}).map(([name, value]) => [name, dataText(value)]),
      ),
    };
  },
  async remove(physicalId, m) {
    await invoke(m, 'Delete', physicalId);
  },
};
