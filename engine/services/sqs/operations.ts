import type { Ctx, Operations } from '../../ports/context';
import * as q from './queues';
import * as r from './receive';
import * as s from './send';
import { wakeAll } from './waiting';

export const operations = {
  ChangeMessageVisibility: r.changeMessageVisibility,
  ChangeMessageVisibilityBatch: r.changeMessageVisibilityBatch,
  CreateQueue: q.createQueue,
  DeleteMessage: r.deleteMessage,
  DeleteMessageBatch: r.deleteMessageBatch,
  DeleteQueue: q.deleteQueue,
  GetQueueAttributes: q.getQueueAttributes,
  GetQueueUrl: q.getQueueUrl,
  ListDeadLetterSourceQueues: q.listDeadLetterSourceQueues,
  ListQueueTags: q.listQueueTags,
  ListQueues: q.listQueues,
  PurgeQueue: q.purgeQueue,
  ReceiveMessage: r.receiveMessage,
  SendMessage: s.sendMessage,
  SendMessageBatch: s.sendMessageBatch,
  SetQueueAttributes: q.setQueueAttributes,
  TagQueue: q.tagQueue,
  UntagQueue: q.untagQueue,
} satisfies Operations;

export const stop = (ctx: Ctx): void => wakeAll(ctx);
