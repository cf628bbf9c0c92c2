import { describe, expect, it } from 'vitest';
import { countOf, createFleet, stepFleet, type FleetInput, type FleetState } from './fleet';

const IDS = ['i-1', 'i-2', 'i-3', 'i-4'];
type Earlier = Parameters<typeof createFleet>[2];

/** A deployment to four instances, and what it has said. */
class Fleet {
  state: FleetState;
  readonly ran: string[] = [];
  end: { readonly problem: string | undefined } | undefined;

  constructor(maxBatch: number, maxErrors: number, earlier: Earlier = () => undefined) {
    this.state = createFleet(IDS, { maxBatch, maxErrors }, earlier);
    this.apply({ type: 'start' });
  }

  apply(input: FleetInput): void {
    const { state, commands } = stepFleet(this.state, input);
    this.state = state;
    for (const c of commands)
      if (c.type === 'run-target') this.ran.push(c.target);
      else this.end = c;
  }

  finish(target: string, status: 'Succeeded' | 'Failed', message?: string): void {
    this.apply({ type: 'target-ended', at: 9, target, status, message });
  }

  get statuses(): string {
    return this.state.targets.map((t) => `${t.id} ${t.status}`).join(', ');
  }
}

describe('a number of instances', () => {
  it.each([
    ['2', 2],
    ['0', 0],
    ['50%', 2],
    ['30%', 1],
    ['100%', 4],
  ])('%s of four is %i', (text, n) => expect(countOf(text, IDS.length)).toBe(n));
  it.each(['', '-1', '1.5', '101%', '2 %', 'half'])('%j is none', (text) =>
    expect(countOf(text, IDS.length)).toBeUndefined(),
  );
});

describe('a deployment to a fleet', () => {
  it('has no more than MaxBatch instances at work, and ends when all have', () => {
    const fleet = new Fleet(2, 0);
    expect(fleet.ran).toEqual(['i-1', 'i-2']);
    fleet.finish('i-2', 'Succeeded');
    expect(fleet.ran).toEqual(['i-1', 'i-2', 'i-3']);
    for (const id of ['i-1', 'i-3']) fleet.finish(id, 'Succeeded');
    expect(fleet.end).toBeUndefined();
    fleet.finish('i-4', 'Succeeded');
    expect(fleet.end).toEqual({ type: 'ended', problem: undefined });
  });

  it('works on one at least, whatever a percentage comes to', () => {
    expect(new Fleet(0, 0).ran).toEqual(['i-1']);
  });

  it('begins nothing after more than MaxError have failed; what runs comes to its end', () => {
    const fleet = new Fleet(2, 0);
    fleet.finish('i-1', 'Failed', 'no such script');
    expect(fleet.statuses).toBe('i-1 Failed, i-2 InProgress, i-3 Skipped, i-4 Skipped');
    expect(fleet.end).toBeUndefined();
    fleet.finish('i-2', 'Succeeded');
    expect(fleet.end?.problem).toBe(
      'Deployment failed: 1 of 4 instances failed, which exceeds MaxError 0.',
    );
  });

  it('succeeds with as many failures as MaxError', () => {
    const fleet = new Fleet(4, 1);
    fleet.finish('i-3', 'Failed');
    for (const id of ['i-1', 'i-2', 'i-4']) fleet.finish(id, 'Succeeded');
    expect(fleet.end).toEqual({ type: 'ended', problem: undefined });
  });

  it('begins with those that failed before, and leaves out those that have the artifact', () => {
    const before = new Map([
      ['i-1', 'has it'],
      ['i-3', 'failed'],
    ] as const);
    const fleet = new Fleet(1, 0, (id) => before.get(id as 'i-1'));
    expect(fleet.statuses).toBe('i-3 InProgress, i-1 Skipped, i-2 Pending, i-4 Pending');
  });

  it('ends at once where each has the artifact', () => {
    expect(new Fleet(1, 0, () => 'has it').end).toEqual({ type: 'ended', problem: undefined });
  });

  it('knows when each event began and ended; a lost instance has failed in the one that ran', () => {
    const fleet = new Fleet(1, 0);
    const event = { type: 'event', target: 'i-1', event: 'BeforeDeploy' } as const;
    fleet.apply({ ...event, at: 1, status: 'InProgress' });
    fleet.apply({ ...event, at: 2, status: 'Succeeded' });
    fleet.apply({ ...event, at: 3, status: 'InProgress', event: 'Deploy' });
    fleet.finish('i-1', 'Failed', 'The instance was terminated.');
    expect(fleet.state.targets[0]).toEqual({
      id: 'i-1',
      status: 'Failed',
      startTime: 1,
      endTime: 9,
      events: [
        { name: 'BeforeDeploy', status: 'Succeeded', startTime: 1, endTime: 2 },
        {
          name: 'Deploy',
          status: 'Failed',
          startTime: 3,
          endTime: 9,
          message: 'The instance was terminated.',
        },
        { name: 'AfterDeploy', status: 'Skipped' },
      ],
    });
    // What comes afterwards is of no account.
    fleet.finish('i-1', 'Succeeded');
    expect(fleet.state.targets[0]?.status).toBe('Failed');
  });

  it('abandoned, begins nothing more and ends nothing', () => {
    const fleet = new Fleet(1, 0);
    fleet.apply({ type: 'abandon' });
    fleet.finish('i-1', 'Succeeded');
    expect(fleet.statuses).toBe('i-1 Succeeded, i-2 Skipped, i-3 Skipped, i-4 Skipped');
    expect(fleet.end).toBeUndefined();
    expect(fleet.ran).toEqual(['i-1']);
  });
});
