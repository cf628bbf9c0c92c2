import { describe, expect, it } from 'vitest';
import { deployActions } from './deploy-actions';

const named = (setting: string, ...names: [string, string, string]): boolean =>
  deployActions(setting).some((n) => n(...names));

describe('STARBOARD_DEPLOY_ACTIONS', () => {
  it('names actions by pipeline, stage and action, and any of them by a star', () => {
    expect(named('shop/Prod/Apply', 'shop', 'Prod', 'Apply')).toBe(true);
    expect(named('shop/Prod/Apply', 'shop', 'Prod', 'Plan')).toBe(false);
    expect(named('a/b/c, */*/Apply', 'shop', 'Prod', 'Apply')).toBe(true);
  });

  it('names nothing when it is unset or empty', () => {
    expect(deployActions(undefined)).toEqual([]);
    expect(deployActions(' , ')).toEqual([]);
  });

  it.each(['shop/Apply', 'shop//Apply', 'a/b/c/d', 'Apply'])(
    'refuses %s with the form it wants: passed over it would have no effect',
    (entry) => {
      expect(() => deployActions(entry)).toThrow(
        `'${entry}' is not of the form pipeline/stage/action`,
      );
    },
  );
});
