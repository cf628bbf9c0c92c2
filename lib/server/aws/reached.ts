import 'server-only';
import type {
  FinalizeHandler,
  FinalizeRequestMiddleware,
  MetadataBearer,
  Pluggable,
} from '@smithy/types';
import { shared } from '../shared';
import type { Connection } from './connection';

/** Where a call was sent that failed. */
export interface Reached {
  readonly backend: Connection['backend'];
  /** Host, and port where it is not 443. */
  readonly host: string;
  /** The call as IAM names its action. */
  readonly call?: string | undefined;
}

/** Calls whose action has another name (Service Authorization Reference, "Actions for Amazon S3" and "for Amazon SQS"). */
const ACTIONS: Readonly<Record<string, string>> = {
  's3:HeadObject': 's3:GetObject',
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:DeleteObjects': 's3:DeleteObject',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
};

function actionOf(service: string | undefined, command: string | undefined): string | undefined {
  if (service === undefined || command === undefined) return undefined;
  const call = `${service}:${command.replace(/Command$/, '')}`;
  return ACTIONS[call] ?? call;
}

const notes = shared('reached', () => new WeakMap<object, Reached>());

/** Where the call went that this error is about; undefined if it was not sent by a client of ours. */
export const reachedBy = (error: unknown): Reached | undefined =>
  typeof error === 'object' && error !== null ? notes.get(error) : undefined;

/** The name of the failure that something else has answered in AWS's place. */
export const NOT_AWS = 'NotAwsAnswer';

/**
 * A page that no service of AWS sent: each of its answers has an id. Read as XML, such a page would be an empty list.
 * An object in S3 may be a page too, and has the id.
 */
function assertAws(response: unknown): void {
  const { headers = {} } = (response ?? {}) as { headers?: Record<string, string | undefined> };
  if (!/^text\/html/i.test(headers['content-type'] ?? '')) return;
  if (headers['x-amzn-requestid'] ?? headers['x-amz-request-id'] ?? headers['x-amz-id-2']) return;
  throw Object.assign(new Error("The answer is a page, and not AWS's."), { name: NOT_AWS });
}

/** Notes of every failure which call it was and where it went: Node's own errors of a cut connection, and S3, do not say. */
export function noted<Input extends object, Output extends MetadataBearer>(
  backend: Connection['backend'],
  service?: string,
): Pluggable<Input, Output> {
  const middleware: FinalizeRequestMiddleware<Input, Output> =
    (next: FinalizeHandler<Input, Output>, context) => async (args) => {
      try {
        const answer = await next(args);
        if (backend === 'aws') assertAws(answer.response);
        return answer;
      } catch (error) {
        const { hostname = '', port } = args.request as { hostname?: string; port?: number };
        if (typeof error === 'object' && error !== null)
          notes.set(error, {
            backend,
            host: port ? `${hostname}:${port}` : hostname,
            call: actionOf(service, context.commandName),
          });
        throw error;
      }
    };
  return {
    applyToStack: (stack) =>
      stack.add(middleware, { step: 'finalizeRequest', name: 'starboardReached', priority: 'low' }),
  };
}
