import { describe, expect, it } from 'vitest';
import { triggers, type GitChange } from './git-triggers';
import { checkVariable } from './rules';
import type { ActionDeclaration, Declaration, TriggerDeclaration } from './declaration';
import { inWindow, nextWindow, windowProblem } from './windows';

describe('a deployment window (AWS-SEMANTICS 3.6)', () => {
  it.each<[string, string | undefined, string, boolean]>([
    ['* * 9-17 ? * MON-FRI *', undefined, '2026-11-24T10:15:30Z', true],
    ['* * 9-17 ? * MON-FRI *', undefined, '2026-11-24T18:00:00Z', false],
    ['* * 9-17 ? * MON-FRI', undefined, '2026-11-22T10:00:00Z', false],
    ['0 * 9-17 ? * 2-6 *', 'America/New_York', '2026-11-24T15:00:00Z', true],
    ['0 * 9-17 ? * 2-6 *', 'America/New_York', '2026-11-24T12:00:00Z', false],
    ['* * 9 * * ? *', 'UTC+05:30', '2026-11-24T03:45:00Z', true],
    ['* * 9 * * ? *', 'UTC-03:00', '2026-11-24T12:10:00Z', true],
    ['* * * L * ? *', undefined, '2026-11-30T12:00:00Z', true],
    ['* * * ? * 6#2 *', undefined, '2026-11-13T12:00:00Z', true],
    ['* * * ? * 6#2 *', undefined, '2026-11-20T12:00:00Z', false],
    ['* * * * * ? 2027', undefined, '2026-11-24T00:00:00Z', false],
  ])('%s in %s at %s: %s', (cron, zone, at, open) => {
    expect(inWindow(cron, zone, Date.parse(at))).toBe(open);
  });
  it('says when it opens next', () => {
    expect(
      new Date(
        nextWindow('* * 9-17 ? * MON-FRI *', 'UTC', Date.parse('2026-11-27T20:00:00Z')) ?? 0,
      ).toISOString(),
    ).toBe('2026-11-30T09:00:00.000Z');
  });
  it.each([
    ['* * 9-17 ? *', undefined, /5 fields/],
    ['5 * 9-17 ? * MON *', undefined, /seconds .* must be/],
    ['* * 25 ? * MON *', undefined, /./],
    ['* * 9 ? * MON *', 'Mars/Olympus', /./],
  ])('%s in %s is refused', (cron, zone, why) => {
    expect(windowProblem(cron, zone)).toMatch(why);
  });
});

describe('VariableCheck', () => {
  it.each<[string, string, string, boolean]>([
    ['main', 'EQ', 'main', true],
    ['main', 'EQ', 'Main', false],
    ['main', 'NE', 'dev', true],
    ['a-hotfix-b', 'CONTAINS', 'hotfix', true],
    ['release/1', 'MATCHES', 'release/\\d+', true],
    ['x-release/1', 'MATCHES', 'release/\\d+', false],
    ['a', 'MATCHES', '(', false],
    ['a', 'MATCHES', 'x'.repeat(1001), false],
  ])('%s %s %s: %s', (variable, operator, value, passed) => {
    expect(checkVariable(variable, operator, value).passed).toBe(passed);
  });
  it('is not stopped by a pattern that explodes elsewhere', () => {
    expect(checkVariable(`${'a'.repeat(5000)}!`, 'MATCHES', '(a+)+b').passed).toBe(false);
  });
});

const action: ActionDeclaration = {
  name: 'Git',
  actionTypeId: {
    category: 'Source',
    owner: 'AWS',
    provider: 'CodeStarSourceConnection',
    version: '1',
  },
  configuration: { BranchName: 'main' },
};
const declared = (
  config?: Omit<TriggerDeclaration['gitConfiguration'], 'sourceActionName'>,
): Declaration => ({
  name: 'p',
  roleArn: 'r',
  stages: [{ name: 'S', actions: [action] }],
  ...(config
    ? {
        triggers: [
          {
            providerType: 'CodeStarSourceConnection',
            gitConfiguration: { sourceActionName: 'Git', ...config },
          },
        ],
      }
    : {}),
});
const push = (branch: string, ...files: string[]): GitChange => ({
  kind: 'branch',
  branch,
  commitId: 'c',
  files,
});
const tag = (name: string): GitChange => ({ kind: 'tag', tag: name, commitId: 'c' });
const pull = (
  event: 'OPEN' | 'UPDATED' | 'CLOSED',
  destinationBranch: string,
  ...files: string[]
): GitChange => ({
  kind: 'pull-request',
  event,
  sourceBranch: 'feature',
  destinationBranch,
  commitId: 'c',
  files,
});

describe('git triggers (AWS-SEMANTICS 3.5)', () => {
  it("without any: a push to the action's branch, and nothing else", () => {
    expect(
      [push('main', 'a'), push('dev', 'a'), tag('v1'), pull('OPEN', 'main')].map((c) =>
        triggers(declared(), action, c),
      ),
    ).toEqual([true, false, false, false]);
    expect(
      triggers(
        declared(),
        { ...action, configuration: { BranchName: 'main', DetectChanges: 'false' } },
        push('main'),
      ),
    ).toBe(false);
  });
  it.each<
    [string, Omit<TriggerDeclaration['gitConfiguration'], 'sourceActionName'>, GitChange, boolean]
  >([
    [
      'any trigger switches off the default',
      { push: [{ tags: { includes: ['v*'] } }] },
      push('main', 'a'),
      false,
    ],
    ['a tag that is included', { push: [{ tags: { includes: ['v*'] } }] }, tag('v1.2'), true],
    [
      'excludes beat includes',
      { push: [{ tags: { includes: ['v*'], excludes: ['v0*'] } }] },
      tag('v0.1'),
      false,
    ],
    [
      '* stays in one part of a branch name',
      { push: [{ branches: { includes: ['feature/*'] } }] },
      push('feature/a/b', 'x'),
      false,
    ],
    [
      '** crosses',
      { push: [{ branches: { includes: ['feature/**'] } }] },
      push('feature/a/b', 'x'),
      true,
    ],
    [
      'branches and paths are AND',
      { push: [{ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'] } }] },
      push('main', 'docs/a.md'),
      false,
    ],
    [
      'one changed file that is included suffices',
      { push: [{ branches: { includes: ['main'] }, filePaths: { includes: ['src/**'] } }] },
      push('main', 'docs/a.md', 'src/a/b.ts'),
      true,
    ],
    [
      'only excluded files',
      { push: [{ filePaths: { excludes: ['docs/**'] } }] },
      push('main', 'docs/a.md'),
      false,
    ],
    [
      'several filters are OR',
      { push: [{ branches: { includes: ['x'] } }, { branches: { includes: ['main'] } }] },
      push('main', 'a'),
      true,
    ],
    [
      'a tag does not pass a branch filter',
      { push: [{ branches: { includes: ['**'] } }] },
      tag('v1'),
      false,
    ],
    [
      'a pull request of the event',
      { pullRequest: [{ events: ['OPEN'], branches: { includes: ['main'] } }] },
      pull('OPEN', 'main', 'a'),
      true,
    ],
    [
      'of another event',
      { pullRequest: [{ events: ['CLOSED'], branches: { includes: ['main'] } }] },
      pull('OPEN', 'main', 'a'),
      false,
    ],
    [
      'into another branch',
      { pullRequest: [{ branches: { includes: ['main'] } }] },
      pull('UPDATED', 'dev', 'a'),
      false,
    ],
    [
      'that touches no included path',
      { pullRequest: [{ filePaths: { includes: ['src/**'] } }] },
      pull('UPDATED', 'dev', 'a'),
      false,
    ],
  ])('%s', (_what, config, change, starts) => {
    expect(triggers(declared(config), action, change)).toBe(starts);
  });
});
