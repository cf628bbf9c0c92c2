import 'server-only';
import type {
  NotificationEvent,
  NotificationRule,
  Notifications,
  NotificationSource,
  NotificationTopic,
} from '@/lib/domain/notifications/notifications';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { readOnlyReason, whoAmI } from '../aws/identity';
import { pages } from '../aws/pages';
import { cache } from '../cache/cache';
import { forever, moment } from '../cache/policy';
import { ms } from './dates';
import { toAppError } from '../aws/errors';
import { sourcesOf } from './notification-sources';
import { letsRulesPublish } from './topic-policy';

const MAX_SUBSCRIBERS = 200;
const MAX_TOPICS = 1000;
const SERVICE_OF: Readonly<Record<NotificationSource['kind'], string>> = {
  Pipeline: 'CodePipeline',
  'Build project': 'CodeBuild',
  Application: 'CodeDeploy',
  Repository: 'CodeCommit',
};

/** The event types of a service: they do not change while the dashboard runs. */
function eventsOf(
  connection: Connection,
  kind: NotificationSource['kind'],
): Promise<readonly NotificationEvent[]> {
  return cache.read(['notification-events', kind], [], forever(), async () => {
    const rules = await client('codestar-notifications', connection);
    const all = await pages(async (NextToken) => {
      const p = await rules.listEventTypes({
        Filters: [{ Name: 'SERVICE_NAME', Value: SERVICE_OF[kind] }],
        NextToken,
        MaxResults: 100,
      });
      return [p.EventTypes, p.NextToken] as const;
    });
    return all.map((t): NotificationEvent => ({
      id: t.EventTypeId ?? '',
      label: t.EventTypeName ?? t.EventTypeId ?? '',
    }));
  });
}

/** A rule as it stands; undefined when it is gone. */
export async function readRule(
  connection: Connection,
  Arn: string,
): Promise<NotificationRule | undefined> {
  const rules = await client('codestar-notifications', connection);
  const r = await rules.describeNotificationRule({ Arn }).catch((error: unknown) => {
    if (isAwsError(error, 'ResourceNotFoundException')) return undefined;
    throw error;
  });
  return (
    r && {
      arn: Arn,
      name: r.Name ?? '',
      resource: r.Resource ?? '',
      enabled: r.Status !== 'DISABLED',
      detail: r.DetailType ?? 'BASIC',
      createdBy: r.CreatedBy ?? '',
      modifiedAt: ms(r.LastModifiedTimestamp),
      events: (r.EventTypes ?? []).map((t) => ({
        id: t.EventTypeId ?? '',
        label: t.EventTypeName ?? t.EventTypeId ?? '',
      })),
      targets: (r.Targets ?? []).map((t) => ({
        address: t.TargetAddress ?? '',
        type: t.TargetType ?? '',
        status: t.TargetStatus ?? '',
      })),
    }
  );
}

async function rulesOf(connection: Connection, resource: string): Promise<NotificationRule[]> {
  const rules = await client('codestar-notifications', connection);
  const listed = await pages(async (NextToken) => {
    const p = await rules.listNotificationRules({
      Filters: [{ Name: 'RESOURCE', Value: resource }],
      NextToken,
      MaxResults: 100,
    });
    return [p.NotificationRules, p.NextToken] as const;
  });
  return (await Promise.all(listed.map((r) => readRule(connection, r.Arn ?? '')))).filter(
    (r) => r !== undefined,
  );
}

/** A topic with who hears it. Does not reject: what is wrong with one topic is said beside it. */
async function readTopicOf(connection: Connection, arn: string): Promise<NotificationTopic> {
  const named = { arn, name: arn.split(':').slice(5).join(':') };
  try {
    const sns = await client('sns', connection);
    const [{ Attributes }, subscriptions] = await Promise.all([
      sns.getTopicAttributes({ TopicArn: arn }),
      pages(async (NextToken) => {
        const p = await sns.listSubscriptionsByTopic({ TopicArn: arn, NextToken });
        return [p.Subscriptions, p.NextToken] as const;
      }, MAX_SUBSCRIBERS),
    ]);
    // Until it is confirmed a subscription has no ARN, but a word in its place.
    return {
      ...named,
      open: letsRulesPublish(Attributes?.['Policy']),
      subscribers: subscriptions.map((s) => ({
        arn: s.SubscriptionArn?.startsWith('arn:') ? s.SubscriptionArn : undefined,
        protocol: s.Protocol ?? '',
        endpoint: s.Endpoint ?? '',
      })),
    };
  } catch (error) {
    const gone = isAwsError(error, 'NotFoundException', 'NotFound');
    return {
      ...named,
      open: false,
      subscribers: [],
      ...(gone ? { gone } : { unread: toAppError(error).message }),
    };
  }
}

/** Everything that tells people of one pipeline when nobody looks. */
export function getNotifications(connection: Connection, pipeline: string): Promise<Notifications> {
  return cache.read(['notifications', pipeline], [['notifications']], moment(), async () => {
    const unread: string[] = [];
    const orSaid =
      <T>(what: string, none: T) =>
      (error: unknown): T => {
        unread.push(`${what} could not be read: ${toAppError(error).message}`);
        return none;
      };
    const [{ pipeline: declaration }, me] = await Promise.all([
      (await client('codepipeline', connection)).getPipeline({ name: pipeline }),
      whoAmI(connection),
    ]);
    const sources = await Promise.all(
      sourcesOf(me, declaration ?? { name: pipeline, roleArn: '', stages: [] }).map(async (s) => ({
        ...s,
        events: await eventsOf(connection, s.kind).catch(
          orSaid<readonly NotificationEvent[]>('Event types', []),
        ),
      })),
    );
    const [rules, choices] = await Promise.all([
      Promise.all(
        sources.map((s) =>
          rulesOf(connection, s.arn).catch(
            orSaid<NotificationRule[]>(`Notification rules of ${s.name}`, []),
          ),
        ),
      ),
      client('sns', connection)
        .then((sns) =>
          pages(async (NextToken) => {
            const p = await sns.listTopics({ NextToken });
            return [p.Topics, p.NextToken] as const;
          }, MAX_TOPICS),
        )
        .then(
          (all) => all.map((t) => t.TopicArn ?? '').sort(),
          orSaid<string[]>('Topics to choose from', []),
        ),
    ]);
    const approvals = (declaration?.stages ?? []).flatMap((s) =>
      (s.actions ?? [])
        .filter((a) => a.actionTypeId?.category === 'Approval')
        .map((a) => ({
          stage: s.name ?? '',
          action: a.name ?? '',
          topic: a.configuration?.['NotificationArn'],
        })),
    );
    const named = new Set([
      ...rules
        .flat()
        .flatMap((r) => r.targets.filter((t) => t.type === 'SNS').map((t) => t.address)),
      ...approvals.flatMap((a) => a.topic ?? []),
    ]);
    const topics = await Promise.all([...named].sort().map((arn) => readTopicOf(connection, arn)));
    return {
      pipeline,
      sources,
      rules: rules.flat().sort((a, b) => a.name.localeCompare(b.name)),
      topics,
      choices,
      approvals,
      unread: [...new Set(unread)],
      readOnly: readOnlyReason(connection, me.account),
      readAt: Date.now(),
    };
  });
}
