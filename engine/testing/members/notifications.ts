import type { Any, Calling, Calls } from './calls';
import { aPipeline } from './codepipeline';
import { aTopic } from './messages';

const EVENT = 'codepipeline-pipeline-pipeline-execution-failed';
const rule = async (c: Calling, Name: string): Promise<object> => ({
  Name,
  EventTypeIds: [EVENT],
  Resource: `arn:aws:codepipeline:us-east-1:000000000000:${await aPipeline(c)}`,
  Targets: [{ TargetType: 'SNS', TargetAddress: await aTopic(c) }],
  DetailType: 'BASIC',
});
const made = async (c: Calling, name: string): Promise<string> =>
  (await c.call('codestar-notifications:CreateNotificationRule', await rule(c, name)))
    .Arn as string;
const two = (more: object) => async (c: Calling) => {
  await c.once('notification rules', async () => {
    for (const name of ['rule-a', 'rule-b']) await made(c, name);
    const Arn = await made(c, 'rule-c');
    await c.call('codestar-notifications:Subscribe', {
      Arn,
      Target: { TargetType: 'SNS', TargetAddress: await aTopic(c, 'second-topic') },
    });
  });
  return more;
};
const described = (c: Calling, Arn: string): Promise<unknown> =>
  c.call('codestar-notifications:DescribeNotificationRule', { Arn });

/** Rules of CodeStar Notifications. */
export const notifications: Calls = {
  'codestar-notifications:CreateNotificationRule': {
    input: (c) => rule(c, c.n),
    reads: async (c, { Arn }, input: Any) => [
      await described(c, Arn),
      input.ClientRequestToken &&
        (await c.call('codestar-notifications:CreateNotificationRule', input)),
    ],
    members: { ClientRequestToken: 'token', Status: 'DISABLED' },
  },
  'codestar-notifications:DeleteTarget': {
    input: async (c) => {
      const TargetAddress = await aTopic(c, c.n);
      const Arn = await made(c, `${c.n}-rule`);
      const Target = { TargetType: 'SNS', TargetAddress };
      await c.call('codestar-notifications:Subscribe', { Arn, Target });
      return { TargetAddress };
    },
    refused: true,
    members: { ForceUnsubscribeAll: true },
  },
  'codestar-notifications:ListEventTypes': {
    input: () => ({}),
    members: { Filters: [{ Name: 'SERVICE_NAME', Value: 'CodeBuild' }] },
  },
  'codestar-notifications:ListNotificationRules': {
    input: two({}),
    members: {
      Filters: [{ Name: 'EVENT_TYPE_ID', Value: 'codebuild-project-build-state-failed' }],
    },
  },
  'codestar-notifications:ListTargets': {
    input: two({}),
    members: { Filters: [{ Name: 'TARGET_STATUS', Value: 'INACTIVE' }] },
  },
  'codestar-notifications:Subscribe': {
    input: async (c) => ({
      Arn: await made(c, c.n),
      Target: { TargetType: 'SNS', TargetAddress: await aTopic(c, 'second-topic') },
    }),
    members: { ClientRequestToken: 'token' },
  },
  'codestar-notifications:UpdateNotificationRule': {
    input: async (c) => ({ Arn: await made(c, c.n) }),
    reads: (c, _answer, { Arn }) => described(c, Arn),
    members: {
      Name: 'renamed',
      Status: 'DISABLED',
      EventTypeIds: ['codepipeline-pipeline-pipeline-execution-succeeded'],
      Targets: [
        { TargetType: 'SNS', TargetAddress: 'arn:aws:sns:us-east-1:000000000000:somewhere' },
      ],
      DetailType: 'FULL',
    },
  },
};
