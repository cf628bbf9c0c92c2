import { describe, expect, it } from 'vitest';
import type { ActionDeclaration, Declaration, StageDeclaration } from './declaration';
import { needsV2, validateDeclaration } from './validate';

const type = (
  category: string,
  provider: string,
  owner = 'AWS',
): ActionDeclaration['actionTypeId'] => ({ category, owner, provider, version: '1' });
const source: ActionDeclaration = {
  name: 'Source',
  actionTypeId: type('Source', 'CodeCommit'),
  configuration: { RepositoryName: 'r', BranchName: 'main' },
  outputArtifacts: [{ name: 'S' }],
};
const git: ActionDeclaration = {
  name: 'Git',
  actionTypeId: type('Source', 'CodeStarSourceConnection'),
  configuration: { ConnectionArn: 'c', FullRepositoryId: 'o/r', BranchName: 'main' },
  outputArtifacts: [{ name: 'G' }],
};
const gate: ActionDeclaration = { name: 'Approve', actionTypeId: type('Approval', 'Manual') };
const build = (name: string, input = 'S', output?: string): ActionDeclaration => ({
  name,
  actionTypeId: type('Build', 'CodeBuild'),
  configuration: { ProjectName: 'p' },
  inputArtifacts: [{ name: input }],
  ...(output ? { outputArtifacts: [{ name: output }] } : {}),
});
const commands = (more: object): ActionDeclaration => ({
  name: 'Run',
  actionTypeId: type('Compute', 'Commands'),
  inputArtifacts: [{ name: 'S' }],
  commands: ['ls'],
  ...more,
});
const rule = (provider: string, configuration?: Record<string, string>, more: object = {}) => ({
  name: 'R',
  ruleTypeId: { category: 'Rule', owner: 'AWS', provider, version: '1' },
  configuration,
  ...more,
});
const WINDOW = rule('DeploymentWindow', { Cron: '* * 9-17 ? * MON-FRI *' });
const CHECK = rule('VariableCheck', { Variable: 'a', Value: 'b', Operator: 'EQ' });

const declare = (
  second: Partial<StageDeclaration> & { actions?: readonly ActionDeclaration[] },
  more: object = {},
): Declaration => ({
  name: 'p',
  roleArn: 'r',
  artifactStore: { type: 'S3', location: 'b' },
  stages: [
    { name: 'Source', actions: [source, git] },
    { name: 'Two', actions: [gate], ...second },
  ],
  ...more,
});
const problem = (d: Declaration): string => {
  try {
    validateDeclaration(d, { region: 'us-east-1', customType: () => undefined });
    return 'valid';
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
};
const trigger = (config: object, sourceActionName = 'Git') => ({
  triggers: [
    { providerType: 'CodeStarSourceConnection', gitConfiguration: { sourceActionName, ...config } },
  ],
});

describe('the structure of a pipeline (AWS-SEMANTICS 3.1, 3.2, 3.5, 3.6)', () => {
  it.each<[string, Declaration, RegExp]>([
    ['as it should be', declare({}), /^valid$/],
    [
      'one stage',
      { ...declare({}), stages: [{ name: 'Source', actions: [source] }] },
      /InvalidStructure.*minimum of 2 stages/,
    ],
    [
      '51 stages',
      {
        ...declare({}),
        stages: [
          { name: 'Source', actions: [source] },
          ...Array.from({ length: 50 }, (_, i) => ({ name: `S${i}`, actions: [gate] })),
        ],
      },
      /InvalidStructure.*at most 50 stages/,
    ],
    ['a stage without actions', declare({ actions: [] }), /InvalidStageDeclaration.*no actions/],
    [
      'a hostile stage name',
      declare({ name: 'a b<script>' }),
      /InvalidStageDeclaration.*must match/,
    ],
    [
      '51 actions side by side',
      declare({ actions: Array.from({ length: 51 }, (_, i) => ({ ...gate, name: `A${i}` })) }),
      /more than 50 parallel/,
    ],
    [
      '51 groups in a row',
      declare({
        actions: Array.from({ length: 51 }, (_, i) => ({
          ...gate,
          name: `A${i}`,
          runOrder: i + 1,
        })),
      }),
      /51 groups/,
    ],
    [
      'a runOrder of 1000',
      declare({ actions: [{ ...gate, runOrder: 1000 }] }),
      /InvalidActionDeclaration.*from 1 to 999/,
    ],
    [
      'a variable of a namespace that nobody has',
      declare({ actions: [{ ...build('A'), configuration: { ProjectName: '#{Nope.X}' } }] }),
      /^InvalidActionDeclarationException: Action A in stage Two refers to the variable #\{Nope\.X\}/,
    ],
    [
      'one in a command',
      declare({ actions: [commands({ commands: ['echo #{Nope.X}'] })] }),
      /InvalidActionDeclaration.*#\{Nope\.X\}/,
    ],
    [
      'one in a rule',
      declare({
        beforeEntry: {
          conditions: [
            { rules: [rule('VariableCheck', { Variable: '#{No.X}', Value: 'b', Operator: 'EQ' })] },
          ],
        },
      }),
      /InvalidActionDeclaration.*Rule R in stage Two.*#\{No\.X\}/,
    ],
    [
      'variables of an action, of the pipeline and of the execution',
      declare({
        actions: [
          { ...build('A'), namespace: 'Made' },
          {
            ...build('B'),
            runOrder: 2,
            configuration: {
              ProjectName: '#{Made.X} #{variables.Y} #{codepipeline.PipelineExecutionId}',
            },
          },
        ],
      }),
      /^valid$/,
    ],
    [
      'a cycle of artifacts',
      declare({ actions: [build('A', 'X', 'Y'), build('B', 'Y', 'X')] }),
      /InvalidStructure.*Input artifact X of action A/,
    ],
    [
      'an artifact made by its neighbour',
      declare({ actions: [build('A', 'S', 'X'), build('B', 'X')] }),
      /Input artifact X of action B/,
    ],
    [
      'one made by an earlier group',
      declare({ actions: [build('A', 'S', 'X'), { ...build('B', 'X'), runOrder: 2 }] }),
      /^valid$/,
    ],
    [
      'an artifact made twice',
      declare({ actions: [build('A', 'S', 'S')] }),
      /Output artifact name S is not unique/,
    ],
    [
      'an unknown provider',
      declare({ actions: [{ ...gate, actionTypeId: type('Deploy', 'Heroku') }] }),
      /InvalidActionDeclaration.*Provider: 'Heroku'.*is not available/,
    ],
    [
      'a custom action that is not there',
      declare({ actions: [{ ...gate, actionTypeId: type('Build', 'Jenkins', 'Custom') }] }),
      /InvalidActionDeclaration.*Jenkins/,
    ],
    [
      'a value of 1,001 characters',
      declare({ actions: [{ ...gate, configuration: { CustomData: 'x'.repeat(1001) } }] }),
      /value of 1001 characters/,
    ],
    [
      'a value of 1,000 characters',
      declare({ actions: [{ ...gate, configuration: { CustomData: 'x'.repeat(1000) } }] }),
      /^valid$/,
    ],
    [
      'an unknown key',
      declare({ actions: [{ ...gate, configuration: { Colour: 'red' } }] }),
      /unknown configuration 'Colour'/,
    ],
    [
      'a namespace twice',
      declare({
        actions: [
          { ...gate, namespace: 'n' },
          { ...gate, name: 'B', namespace: 'n' },
        ],
      }),
      /namespace n of action B is not unique/,
    ],
    [
      'a reserved namespace',
      declare({ actions: [{ ...gate, namespace: 'codepipeline' }] }),
      /reserved/,
    ],
    [
      "a timeout that is not an approval's",
      declare({ actions: [{ ...build('A'), timeoutInMinutes: 10 }] }),
      /only manual approvals/,
    ],
    [
      'an approval of four minutes',
      declare({ actions: [{ ...gate, timeoutInMinutes: 4 }] }),
      /from 5 to 86400/,
    ],
    [
      'two inputs without a primary source',
      declare({ actions: [{ ...build('A'), inputArtifacts: [{ name: 'S' }, { name: 'G' }] }] }),
      /PrimarySource/,
    ],
    [
      'no artifact store',
      declare({}, { artifactStore: undefined }),
      /either an artifactStore or artifactStores/,
    ],
    [
      'both kinds of store',
      declare({}, { artifactStores: { 'us-east-1': { type: 'S3', location: 'b' } } }),
      /either an artifactStore or artifactStores/,
    ],
    [
      'stores without the own region',
      declare(
        {},
        {
          artifactStore: undefined,
          artifactStores: { 'eu-west-1': { type: 'S3', location: 'b' } },
        },
      ),
      /own region us-east-1/,
    ],
    [
      'an action in a region without a store',
      declare({ actions: [{ ...build('A'), region: 'eu-west-1' }] }),
      /no artifact store/,
    ],
    [
      '51 variables',
      declare({}, { variables: Array.from({ length: 51 }, (_, i) => ({ name: `v${i}` })) }),
      /at most 50 variables/,
    ],
    [
      'an empty default',
      declare({}, { variables: [{ name: 'v', defaultValue: '' }] }),
      /must not be empty/,
    ],
    [
      '51 commands',
      declare({ actions: [commands({ commands: Array.from({ length: 51 }, () => 'ls') })] }),
      /51 commands/,
    ],
    [
      'a command of two lines',
      declare({ actions: [commands({ commands: ['a\nb'] })] }),
      /one line/,
    ],
    [
      '16 output variables',
      declare({
        actions: [commands({ outputVariables: Array.from({ length: 16 }, (_, i) => `v${i}`) })],
      }),
      /15 output variables/,
    ],
    [
      'commands elsewhere',
      declare({ actions: [{ ...gate, commands: ['ls'] }] }),
      /only Commands actions/,
    ],
    [
      'two conditions',
      declare({
        beforeEntry: {
          conditions: [
            { result: 'FAIL', rules: [WINDOW] },
            { result: 'FAIL', rules: [CHECK] },
          ],
        },
      }),
      /InvalidStageDeclaration.*exactly one/,
    ],
    [
      'six rules',
      declare({
        beforeEntry: {
          conditions: [
            {
              result: 'FAIL',
              rules: Array.from({ length: 6 }, (_, i) => ({ ...CHECK, name: `R${i}` })),
            },
          ],
        },
      }),
      /6 rules/,
    ],
    [
      'SKIP with a window',
      declare({ beforeEntry: { conditions: [{ result: 'SKIP', rules: [WINDOW] }] } }),
      /SKIP .* not with DeploymentWindow/,
    ],
    [
      'SKIP with a variable',
      declare({ beforeEntry: { conditions: [{ result: 'SKIP', rules: [CHECK] }] } }),
      /^valid$/,
    ],
    [
      'ROLLBACK on entry',
      declare({ beforeEntry: { conditions: [{ result: 'ROLLBACK', rules: [CHECK] }] } }),
      /ROLLBACK is not allowed for beforeEntry/,
    ],
    [
      'ROLLBACK in PARALLEL',
      declare(
        { onSuccess: { conditions: [{ result: 'ROLLBACK', rules: [CHECK] }] } },
        { executionMode: 'PARALLEL' },
      ),
      /not supported in a PARALLEL pipeline/,
    ],
    [
      'a rollback of the source stage',
      {
        ...declare({}),
        stages: [
          { name: 'Source', actions: [source], onFailure: { result: 'ROLLBACK' } },
          { name: 'Two', actions: [gate] },
        ],
      },
      /source stage .* cannot be rolled back/,
    ],
    [
      'RETRY with conditions',
      declare({
        onFailure: { result: 'RETRY', conditions: [{ result: 'ROLLBACK', rules: [CHECK] }] },
      }),
      /both the result RETRY and conditions/,
    ],
    [
      'a retry mode without RETRY',
      declare({
        onFailure: { result: 'ROLLBACK', retryConfiguration: { retryMode: 'ALL_ACTIONS' } },
      }),
      /needs the result RETRY/,
    ],
    [
      'a window that cannot be read',
      declare({
        beforeEntry: { conditions: [{ rules: [rule('DeploymentWindow', { Cron: 'noon' })] }] },
      }),
      /window .* cannot be read/,
    ],
    [
      'an operator that is none',
      declare({
        beforeEntry: {
          conditions: [
            { rules: [rule('VariableCheck', { Variable: 'a', Value: 'b', Operator: 'LIKE' })] },
          ],
        },
      }),
      /Operator/,
    ],
    [
      'a rule without its key',
      declare({ beforeEntry: { conditions: [{ rules: [rule('CloudWatchAlarm')] }] } }),
      /required key 'AlarmName'/,
    ],
    [
      'a rule that is none',
      declare({ beforeEntry: { conditions: [{ rules: [rule('Moon')] }] } }),
      /Rule\/AWS\/Moon\/1/,
    ],
    [
      'a Commands rule without commands',
      declare({ beforeEntry: { conditions: [{ rules: [rule('Commands')] }] } }),
      /no commands/,
    ],
    [
      "a rule's timeout of four minutes",
      declare({ beforeEntry: { conditions: [{ rules: [{ ...CHECK, timeoutInMinutes: 4 }] }] } }),
      /5 to 86400/,
    ],
    [
      'a trigger as it should be',
      declare({}, trigger({ push: [{ branches: { includes: ['main'] } }] })),
      /^valid$/,
    ],
    [
      'a trigger of CodeCommit',
      declare({}, trigger({ push: [{ branches: { includes: ['main'] } }] }, 'Source')),
      /not a CodeStarSourceConnection action/,
    ],
    [
      'tags with branches',
      declare(
        {},
        trigger({ push: [{ tags: { includes: ['v*'] }, branches: { includes: ['main'] } }] }),
      ),
      /mixes tags/,
    ],
    [
      'nine patterns',
      declare(
        {},
        trigger({
          push: [{ branches: { includes: Array.from({ length: 9 }, (_, i) => `b${i}`) } }],
        }),
      ),
      /9 patterns/,
    ],
    [
      'an odd pull request event',
      declare({}, trigger({ pullRequest: [{ events: ['MERGED'] }] })),
      /MERGED is not supported/,
    ],
    ['an empty trigger', declare({}, trigger({})), /neither push nor pull request/],
    [
      'four filters',
      declare(
        {},
        trigger({ push: Array.from({ length: 4 }, () => ({ branches: { includes: ['a'] } })) }),
      ),
      /more than 3 filters/,
    ],
  ])('%s', (_what, d, expected) => {
    expect(problem(d)).toMatch(expected);
  });

  it.each<[string, Declaration, boolean]>([
    ['plain', declare({}), false],
    ['triggers', declare({}, trigger({ push: [] })), true],
    ['variables', declare({}, { variables: [{ name: 'v' }] }), true],
    ['QUEUED', declare({}, { executionMode: 'QUEUED' }), true],
    ['SUPERSEDED', declare({}, { executionMode: 'SUPERSEDED' }), false],
    ['a condition', declare({ onFailure: { result: 'RETRY' } }), true],
    ['Commands', declare({ actions: [commands({})] }), true],
  ])('%s makes it V2: %s', (_what, d, v2) => {
    expect(needsV2(d)).toBe(v2);
  });
});
