import type * as N from '../../../clients/codestar-notifications';
import { eventType } from '../../core/notifications/event-types';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import {
  allRules,
  removeRule,
  ruleArn,
  ruleOrThrow,
  saveRule,
  targetStates,
  findRule,
  type NotificationRule,
} from './store';
import { look } from './targets';
import {
  checkDetailType,
  checkEventTypes,
  checkName,
  checkRoom,
  checkStatus,
  targetsOf,
} from './validate';

function checkFreeName(ctx: Ctx, name: string, except?: string): void {
  if (allRules(ctx).some((r) => r.name === name && r.id !== except))
    throw new AwsError(
      'ResourceAlreadyExistsException',
      `A notification rule with the name ${name} already exists`,
    );
}

/** What a token stands for: a request with it "can't be repeated with a changed parameter" (API reference, CreateNotificationRule). */
const requestOf = ({
  ClientRequestToken: _token,
  ...rest
}: object & { ClientRequestToken?: string | undefined }): string => JSON.stringify(rest);

/** Names are unique in an account; a token that was used is answered with what it made. */
export const createNotificationRule: Handler<N.CreateNotificationRuleRequest, N.ArnResult> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    checkName(input.Name);
    checkDetailType(input.DetailType);
    checkStatus(input.Status);
    checkEventTypes(input.EventTypeIds, input.Resource);
    const targets = targetsOf(input.Targets);
    const all = allRules(ctx);
    const repeated =
      input.ClientRequestToken === undefined
        ? undefined
        : all.find((r) => r.token === input.ClientRequestToken);
    if (repeated && repeated.request !== undefined && repeated.request !== requestOf(input))
      throw new AwsError(
        'ValidationException',
        'The ClientRequestToken was used with different parameters.',
      );
    if (repeated) return { Arn: ruleArn(ctx, repeated.id) };
    checkRoom(all.length);
    checkFreeName(ctx, input.Name);
    const now = ctx.clock.now();
    const id = ctx.ids.uuid().replaceAll('-', '').slice(0, 40);
    const rule: NotificationRule = {
      id,
      name: input.Name,
      eventTypeIds: [...new Set(input.EventTypeIds)],
      resource: input.Resource,
      targets,
      detailType: input.DetailType,
      status: input.Status ?? 'ENABLED',
      createdBy: ctx.identity.arn,
      createdAt: now,
      modifiedAt: now,
      tags: { ...input.Tags },
      token: input.ClientRequestToken,
      request: requestOf(input),
    };
    saveRule(ctx, rule);
    for (const t of targets) look(ctx, t.address);
    return { Arn: ruleArn(ctx, id) };
  });

export const describeNotificationRule: Handler<N.ArnRequest, N.DescribeNotificationRuleResult> = (
  input,
  ctx,
) => {
  const rule = ruleOrThrow(ctx, input.Arn);
  return {
    Arn: ruleArn(ctx, rule.id),
    Name: rule.name,
    Resource: rule.resource,
    DetailType: rule.detailType,
    Status: rule.status,
    CreatedBy: rule.createdBy,
    Tags: { ...rule.tags },
    CreatedTimestamp: new Date(rule.createdAt),
    LastModifiedTimestamp: new Date(rule.modifiedAt),
    EventTypes: rule.eventTypeIds.map((id) => summary(id)),
    Targets: rule.targets.map((t) => ({
      TargetType: t.type,
      TargetAddress: t.address,
      TargetStatus: ctx.store.get(targetStates, t.address) ?? 'PENDING',
    })),
  };
};

export function summary(id: string): N.EventTypeSummary {
  const type = eventType(id);
  return {
    EventTypeId: id,
    ServiceName: type?.serviceName,
    EventTypeName: type?.name,
    ResourceType: type?.resourceType,
  };
}

/** What is named is replaced whole, the rest stays. */
export const updateNotificationRule: Handler<N.UpdateNotificationRuleRequest, object> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const rule = ruleOrThrow(ctx, input.Arn);
    checkName(input.Name);
    checkDetailType(input.DetailType);
    checkStatus(input.Status);
    if (input.EventTypeIds) checkEventTypes(input.EventTypeIds, rule.resource);
    if (input.Name !== undefined) checkFreeName(ctx, input.Name, rule.id);
    const targets = input.Targets ? targetsOf(input.Targets) : rule.targets;
    saveRule(ctx, {
      ...rule,
      name: input.Name ?? rule.name,
      status: input.Status ?? rule.status,
      detailType: input.DetailType ?? rule.detailType,
      targets,
      eventTypeIds: input.EventTypeIds ? [...new Set(input.EventTypeIds)] : rule.eventTypeIds,
      modifiedAt: ctx.clock.now(),
    });
    for (const t of targets) look(ctx, t.address);
    return {};
  });

/** Deleting what is gone succeeds: the answer names the ARN that was asked for. */
export const deleteNotificationRule: Handler<N.ArnRequest, N.ArnResult> = (input, ctx) =>
  ctx.store.transaction(() => {
    const rule = findRule(ctx, input.Arn);
    if (rule) removeRule(ctx, rule);
    return { Arn: input.Arn };
  });
