import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import { failuresOf } from '@/lib/domain/deployments/targets';
import { cache } from '../cache/cache';
import { getDeploymentView } from './deployments';
import { toAppError } from '../aws/errors';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

interface Made {
  readonly info?: object;
  readonly targets: readonly object[];
  readonly more?: Answers;
}

const idOf = (t: object): string =>
  (Object.values(t).find((v) => typeof v === 'object') as { targetId: string }).targetId;

/** CodeDeploy as its API reference has it: ListDeploymentTargets in pages, at most 25 targets for each BatchGetDeploymentTargets. */
async function codedeploy({ info = {}, targets, more = {} }: Made): Promise<Answering> {
  aws = await answering('eu-north-1', {
    GetDeployment: ({ deploymentId }) => ({
      deploymentInfo: {
        deploymentId,
        applicationName: 'konto-prod',
        deploymentGroupName: 'konto-prod-dg',
        status: 'InProgress',
        createTime: 1795999688.5,
        ...info,
      },
    }),
    ListDeploymentTargets: ({ nextToken }) => {
      const from = Number(nextToken ?? 0);
      const next = from + 40;
      return {
        targetIds: targets.slice(from, next).map(idOf),
        ...(next < targets.length ? { nextToken: String(next) } : {}),
      };
    },
    BatchGetDeploymentTargets: ({ targetIds }) => {
      const ids = targetIds as string[];
      if (ids.length > 25)
        throw new Refused(
          'DeploymentTargetListSizeExceededException',
          'The maximum number of targets that can be associated with an Amazon ECS or Lambda deployment was exceeded.',
        );
      return { deploymentTargets: targets.filter((t) => ids.includes(idOf(t))) };
    },
    ...more,
  });
  return aws;
}

const view = async (made: Made) => getDeploymentView((await codedeploy(made)).connection, 'd-1');

const ECS = {
  deploymentTargetType: 'ECSTarget',
  ecsTarget: {
    deploymentId: 'd-1',
    targetId: 'konto:konto-prod',
    targetArn: 'arn:aws:ecs:eu-north-1:111122223333:service/konto/konto-prod',
    lastUpdatedAt: 1795999709.8,
    lifecycleEvents: [
      {
        lifecycleEventName: 'BeforeInstall',
        startTime: 1795999689.5,
        endTime: 1795999709.8,
        status: 'Succeeded',
      },
      { lifecycleEventName: 'Install', startTime: 1795999709.8, status: 'InProgress' },
      { lifecycleEventName: 'AllowTraffic', status: 'Pending' },
    ],
    status: 'InProgress',
    taskSetsInfo: [
      {
        identifer: 'ecs-svc/1180640573012044711',
        desiredCount: 2,
        pendingCount: 0,
        runningCount: 2,
        status: 'PRIMARY',
        trafficWeight: 100,
        targetGroup: { name: 'konto-prod-bla' },
        taskSetLabel: 'Blue',
      },
      {
        identifer: 'ecs-svc/2290711630455128826',
        desiredCount: 2,
        pendingCount: 1,
        runningCount: 1,
        status: 'ACTIVE',
        trafficWeight: 0,
        targetGroup: { name: 'konto-prod-gron' },
        taskSetLabel: 'Green',
      },
    ],
  },
};

const lambda = (status: string, weight: number, events: readonly object[]): object => ({
  deploymentTargetType: 'LambdaTarget',
  lambdaTarget: {
    deploymentId: 'd-1',
    targetId: 'price-lookup:live',
    targetArn: 'arn:aws:lambda:eu-north-1:111122223333:function:price-lookup:live',
    status,
    lastUpdatedAt: 1796333706.5,
    lifecycleEvents: events,
    lambdaFunctionInfo: {
      functionName: 'price-lookup',
      functionAlias: 'live',
      currentVersion: '8',
      targetVersion: '9',
      targetVersionWeight: weight,
    },
  },
});

const instance = (id: string, status: string): object => ({
  deploymentTargetType: 'InstanceTarget',
  instanceTarget: {
    deploymentId: 'd-1',
    targetId: id,
    targetArn: `arn:aws:ec2:eu-north-1:111122223333:instance/${id}`,
    status,
    lifecycleEvents: [
      {
        lifecycleEventName: 'Install',
        startTime: 1796333655,
        endTime: 1796333656.5,
        status,
        diagnostics: {
          errorCode: status === 'Failed' ? 'ScriptFailed' : 'Success',
          scriptName: 'install.sh',
          message: status === 'Failed' ? 'Script at specified location failed' : 'Succeeded',
          logTail: '[stderr]no space left',
        },
      },
    ],
    instanceLabel: 'Blue',
  },
});

describe('a deployment', () => {
  it('to ECS: the service, its events, and the traffic and tasks of both task sets', async () => {
    const { targets, platform } = await view({
      info: { computePlatform: 'ECS' },
      targets: [ECS],
    });
    expect(platform).toBe('ECS');
    expect(targets).toHaveLength(1);
    expect(targets[0]).toMatchObject({ id: 'konto:konto-prod', kind: 'ecs' });
    expect(targets[0]?.status.word).toBe('Running');
    expect(targets[0]?.cells.map((c) => [c.event, c.status.word, c.ms])).toEqual([
      ['BeforeInstall', 'Succeeded', 20_300],
      ['Install', 'Running', undefined],
      ['AllowTraffic', 'Not started', undefined],
    ]);
    expect(targets[0]?.traffic).toEqual([
      { name: 'Blue', percent: 100, tasks: { running: 2, desired: 2 } },
      { name: 'Green', percent: 0, tasks: { running: 1, desired: 2 } },
    ]);
  });

  it('to Lambda: the alias, both versions and their share of the traffic, and the function that a hook runs', async () => {
    const { targets } = await view({
      info: {
        status: 'Failed',
        computePlatform: 'Lambda',
        revision: {
          revisionType: 'String',
          string: {
            content:
              '{"version":0.0,"Resources":[],"Hooks":[{"BeforeAllowTraffic":"price-lookup-before"}]}',
          },
        },
      },
      targets: [
        lambda('Failed', 0, [
          {
            lifecycleEventName: 'BeforeAllowTraffic',
            startTime: 1796333655.5,
            endTime: 1796333706,
            status: 'Failed',
          },
          { lifecycleEventName: 'AllowTraffic', status: 'Skipped' },
        ]),
      ],
    });
    expect(targets[0]).toMatchObject({
      id: 'price-lookup:live',
      kind: 'lambda',
      traffic: [
        { name: 'Version 8', percent: 100 },
        { name: 'Version 9', percent: 0 },
      ],
    });
    expect(targets[0]?.cells[0]?.hook).toBe('price-lookup-before');
    expect(targets[0]?.cells[1]?.hook).toBeUndefined();
    // A hook's failure has no message of its own: it is a failure all the same.
    expect(failuresOf(targets)).toEqual([
      {
        event: 'BeforeAllowTraffic',
        message: undefined,
        logTail: undefined,
        targets: ['price-lookup:live'],
      },
    ]);
  });

  it.each([
    ['a share of one', 0.1, 'InProgress', 10],
    ['a percentage', 10, 'InProgress', 10],
    ['all of it, once all has gone well', 1, 'Succeeded', 100],
    ['one, of which nobody knows whether it is all or a hundredth', 1, 'InProgress', undefined],
  ])("a function's weight is told as %s", async (_name, weight, status, percent) => {
    const { targets } = await view({
      targets: [lambda(status, weight, [{ lifecycleEventName: 'AllowTraffic', status }])],
    });
    expect(targets[0]?.traffic?.[1]?.percent).toBe(percent);
  });

  it("of CloudFormation's blue/green: the resource, its share and its events; the id is the stack's", async () => {
    const stack = 'arn:aws:cloudformation:eu-north-1:111122223333:stack/shop/1f0d';
    const { targets } = await view({
      targets: [
        {
          deploymentTargetType: 'CloudFormationTarget',
          cloudFormationTarget: {
            deploymentId: 'd-1',
            targetId: stack,
            lastUpdatedAt: 1796333706.5,
            lifecycleEvents: [
              { lifecycleEventName: 'AllowTraffic', status: 'InProgress', startTime: 1796333700 },
            ],
            status: 'InProgress',
            resourceType: 'AWS::ECS::TaskSet',
            targetVersionWeight: 25,
          },
        },
      ],
    });
    expect(targets).toMatchObject([
      {
        id: stack,
        kind: 'cloudformation',
        label: 'AWS::ECS::TaskSet',
        traffic: [{ name: 'New version', percent: 25 }],
      },
    ]);
    expect(targets[0]?.cells.map((c) => c.event)).toEqual(['AllowTraffic']);
  });

  it('reads all pages of its targets, 25 a call, puts the failed ones first and counts them', async () => {
    const ids = Array.from({ length: 120 }, (_, i) => `i-${String(i).padStart(17, '0')}`);
    const failed = new Set([ids[60], ids[101], ids[119]]);
    const seen = await view({
      info: { status: 'Failed' },
      targets: ids.map((id) => instance(id, failed.has(id) ? 'Failed' : 'Succeeded')),
    });
    expect(seen.targets).toHaveLength(120);
    expect(seen.targets.slice(0, 3).map((t) => t.id)).toEqual([...failed]);
    expect(seen.count.map(([s, n]) => [s.word, n])).toEqual([
      ['Failed', 3],
      ['Succeeded', 117],
    ]);
    expect(seen.unread).toBeUndefined();
    expect(seen.targets[0]?.label).toBe('Blue');
    expect(seen.targets[0]?.cells[0]).toMatchObject({
      message: 'Script at specified location failed',
      logTail: '[stderr]no space left',
    });
    expect(seen.targets[5]?.cells[0]?.message).toBeUndefined();
  });

  it('whose targets may not be read says so, and counts them by its own overview', async () => {
    const seen = await view({
      info: {
        status: 'Failed',
        deploymentOverview: {
          Pending: 0,
          InProgress: 0,
          Succeeded: 8,
          Failed: 2,
          Skipped: 1,
          Ready: 0,
        },
      },
      targets: [],
      more: {
        ListDeploymentTargets: () => {
          throw new Refused(
            'AccessDeniedException',
            'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: codedeploy:ListDeploymentTargets on resource: *',
          );
        },
      },
    });
    expect(seen.targets).toEqual([]);
    expect(seen.unread).toContain('codedeploy:ListDeploymentTargets');
    expect(seen.count.map(([s, n]) => [s.word, n])).toEqual([
      ['Failed', 2],
      ['Skipped', 1],
      ['Succeeded', 8],
    ]);
  });

  it('that has not started has no targets yet', async () => {
    const seen = await view({
      info: { status: 'Created' },
      targets: [],
      more: {
        ListDeploymentTargets: () => {
          throw new Refused(
            'DeploymentNotStartedException',
            'The specified deployment has not started.',
          );
        },
      },
    });
    expect(seen).toMatchObject({ targets: [], unread: undefined, over: false });
  });

  it.each([
    ['DeploymentDoesNotExistException', 'The deployment d-1 could not be found'],
    ['InvalidDeploymentIdException', 'Specified DeploymentId is not in the valid format: d-1'],
  ])('that is not here may be in another Region or account: %s', async (code, message) => {
    const { connection } = await codedeploy({
      targets: [],
      more: {
        GetDeployment: () => {
          throw new Refused(code, message);
        },
      },
    });
    const error = toAppError(await getDeploymentView(connection, 'd-1').catch((e: unknown) => e));
    expect(error.kind).toBe('not_found');
    expect(error.message).toBe(
      'CodeDeploy has no deployment d-1 in Region eu-north-1 of this account. It may be in another Region or account.',
    );
  });
});
