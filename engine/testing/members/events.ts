import type { Calling, Calls } from './calls';
import { aRole } from './identities';

const PATTERN = JSON.stringify({ source: ['one.two'] });
const target = 'arn:aws:sqs:us-east-1:000000000000:target';
/** Two rules with two targets each, of which one is the same. */
const rules = (more: object) => async (c: Calling) => {
  await c.once('rules', async () => {
    for (const Name of ['rule-a', 'rule-b']) {
      await c.call('events:PutRule', { Name, EventPattern: PATTERN });
      await c.call('events:PutTargets', {
        Rule: Name,
        Targets: [
          { Id: '1', Arn: target },
          { Id: '2', Arn: `${target}-2` },
        ],
      });
    }
  });
  return more;
};

/** EventBridge. */
export const events: Calls = {
  'events:DescribeEventBus': { input: () => ({}), members: { Name: 'none' } },
  'events:ListEventBuses': {
    input: () => ({}),
    unseen: { Limit: 'There is one bus; a page of one has it.' },
  },
  'events:ListRuleNamesByTarget': { input: rules({ TargetArn: target }) },
  'events:ListRules': { input: rules({}), members: { NamePrefix: 'rule-a' } },
  'events:ListTargetsByRule': { input: rules({ Rule: 'rule-a' }) },
  'events:PutRule': {
    input: async (c) => {
      await aRole(c);
      return { Name: c.n, EventPattern: PATTERN };
    },
    reads: async (c, { RuleArn }) => [
      await c.call('events:DescribeRule', { Name: c.n }),
      await c.call('events:ListTagsForResource', { ResourceARN: RuleArn }),
    ],
    members: {
      ScheduleExpression: 'rate(1 hour)',
      EventPattern: JSON.stringify({ source: ['three'] }),
      State: 'DISABLED',
      Description: 'd',
      RoleArn: 'arn:aws:iam::000000000000:role/members',
      EventBusName: 'none',
    },
  },
};
