import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkedActions } from './actions';
import { checkedConditions } from './conditions';
import { MAX_PAGE } from './load-balancers';
import {
  changed,
  groupsOf,
  invalid,
  listenerOrThrow,
  listeners,
  listenersOf,
  newId,
  ruleOrThrow,
  rules,
  rulesOf,
  tagsOf,
  type Listener,
  type Rule,
} from './store';
import { leftGroups } from './targets';

/** [doc] Rules of an application load balancer, without those of its listeners (ELB quotas). */
const MAX_RULES = 100;

const dtoOf = (rule: Rule): ELB.Rule => ({
  RuleArn: rule.arn,
  Priority: String(rule.priority),
  Conditions: [...rule.conditions],
  Actions: [...rule.actions],
  IsDefault: false,
});

/** The rule that a listener itself is: its ARN is made of the listener's. */
const DEFAULT_ID = '0000000000000000';
const defaultOf = (l: Listener): ELB.Rule => ({
  RuleArn: `${l.arn.replace(':listener/', ':listener-rule/')}/${DEFAULT_ID}`,
  Priority: 'default',
  Conditions: [],
  Actions: [...l.actions],
  IsDefault: true,
});
const listenerOfDefault = (ctx: Ctx, arn: string): Listener | undefined =>
  arn.endsWith(`/${DEFAULT_ID}`)
    ? ctx.store.get(
        listeners,
        arn.replace(':listener-rule/', ':listener/').slice(0, -DEFAULT_ID.length - 1),
      )
    : undefined;

const inUse = (priority: number): AwsError =>
  new AwsError('PriorityInUse', `Priority '${priority}' is currently in use`);

export const createRule: Handler<ELB.CreateRuleInput, ELB.CreateRuleOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    const listener = listenerOrThrow(ctx, input.ListenerArn);
    if (listener.protocol !== 'HTTP')
      throw new AwsError('UnsupportedProtocol', 'Rules are only for listeners with HTTP or HTTPS');
    const conditions = checkedConditions(input.Conditions);
    const actions = checkedActions(ctx, 'CreateRule', input.Actions, listener);
    if (rulesOf(ctx, listener.arn).some((r) => r.priority === input.Priority))
      throw inUse(input.Priority);
    const all = listenersOf(ctx, listener.balancer).flatMap((l) => rulesOf(ctx, l.arn));
    if (all.length >= MAX_RULES)
      throw new AwsError(
        'TooManyRules',
        "You've reached the limit on the number of rules per load balancer.",
      );
    const made: Rule = {
      arn: `${listener.arn.replace(':listener/', ':listener-rule/')}/${newId(ctx)}`,
      listener: listener.arn,
      priority: input.Priority,
      conditions,
      actions,
      tags: tagsOf(input.Tags),
    };
    ctx.store.put(rules, made.arn, made);
    changed(ctx, listener.balancer);
    return { Rules: [dtoOf(made)] };
  });

export const describeRules: Handler<ELB.DescribeRulesInput, ELB.DescribeRulesOutput> = (
  input,
  ctx,
) => {
  const { ListenerArn: arn, RuleArns: arns } = input;
  if (arn === undefined && !arns?.length)
    throw invalid('You must specify either listener rule ARNs or a listener ARN');
  if (arn !== undefined && arns?.length)
    throw invalid('Listener rule ARNs and a listener ARN cannot be specified at the same time');
  const one = (rule: string): ELB.Rule => {
    const listener = listenerOfDefault(ctx, rule);
    return listener ? defaultOf(listener) : dtoOf(ruleOrThrow(ctx, rule));
  };
  const all = (listener: Listener): ELB.Rule[] => [
    ...rulesOf(ctx, listener.arn).map(dtoOf),
    defaultOf(listener),
  ];
  const found = arn === undefined ? (arns ?? []).map(one) : all(listenerOrThrow(ctx, arn));
  const { items, nextToken } = page(found, input.PageSize ?? MAX_PAGE, input.Marker);
  return { Rules: items, NextMarker: nextToken };
};

export const modifyRule: Handler<ELB.ModifyRuleInput, ELB.ModifyRuleOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (listenerOfDefault(ctx, input.RuleArn))
      throw new AwsError('OperationNotPermitted', 'A default rule cannot be modified');
    const before = ruleOrThrow(ctx, input.RuleArn);
    const listener = listenerOrThrow(ctx, before.listener);
    if (!input.Conditions?.length && !input.Actions?.length)
      throw invalid('Either conditions or actions must be specified');
    const sentTo = groupsOf(ctx, listener.balancer);
    const next: Rule = {
      ...before,
      conditions: input.Conditions?.length
        ? checkedConditions(input.Conditions)
        : before.conditions,
      actions: input.Actions?.length
        ? checkedActions(ctx, 'ModifyRule', input.Actions, listener)
        : before.actions,
    };
    ctx.store.put(rules, next.arn, next);
    leftGroups(ctx, listener.balancer, sentTo);
    changed(ctx, listener.balancer);
    return { Rules: [dtoOf(next)] };
  });

export const setRulePriorities: Handler<ELB.SetRulePrioritiesInput, ELB.SetRulePrioritiesOutput> = (
  input,
  ctx,
) =>
  ctx.store.transaction(() => {
    const wanted = input.RulePriorities.map((p) => {
      const rule = ruleOrThrow(ctx, p.RuleArn ?? '');
      return { ...rule, priority: p.Priority ?? rule.priority };
    });
    const [first] = wanted;
    const moved = new Set(wanted.map((r) => r.arn));
    const others = rulesOf(ctx, first?.listener ?? '').filter((r) => !moved.has(r.arn));
    const taken = new Set(others.map((r) => r.priority));
    for (const rule of wanted) {
      if (rule.listener !== first?.listener)
        throw new AwsError('OperationNotPermitted', 'The rules must be of one listener');
      if (taken.has(rule.priority)) throw inUse(rule.priority);
      taken.add(rule.priority);
    }
    for (const rule of wanted) {
      ctx.store.put(rules, rule.arn, rule);
      changed(ctx, listenerOrThrow(ctx, rule.listener).balancer);
    }
    return { Rules: wanted.map(dtoOf) };
  });

export const deleteRule: Handler<ELB.DeleteRuleInput, ELB.DeleteRuleOutput> = (input, ctx) =>
  ctx.store.transaction(() => {
    if (listenerOfDefault(ctx, input.RuleArn))
      throw new AwsError('OperationNotPermitted', 'A default rule cannot be deleted');
    const rule = ruleOrThrow(ctx, input.RuleArn);
    const { balancer } = listenerOrThrow(ctx, rule.listener);
    const sentTo = groupsOf(ctx, balancer);
    ctx.store.delete(rules, rule.arn);
    leftGroups(ctx, balancer, sentTo);
    changed(ctx, balancer);
    return {};
  });
