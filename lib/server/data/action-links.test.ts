import { describe, expect, it } from 'vitest';
import { labelled, labelOf } from './action-links';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com';

describe('whose page a link leads to', () => {
  it.each([
    [
      `${CONSOLE}/cloudformation/home?region=eu-west-1#/stacks`,
      'CloudFormation',
      "CloudFormation in AWS's console",
    ],
    ['https://console.aws.amazon.com/ecs/home', 'ECS', "ECS in AWS's console"],
    [
      'https://cn-north-1.console.amazonaws.cn/codedeploy',
      'CodeDeployToECS',
      "CodeDeploy in AWS's console",
    ],
    [
      `${CONSOLE}/codesuite/settings/connections/redirect?x=1`,
      'CodeStarSourceConnection',
      "The connection in AWS's console",
    ],
    [
      `${CONSOLE}/codesuite/codepipeline/pipelines/shop/executions/1/timeline`,
      'ECS',
      "CodePipeline in AWS's console",
    ],
    ['https://github.com/acme/shop/commit/1', 'GitHub', 'github.com'],
    ['http://jenkins.example.com:8080/job/1', 'MyJenkins', 'jenkins.example.com:8080'],
    // A host that only looks like the console is called by its own name.
    ['https://console.aws.amazon.com.example.com/x', 'ECS', 'console.aws.amazon.com.example.com'],
    ['https://evil.example/console.aws.amazon.com', 'ECS', 'evil.example'],
  ])('%s of %s', (link, provider, label) => {
    expect(labelOf(link, provider)).toBe(label);
  });

  it('what the embedded engine does is not in the console of AWS: there is no link to it', () => {
    expect(labelled({ hasConsole: false }, `${CONSOLE}/x`, 'ECS')).toEqual({});
    expect(labelled({ hasConsole: false }, 'https://ci.example.com/1', 'Custom').link).toBe(
      'https://ci.example.com/1',
    );
    expect(labelled({ hasConsole: true }, `${CONSOLE}/x`, 'ECS').link).toBe(`${CONSOLE}/x`);
  });
});
