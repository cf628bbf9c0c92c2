import type * as AS from '@aws-sdk/client-auto-scaling';
import { page } from '../../core/paging';
import { nextDue, problemOf, type Schedule } from '../../core/scaling/schedule';
import type { Settings } from '../../core/scaling/state';
import { SCHEDULED } from '../../core/scaling/words';
import type { Ctx, Handler } from '../../ports/context';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import { advance, jobKey } from './advance';
import {
  groupOrThrow,
  groups,
  invalid,
  MAX_RECORDS,
  scheduledActions,
  scheduledKey,
  type Group,
  type ScheduledAction,
} from './documents';

const JOB = 'autoscaling.scheduled';
/** [doc] Quotas: scheduled actions of a group. */
const MOST_ACTIONS = 125;

const ofGroup = (ctx: Ctx, group: string): readonly ScheduledAction[] =>
  ctx.store.list(scheduledActions, `${group}\n`);

type Asked = Omit<AS.PutScheduledUpdateGroupActionType, 'AutoScalingGroupName'>;

function scheduleOf(ctx: Ctx, input: Asked): Schedule & { readonly due: number } {
  const now = ctx.clock.now();
  // `Time` is what `StartTime` was called at first.
  const start = (input.StartTime ?? input.Time)?.getTime();
  const end = input.EndTime?.getTime();
  const { Recurrence: recurrence, TimeZone: timeZone } = input;
  const schedule = { start, end, recurrence, timeZone };
  if (start !== undefined && start <= now) throw invalid('Given start time is in the past');
  if (end !== undefined && end <= (start ?? now))
    throw invalid('Given end time is not after the start time');
  const problem = problemOf(schedule);
  if (problem !== undefined)
    throw invalid(`Given recurrence string: ${recurrence ?? ''} is invalid`);
  const due = nextDue(schedule, now);
  if (due === undefined)
    throw invalid('A scheduled action needs a start time, or a recurrence that comes about');
  return { ...schedule, due };
}

function plan(ctx: Ctx, group: Group, input: Asked): void {
  const { MinSize: min, MaxSize: max, DesiredCapacity: desired } = input;
  if (min === undefined && max === undefined && desired === undefined)
    throw invalid('At least one of MinSize, MaxSize and DesiredCapacity must be specified');
  const name = input.ScheduledActionName ?? '';
  const all = ofGroup(ctx, group.name);
  if (all.length >= MOST_ACTIONS && !all.some((a) => a.name === name))
    throw new AwsError(
      'LimitExceeded',
      `You have already reached the maximum number of scheduled actions: ${MOST_ACTIONS}`,
    );
  const action: ScheduledAction = {
    ...{ name, group: group.name, min, max, desired },
    arn: ctx.arn(
      'autoscaling',
      `scheduledUpdateGroupAction:${ctx.ids.uuid()}:autoScalingGroupName/${group.name}:scheduledActionName/${name}`,
    ),
    ...scheduleOf(ctx, input),
  };
  ctx.store.put(scheduledActions, scheduledKey(group.name, name), action);
  enqueue(ctx, group, action);
}

function enqueue(ctx: Ctx, group: Group, { name, due }: ScheduledAction): void {
  ctx.enqueue(JOB, jobKey(group), { group: group.name, name, due }, due);
}

export const putScheduledUpdateGroupAction: Handler<
  AS.PutScheduledUpdateGroupActionType,
  object
> = (input, ctx) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  ctx.store.transaction(() => plan(ctx, group, input));
  return {};
};

export const deleteScheduledAction: Handler<AS.DeleteScheduledActionType, object> = (
  input,
  ctx,
) => {
  const group = groupOrThrow(ctx, input.AutoScalingGroupName);
  const key = scheduledKey(group.name, input.ScheduledActionName);
  if (!ctx.store.get(scheduledActions, key)) throw invalid('Scheduled action name not found');
  ctx.store.delete(scheduledActions, key);
  return {};
};

function dto(a: ScheduledAction): AS.ScheduledUpdateGroupAction {
  const start = new Date(a.recurrence === undefined ? (a.start ?? a.due) : a.due);
  return {
    AutoScalingGroupName: a.group,
    ScheduledActionName: a.name,
    ScheduledActionARN: a.arn,
    Time: start,
    StartTime: start,
    EndTime: a.end === undefined ? undefined : new Date(a.end),
    Recurrence: a.recurrence,
    MinSize: a.min,
    MaxSize: a.max,
    DesiredCapacity: a.desired,
    TimeZone: a.timeZone,
  };
}

export const describeScheduledActions: Handler<
  AS.DescribeScheduledActionsType,
  AS.ScheduledActionsType
> = (input, ctx) => {
  const { AutoScalingGroupName: named, ScheduledActionNames: names } = input;
  const from = input.StartTime?.getTime() ?? 0;
  const to = input.EndTime?.getTime() ?? Infinity;
  const all =
    named === undefined
      ? ctx.store.list(scheduledActions)
      : ofGroup(ctx, groupOrThrow(ctx, named).name);
  const found = all
    .filter((a) => !names?.length || names.includes(a.name))
    .filter((a) => a.due >= from && a.due <= to);
  const { items, nextToken } = page(found, input.MaxRecords ?? MAX_RECORDS, input.NextToken);
  return { ScheduledUpdateGroupActions: items.map(dto), NextToken: nextToken };
};

/** What an action says of a group's capacity; what it does not say keeps to the bounds. */
function settingsOf(before: Settings, action: ScheduledAction): Settings {
  const min = action.min ?? before.min;
  const max = Math.max(min, action.max ?? before.max);
  const desired = Math.min(Math.max(action.desired ?? before.desired, min), max);
  return { ...before, min, max, desired };
}

function carryOut(ctx: Ctx, group: Group, action: ScheduledAction): void {
  const before = group.state.settings;
  if (before.suspended.includes('ScheduledActions')) return;
  const settings = settingsOf(before, action);
  const { min, max, desired } = settings;
  const reason =
    desired === before.desired ? undefined : SCHEDULED(min, max, before.desired, desired);
  advance(ctx, group, { type: 'changed', at: ctx.clock.now(), settings, reason });
}

/** Job: a scheduled action is due. One that was changed or deleted since is not. */
export function act(job: Job, ctx: Ctx): void {
  const { group: named, name, due } = job.payload as { group: string; name: string; due: number };
  ctx.store.transaction(() => {
    const group = ctx.store.get(groups, named);
    const action = ctx.store.get(scheduledActions, scheduledKey(named, name));
    if (!group || action?.due !== due) return;
    carryOut(ctx, group, action);
    const next = action.recurrence === undefined ? undefined : nextDue(action, due);
    if (next === undefined) return ctx.store.delete(scheduledActions, scheduledKey(named, name));
    ctx.store.put(scheduledActions, scheduledKey(named, name), { ...action, due: next });
    enqueue(ctx, group, { ...action, due: next });
  });
}
