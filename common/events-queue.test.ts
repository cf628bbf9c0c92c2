import { describe, expect, it } from 'vitest';
import { queueAddress } from './events-queue';

describe('STARBOARD_EVENTS_QUEUE', () => {
  it('is empty, or the URL of a standard queue', () => {
    expect(queueAddress(undefined)).toBeUndefined();
    expect(queueAddress(' ')).toBeUndefined();
    const url = 'https://sqs.cn-north-1.amazonaws.com.cn/123456789012/starboard-events-board';
    expect(queueAddress(url)).toEqual({
      url,
      name: 'starboard-events-board',
      account: '123456789012',
      region: 'cn-north-1',
    });
  });

  it('names the Region where the host does', () => {
    const regionOf = (host: string) => queueAddress(`https://${host}/123456789012/q`)?.region;
    expect(regionOf('sqs-fips.us-east-1.amazonaws.com')).toBe('us-east-1');
    expect(regionOf('vpce-0a-1b.sqs.eu-west-1.vpce.amazonaws.com')).toBe('eu-west-1');
    expect(regionOf('queue.amazonaws.com')).toBeUndefined();
  });

  it.each([
    ['starboard-events-board', 'is not the URL of an SQS queue'],
    ['arn:aws:sqs:eu-west-1:123456789012:q', 'is not the URL of an SQS queue'],
    ['http://sqs.eu-west-1.amazonaws.com/123456789012/q', 'is not the URL of an SQS queue'],
    ['https://sqs.eu-west-1.amazonaws.com/12/q', 'is not the URL of an SQS queue'],
    ['https://sqs.eu-west-1.amazonaws.com/123456789012/q.fifo', 'q.fifo, a FIFO queue'],
  ])('refuses %s', (setting, why) => {
    expect(() => queueAddress(setting)).toThrow(why);
  });
});
