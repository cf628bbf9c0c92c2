import { describe, expect, it } from 'vitest';
import { driftOf, driftWords, type Drift, type EnvironmentInstance } from './environment';

const instance = (drift: Drift): EnvironmentInstance => ({
  id: 'i-1',
  state: 'running',
  isOnPremises: false,
  drift,
});

describe('drift between instances', () => {
  it.each([
    ['a', 'a', true, 'same'],
    ['b', 'a', true, 'other'],
    [undefined, 'a', true, 'none'],
    // Of deployments too old to be read nothing is known.
    [undefined, 'a', false, 'unknown'],
    ['a', undefined, true, 'unknown'],
  ] as const)('%s on an instance where %s is live', (installed, live, isWhole, drift) => {
    expect(driftOf(installed, live, isWhole)).toBe(drift);
  });
  it('is said where there is some', () => {
    expect(driftWords([instance('same'), instance('unknown')])).toBeUndefined();
    expect(driftWords([instance('same'), instance('other'), instance('none')])).toBe(
      '1 of 3 instances have another revision than what is live; 1 of 3 has none yet.',
    );
  });
});
