import { describe, expect, it } from 'vitest';
import { arnOf, type AwsObject, type AwsPlace } from './aws-object';
import { consoleLink, isConsoleLink } from './console-links';

const IRELAND: AwsPlace = { partition: 'aws', region: 'eu-west-1', account: '111122223333' };
const CONSOLE = 'https://eu-west-1.console.aws.amazon.com';
const BUILD = 'my-project:fa5aecd2-c9ec-4f1c-8a5e-b0d6a1f9f3b1';

/** As AWS writes them: in its user guides, in the deep links of its API, and in what CloudFormation's events lead to. */
const PAGES: readonly (readonly [AwsObject, string])[] = [
  [
    { kind: 'pipeline', name: 'my-pipeline' },
    '/codesuite/codepipeline/pipelines/my-pipeline/view?region=eu-west-1',
  ],
  [
    { kind: 'execution', pipeline: 'my-pipeline', id: '9811f7cb-7cf7-4f1c-a1a5-f2c0b1d6a1f9' },
    '/codesuite/codepipeline/pipelines/my-pipeline/executions/9811f7cb-7cf7-4f1c-a1a5-f2c0b1d6a1f9/timeline?region=eu-west-1',
  ],
  [
    { kind: 'build', id: BUILD },
    '/codesuite/codebuild/111122223333/projects/my-project/build/my-project%3Afa5aecd2-c9ec-4f1c-8a5e-b0d6a1f9f3b1/log?region=eu-west-1',
  ],
  [
    { kind: 'build-batch', id: BUILD },
    '/codesuite/codebuild/111122223333/projects/my-project/batch/my-project%3Afa5aecd2-c9ec-4f1c-8a5e-b0d6a1f9f3b1?region=eu-west-1',
  ],
  [
    { kind: 'build-project', name: 'my-project' },
    '/codesuite/codebuild/111122223333/projects/my-project/history?region=eu-west-1',
  ],
  [
    { kind: 'deployment', id: 'd-A1B2C3111' },
    '/codesuite/codedeploy/deployments/d-A1B2C3111?region=eu-west-1',
  ],
  [
    { kind: 'deployment-group', application: 'my app', group: 'prod/eu' },
    '/codesuite/codedeploy/applications/my%20app/deployment-groups/prod%2Feu?region=eu-west-1',
  ],
  [
    { kind: 'log-group', name: '/aws/codebuild/my-project' },
    '/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Fcodebuild$252Fmy-project',
  ],
  [
    { kind: 'log-stream', log: { group: '/aws/lambda/f', stream: '2019/06/28/[$LATEST]0a1b' } },
    '/cloudwatch/home?region=eu-west-1#logsV2:log-groups/log-group/$252Faws$252Flambda$252Ff/log-events/2019$252F06$252F28$252F$255B$2524LATEST$255D0a1b',
  ],
  [
    {
      kind: 'stack',
      stack: 'arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/f57a70c0-74cb-11ef',
    },
    '/cloudformation/home?region=eu-west-1#/stacks/stackinfo?stackId=arn%3Aaws%3Acloudformation%3Aeu-west-1%3A111122223333%3Astack%2Fshop%2Ff57a70c0-74cb-11ef',
  ],
  [
    { kind: 'repository', name: 'MyDemoRepo' },
    '/codesuite/codecommit/repositories/MyDemoRepo/browse?region=eu-west-1',
  ],
  [
    { kind: 'commit', repository: 'MyDemoRepo', id: 'c5709475' },
    '/codesuite/codecommit/repositories/MyDemoRepo/commit/c5709475?region=eu-west-1',
  ],
  [
    { kind: 'instance', id: 'i-1234567890abcdef0' },
    '/ec2/home?region=eu-west-1#InstanceDetails:instanceId=i-1234567890abcdef0',
  ],
  [
    { kind: 'alarm', name: 'API 5xx, all' },
    '/cloudwatch/home?region=eu-west-1#alarmsV2:alarm/API%205xx%2C%20all',
  ],
  [
    { kind: 'topic', arn: 'arn:aws:sns:eu-west-1:111122223333:MyTopic' },
    '/sns/v3/home?region=eu-west-1#/topic/arn:aws:sns:eu-west-1:111122223333:MyTopic',
  ],
  [{ kind: 'connections' }, '/codesuite/settings/connections?region=eu-west-1'],
  [
    { kind: 'quota', service: 'ec2', code: 'L-1216C47A' },
    '/servicequotas/home/services/ec2/quotas/L-1216C47A',
  ],
];

describe("a page of AWS's console", () => {
  it.each(PAGES)('is there for %o', (object, path) => {
    expect(consoleLink(object, IRELAND)).toBe(`${CONSOLE}${path}`);
  });

  it.each([
    ['aws-cn', 'cn-north-1', 'https://cn-north-1.console.amazonaws.cn'],
    ['aws-us-gov', 'us-gov-west-1', 'https://us-gov-west-1.console.amazonaws-us-gov.com'],
  ])("is %s's own", (partition, region, host) => {
    expect(consoleLink({ kind: 'deployment', id: 'd-1' }, { ...IRELAND, partition, region })).toBe(
      `${host}/codesuite/codedeploy/deployments/d-1?region=${region}`,
    );
  });

  it('is none in a partition without a console, and for what only CodeDeploy knows', () => {
    const there = { ...IRELAND, partition: 'aws-iso', region: 'us-iso-east-1' };
    expect(consoleLink({ kind: 'deployment', id: 'd-1' }, there)).toBeUndefined();
    expect(consoleLink({ kind: 'instance', id: 'rack-7' }, IRELAND)).toBeUndefined();
    expect(consoleLink({ kind: 'build', id: 'no-id-of-codebuild' }, IRELAND)).toBeUndefined();
  });

  it('takes no name for a path or a host', () => {
    const link = consoleLink({ kind: 'pipeline', name: '../../x?y#z' }, IRELAND) ?? '';
    expect(new URL(link).pathname).toBe(
      '/codesuite/codepipeline/pipelines/..%2F..%2Fx%3Fy%23z/view',
    );
    expect(
      consoleLink({ kind: 'connections' }, { ...IRELAND, region: 'evil.example/' }),
    ).toBeUndefined();
  });

  it("is told from everybody else's by its host", () => {
    expect(isConsoleLink(`${CONSOLE}/ecs/home`)).toBe(true);
    expect(isConsoleLink('https://console.aws.amazon.com.example.com/x')).toBe(false);
    expect(isConsoleLink('no address')).toBe(false);
  });
});

describe('an ARN', () => {
  it.each([
    [{ kind: 'pipeline', name: 'shop' }, 'arn:aws:codepipeline:eu-west-1:111122223333:shop'],
    [{ kind: 'build', id: BUILD }, `arn:aws:codebuild:eu-west-1:111122223333:build/${BUILD}`],
    [
      { kind: 'deployment-group', application: 'shop', group: 'prod' },
      'arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/prod',
    ],
    [{ kind: 'alarm', name: 'a' }, 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:a'],
    [{ kind: 'stack', stack: 'shop' }, undefined],
    [{ kind: 'deployment', id: 'd-1' }, undefined],
  ] as const)('of %o', (object, arn) => {
    expect(arnOf(object, IRELAND)).toBe(arn);
  });
});
