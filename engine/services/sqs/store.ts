import type { KeptAttributes } from '../../shared/message-attributes';
import { kind } from '../../shared/kind';
import type { Ctx } from '../../ports/context';
import { AwsError } from '../../wire/errors';

export interface Queue {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly serial: number;
}
export interface Message {
  readonly id: string;
  readonly serial: number;
  readonly body: string;
  readonly attributes: KeptAttributes;
  readonly sentAt: number;
  readonly sender: string;
  /** Not received before. */
  readonly visibleAt: number;
  readonly receives: number;
  readonly firstReceivedAt?: number | undefined;
  /** Of the newest receive. */
  readonly receipt?: string | undefined;
  readonly deadLetterSource?: string | undefined;
}

export const queues = kind<Queue>('sqs.queue');
export const messages = kind<Message>('sqs.message');

export const DEFAULTS: Readonly<Record<string, string>> = {
  VisibilityTimeout: '30',
  // [doc] SQS API reference, CreateQueue: 1 MiB.
  MaximumMessageSize: '1048576',
  MessageRetentionPeriod: '345600',
  DelaySeconds: '0',
  ReceiveMessageWaitTimeSeconds: '0',
};

export const queueArn = (ctx: Ctx, name: string): string => ctx.arn('sqs', name);
export const messagesOf = (name: string): string => `${name}\u0001`;
export const messageKey = (name: string, serial: number): string =>
  `${messagesOf(name)}${String(serial).padStart(15, '0')}`;

const missing = (): AwsError =>
  new AwsError('QueueDoesNotExist', 'The specified queue does not exist.');

/** By URL, as every operation but two has it; the host is not looked at, for a client may know the engine by another name. */
export function queueOf(ctx: Ctx, url: string | undefined): Queue {
  const name = /\/([\w-]+)$/.exec(url ?? '')?.[1] ?? '';
  const queue = ctx.store.get(queues, name);
  if (!queue) throw missing();
  return queue;
}

export function queueNamed(ctx: Ctx, name: string): Queue {
  const queue = ctx.store.get(queues, name);
  if (!queue) throw missing();
  return queue;
}

export const setting = (q: Queue, name: string): number =>
  Number(q.attributes[name] ?? DEFAULTS[name] ?? 0);
