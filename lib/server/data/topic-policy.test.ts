import { describe, expect, it } from 'vitest';
import { letsNotificationsPublish } from '../../../engine/core/notifications/topic-policy';
import { letsRulesPublish, openedPolicy } from './topic-policy';

const ARN = 'arn:aws:sns:us-east-1:111122223333:team';
const owner = {
  Sid: '__default_statement_ID',
  Effect: 'Allow',
  Principal: { AWS: '*' },
  Action: ['SNS:Publish'],
  Resource: ARN,
  Condition: { StringEquals: { 'AWS:SourceOwner': '111122223333' } },
};
const policy = (...Statement: object[]): string =>
  JSON.stringify({ Version: '2008-10-17', Id: 'mine', Statement });
const rules = (more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { Service: ['codestar-notifications.amazonaws.com', 'events.amazonaws.com'] },
  Action: 'SNS:Publish',
  Resource: ARN,
  ...more,
});

describe("a topic's access policy", () => {
  it('is opened once: what was in it stays, and opening it again adds nothing', () => {
    const opened = openedPolicy(policy(owner), ARN, '111122223333');
    expect(JSON.parse(opened)).toMatchObject({
      Version: '2008-10-17',
      Id: 'mine',
      Statement: [
        owner,
        {
          Principal: { Service: 'codestar-notifications.amazonaws.com' },
          Action: 'SNS:Publish',
          Resource: ARN,
          Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
        },
      ],
    });
    expect(openedPolicy(opened, ARN, '111122223333')).toBe(opened);
    expect(letsRulesPublish(openedPolicy(undefined, ARN, '1'))).toBe(true);
  });

  it.each([
    ['none', undefined, false],
    ['the default', policy(owner), false],
    ['one for rules', policy(owner, rules()), true],
    ['all of SNS', policy(rules({ Action: 'sns:*' })), true],
    ['a lone statement', JSON.stringify({ Statement: rules() }), true],
    ['reading only', policy(rules({ Action: 'SNS:GetTopicAttributes' })), false],
    ['denied', policy(rules(), rules({ Effect: 'Deny' })), false],
    ['no JSON', '{', false],
    ['no policy', '[1]', false],
    ['another service', policy(rules({ Principal: { Service: 'events.amazonaws.com' } })), false],
  ])('%s: the page and the engine say the same', (_what, text, open) => {
    expect([letsRulesPublish(text), letsNotificationsPublish(text)]).toEqual([open, open]);
  });
});
