import { describe, expect, it } from 'vitest';
import { toldOf } from './told';

describe('what CodePipeline tells of an action', () => {
  it('is its configuration as it was resolved, what it put out, and how it ended', () => {
    expect(
      toldOf({
        input: {
          configuration: { ClusterName: '#{Build.CLUSTER}' },
          resolvedConfiguration: { Namespace: 'web', ClusterName: 'prod' },
        },
        output: {
          outputVariables: { EKSClusterName: 'prod' },
          executionResult: {
            externalExecutionSummary: 'Release web, revision 7',
          },
        },
      }),
    ).toEqual({
      configuration: [
        { name: 'ClusterName', value: 'prod' },
        { name: 'Namespace', value: 'web' },
      ],
      variables: [{ name: 'EKSClusterName', value: 'prod' }],
      summary: 'Release web, revision 7',
    });
  });

  it.each([
    ['OAuthToken', 'gho_1', '****'],
    ['apiKey', 'k', '****'],
    [
      'EnvironmentVariables',
      '[{"name":"DB","value":"hunter2","type":"PLAINTEXT"},{"name":"A","value":"b"}]',
      'DB, A',
    ],
    ['EnvironmentVariables', '{"DB":"hunter2"}', '****'],
    ['EnvironmentVariables', '[{"value":"hunter2', '****'],
    ['EnvironmentVariables', '["hunter2"]', '****'],
  ])('a value that may be secret stays here: %s', (name, value, shown) => {
    expect(toldOf({ input: { configuration: { [name]: value } } }).configuration).toEqual([
      { name, value: shown },
    ]);
  });

  it('is little where little is told, and a long value is cut', () => {
    expect(toldOf({})).toEqual({ configuration: [], variables: [] });
    const [parameters] = toldOf({
      input: { configuration: { UserParameters: 'x'.repeat(9000) } },
    }).configuration;
    expect(parameters?.value).toHaveLength(501);
  });
});
