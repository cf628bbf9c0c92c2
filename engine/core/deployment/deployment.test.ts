import { describe, expect, it } from 'vitest';
import { create, healthRule, step, type DeploymentState } from './machine';
import { selectsInstance } from './tag-filters';

function begin(targets: number, config: string): DeploymentState {
  return step(
    create(
      Array.from({ length: targets }, (_, i) => `i-${i}`),
      `CodeDeployDefault.${config}`,
      0,
    ),
    { type: 'start', at: 1 },
  ).state;
}
const end = (s: DeploymentState, target: string, status: 'Succeeded' | 'Failed'): DeploymentState =>
  step(s, { type: 'target-ended', at: 2, target, status }).state;
const running = (s: DeploymentState): string[] =>
  s.targets.filter((t) => t.status === 'InProgress').map((t) => t.id);

describe('minimum healthy hosts', () => {
  it.each([
    ['OneAtATime', 1, 1, 1],
    ['OneAtATime', 10, 1, 9],
    ['HalfAtATime', 9, 4, 5],
    ['HalfAtATime', 1, 1, 1],
    ['AllAtOnce', 9, 9, 1],
  ])('%s on %d: window %d, healthy %d', (config, fleet, window, minimumHealthy) => {
    expect(healthRule(`CodeDeployDefault.${config}`, fleet)).toEqual({ window, minimumHealthy });
  });
});

describe('a deployment', () => {
  it('without instances fails at once and says so', () => {
    expect(begin(0, 'OneAtATime')).toMatchObject({
      status: 'Failed',
      error: { code: 'NO_INSTANCES' },
    });
  });

  it('goes one at a time, and the first failure ends it with the rest skipped', () => {
    let s = begin(3, 'OneAtATime');
    expect(running(s)).toEqual(['i-0']);
    s = end(s, 'i-0', 'Succeeded');
    expect(running(s)).toEqual(['i-1']);
    s = end(s, 'i-1', 'Failed');
    expect(s).toMatchObject({ status: 'Failed', error: { code: 'HEALTH_CONSTRAINTS' } });
    expect(s.targets[2]?.status).toBe('Skipped');
  });

  it('forgives the last one when enough have succeeded', () => {
    let s = begin(3, 'OneAtATime');
    for (const id of ['i-0', 'i-1']) s = end(s, id, 'Succeeded');
    expect(end(s, 'i-2', 'Failed').status).toBe('Succeeded');
  });

  it('all at once needs one success', () => {
    let s = begin(3, 'AllAtOnce');
    expect(running(s)).toHaveLength(3);
    s = end(end(s, 'i-0', 'Failed'), 'i-1', 'Failed');
    expect(end(s, 'i-2', 'Succeeded').status).toBe('Succeeded');
    expect(end(s, 'i-2', 'Failed').status).toBe('Failed');
  });

  it('that is stopped ends what runs, and hears nothing more', () => {
    const s = step(begin(1, 'OneAtATime'), {
      type: 'stop',
      at: 3,
      status: 'Stopped',
      code: 'MANUAL_STOP',
      message: 'm',
    }).state;
    expect(s).toMatchObject({ status: 'Stopped', endTime: 3, error: { code: 'MANUAL_STOP' } });
    expect(
      step(s, { type: 'target-ended', at: 4, target: 'i-0', status: 'Succeeded' }).state,
    ).toEqual(s);
  });
});

describe('the instances of a group', () => {
  const tags = [
    { Key: 'project', Value: 'a' },
    { Key: 'env', Value: 'staging' },
  ];
  const f = (Key: string, Value?: string) =>
    Value === undefined ? { Key, Type: 'KEY_ONLY' } : { Key, Value, Type: 'KEY_AND_VALUE' };
  it.each([
    [
      'lists are AND',
      { ec2TagSet: { ec2TagSetList: [[f('project', 'a')], [f('env', 'production')]] } },
      false,
    ],
    [
      'filters inside one are OR',
      {
        ec2TagSet: {
          ec2TagSetList: [[f('project', 'a')], [f('env', 'production'), f('env', 'staging')]],
        },
      },
      true,
    ],
    ['plain filters are OR', { ec2TagFilters: [f('project', 'x'), f('env')] }, true],
    ['none selects nothing', {}, false],
  ])('%s', (_rule, group, selected) => {
    expect(selectsInstance(tags, group)).toBe(selected);
  });
});
