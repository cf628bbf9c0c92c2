import type { Target as WireTarget } from '../../../clients/codestar-notifications';
import { eventType } from '../../core/notifications/event-types';
import { AwsError, notServed } from '../../wire/errors';
import { checkPattern } from '../../wire/validate';
import type { Target } from './store';

const MAX_TARGETS = 10;
const MAX_RULES = 1000;
const invalid = (message: string): AwsError => new AwsError('ValidationException', message);

export const checkName = (name: string | undefined): void =>
  checkPattern(name, /^[A-Za-z0-9\-_ ]{1,64}$/, 'name');
export const checkDetailType = (value: string | undefined): void =>
  checkPattern(value, /^(BASIC|FULL)$/, 'detailType');
export const checkStatus = (value: string | undefined): void =>
  checkPattern(value, /^(ENABLED|DISABLED)$/, 'status');

/** The resource is one that rules can be for; gives the service its ARN names. */
export function serviceOf(resource: string): string {
  checkPattern(resource, /^arn:aws[^:\s]*:[^:\s]*:[^:\s]*:[0-9]{12}:[^\s]+$/, 'resource');
  return resource.split(':')[2] ?? '';
}

export function checkEventTypes(ids: readonly string[], resource: string): void {
  if (!ids.length) throw invalid('A notification rule needs at least one event type');
  for (const id of ids) {
    const type = eventType(id);
    if (!type) throw invalid(`The event type ${id.slice(0, 200)} is not valid`);
    if (type.service !== serviceOf(resource))
      throw invalid(`The event type ${id} is not valid for the resource ${resource}`);
  }
}

/** Topics of SNS; chat clients are AWS's own and are refused by name. */
export function targetOf(target: WireTarget): Target {
  const { TargetType: type = '', TargetAddress: address = '' } = target;
  if (/^AWSChatbot/.test(type))
    throw notServed('codestar-notifications', `targets of the type ${type}`);
  if (type !== 'SNS') throw invalid(`The target type ${type.slice(0, 100)} is not valid`);
  checkPattern(address, /^arn:[^:\s]+:sns:[^:\s]+:\d{12}:[\w-]{1,256}$/, 'targetAddress');
  return { type, address };
}

export function targetsOf(targets: readonly WireTarget[]): Target[] {
  if (targets.length > MAX_TARGETS)
    throw invalid(
      `1 validation error detected: Value at 'targets' failed to satisfy constraint: Member must have length less than or equal to ${MAX_TARGETS}`,
    );
  return [...new Map(targets.map(targetOf).map((t) => [t.address, t])).values()];
}

export function checkRoom(rules: number): void {
  if (rules >= MAX_RULES)
    throw new AwsError(
      'LimitExceededException',
      `An account has at most ${MAX_RULES} notification rules`,
    );
}
