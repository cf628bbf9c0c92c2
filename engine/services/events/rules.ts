import type * as EB from '@aws-sdk/client-eventbridge';
import { matchesPattern, parsePattern } from '../../core/event-pattern';
import { page } from '../../core/paging';
import type { BusEvent, Ctx, Handler } from '../../ports/context';
import { kind } from '../../ports/store';
import { AwsError, notServed } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';

interface Target { readonly id: string; readonly arn: string; readonly roleArn?: string | undefined }
export interface Rule { readonly name: string; readonly pattern: string; readonly state: 'ENABLED' | 'DISABLED'; readonly description?: string | undefined; readonly roleArn?: string | undefined; readonly targets: readonly Target[]; readonly tags: readonly EB.Tag[]; /** What had happened before is none of its business, however late it is delivered. */ readonly createdAt?: number | undefined }

export const rules = kind<Rule>('events.rule');

function ruleOrThrow(ctx: Ctx, name: string): Rule {
  const rule = ctx.store.get(rules, name);
  if (!rule) throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  return rule;
}

const arn = (ctx: Ctx, name: string): string => ctx.arn('events', `rule/${name}`);

function onlyDefaultBus(bus: string | undefined): void {
  if (bus !== undefined && bus !== 'default' && !bus.endsWith(':event-bus/default')) throw new AwsError('ResourceNotFoundException', `Event bus ${bus} does not exist.`);
}

export const putRule: Handler<EB.PutRuleRequest, EB.PutRuleResponse> = (input, ctx) => {
  checkPattern(input.Name, /^[.\-_A-Za-z0-9]{1,64}$/, 'name');
  onlyDefaultBus(input.EventBusName);
  if (input.ScheduleExpression) throw notServed('events', 'PutRule with ScheduleExpression');
  if (!input.EventPattern) throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.');
  try {
    parsePattern(input.EventPattern);
  } catch (cause) {
    throw new AwsError('InvalidEventPatternException', cause instanceof Error && cause.name === 'PatternError' ? cause.message : 'Event pattern is not valid. Reason: not JSON', { cause });
  }
  ctx.store.transaction(() => {
    const old = ctx.store.get(rules, input.Name);
    ctx.store.put(rules, input.Name, { name: input.Name, pattern: input.EventPattern ?? '{}', state: input.State === 'DISABLED' ? 'DISABLED' : 'ENABLED', description: input.Description, roleArn: input.RoleArn, targets: old?.targets ?? [], tags: input.Tags ?? old?.tags ?? [], createdAt: old ? old.createdAt : ctx.clock.now() });
  });
  return { RuleArn: arn(ctx, input.Name) };
};

function dto(ctx: Ctx, r: Rule): EB.Rule {
  return { Name: r.name, Arn: arn(ctx, r.name), EventPattern: r.pattern, State: r.state, Description: r.description, RoleArn: r.roleArn, EventBusName: 'default' };
}

export const describeRule: Handler<EB.DescribeRuleRequest, EB.DescribeRuleResponse> = (input, ctx) => dto(ctx, ruleOrThrow(ctx, input.Name));

export const listRules: Handler<EB.ListRulesRequest, EB.ListRulesResponse> = (input, ctx) => {
  const { items, nextToken } = page(ctx.store.list(rules, input.NamePrefix), input.Limit ?? 100, input.NextToken);
  return { Rules: items.map((r) => dto(ctx, r)), NextToken: nextToken };
};

export const deleteRule: Handler<EB.DeleteRuleRequest, object> = (input, ctx) => {
  const rule = ctx.store.get(rules, input.Name);
  if (rule?.targets.length) throw new AwsError('ValidationException', "Rule can't be deleted since it has targets.");
  ctx.store.delete(rules, input.Name);
  return {};
};

function setState(state: Rule['state']): Handler<EB.EnableRuleRequest, object> {
  return (input, ctx) => {
    ctx.store.put(rules, input.Name, { ...ruleOrThrow(ctx, input.Name), state });
    return {};
  };
}

export const enableRule = setState('ENABLED');
export const disableRule = setState('DISABLED');

export const putTargets: Handler<EB.PutTargetsRequest, EB.PutTargetsResponse> = (input, ctx) => {
  const rule = ruleOrThrow(ctx, input.Rule);
  const failed = input.Targets.filter((t) => !/^arn:[^:]+:codepipeline:/.test(t.Arn));
  const added = input.Targets.filter((t) => !failed.includes(t)).map((t) => ({ id: t.Id, arn: t.Arn, roleArn: t.RoleArn }));
  ctx.store.put(rules, rule.name, { ...rule, targets: [...rule.targets.filter((t) => !added.some((a) => a.id === t.id)), ...added] });
  return { FailedEntryCount: failed.length, FailedEntries: failed.map((t) => ({ TargetId: t.Id, ErrorCode: 'NotImplementedException', ErrorMessage: `Starboard's engine does not deliver to ${t.Arn} yet; pipelines are served.` })) };
};

export const removeTargets: Handler<EB.RemoveTargetsRequest, EB.RemoveTargetsResponse> = (input, ctx) => {
  const rule = ruleOrThrow(ctx, input.Rule);
  ctx.store.put(rules, rule.name, { ...rule, targets: rule.targets.filter((t) => !input.Ids.includes(t.id)) });
  return { FailedEntryCount: 0, FailedEntries: [] };
};

export const listTargetsByRule: Handler<EB.ListTargetsByRuleRequest, EB.ListTargetsByRuleResponse> = (input, ctx) => ({ Targets: ruleOrThrow(ctx, input.Rule).targets.map((t) => ({ Id: t.id, Arn: t.arn, RoleArn: t.roleArn })) });

export const putEvents: Handler<EB.PutEventsRequest, EB.PutEventsResponse> = (input, ctx) => {
  const entries = input.Entries.map((e): EB.PutEventsResultEntry => {
    if (!e.Source || !e.DetailType || e.Detail === undefined) return { ErrorCode: 'InvalidArgument', ErrorMessage: 'Parameter Source, DetailType and Detail are required.' };
    if (e.Source.startsWith('aws.')) return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
    try {
      ctx.emit(e.Source, e.DetailType, JSON.parse(e.Detail) as Record<string, unknown>, e.Resources ?? []);
      return { EventId: ctx.ids.uuid() };
    } catch {
      return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    }
  });
  return { FailedEntryCount: entries.filter((e) => e.ErrorCode).length, Entries: entries };
};

/** Delivers an event to the targets of every rule that matches it. At least once: the event's id makes a repeat harmless. */
export async function deliver(event: BusEvent, ctx: Ctx): Promise<void> {
  for (const rule of ctx.store.list(rules)) {
    // A busy machine delivers late: the push that seeded a repository must not start the rule that was made after it.
    const before = event.source.startsWith('aws.') && Date.parse(event.time) < (rule.createdAt ?? 0);
    if (rule.state !== 'ENABLED' || before || !matchesPattern(JSON.parse(rule.pattern), event)) continue;
    for (const target of rule.targets) {
      const pipeline = /^arn:[^:]+:codepipeline:[^:]+:\d+:(.+)$/.exec(target.arn)?.[1];
      if (!pipeline) continue;
      const input = { name: pipeline, clientRequestToken: event.id, starboardTrigger: { triggerType: 'CloudWatchEvent', triggerDetail: arn(ctx, rule.name) } };
      await ctx.invoke('codepipeline', 'StartPipelineExecution', input).catch((error: unknown) => {
        // A target that is gone is the rule's owner's business; anything else is tried again.
        if (!(error instanceof AwsError)) throw error;
      });
    }
  }
}
