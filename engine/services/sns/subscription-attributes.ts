import { parseJson } from '../../../common/bounded-parse';
import { compileFilterPolicy, FilterPolicyError } from '../../core/events/filter-policy';
import { AwsError, notServed } from '../../wire/errors';

const SCOPES = ['MessageAttributes', 'MessageBody'];
/** Attributes that AWS has for what is not served here: retries of HTTP, Firehose, the archive of a FIFO topic. */
const UNSERVED = ['DeliveryPolicy', 'SubscriptionRoleArn', 'ReplayPolicy'];

type Attributes = Readonly<Record<string, string>>;
/** The reason for which SNS refuses a value, if it does. */
type Check = (value: string, all: Attributes) => string | undefined;

const filterPolicy: Check = (value, all) => {
  if (value === '') return undefined;
  const scope = all['FilterPolicyScope'] === 'MessageBody' ? 'MessageBody' : 'MessageAttributes';
  try {
    compileFilterPolicy(value, scope);
  } catch (error) {
    if (error instanceof FilterPolicyError) return error.message;
    throw error;
  }
  return undefined;
};

const redrivePolicy: Check = (value) => {
  if (value === '') return undefined;
  let policy: { deadLetterTargetArn?: unknown };
  try {
    policy = parseJson(value) as typeof policy;
  } catch {
    return 'RedrivePolicy: failed to parse JSON.';
  }
  return /^arn:[^:]+:sqs:[^:]+:\d+:[\w-]+$/.test(String(policy.deadLetterTargetArn))
    ? undefined
    : 'RedrivePolicy: deadLetterTargetArn is an invalid arn';
};

const CHECKS: Readonly<Record<string, Check>> = {
  FilterPolicy: filterPolicy,
  FilterPolicyScope: (value) =>
    SCOPES.includes(value)
      ? undefined
      : `FilterPolicyScope: Invalid value [${value}]. Please use either MessageBody or MessageAttributes`,
  RawMessageDelivery: (value) =>
    ['true', 'false'].includes(value)
      ? undefined
      : `RawMessageDelivery: Invalid value [${value}]. Must be true or false.`,
  RedrivePolicy: redrivePolicy,
};

/** Checks those attributes of a subscription that are given, beside all that it will have; `of` is how the call names them. */
export function checkSubscription(all: Attributes, given: readonly string[], of: string): void {
  for (const name of given) {
    if (UNSERVED.includes(name)) throw notServed('sns', 'Subscribe', name);
    const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
    const reason = check ? check(all[name] ?? '', all) : undefined;
    if (check && reason === undefined) continue;
    throw new AwsError(
      'InvalidParameterException',
      check
        ? `Invalid parameter: ${of}${reason ?? ''}`
        : `Invalid parameter: ${of === '' ? 'AttributeName' : `${of}Unknown attribute ${name}`}`,
    );
  }
}
