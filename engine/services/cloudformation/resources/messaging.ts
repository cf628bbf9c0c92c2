import type { Shape } from '../../../core/stack/properties';
import { document, object, required, TAGS, tagMap, text, type Provider } from '../provider';
import { gone } from './storage';

/** Properties that are attributes of the queue, by the same name in the API. */
const ATTRIBUTES: Readonly<Record<string, Shape>> = {
  DelaySeconds: 'integer',
  KmsDataKeyReusePeriodSeconds: 'integer',
  KmsMasterKeyId: 'string',
  MaximumMessageSize: 'integer',
  MessageRetentionPeriod: 'integer',
  ReceiveMessageWaitTimeSeconds: 'integer',
  RedriveAllowPolicy: 'json',
  RedrivePolicy: 'json',
  SqsManagedSseEnabled: 'boolean',
  VisibilityTimeout: 'integer',
};

const missing = gone('QueueDoesNotExist');

/** An attribute of the API is a text; a property of CloudFormation is a number, a truth or a document. */
const attribute = (value: unknown): string =>
  typeof value === 'object' ? document(value) : String(value as string | number | boolean);

export const queue: Provider = {
  properties: object({
    QueueName: 'string',
    ...ATTRIBUTES,
    FifoQueue: { only: false },
    Tags: TAGS,
  }),
  attributes: ['Arn', 'QueueName', 'QueueUrl'],
  async create(m) {
    const QueueName = text(m.props['QueueName']) ?? m.generatedName.slice(0, 80);
    // A repeated create asks for the same attributes, which SQS answers with the queue that is there.
    const { QueueUrl = '' } = await m.ctx.call.sqs.createQueue({
      QueueName,
      Attributes: Object.fromEntries(
        Object.entries(m.props)
          .filter(([name]) => name in ATTRIBUTES)
          .map(([name, value]) => [name, attribute(value)]),
      ),
      tags: tagMap(m),
    });
    return {
      physicalId: QueueUrl,
      attributes: { Arn: m.ctx.arn('sqs', QueueName), QueueName, QueueUrl },
    };
  },
  async remove(QueueUrl, m) {
    await m.ctx.call.sqs.deleteQueue({ QueueUrl }).catch(missing);
  },
};

const setPolicy = async (
  m: Parameters<Provider['remove']>[1],
  QueueUrl: string,
  Policy: string,
): Promise<void> => {
  await m.ctx.call.sqs.setQueueAttributes({ QueueUrl, Attributes: { Policy } });
};

export const queuePolicy: Provider = {
  properties: object({ PolicyDocument: 'json', Queues: ['string'] }, 'PolicyDocument', 'Queues'),
  attributes: [],
  async create(m) {
    for (const url of m.props['Queues'] as string[])
      await setPolicy(m, url, document(m.props['PolicyDocument']));
    return { physicalId: m.generatedName, attributes: {} };
  },
  async remove(_id, m) {
    for (const url of m.props['Queues'] as string[]) await setPolicy(m, url, '').catch(missing);
  },
};

/** An inline policy, put into each of its roles. */
export const policy: Provider = {
  properties: object(
    { PolicyName: 'string', PolicyDocument: 'json', Roles: ['string'] },
    'PolicyName',
    'PolicyDocument',
  ),
  attributes: [],
  async create(m) {
    for (const RoleName of (m.props['Roles'] as string[] | undefined) ?? [])
      await m.ctx.call.iam.putRolePolicy({
        RoleName,
        PolicyName: required(m, 'PolicyName'),
        PolicyDocument: document(m.props['PolicyDocument']),
      });
    return { physicalId: m.generatedName, attributes: {} };
  },
  async remove(_id, m) {
    for (const RoleName of (m.props['Roles'] as string[] | undefined) ?? [])
      await m.ctx.call.iam
        .deleteRolePolicy({ RoleName, PolicyName: required(m, 'PolicyName') })
        .catch(gone('NoSuchEntityException'));
  },
};
