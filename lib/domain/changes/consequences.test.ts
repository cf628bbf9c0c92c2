import { describe, expect, it } from 'vitest';
import {
  approvalWayBack,
  approveSteps,
  rejectSteps,
  rollbackSteps,
  rollbackUnchanged,
  retrySteps,
  waitSentence,
} from './consequences';

const r = (sha: string) => ({ sha: sha.repeat(7), message: `commit ${sha}` });

describe('what would happen', () => {
  it('a rollback leaves a waiting approval alone, and says what approving it would do', () => {
    const steps = rollbackSteps({
      stage: 'Production',
      target: r('a'),
      live: r('b'),
      waiting: { stage: 'ApproveProduction', revision: r('c'), contains: true },
      inFlight: [],
      others: ['Staging'],
    });
    expect(steps[0]).toContain('`aaaaaaa` is deployed to Production again');
    expect(steps[1]).toMatch(/waiting on `ccccccc` stays.*would bring `bbbbbbb` back/);
  });

  it('what a plan has destroyed does not come back, and what is not known of it is said', () => {
    const about = (lost: object): string =>
      rollbackSteps({
        stage: 'Production',
        target: r('a'),
        live: r('b'),
        inFlight: [],
        others: [],
        lost: { addresses: [], ...lost },
      }).join(' ');
    const addresses = ['db.a', 'db.b', 'db.c', 'db.d', 'db.e', 'db.f', 'db.g'];
    expect(about({ addresses })).toContain(
      'Cannot be undone: the plan of `bbbbbbb` destroyed or replaced `db.a`, `db.b`, `db.c`, `db.d`, `db.e` and 2 more.',
    );
    expect(about({ unread: 'It is gone.' })).toContain('could not all be read: It is gone.');
    expect(about({})).not.toMatch(/destroyed/);
  });

  it('an approval has no undo, and says what the way back is', () => {
    const live = r('b');
    expect([
      approvalWayBack({ live }),
      approvalWayBack({ live, mode: 'PARALLEL' }),
      approvalWayBack({}),
    ]).toEqual([
      'An approval cannot be undone. The way back is to roll back to bbbbbbb.',
      'An approval cannot be undone. The way back is to release bbbbbbb again.',
      'An approval cannot be undone.',
    ]);
  });

  it('what is on its way can still reach the stage', () => {
    expect(
      rollbackSteps({
        stage: 'Production',
        target: r('a'),
        live: r('b'),
        inFlight: [{ revision: r('d'), where: 'Build' }],
        others: [],
      }).join(' '),
    ).toContain('`ddddddd` in Build continues');
  });

  it.each([
    [[], 2],
    [['Staging'], 3],
    [['Staging', 'Qa'], 3],
  ])('other environments %j keep theirs', (others, n) => {
    expect(rollbackUnchanged({ stage: 'Production', others })).toHaveLength(n);
  });

  it('calls nothing a first release, and no stage empty, while it is not known what is live', () => {
    const facts = { stage: 'Production', candidate: r('a'), unread: 'denied' };
    expect(approveSteps(facts).join(' ')).toContain('What it replaces could not be read.');
    expect(rejectSteps(facts).join(' ')).toContain('Production stays as it is.');
  });

  it('a first release replaces nothing', () => {
    expect(approveSteps({ stage: 'Production', candidate: r('a') }).join(' ')).toContain(
      'first release',
    );
    expect(rejectSteps({ stage: 'Production', candidate: r('a') }).join(' ')).toContain(
      'stays empty',
    );
  });

  it('a newer one behind the gate is named', () => {
    const facts = { stage: 'Production', candidate: r('a'), live: r('b'), behind: r('c') };
    for (const text of [
      approveSteps(facts).join(' '),
      rejectSteps(facts).join(' '),
      waitSentence(facts),
    ])
      expect(text).toContain('`ccccccc`');
  });

  it('retrying a gate asks again and deploys nothing', () => {
    expect(retrySteps('Production', r('a'), true).join(' ')).toMatch(
      /requested again.*Nothing is deployed/,
    );
  });
});
