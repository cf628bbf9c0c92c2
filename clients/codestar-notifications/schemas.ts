import type {
  StaticErrorSchema,
  StaticListSchema,
  StaticMapSchema,
  StaticOperationSchema,
  StaticStructureSchema,
  SchemaRef,
} from '@smithy/types';

/**
 * AWS CodeStar Notifications (API version 2019-10-15, REST JSON 1.1) in the format in which the SDK's packages carry
 * their services: names, members and traits as in the service's public model (botocore `codestar-notifications`
 * 2019-10-15). Written here because the service's own package has no schemas: docs/adr/0009.
 */
export const NAMESPACE = 'com.amazonaws.codestarnotifications';

// The format's numbers (@smithy/types, schema sentinels and trait bits).
const STRING = 0 as const;
const BOOLEAN = 2 as const;
const INTEGER = 1 as const;
const TIMESTAMP = 4 as const;
const STRINGS = 64 as const;
const SENSITIVE = 8;
const LABEL = 1;
const TOKEN = [STRING, 4] as SchemaRef;
const SECRET = [STRING, SENSITIVE] as SchemaRef;

type Members = Readonly<Record<string, SchemaRef>>;

/** Members that are required come first: the format counts them. */
function structure(name: string, required: Members, optional: Members = {}): StaticStructureSchema {
  const all = { ...required, ...optional };
  const count = Object.keys(required).length;
  const schema = [3, NAMESPACE, name, 0, Object.keys(all), Object.values(all)];
  return (count ? [...schema, count] : schema) as unknown as StaticStructureSchema;
}

const list = (name: string, of: StaticStructureSchema): StaticListSchema => [
  1,
  NAMESPACE,
  name,
  0,
  () => of,
];
const operation = (
  name: string,
  path: string,
  input: StaticStructureSchema,
  output: StaticStructureSchema,
): StaticOperationSchema => [
  9,
  NAMESPACE,
  name,
  { http: ['POST', path, 200] },
  () => input,
  () => output,
];
const error = (name: string, status: number): StaticErrorSchema => [
  -3,
  NAMESPACE,
  name,
  { error: 'client', httpError: status },
  ['Message'],
  [STRING],
];

const Tags: StaticMapSchema = [2, NAMESPACE, 'Tags', 0, STRING, STRING];
const Target$ = structure('Target', {}, { TargetType: STRING, TargetAddress: SECRET });
const TargetSummary$ = structure(
  'TargetSummary',
  {},
  { TargetAddress: SECRET, TargetType: STRING, TargetStatus: STRING },
);
const EventTypeSummary$ = structure(
  'EventTypeSummary',
  {},
  { EventTypeId: STRING, ServiceName: STRING, EventTypeName: STRING, ResourceType: STRING },
);
const NotificationRuleSummary$ = structure(
  'NotificationRuleSummary',
  {},
  { Id: STRING, Arn: STRING },
);
const filters = (name: string): SchemaRef =>
  list(`${name}Filters`, structure(`${name}Filter`, { Name: STRING, Value: STRING }));
const Targets = list('Targets', Target$);
const TargetsBatch = list('TargetsBatch', TargetSummary$);
const EventTypeBatch = list('EventTypeBatch', EventTypeSummary$);

const paged = (
  name: string,
  batch: Members,
): readonly [StaticStructureSchema, StaticStructureSchema] => [
  structure(
    `${name}Request`,
    {},
    { Filters: filters(name), NextToken: STRING, MaxResults: INTEGER },
  ),
  structure(`${name}Result`, {}, { ...batch, NextToken: STRING }),
];
const arn = (name: string): StaticStructureSchema => structure(name, { Arn: STRING });
const nothing = (name: string): StaticStructureSchema => structure(name, {});

export const CreateNotificationRule$ = operation(
  'CreateNotificationRule',
  '/createNotificationRule',
  structure(
    'CreateNotificationRuleRequest',
    { Name: SECRET, EventTypeIds: STRINGS, Resource: STRING, Targets, DetailType: STRING },
    { ClientRequestToken: TOKEN, Tags, Status: STRING },
  ),
  structure('CreateNotificationRuleResult', {}, { Arn: STRING }),
);
export const DeleteNotificationRule$ = operation(
  'DeleteNotificationRule',
  '/deleteNotificationRule',
  arn('DeleteNotificationRuleRequest'),
  structure('DeleteNotificationRuleResult', {}, { Arn: STRING }),
);
export const DeleteTarget$ = operation(
  'DeleteTarget',
  '/deleteTarget',
  structure('DeleteTargetRequest', { TargetAddress: SECRET }, { ForceUnsubscribeAll: BOOLEAN }),
  nothing('DeleteTargetResult'),
);
export const DescribeNotificationRule$ = operation(
  'DescribeNotificationRule',
  '/describeNotificationRule',
  arn('DescribeNotificationRuleRequest'),
  structure(
    'DescribeNotificationRuleResult',
    { Arn: STRING },
    {
      Name: SECRET,
      EventTypes: EventTypeBatch,
      Resource: STRING,
      Targets: TargetsBatch,
      DetailType: STRING,
      CreatedBy: STRING,
      Status: STRING,
      CreatedTimestamp: TIMESTAMP,
      LastModifiedTimestamp: TIMESTAMP,
      Tags,
    },
  ),
);
export const ListEventTypes$ = operation(
  'ListEventTypes',
  '/listEventTypes',
  ...paged('ListEventTypes', { EventTypes: EventTypeBatch }),
);
export const ListNotificationRules$ = operation(
  'ListNotificationRules',
  '/listNotificationRules',
  ...paged('ListNotificationRules', {
    NotificationRules: list('NotificationRuleBatch', NotificationRuleSummary$),
  }),
);
export const ListTagsForResource$ = operation(
  'ListTagsForResource',
  '/listTagsForResource',
  arn('ListTagsForResourceRequest'),
  structure('ListTagsForResourceResult', {}, { Tags }),
);
export const ListTargets$ = operation(
  'ListTargets',
  '/listTargets',
  ...paged('ListTargets', { Targets: TargetsBatch }),
);
export const Subscribe$ = operation(
  'Subscribe',
  '/subscribe',
  structure(
    'SubscribeRequest',
    { Arn: STRING, Target: () => Target$ },
    { ClientRequestToken: STRING },
  ),
  structure('SubscribeResult', {}, { Arn: STRING }),
);
export const TagResource$ = operation(
  'TagResource',
  '/tagResource',
  structure('TagResourceRequest', { Arn: STRING, Tags }),
  structure('TagResourceResult', {}, { Tags }),
);
export const Unsubscribe$ = operation(
  'Unsubscribe',
  '/unsubscribe',
  structure('UnsubscribeRequest', { Arn: STRING, TargetAddress: SECRET }),
  structure('UnsubscribeResult', { Arn: STRING }),
);
export const UntagResource$ = operation(
  'UntagResource',
  '/untagResource/{Arn}',
  structure('UntagResourceRequest', {
    Arn: [STRING, LABEL] as SchemaRef,
    TagKeys: [STRINGS, { httpQuery: 'tagKeys' }] as SchemaRef,
  }),
  nothing('UntagResourceResult'),
);
export const UpdateNotificationRule$ = operation(
  'UpdateNotificationRule',
  '/updateNotificationRule',
  structure(
    'UpdateNotificationRuleRequest',
    { Arn: STRING },
    { Name: SECRET, Status: STRING, EventTypeIds: STRINGS, Targets, DetailType: STRING },
  ),
  nothing('UpdateNotificationRuleResult'),
);

export const AccessDeniedException$ = error('AccessDeniedException', 403);
export const ConcurrentModificationException$ = error('ConcurrentModificationException', 400);
export const ConfigurationException$ = error('ConfigurationException', 400);
export const InvalidNextTokenException$ = error('InvalidNextTokenException', 400);
export const LimitExceededException$ = error('LimitExceededException', 400);
export const ResourceAlreadyExistsException$ = error('ResourceAlreadyExistsException', 409);
export const ResourceNotFoundException$ = error('ResourceNotFoundException', 404);
export const ValidationException$ = error('ValidationException', 400);
