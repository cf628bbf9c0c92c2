import { parseJson } from '../../../common/bounded-parse';
import type * as EB from '@aws-sdk/client-eventbridge';
import { PatternError } from '../../core/events/matchers';
import { compilePattern } from '../../core/events/pattern';
import { nextSchedule, ScheduleError } from '../../core/events/schedule';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { AwsError } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import { reschedule } from './schedules';
import { removeRule, ruleArn, ruleOrThrow, rules, saveRule, type Rule } from './store';

function onlyDefaultBus(bus: string | undefined): void {
  if (bus !== undefined && bus !== 'default' && !bus.endsWith(':event-bus/default'))
    throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
}

/** EventBridge's refusal of a pattern, and of anything that is no JSON. */
function checkEventPattern(pattern: string | undefined): void {
  if (pattern === undefined) return;
  try {
    compilePattern(pattern);
  } catch (cause) {
    if (cause instanceof PatternError)
      throw new AwsError('InvalidEventPatternException', cause.message, { cause });
    throw cause;
  }
}

function checkSchedule(expression: string | undefined, now: number): void {
  if (expression === undefined) return;
  try {
    nextSchedule(expression, now, now);
  } catch (cause) {
    if (cause instanceof ScheduleError)
      throw new AwsError('ValidationException', cause.message, { cause });
    throw cause;
  }
}

export const putRule: Handler<EB.PutRuleRequest, EB.PutRuleResponse> = (input, ctx) => {
  checkPattern(input.Name, /^[.\-_A-Za-z0-9]{1,64}$/, 'name');
  onlyDefaultBus(input.EventBusName);
  const pattern = input.EventPattern || undefined;
  const schedule = input.ScheduleExpression || undefined;
  if (pattern === undefined && schedule === undefined)
    throw new AwsError(
      'ValidationException',
      'Parameter(s) EventPattern or ScheduleExpression must be specified.',
    );
  checkEventPattern(pattern);
  checkSchedule(schedule, ctx.clock.now());
  ctx.store.transaction(() => {
    const old = ctx.store.get(rules, input.Name);
    const rule: Rule = {
      name: input.Name,
      pattern,
      schedule,
      state: input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED',
      description: input.Description,
      roleArn: input.RoleArn,
      targets: old?.targets ?? [],
      tags: input.Tags ?? old?.tags ?? [],
      createdAt: old ? old.createdAt : ctx.clock.now(),
    };
    saveRule(ctx, rule);
    reschedule(ctx, rule);
  });
  return { RuleArn: ruleArn(ctx, input.Name) };
};

function dto(ctx: Ctx, r: Rule): EB.Rule {
  return {
    Name: r.name,
    Arn: ruleArn(ctx, r.name),
    EventPattern: r.pattern,
    ScheduleExpression: r.schedule,
    State: r.state,
    Description: r.description,
    RoleArn: r.roleArn,
    EventBusName: 'default',
  };
}

export const describeRule: Handler<EB.DescribeRuleRequest, EB.DescribeRuleResponse> = (
  input,
  ctx,
) => dto(ctx, ruleOrThrow(ctx, input.Name));

export const listRules: Handler<EB.ListRulesRequest, EB.ListRulesResponse> = (input, ctx) => {
  const { items, nextToken } = page(
    ctx.store.list(rules, input.NamePrefix),
    input.Limit ?? 100,
    input.NextToken,
  );
  return { Rules: items.map((r) => dto(ctx, r)), NextToken: nextToken };
};

export const listRuleNamesByTarget: Handler<
  EB.ListRuleNamesByTargetRequest,
  EB.ListRuleNamesByTargetResponse
> = (input, ctx) => {
  const { items, nextToken } = page(
    ctx.store.list(rules).filter((r) => r.targets.some((t) => t.arn === input.TargetArn)),
    input.Limit ?? 100,
    input.NextToken,
  );
  return { RuleNames: items.map((r) => r.name), NextToken: nextToken };
};

export const deleteRule: Handler<EB.DeleteRuleRequest, object> = (input, ctx) => {
  const rule = ctx.store.get(rules, input.Name);
  if (rule?.targets.length)
    throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  removeRule(ctx, input.Name);
  ctx.store.cancelJobs('events.schedule', input.Name);
  return {};
};

function setState(state: Rule['state']): Handler<EB.EnableRuleRequest, object> {
  return (input, ctx) =>
    ctx.store.transaction(() => {
      const rule = { ...ruleOrThrow(ctx, input.Name), state };
      saveRule(ctx, rule);
      reschedule(ctx, rule);
      return {};
    });
}

export const enableRule = setState('ENABLED');
export const disableRule = setState('DISABLED');

export const testEventPattern: Handler<EB.TestEventPatternRequest, EB.TestEventPatternResponse> = (
  input,
) => {
  checkEventPattern(input.EventPattern);
  let event: unknown;
  try {
    event = parseJson(input.Event);
  } catch (cause) {
    throw new AwsError('ValidationException', 'Parameter Event is not valid JSON.', { cause });
  }
  return { Result: compilePattern(input.EventPattern)(event) };
};

export const listEventBuses: Handler<EB.ListEventBusesRequest, EB.ListEventBusesResponse> = (
  input,
  ctx,
) => {
  const all = [{ Name: 'default', Arn: ctx.arn('events', 'event-bus/default') }];
  return { EventBuses: page(all, 100, input.NextToken).items };
};

export const describeEventBus: Handler<EB.DescribeEventBusRequest, EB.DescribeEventBusResponse> = (
  input,
  ctx,
) => {
  onlyDefaultBus(input.Name);
  return { Name: 'default', Arn: ctx.arn('events', 'event-bus/default') };
};

const tagged = (ctx: Ctx, arn: string): Rule => ruleOrThrow(ctx, arn.split('rule/')[1] ?? '');

export const listTagsForResource: Handler<
  EB.ListTagsForResourceRequest,
  EB.ListTagsForResourceResponse
> = (input, ctx) => ({ Tags: [...tagged(ctx, input.ResourceARN).tags] });

export const tagResource: Handler<EB.TagResourceRequest, object> = (input, ctx) => {
  const rule = tagged(ctx, input.ResourceARN);
  saveRule(ctx, {
    ...rule,
    tags: [...new Map([...rule.tags, ...input.Tags].map((t) => [t.Key, t])).values()],
  });
  return {};
};

export const untagResource: Handler<EB.UntagResourceRequest, object> = (input, ctx) => {
  const rule = tagged(ctx, input.ResourceARN);
  saveRule(ctx, { ...rule, tags: rule.tags.filter((t) => !input.TagKeys.includes(t.Key ?? '')) });
  return {};
};
