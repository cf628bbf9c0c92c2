import { parseJson } from '../../../common/bounded-parse';
import { AwsError, notServed } from '../../wire/errors';
import { DEFAULT_MAX_BYTES, type Subscription } from './store';

/** SNS API reference, CreateTopic: the least and the most that `MaximumMessageSize` may be. */
const SIZES = [1024, 1_048_576] as const;
const MOST_SUBSCRIPTIONS_OF_LARGE = 100;

/** What AWS has and is not served here, and the value that asks for what is so anyway. */
const UNSERVED: Readonly<Record<string, string>> = {
  FifoTopic: 'false',
  ContentBasedDeduplication: 'false',
  FifoThroughputScope: '',
  ArchivePolicy: '',
  DeliveryPolicy: '',
  TracingConfig: 'PassThrough',
};
/** Logs of deliveries, by protocol: `SQSSuccessFeedbackRoleArn`. */
const FEEDBACK = /^(HTTP|Firehose|Lambda|Application|SQS)(Success|Failure)Feedback/;

/** Whether a value is taken. */
type Check = (value: string, subscriptions: readonly Subscription[]) => boolean;

const isJson: Check = (value) => {
  try {
    parseJson(value);
    return true;
  } catch {
    return false;
  }
};

/** Above 256 KiB a topic has 100 subscriptions at most, none of them by HTTP. */
const size: Check = (value, subscriptions) => {
  const bytes = /^\d+$/.test(value) ? Number(value) : 0;
  if (bytes < SIZES[0] || bytes > SIZES[1]) return false;
  return (
    bytes <= DEFAULT_MAX_BYTES ||
    (subscriptions.length <= MOST_SUBSCRIPTIONS_OF_LARGE &&
      subscriptions.every((s) => s.protocol === 'sqs'))
  );
};

const CHECKS: Readonly<Record<string, Check>> = {
  DisplayName: (value) => value.length <= 100,
  KmsMasterKeyId: () => true,
  MaximumMessageSize: size,
  Policy: (value) => value === '' || isJson(value, []),
  SignatureVersion: (value) => value === '1' || value === '2',
};

/** Checks an attribute of a topic that is given; `of` is how the call names it. */
export function checkTopicAttribute(
  name: string,
  value: string,
  subscriptions: readonly Subscription[],
  of: string,
): void {
  if (FEEDBACK.test(name)) throw notServed('sns', 'SetTopicAttributes', name);
  if (Object.hasOwn(UNSERVED, name)) {
    if (value === '' || value === UNSERVED[name]) return;
    throw notServed('sns', 'SetTopicAttributes', name);
  }
  const check = Object.hasOwn(CHECKS, name) ? CHECKS[name] : undefined;
  if (!check)
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter: ${of === '' ? 'AttributeName' : `${of}Unknown attribute ${name}`}`,
    );
  if (!check(value, subscriptions))
    throw new AwsError('InvalidParameterException', `Invalid parameter: ${of}${name}`);
}
