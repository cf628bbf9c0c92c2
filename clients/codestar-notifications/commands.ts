import type { CodePipelineClientResolvedConfig } from '@aws-sdk/client-codepipeline';
import { makeBuilder } from '@smithy/core/client';
import { getEndpointPlugin } from '@smithy/core/endpoints';
import type { MetadataBearer, StaticOperationSchema } from '@smithy/types';
import * as schemas from './schemas';
import type * as t from './types';

const PARAMETERS = {
  UseFIPS: { type: 'builtInParams', name: 'useFipsEndpoint' },
  Endpoint: { type: 'builtInParams', name: 'endpoint' },
  Region: { type: 'builtInParams', name: 'region' },
  UseDualStack: { type: 'builtInParams', name: 'useDualstackEndpoint' },
} as const;
const build = makeBuilder<CodePipelineClientResolvedConfig, object, MetadataBearer>(
  PARAMETERS,
  'CodeStarNotifications',
  'CodeStarNotificationsClient',
  getEndpointPlugin as never,
);
const command = <I extends object, O extends object = object>(schema: StaticOperationSchema) =>
  build<I, O & MetadataBearer>({}, () => [], schema[2], schema);

export const CreateNotificationRuleCommand = command<t.CreateNotificationRuleRequest, t.ArnResult>(
  schemas.CreateNotificationRule$,
);
export const DeleteNotificationRuleCommand = command<t.ArnRequest, t.ArnResult>(
  schemas.DeleteNotificationRule$,
);
export const DeleteTargetCommand = command<t.DeleteTargetRequest>(schemas.DeleteTarget$);
export const DescribeNotificationRuleCommand = command<
  t.ArnRequest,
  t.DescribeNotificationRuleResult
>(schemas.DescribeNotificationRule$);
export const ListEventTypesCommand = command<t.ListEventTypesRequest, t.ListEventTypesResult>(
  schemas.ListEventTypes$,
);
export const ListNotificationRulesCommand = command<
  t.ListNotificationRulesRequest,
  t.ListNotificationRulesResult
>(schemas.ListNotificationRules$);
export const ListTagsForResourceCommand = command<t.ArnRequest, t.TagsResult>(
  schemas.ListTagsForResource$,
);
export const ListTargetsCommand = command<t.ListTargetsRequest, t.ListTargetsResult>(
  schemas.ListTargets$,
);
export const SubscribeCommand = command<t.SubscribeRequest, t.ArnResult>(schemas.Subscribe$);
export const TagResourceCommand = command<t.TagResourceRequest, t.TagsResult>(schemas.TagResource$);
export const UnsubscribeCommand = command<t.UnsubscribeRequest, t.ArnResult>(schemas.Unsubscribe$);
export const UntagResourceCommand = command<t.UntagResourceRequest>(schemas.UntagResource$);
export const UpdateNotificationRuleCommand = command<t.UpdateNotificationRuleRequest>(
  schemas.UpdateNotificationRule$,
);
