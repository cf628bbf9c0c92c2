import 'server-only';
import type { QueueAddress } from '@/common/events-queue';
import { EVENTS_PRINCIPAL } from '../aws/arn';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { whoAmI } from '../aws/identity';
import { AppError, lacking, toAppError } from '../aws/errors';

/** AWS's refusal of a call for this queue, as a sentence that names it. */
export function queueFailure(error: unknown, name: string, action: string): AppError {
  if (isAwsError(error, 'QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'))
    return new AppError('not_found', `The queue ${name} does not exist`, error);
  const failure = toAppError(error);
  if (failure.kind !== 'denied') return failure;
  const { message } = lacking(error, action);
  return new AppError('denied', `The queue ${name} may not be read. ${message}`, error);
}

/**
 * A queue that the account's owner has made, looked at before it is listened to. Rejects with a sentence that names it where
 * it is another account's or Region's, is not there, may not be read, or where no rule may send to it.
 */
export async function checkGivenQueue(connection: Connection, queue: QueueAddress): Promise<void> {
  const { name, url, account, region } = queue;
  const me = await whoAmI(connection);
  if (account !== me.account)
    throw new AppError(
      'invalid',
      `The queue ${name} belongs to account ${account}, and Starboard works in ${me.account}`,
    );
  if (region !== undefined && region !== me.region)
    throw new AppError(
      'invalid',
      `The queue ${name} is in ${region}, and Starboard works in ${me.region}`,
    );
  const sqs = await client('sqs', connection);
  const { Attributes = {} } = await sqs
    .getQueueAttributes({ QueueUrl: url, AttributeNames: ['Policy'] })
    .catch((error: unknown) => {
      throw queueFailure(error, name, 'sqs:GetQueueAttributes');
    });
  // Without a policy that names EventBridge its messages are dropped (EventBridge user guide, "Using resource-based policies").
  if (!Attributes.Policy?.includes(EVENTS_PRINCIPAL))
    throw new AppError(
      'invalid',
      `No EventBridge rule may send to the queue ${name}: its policy does not name ${EVENTS_PRINCIPAL}`,
    );
}
