import { expect, it } from 'vitest';
import { until } from '@/engine/testing/wait';
import { servingShapes } from '@/e2e/support/served-account';
import type { Shape } from '@/e2e/support/shapes/format';
import { loadShape, mergeShapes } from '@/e2e/support/shapes/merge';
import type { LiveMessage } from '@/lib/domain/live/live-message';
import { isFailure } from '@/lib/domain/status';
import type { Board, BoardCell } from '@/lib/domain/views';
import type { ShapeServer } from '@/e2e/support/shapes/server';
import { follow } from '../live/hub';
import { getBoard } from './read';

const serve = servingShapes({ STARBOARD_BACKEND: 'aws' });

type Answers = NonNullable<Shape['answers']>;

/** A recorded shape as it is, with other answers and logs beside it. */
const withMore = (name: string, answers: Answers, logs: Shape['logs'] = {}): Shape => {
  const shape = mergeShapes([name]);
  return { ...shape, answers: { ...shape.answers, ...answers }, logs: { ...shape.logs, ...logs } };
};

/** The calls that were made once everything was known, and the failed cell then, while somebody looks. */
async function failedCell(
  shape: Shape,
  isThere: (cell: BoardCell) => boolean,
): Promise<{ cell: BoardCell; server: ShapeServer }> {
  const { server, connection } = await serve(shape);
  let cell: BoardCell | undefined;
  const stop = follow(connection, 'board', (_: LiveMessage) => undefined);
  try {
    await until('the cause', async () => {
      const board: Board = await getBoard(connection);
      cell = board.rows.flatMap((r) => r.cells).find((c) => isFailure(c.status));
      return cell !== undefined && isThere(cell);
    });
    const read = server.calls.filter((c) => !c.startsWith('codepipeline:')).length;
    for (let i = 0; i < 3; i++) await getBoard(connection);
    // However often it is looked at: a failure is read once.
    expect(server.calls.filter((c) => !c.startsWith('codepipeline:'))).toHaveLength(read);
  } finally {
    stop();
  }
  if (!cell) throw new Error('No cell has failed.');
  return { cell, server };
}

const isSaid = (words: RegExp) => (cell: BoardCell) => words.test(cell.problem ?? '');

it('of a CodeDeploy deployment by what its script wrote', async () => {
  const { cell } = await failedCell(mergeShapes(['codedeploy-files-left']), isSaid(/, in /));
  expect(cell.problem).not.toMatch(/d-7JN0X5S1Y/);
  expect(cell.problem).toMatch(/\S, in \w+ on 1 of 2 targets$/);
});

it('of a build by its test report', async () => {
  const shape = withMore('variables-overrides-triggers', {
    'codebuild.BatchGetReports': [
      {
        answer: {
          reports: [
            {
              arn: 'arn:aws:codebuild:eu-central-1:111122223333:report/meter:1',
              type: 'TEST',
              testSummary: {
                total: 6,
                statusCounts: { SUCCEEDED: 5, FAILED: 1 },
                durationInNanoSeconds: 1,
              },
            },
          ],
        },
      },
    ],
    'codebuild.DescribeTestCases': [
      { answer: { testCases: [{ name: 'greets by name', status: 'FAILED' }] } },
    ],
  });
  for (const build of shape.builds ?? [])
    if (build['buildStatus'] === 'FAILED')
      build['reportArns'] = ['arn:aws:codebuild:eu-central-1:111122223333:report/meter:1'];
  const { cell } = await failedCell(shape, isSaid(/tests failed/));
  expect(cell.problem).toBe('1 of 6 tests failed: greets by name');
});

it('of a stack by the resource that failed first', async () => {
  const at = (seconds: number): number =>
    failedAt('cdk-self-mutation', 'Frankfurt.Api.Deploy') + seconds;
  const id = 'arn:aws:cloudformation:eu-central-1:111122223333:stack/Frankfurt-Api/3f470c87';
  const event = (logical: string, type: string, reason: string, seconds: number) => ({
    EventId: logical,
    StackId: id,
    StackName: 'Frankfurt-Api',
    LogicalResourceId: logical,
    PhysicalResourceId: logical,
    ResourceType: type,
    ResourceStatus: 'UPDATE_FAILED',
    ResourceStatusReason: reason,
    Timestamp: at(seconds),
  });
  const shape = withMore('cdk-self-mutation', {
    'cloudformation.DescribeStacks': [
      {
        answer: {
          Stacks: [
            {
              StackId: id,
              StackName: 'Frankfurt-Api',
              StackStatus: 'UPDATE_ROLLBACK_COMPLETE',
              CreationTime: at(0),
            },
          ],
        },
      },
    ],
    'cloudformation.DescribeStackEvents': [
      {
        answer: {
          StackEvents: [
            event('Alias', 'AWS::Lambda::Alias', 'Resource update cancelled', -5),
            event(
              'ApiHandler5E7490E8',
              'AWS::Lambda::Function',
              'Resource handler returned message: "Unzipped size must be smaller than 262144000 bytes (Service: Lambda, Status Code: 400, Request ID: 1)" (RequestToken: 2, HandlerErrorCode: InvalidRequest)',
              -10,
            ),
          ],
        },
      },
    ],
  });
  const { cell } = await failedCell(shape, isSaid(/Unzipped/));
  expect(cell.problem).toBe(
    'ApiHandler5E7490E8: Unzipped size must be smaller than 262144000 bytes',
  );
});

it('of commands and instances by the log that the action names', async () => {
  const stream = '0e0156f9-1c9b-49dd-b78a-18e5c6e999cd';
  const shape = mergeShapes(['ec2-deploy-action']);
  const arn = JSON.stringify(shape.pipelines).match(/log-group:([^"]+?):log-stream:([^"]+)"/);
  expect(arn?.[2]).toContain(stream);
  const logs = {
    [arn?.[1] ?? '']: {
      [arn?.[2] ?? '']: [[shape.now, 'curl: (22) The requested URL returned error: 502']] as [
        number,
        string,
      ][],
    },
  };
  const { cell } = await failedCell({ ...shape, logs }, isSaid(/curl/));
  expect(cell.problem).toBe('curl got 502');
});

it('what may not be read is told by AWS’s summary, without what it says of every failure', async () => {
  const { server, connection } = await serve(mergeShapes(['cdk-self-mutation']), (s) =>
    s.behaviour.deny.add('cloudformation:DescribeStacks'),
  );
  const stop = follow(connection, 'board', () => undefined);
  const denied = (): number =>
    server.calls.filter((c) => c === 'cloudformation:DescribeStacks').length;
  try {
    await until('it was asked for', async () => {
      await getBoard(connection);
      return denied() > 0;
    });
    const { attention } = await getBoard(connection);
    expect(attention.map((a) => a.detail)).toContain(
      'CloudFormation could not update ApiHandler5E7490E8',
    );
    for (let i = 0; i < 3; i++) await getBoard(connection);
    expect(denied()).toBe(1);
  } finally {
    stop();
  }
});

/** When an action failed, in seconds since the epoch, in the account that is served now. */
function failedAt(shape: string, action: string): number {
  const recorded = loadShape(shape);
  const [last] = Object.values(recorded.pipelines)
    .flatMap((p) => p.actions)
    .filter((a) => a['actionName'] === action && a['status'] === 'Failed');
  return Date.now() / 1000 - recorded.now + Number(last?.['lastUpdateTime']);
}
