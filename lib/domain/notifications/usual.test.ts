import { describe, expect, it } from 'vitest';
import { newTopic, ruleContent } from './notification-schema';
import { usualRule, usualTopic, usualTopicName, type NotificationSource } from './notifications';

const event = (id: string) => ({ id, label: id });
const source = (kind: NotificationSource['kind'], ...ids: string[]): NotificationSource => ({
  arn: `arn:aws:x:eu-west-1:111122223333:${kind}`,
  kind,
  name: 'shop',
  events: ids.map(event),
});
const FAILED = 'codepipeline-pipeline-pipeline-execution-failed';

describe('the rule that is made first', () => {
  it('can be sent for any name of a pipeline', () => {
    for (const pipeline of ['shop', 'a.b@c', 'x'.repeat(100)]) {
      const rule = usualRule({ pipeline, sources: [source('Pipeline', FAILED)] });
      const topics = ['arn:aws:sns:eu-west-1:111122223333:t'];
      expect(ruleContent.safeParse({ ...rule, topics }).success, pipeline).toBe(true);
      expect(newTopic.safeParse({ name: usualTopicName(pipeline) }).success, pipeline).toBe(true);
    }
  });

  it('is on the pipeline, with the usual events that it has', () => {
    const sources = [source('Build project', 'other'), source('Pipeline', 'other', FAILED)];
    expect(usualRule({ pipeline: 'shop', sources })).toMatchObject({
      resource: sources[1]?.arn,
      events: [FAILED],
    });
  });

  it('is not offered where the event types were not read', () => {
    expect(usualRule({ pipeline: 'shop', sources: [source('Pipeline')] })).toBeUndefined();
    expect(usualRule({ pipeline: 'shop', sources: [] })).toBeUndefined();
  });
});

it('a topic of the usual name is used again', () => {
  const arn = 'arn:aws:sns:eu-west-1:111122223333:shop-notifications';
  expect(usualTopic({ pipeline: 'shop', choices: ['arn:aws:sns:r:a:else', arn] })).toBe(arn);
  expect(usualTopic({ pipeline: 'other', choices: [arn] })).toBeUndefined();
});
