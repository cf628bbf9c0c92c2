import { describe, expect, it } from 'vitest';
import { forecast } from './forecast';
import { IN_FRONT, statusOf, WAITING } from '@/lib/domain/status';

const e = (id: string, startedAt: number, where: string, status = statusOf('InProgress')) => ({
  id,
  startedAt,
  where,
  status,
  revision: { sha: `${id}000000000`, message: '' },
});
const stages = (front: readonly string[]) =>
  ['Source', 'Build', 'Staging', 'Production'].map((name) => ({
    name,
    inbound: name === 'Production' ? front.map((executionId) => ({ executionId })) : [],
  }));
const at = e('aaaaaaa', 1, 'Production', WAITING);
const front = e('bbbbbbb', 2, 'before Production', IN_FRONT);
const coming = e('ccccccc', 3, 'Staging');

describe('what becomes of those under way', () => {
  it('SUPERSEDED: who waits in front is replaced by a newer one that comes, and both are told', () => {
    const said = forecast('SUPERSEDED', stages(['bbbbbbb']), [coming, front, at]);
    expect(said.get('bbbbbbb')).toMatch(/when `ccccccc` comes to Production, it is superseded/);
    expect(said.get('ccccccc')).toBe(
      'Replaces `bbbbbbb` in front of Production if that still waits there.',
    );
    expect(said.has('aaaaaaa')).toBe(false);
  });

  it('nobody newer on the way, or one that is over: nothing is foretold', () => {
    expect(forecast('SUPERSEDED', stages(['bbbbbbb']), [front, at]).size).toBe(0);
    expect(
      forecast('SUPERSEDED', stages(['bbbbbbb']), [
        { ...coming, status: statusOf('Failed') },
        front,
        at,
      ]).size,
    ).toBe(0);
  });

  it('QUEUED: in their order; PARALLEL: nobody waits for anybody', () => {
    const queue = [coming, front].map((x) => ({
      ...x,
      where: 'before Production',
      status: IN_FRONT,
    }));
    expect([...forecast('QUEUED', stages(['bbbbbbb', 'ccccccc']), queue).values()]).toEqual([
      'Enters Production next.',
      'Enters Production after 1 other.',
    ]);
    expect(forecast('PARALLEL', stages(['bbbbbbb']), [coming, front]).size).toBe(0);
  });
});
