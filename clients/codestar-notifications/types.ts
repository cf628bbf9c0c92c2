/** Inputs and outputs of the operations declared in `schemas.ts`, as the SDK's packages type theirs. */
export type DetailType = 'BASIC' | 'FULL';
export type NotificationRuleStatus = 'ENABLED' | 'DISABLED';
export type TargetStatus = 'PENDING' | 'ACTIVE' | 'UNREACHABLE' | 'INACTIVE' | 'DEACTIVATED';

export interface Target {
  TargetType?: string | undefined;
  /** For `SNS` the topic's ARN. */ TargetAddress?: string | undefined;
}
export interface TargetSummary extends Target {
  TargetStatus?: TargetStatus | undefined;
}
export interface EventTypeSummary {
  EventTypeId?: string | undefined;
  ServiceName?: string | undefined;
  EventTypeName?: string | undefined;
  ResourceType?: string | undefined;
}
export interface NotificationRuleSummary {
  Id?: string | undefined;
  Arn?: string | undefined;
}
export interface ArnRequest {
  Arn: string | undefined;
}
export interface ArnResult {
  Arn?: string | undefined;
}
type Tags = Record<string, string>;

interface Listing<Filter extends string> {
  Filters?: { Name: Filter; Value: string }[] | undefined;
  NextToken?: string | undefined;
  /** 1 to 100. */ MaxResults?: number | undefined;
}

export interface CreateNotificationRuleRequest {
  Name: string | undefined;
  EventTypeIds: string[] | undefined;
  /** The ARN of the pipeline, project, application or repository. */
  Resource: string | undefined;
  Targets: Target[] | undefined;
  DetailType: DetailType | undefined;
  ClientRequestToken?: string | undefined;
  Tags?: Tags | undefined;
  Status?: NotificationRuleStatus | undefined;
}
export interface DescribeNotificationRuleResult {
  Arn: string | undefined;
  Name?: string | undefined;
  EventTypes?: EventTypeSummary[] | undefined;
  Resource?: string | undefined;
  Targets?: TargetSummary[] | undefined;
  DetailType?: DetailType | undefined;
  CreatedBy?: string | undefined;
  Status?: NotificationRuleStatus | undefined;
  CreatedTimestamp?: Date | undefined;
  LastModifiedTimestamp?: Date | undefined;
  Tags?: Tags | undefined;
}
export interface UpdateNotificationRuleRequest {
  Arn: string | undefined;
  Name?: string | undefined;
  Status?: NotificationRuleStatus | undefined;
  EventTypeIds?: string[] | undefined;
  Targets?: Target[] | undefined;
  DetailType?: DetailType | undefined;
}
export interface DeleteTargetRequest {
  TargetAddress: string | undefined;
  ForceUnsubscribeAll?: boolean | undefined;
}
export type ListEventTypesRequest = Listing<'RESOURCE_TYPE' | 'SERVICE_NAME'>;
export interface ListEventTypesResult {
  EventTypes?: EventTypeSummary[] | undefined;
  NextToken?: string | undefined;
}
export type ListNotificationRulesRequest = Listing<
  'EVENT_TYPE_ID' | 'CREATED_BY' | 'RESOURCE' | 'TARGET_ADDRESS'
>;
export interface ListNotificationRulesResult {
  NotificationRules?: NotificationRuleSummary[] | undefined;
  NextToken?: string | undefined;
}
export type ListTargetsRequest = Listing<'TARGET_TYPE' | 'TARGET_ADDRESS' | 'TARGET_STATUS'>;
export interface ListTargetsResult {
  Targets?: TargetSummary[] | undefined;
  NextToken?: string | undefined;
}
export interface SubscribeRequest {
  Arn: string | undefined;
  Target: Target | undefined;
  ClientRequestToken?: string | undefined;
}
export interface UnsubscribeRequest {
  Arn: string | undefined;
  TargetAddress: string | undefined;
}
export interface TagsResult {
  Tags?: Tags | undefined;
}
export interface TagResourceRequest {
  Arn: string | undefined;
  Tags: Tags | undefined;
}
export interface UntagResourceRequest {
  Arn: string | undefined;
  TagKeys: string[] | undefined;
}
