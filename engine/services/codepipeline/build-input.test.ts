import { describe, expect, it } from 'vitest';
import type { Execution } from '../../core/pipeline/types';
import { resolveConfiguration } from '../../core/pipeline/variables';
import { jsonList } from './build-input';

const execution = (M: string): Execution =>
  ({ id: 'e', variables: { M }, declaration: { stages: [] } }) as unknown as Execution;

function read(configuration: Record<string, string>, M = ''): unknown {
  const e = execution(M);
  try {
    return jsonList(
      { e, declared: { configuration }, config: resolveConfiguration(configuration, e) },
      'EnvironmentVariables',
    );
  } catch (error) {
    return (error as Error).message;
  }
}

const LIST = '[{"name":"M","value":"#{variables.M}"}]';

describe('the environment variables of an action', () => {
  it('are a list in JSON, with the values of variables in it', () => {
    expect(read({ EnvironmentVariables: LIST }, 'simple one')).toEqual([
      { name: 'M', value: 'simple one' },
    ]);
    expect(read({})).toBeUndefined();
  });

  it('that a value breaks are an error, which names the variable and the value', () => {
    expect(read({ EnvironmentVariables: LIST }, 'say "hi"\n')).toMatch(
      /^EnvironmentVariables is not a JSON list once its variables have their values \(#\{variables\.M\} is "say \\"hi\\"\\n"\): /,
    );
  });

  it('that are no list by themselves are an error without a variable', () => {
    expect(read({ EnvironmentVariables: '{}' })).toBe('EnvironmentVariables is not a JSON list');
  });
});
