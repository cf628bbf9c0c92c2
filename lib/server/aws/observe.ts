import 'server-only';
import { AsyncLocalStorage } from 'node:async_hooks';
import { buffer } from 'node:stream/consumers';
import type {
  DeserializeMiddleware,
  FinalizeRequestMiddleware,
  HandlerExecutionContext,
  InitializeMiddleware,
  MetadataBearer,
  Pluggable,
} from '@smithy/types';
import { shared } from '../shared';

/** One call of an AWS client, as IAM would name it: `codepipeline:GetPipeline`. */
export interface ObservedCall {
  readonly service: string;
  readonly operation: string;
}

/** AWS's answer: what came over the wire, where that was JSON; and what the SDK made of it. */
export interface ObservedAnswer {
  /** The schema of the operation's output, in the SDK's own form. */
  readonly schema: unknown;
  readonly json: unknown;
  readonly output: object;
}

/** Whoever looks on at the calls that some work makes. */
export interface Observer {
  /** Each try is told. */
  sent(call: ObservedCall): void;
  answered(call: ObservedCall, answer: ObservedAnswer): void;
  /** The call has failed, after all its tries. */
  failed(call: ObservedCall, error: unknown): void;
  /** The pipelines that lists tell of; all of them where it is not given. */
  readonly pipelines?: ReadonlySet<string> | undefined;
}

const observers = shared('observers', () => new AsyncLocalStorage<Observer>());

/** Does `work` with somebody looking on at each call that it makes, or that is made for its sake later. */
export const observing = <T>(observer: Observer, work: () => Promise<T>): Promise<T> =>
  observers.run(observer, work);

const callOf = (service: string, context: HandlerExecutionContext): ObservedCall => ({
  service,
  operation: (context.commandName ?? 'Unknown').replace(/Command$/, ''),
});

/** What came over the wire, by the context of its call. */
type Bodies = WeakMap<HandlerExecutionContext, unknown>;

const schemaOf = (context: HandlerExecutionContext): unknown =>
  (context['__smithy_context'] as { operationSchema?: readonly unknown[] } | undefined)
    ?.operationSchema?.[5];

/** Only the pipelines that are looked at are listed: an account may have hundreds. */
function trim(output: object, pipelines: ReadonlySet<string> | undefined): void {
  const list = output as { pipelines?: { name?: string }[] };
  if (pipelines && list.pipelines)
    list.pipelines = list.pipelines.filter((p) => pipelines.has(p.name ?? ''));
}

function told<Input extends object, Output extends MetadataBearer>(
  service: string,
  bodies: Bodies,
): InitializeMiddleware<Input, Output> {
  return (next, context) => async (args) => {
    const observer = observers.getStore();
    if (!observer) return next(args);
    const call = callOf(service, context);
    try {
      const answer = await next(args);
      const { output } = answer;
      observer.answered(call, { schema: schemaOf(context), json: bodies.get(context), output });
      if (call.operation === 'ListPipelines') trim(output, observer.pipelines);
      return answer;
    } catch (error) {
      observer.failed(call, error);
      throw error;
    }
  };
}

/** Tells whoever looks on (`observing`) of each call and each answer; does nothing where nobody does. */
export function observed<Input extends object, Output extends MetadataBearer>(
  service: string,
): Pluggable<Input, Output> {
  const bodies: Bodies = new WeakMap();
  const sent: FinalizeRequestMiddleware<Input, Output> = (next, context) => (args) => {
    observers.getStore()?.sent(callOf(service, context));
    return next(args);
  };
  const read: DeserializeMiddleware<Input, Output> = (next, context) => async (args) => {
    const answer = await next(args);
    const response = answer.response as {
      headers?: Readonly<Record<string, string>>;
      body?: unknown;
    };
    // An object in S3 may be JSON too, and is read as a stream.
    const isJson = service !== 's3' && /json/.test(response.headers?.['content-type'] ?? '');
    if (!isJson || !observers.getStore()) return answer;
    const bytes = await buffer(response.body as NodeJS.ReadableStream);
    response.body = bytes;
    try {
      bodies.set(context, JSON.parse(bytes.toString()));
    } catch {
      // Not JSON after all: the SDK says so.
    }
    return answer;
  };
  return {
    applyToStack: (stack) => {
      stack.add(told<Input, Output>(service, bodies), {
        step: 'initialize',
        name: 'starboardTold',
        priority: 'high',
      });
      stack.add(sent, { step: 'finalizeRequest', name: 'starboardSent', priority: 'low' });
      stack.add(read, { step: 'deserialize', name: 'starboardRead', priority: 'low' });
    },
  };
}
