import type { StageState } from '@aws-sdk/client-codepipeline';
import { describe, expect, it } from 'vitest';
import type { LiveFinding } from '@/lib/domain/deployments/live';
import { canReach, liveOriginIn } from './stages';

const facts = (live?: LiveFinding, unread?: string): Parameters<typeof liveOriginIn>[0] => ({
  live: new Map(live ? [['Production', live]] : []),
  unread: new Map(unread === undefined ? [] : [['Production', unread]]),
  executions: [
    { pipelineExecutionId: 'e1' },
    { pipelineExecutionId: 'back', rollbackMetadata: { rollbackTargetPipelineExecutionId: 'e1' } },
  ],
  older: [],
});

describe('what a release into a stage is compared with', () => {
  it.each([
    ['nothing, where nothing is live', facts(), '-'],
    ['what is live', facts({ executionId: 'e1', at: 1 }), 'e1'],
    ['what a rollback brought back', facts({ executionId: 'back', at: 1 }), 'e1'],
    ['what is not known, where that could not be read', facts(undefined, 'denied'), '~'],
    [
      'what is not known, where a deployment belongs to no execution',
      facts({ at: 1, disagrees: 'd-1 does not belong to this pipeline.' }),
      '~',
    ],
  ])('is %s', (_name, known, from) => {
    expect(liveOriginIn(known, 'Production')).toBe(from);
  });
});

describe('an execution that goes on', () => {
  const stages: readonly (StageState & { stageName: string })[] = [
    { stageName: 'Source', latestExecution: { pipelineExecutionId: 'c', status: 'Succeeded' } },
    { stageName: 'Staging', latestExecution: { pipelineExecutionId: 'b', status: 'InProgress' } },
    {
      stageName: 'Production',
      latestExecution: { pipelineExecutionId: 'a', status: 'InProgress' },
      inboundExecutions: [{ pipelineExecutionId: 'd', status: 'InProgress' }],
    },
  ];
  it('can come into the stages from where it is on, and into none that it has left', () => {
    const reached = (e: string): string[] =>
      stages.flatMap((s) => (canReach({ stages: [...stages] }, e, s.stageName) ? s.stageName : []));
    expect(['a', 'b', 'c', 'd'].map(reached)).toEqual([
      ['Production'],
      ['Staging', 'Production'],
      ['Source', 'Staging', 'Production'],
      ['Production'],
    ]);
  });
});
