import 'server-only';
import type {
  NotificationDone,
  NotificationCommand,
  NotificationRule,
} from '@/lib/domain/notifications/notifications';
import type { Input } from '@/lib/domain/changes/command';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { AppError } from '../aws/errors';
import { readRule } from '../data/notifications';
import { openTopic } from './topics';

type Of<A extends NotificationCommand['action']> = Extract<NotificationCommand, { action: A }>;

const targetsOf = (topics: readonly string[]) =>
  topics.map((TargetAddress) => ({ TargetType: 'SNS', TargetAddress }));

/** AWS's refusal of a name or a choice, as a sentence on the form. */
async function orRefused<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (isAwsError(error, 'ResourceAlreadyExistsException'))
      throw new AppError(
        'conflict',
        'A notification rule of this name exists already in the account: names are unique. Choose another.',
        error,
      );
    if (
      isAwsError(error, 'ValidationException', 'ConfigurationException', 'LimitExceededException')
    )
      throw new AppError('invalid', `CodeStar Notifications refuses: ${error.message}`, error);
    throw error;
  }
}

/** The rule as it is now; refused when it is not as the person saw it. */
async function seenRule(
  connection: Connection,
  arn: string,
  seen: number,
): Promise<NotificationRule> {
  const rule = await readRule(connection, arn);
  if (!rule)
    throw new AppError('not_found', 'Nothing was done. This notification rule no longer exists.');
  if (rule.modifiedAt !== seen)
    throw new AppError(
      'conflict',
      `Nothing was done. The rule ${rule.name} has changed; you now see the new version.`,
    );
  return rule;
}

const inputOf = (pipeline: string, rule: NotificationRule): Input<Of<'create-rule'>> => ({
  action: 'create-rule',
  pipeline,
  name: rule.name,
  resource: rule.resource,
  events: rule.events.map((e) => e.id),
  detail: rule.detail,
  topics: rule.targets.filter((t) => t.type === 'SNS').map((t) => t.address),
});

/** Makes a rule; its topics are opened for it first, or it would tell nobody. */
export async function createRule(
  connection: Connection,
  o: Of<'create-rule'>,
): Promise<NotificationDone> {
  for (const topic of o.topics) await openTopic(connection, topic);
  const rules = await client('codestar-notifications', connection);
  const { Arn = '' } = await orRefused(
    rules.createNotificationRule({
      Name: o.name,
      Resource: o.resource,
      EventTypeIds: [...o.events],
      DetailType: o.detail,
      Targets: targetsOf(o.topics),
      ClientRequestToken: o.idempotencyKey,
    }),
  );
  const made = await readRule(connection, Arn);
  return {
    sentence: `The rule ${o.name} is created and active.`,
    undo: made && {
      label: 'Delete it again',
      input: { action: 'delete-rule', pipeline: o.pipeline, rule: Arn, seen: made.modifiedAt },
    },
  };
}

export async function updateRule(
  connection: Connection,
  o: Of<'update-rule'>,
): Promise<NotificationDone> {
  const before = await seenRule(connection, o.rule, o.seen);
  for (const topic of o.topics ?? []) await openTopic(connection, topic);
  const chat = before.targets
    .filter((t) => t.type !== 'SNS')
    .map((t) => ({ TargetType: t.type, TargetAddress: t.address }));
  const rules = await client('codestar-notifications', connection);
  await orRefused(
    rules.updateNotificationRule({
      Arn: o.rule,
      Name: o.name,
      DetailType: o.detail,
      EventTypeIds: o.events && [...o.events],
      Status: o.enabled === undefined ? undefined : o.enabled ? 'ENABLED' : 'DISABLED',
      Targets: o.topics && [...targetsOf(o.topics), ...chat],
    }),
  );
  const after = await readRule(connection, o.rule);
  const word =
    o.enabled === undefined ? 'is changed' : o.enabled ? 'tells again' : 'is switched off';
  const { name, events, detail, topics } = inputOf(o.pipeline, before);
  return {
    sentence: `The rule ${after?.name ?? before.name} ${word}.`,
    undo: after && {
      label: 'Undo',
      input: {
        action: 'update-rule',
        pipeline: o.pipeline,
        rule: o.rule,
        seen: after.modifiedAt,
        name,
        events,
        detail,
        topics,
        enabled: before.enabled,
      },
    },
  };
}

export async function deleteRule(
  connection: Connection,
  o: Of<'delete-rule'>,
): Promise<NotificationDone> {
  const before = await seenRule(connection, o.rule, o.seen);
  await (
    await client('codestar-notifications', connection)
  ).deleteNotificationRule({ Arn: o.rule });
  const chat = before.targets.some((t) => t.type !== 'SNS');
  // One that tells a chat client could not be made again as it was.
  return {
    sentence: `The rule ${before.name} is deleted.`,
    undo: chat ? undefined : { label: 'Create it again', input: inputOf(o.pipeline, before) },
  };
}
