import { expect, it } from 'vitest';
import { until } from '@/engine/testing/wait';
import { servingShapes } from '@/e2e/support/served-account';
import { mergeShapes } from '@/e2e/support/shapes/merge';
import type { Shape } from '@/e2e/support/shapes/format';
import type { Attention, Board } from '@/lib/domain/views';
import { cache } from '../cache/cache';
import { follow } from '../live/hub';
import { getBoard } from './read';

const serve = servingShapes({ STARBOARD_BACKEND: 'aws' });

const deployment = (deploymentId: string, actionOnTimeout: string, status = 'Ready') => ({
  deploymentId,
  applicationName: 'butik',
  deploymentGroupName: 'prod',
  status,
  createTime: 1795349656,
  deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
  revision: {
    revisionType: 'GitHub',
    gitHubLocation: {
      repository: 'butik/web',
      commitId: '9b03e7a1c44d2f0aa1b2c3d4e5f60718293a4b5c',
    },
  },
  blueGreenDeploymentConfiguration: {
    terminateBlueInstancesOnDeploymentSuccess: { action: 'KEEP_ALIVE' },
    deploymentReadyOption: { actionOnTimeout, waitTimeInMinutes: 60 },
    greenFleetProvisioningOption: { action: 'COPY_AUTO_SCALING_GROUP' },
  },
});
const shapeWith = (...more: ReturnType<typeof deployment>[]): Shape => {
  const shape = mergeShapes(['github-oauth-v1-codedeploy']);
  return { ...shape, deployments: [...(shape.deployments ?? []), ...more] };
};

/** The board once it is as `isMeant` says, while somebody looks at it. */
async function boardWhen(
  connection: Parameters<typeof getBoard>[0],
  isMeant: (board: Board) => boolean,
): Promise<Board> {
  const stop = follow(connection, 'board', () => undefined);
  try {
    return await until('the board', async () => {
      const board = await getBoard(connection);
      return isMeant(board) && board;
    });
  } finally {
    stop();
  }
}
const reroutes = (board: Board): Attention[] =>
  board.attention.filter((a) => a.reroute !== undefined);

it('a deployment that waits for somebody is among what needs people, whoever has started it', async () => {
  const { server, connection } = await serve(
    shapeWith(
      deployment('d-WA1T1NG00', 'STOP_DEPLOYMENT'),
      // It goes on by itself.
      deployment('d-G0ES0N000', 'CONTINUE_DEPLOYMENT'),
    ),
  );
  const board = await boardWhen(connection, (b) => reroutes(b).length > 0);
  expect(reroutes(board)).toEqual([
    expect.objectContaining({
      title: 'Waiting to reroute',
      project: 'butik',
      where: 'prod',
      detail: '9b03e7a',
      subject: 'Stopped if nobody does within 60 min',
      href: '/deployments/d-WA1T1NG00',
      reroute: { application: 'butik', group: 'prod', deployment: 'd-WA1T1NG00' },
    }),
  ]);
  expect(board.unreadable).toEqual([]);
  for (let i = 0; i < 3; i++) await getBoard(connection);
  expect(server.calls.filter((c) => c === 'codedeploy:ListDeployments')).toHaveLength(1);
});

it('is asked for again once a deployment has changed', async () => {
  const waiting = deployment('d-WA1T1NG00', 'STOP_DEPLOYMENT');
  const { server, connection } = await serve(shapeWith(waiting));
  await boardWhen(connection, (b) => reroutes(b).length === 1);
  for (const d of server.shape.deployments ?? [])
    if (d['deploymentId'] === waiting.deploymentId) Object.assign(d, { status: 'InProgress' });
  cache.invalidate(['deployments']);
  await boardWhen(connection, (b) => reroutes(b).length === 0);
});

it('that could not be read is told, and no calm', async () => {
  const { server, connection } = await serve(shapeWith());
  server.behaviour.deny.add('codedeploy:ListDeployments');
  const board = await boardWhen(connection, (b) => b.unreadable.length > 0);
  expect(board.unreadable).toEqual([
    {
      name: 'Deployments that wait for somebody',
      why: expect.stringContaining('codedeploy:ListDeployments') as string,
    },
  ]);
});
