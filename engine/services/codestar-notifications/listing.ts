import type * as N from '../../../clients/codestar-notifications';
import { EVENT_TYPES } from '../../core/notifications/event-types';
import { page } from '../../core/paging';
import type { Handler } from '../../ports/context';
import { checkOneOf, checkRange } from '../../wire/validate';
import { allRules, ruleArn, targetStates, type NotificationRule } from './store';
import { summary } from './rules';

const PAGE = 100;

interface Asked<F extends string> {
  readonly Filters?: readonly { readonly Name: F; readonly Value: string }[] | undefined;
  readonly NextToken?: string | undefined;
  readonly MaxResults?: number | undefined;
}

/** Filters hold all at once; a token that was never given is refused. */
function listed<T, F extends string>(
  all: readonly T[],
  input: Asked<F>,
  values: Readonly<Record<F, (item: T) => readonly string[]>>,
): { items: T[]; nextToken: string | undefined } {
  checkRange(input.MaxResults, 1, 100, 'maxResults');
  const filters = input.Filters ?? [];
  for (const { Name } of filters) checkOneOf(Name, Object.keys(values) as F[], 'filters.name');
  return page(
    all.filter((item) => filters.every((f) => values[f.Name](item).includes(f.Value))),
    input.MaxResults ?? PAGE,
    input.NextToken,
  );
}

export const listNotificationRules: Handler<
  N.ListNotificationRulesRequest,
  N.ListNotificationRulesResult
> = (input, ctx) => {
  const { items, nextToken } = listed<
    NotificationRule,
    'EVENT_TYPE_ID' | 'CREATED_BY' | 'RESOURCE' | 'TARGET_ADDRESS'
  >(allRules(ctx), input, {
    EVENT_TYPE_ID: (r) => r.eventTypeIds,
    CREATED_BY: (r) => [r.createdBy],
    RESOURCE: (r) => [r.resource],
    TARGET_ADDRESS: (r) => r.targets.map((t) => t.address),
  });
  return {
    NotificationRules: items.map((r) => ({ Id: r.id, Arn: ruleArn(ctx, r.id) })),
    NextToken: nextToken,
  };
};

export const listEventTypes: Handler<N.ListEventTypesRequest, N.ListEventTypesResult> = (input) => {
  const { items, nextToken } = listed<
    (typeof EVENT_TYPES)[number],
    'RESOURCE_TYPE' | 'SERVICE_NAME'
  >(EVENT_TYPES, input, {
    RESOURCE_TYPE: (t) => [t.resourceType],
    SERVICE_NAME: (t) => [t.serviceName],
  });
  return { EventTypes: items.map((t) => summary(t.id)), NextToken: nextToken };
};

export const listTargets: Handler<N.ListTargetsRequest, N.ListTargetsResult> = (input, ctx) => {
  const all = [
    ...new Map(
      allRules(ctx)
        .flatMap((r) => r.targets)
        .map((t) => [
          t.address,
          {
            TargetAddress: t.address,
            TargetType: t.type,
            TargetStatus: ctx.store.get(targetStates, t.address) ?? ('PENDING' as const),
          },
        ]),
    ).values(),
  ];
  const { items, nextToken } = listed<
    (typeof all)[number],
    'TARGET_TYPE' | 'TARGET_ADDRESS' | 'TARGET_STATUS'
  >(all, input, {
    TARGET_TYPE: (t) => [t.TargetType],
    TARGET_ADDRESS: (t) => [t.TargetAddress],
    TARGET_STATUS: (t) => [t.TargetStatus],
  });
  return { Targets: items, NextToken: nextToken };
};
