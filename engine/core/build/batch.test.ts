import { describe, expect, it } from 'vitest';
import { advance, type Group } from './batch';

const g = (identifier: string, status: Group['status'], more: Partial<Group> = {}): Group => ({
  identifier,
  status,
  dependsOn: [],
  ignoreFailure: false,
  prior: [],
  build: status === 'WAITING' ? undefined : `build-${identifier}`,
  ...more,
});

describe('a batch', () => {
  it('starts all that depends on nothing, and the rest when it may', () => {
    expect(
      advance(
        [g('a', 'WAITING'), g('b', 'WAITING', { dependsOn: ['a'] }), g('c', 'WAITING')],
        false,
      ),
    ).toMatchObject({ start: ['a', 'c'], ended: undefined });
    expect(
      advance(
        [g('a', 'SUCCEEDED'), g('b', 'WAITING', { dependsOn: ['a'] }), g('c', 'IN_PROGRESS')],
        false,
      ),
    ).toMatchObject({ start: ['b'], stop: [] });
  });

  it('never starts what depends on a failed one, however far', () => {
    const step = advance(
      [
        g('a', 'FAILED'),
        g('b', 'WAITING', { dependsOn: ['a'] }),
        g('c', 'WAITING', { dependsOn: ['b'] }),
        g('d', 'SUCCEEDED'),
      ],
      false,
    );
    expect(step).toMatchObject({ start: [], ended: 'FAILED' });
    expect(step.groups.map((x) => x.status)).toEqual(['FAILED', 'SKIPPED', 'SKIPPED', 'SUCCEEDED']);
  });

  it('goes on past a failure that is ignored', () => {
    expect(
      advance(
        [g('a', 'FAILED', { ignoreFailure: true }), g('b', 'WAITING', { dependsOn: ['a'] })],
        true,
      ),
    ).toMatchObject({ start: ['b'], stop: [] });
    expect(
      advance([g('a', 'FAILED', { ignoreFailure: true }), g('b', 'SUCCEEDED')], false).ended,
    ).toBe('SUCCEEDED');
  });

  it('with fast-fail stops what runs and starts nothing more', () => {
    expect(
      advance([g('a', 'FAILED'), g('b', 'IN_PROGRESS'), g('c', 'WAITING')], true),
    ).toMatchObject({ start: [], stop: ['build-b'], ended: undefined });
  });
});
