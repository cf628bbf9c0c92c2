import type {
  DetailType,
  NotificationRuleStatus,
  TargetStatus,
} from '../../../clients/codestar-notifications';
import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';

export interface Target {
  readonly type: string;
  readonly address: string;
}

export interface NotificationRule {
  readonly id: string;
  readonly name: string;
  readonly eventTypeIds: readonly string[];
  readonly resource: string;
  readonly targets: readonly Target[];
  readonly detailType: DetailType;
  readonly status: NotificationRuleStatus;
  readonly createdBy: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
  /** What came with the token. */
  readonly request?: string | undefined;
}

const SEPARATOR = '\u0001';
/** Kept under the resource, so that an event finds its rules in one look. */
const rules = kind<NotificationRule>('notifications.rule');
const places = kind<string>('notifications.rule-place');
/** A target's last known state, by its address. */
export const targetStates = kind<TargetStatus>('notifications.target-state');

const keyOf = (rule: NotificationRule): string => `${rule.resource}${SEPARATOR}${rule.id}`;
export const ruleArn = (ctx: Ctx, id: string): string =>
  ctx.arn('codestar-notifications', `notificationrule/${id}`);

export const allRules = (ctx: Ctx): NotificationRule[] => ctx.store.list(rules);
export const rulesOf = (ctx: Ctx, resource: string): NotificationRule[] =>
  ctx.store.list(rules, `${resource}${SEPARATOR}`);

export function saveRule(ctx: Ctx, rule: NotificationRule): void {
  ctx.store.put(rules, keyOf(rule), rule);
  ctx.store.put(places, rule.id, keyOf(rule));
}

export function removeRule(ctx: Ctx, rule: NotificationRule): void {
  ctx.store.delete(rules, keyOf(rule));
  ctx.store.delete(places, rule.id);
}

export function findRule(ctx: Ctx, arn: string): NotificationRule | undefined {
  const prefix = ruleArn(ctx, '');
  const place = arn.startsWith(prefix)
    ? ctx.store.get(places, arn.slice(prefix.length))
    : undefined;
  return place === undefined ? undefined : ctx.store.get(rules, place);
}

export function ruleOrThrow(ctx: Ctx, arn: string): NotificationRule {
  const found = findRule(ctx, arn);
  if (!found)
    throw new AwsError('ResourceNotFoundException', `The notification rule ${arn} was not found`);
  return found;
}
