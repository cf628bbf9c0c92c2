import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answering, Refused, type Answering, type Answers } from '@/e2e/support/answering';
import type { ActionFacts } from '@/lib/domain/executions/action-facts';
import { cache } from '../cache/cache';
import { getActionFacts, wantOf } from './action-facts';

let aws: Answering | undefined;
beforeEach(() => {
  cache.clear();
});
afterEach(async () => {
  await aws?.stop();
  aws = undefined;
});

const STARTED = 1796329394;

interface Ran {
  readonly provider: string;
  readonly configuration: Readonly<Record<string, string>>;
  readonly status?: string;
  readonly logStreamARN?: string;
  readonly region?: string;
  readonly roleArn?: string;
}

const actionOf = (
  { provider, configuration, status = 'Failed', logStreamARN, ...where }: Ran,
  n = 0,
) => ({
  pipelineExecutionId: `e${n}`,
  actionExecutionId: `a${n}`,
  stageName: 'Live',
  actionName: 'roll',
  startTime: STARTED + n * 10_000,
  lastUpdateTime: STARTED + n * 10_000 + 600,
  status,
  input: {
    actionTypeId: { category: 'Deploy', owner: 'AWS', provider, version: '1' },
    configuration,
    region: 'eu-west-1',
    ...where,
  },
  output: { executionResult: { logStreamARN } },
});

/** A pipeline with one deploying action, run by the executions given, and what its service answers. */
async function facts(ran: Ran, answers: Answers, later: readonly Ran[] = []): Promise<ActionFacts> {
  const actions = [...later.map((l, i) => actionOf(l, i + 1)).reverse(), actionOf(ran)];
  const declared = {
    name: 'roll',
    actionTypeId: actions[0]?.input.actionTypeId,
    configuration: ran.configuration,
  };
  aws = await answering('eu-west-1', {
    GetPipelineState: () => ({ pipelineName: 'shop', stageStates: [], updated: 1795000000 }),
    GetPipeline: () => ({
      pipeline: {
        name: 'shop',
        roleArn: 'arn:aws:iam::111122223333:role/pipeline',
        version: 1,
        stages: [{ name: 'Live', actions: [declared] }],
      },
      metadata: {
        pipelineArn: 'arn:aws:codepipeline:eu-west-1:111122223333:shop',
        updated: 1795000000,
      },
    }),
    ListPipelineExecutions: () => ({ pipelineExecutionSummaries: [] }),
    GetPipelineExecution: () => ({
      pipelineExecution: { pipelineName: 'shop', pipelineExecutionId: 'e0', status: 'Failed' },
    }),
    ListActionExecutions: ({ filter }) => ({
      actionExecutionDetails: actions.filter(
        (a) =>
          !filter ||
          a.pipelineExecutionId === (filter as { pipelineExecutionId: string }).pipelineExecutionId,
      ),
    }),
    ...answers,
  });
  return getActionFacts(aws.connection, 'shop', 'e0', 'a0');
}

const STACK = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders/85b64100';
const NESTED = 'arn:aws:cloudformation:eu-west-1:111122223333:stack/orders-Queue-1X/9c1f';
const cloudformation: Ran = {
  provider: 'CloudFormation',
  configuration: { ActionMode: 'CREATE_UPDATE', StackName: 'orders' },
};
const query = (operation: string, result: string): string =>
  `<${operation}Response xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><${operation}Result>${result}</${operation}Result></${operation}Response>`;
const stacks = (status: string, reason = ''): string =>
  query(
    'DescribeStacks',
    `<Stacks><member><StackId>${STACK}</StackId><StackName>orders</StackName><StackStatus>${status}</StackStatus>${reason && `<StackStatusReason>${reason}</StackStatusReason>`}<CreationTime>2026-01-01T00:00:00Z</CreationTime></member></Stacks>`,
  );
/** Seconds after the action's start, logical id, type, status, reason, physical id. */
type Told = readonly [number, string, string, string, string?, string?];
const events = (stack: string, told: readonly Told[], next = ''): string =>
  query(
    'DescribeStackEvents',
    `<StackEvents>${told
      .map(
        ([after, id, type, status, reason = '', physical = `p-${id}`]) =>
          `<member><StackId>${stack}</StackId><EventId>${id}-${after}</EventId><StackName>orders</StackName><LogicalResourceId>${id}</LogicalResourceId><PhysicalResourceId>${physical}</PhysicalResourceId><ResourceType>${type}</ResourceType><Timestamp>${new Date((STARTED + after) * 1000).toISOString()}</Timestamp><ResourceStatus>${status}</ResourceStatus>${reason && `<ResourceStatusReason>${reason}</ResourceStatusReason>`}</member>`,
      )
      .join('')}</StackEvents>${next && `<NextToken>${next}</NextToken>`}`,
  );

const FAILED_UPDATE: readonly Told[] = [
  [40, 'orders', 'AWS::CloudFormation::Stack', 'UPDATE_ROLLBACK_COMPLETE', '', STACK],
  [25, 'Table', 'AWS::DynamoDB::Table', 'UPDATE_FAILED', 'Resource update cancelled'],
  [
    24,
    'Fn',
    'AWS::Lambda::Function',
    'UPDATE_FAILED',
    'Resource handler returned message: The role defined for the function cannot be assumed by Lambda.',
  ],
  [10, 'Fn', 'AWS::Lambda::Function', 'UPDATE_IN_PROGRESS'],
  [5, 'orders', 'AWS::CloudFormation::Stack', 'UPDATE_IN_PROGRESS', 'User Initiated', STACK],
  [-9000, 'Old', 'AWS::SQS::Queue', 'UPDATE_FAILED', 'A failure of the operation before'],
];

describe('what CloudFormation says of an action', () => {
  it('a failed one: the status now and its reason, the failed resources newest first, and the first failure as the cause', async () => {
    const read = await facts(cloudformation, {
      DescribeStacks: () =>
        stacks('UPDATE_ROLLBACK_COMPLETE', 'The following resource(s) failed to update: [Fn].'),
      DescribeStackEvents: () => events(STACK, FAILED_UPDATE),
    });
    expect(read.facts).toMatchObject({
      kind: 'stack',
      name: 'orders',
      word: 'UPDATE_ROLLBACK_COMPLETE',
      status: { key: 'fail', word: 'Rolled back' },
      reason: 'The following resource(s) failed to update: [Fn].',
      cause: { logicalId: 'Fn', word: 'UPDATE_FAILED' },
    });
    expect(read.facts?.kind === 'stack' && read.facts.cause?.reason).toContain(
      'cannot be assumed by Lambda',
    );
    // The failure of an earlier operation is none of this action's.
    expect(read.facts?.kind === 'stack' && read.facts.failures.map((f) => f.logicalId)).toEqual([
      'Table',
      'Fn',
    ]);
    expect(read.later).toBe(false);
  });

  it('of a nested stack the cause is the resource in it, however many pages its events have', async () => {
    const read = await facts(cloudformation, {
      DescribeStacks: () => stacks('UPDATE_ROLLBACK_COMPLETE'),
      DescribeStackEvents: ({ StackName, NextToken }) => {
        if (StackName !== NESTED)
          return events(STACK, [
            [
              30,
              'Queue',
              'AWS::CloudFormation::Stack',
              'UPDATE_FAILED',
              'Embedded stack failed',
              NESTED,
            ],
          ]);
        return NextToken
          ? events(NESTED, [[21, 'Dead', 'AWS::SQS::Queue', 'CREATE_FAILED', 'It exists already']])
          : events(
              NESTED,
              [[22, 'Main', 'AWS::SQS::Queue', 'CREATE_FAILED', 'Resource creation cancelled']],
              'more',
            );
      },
    });
    expect(read.facts).toMatchObject({
      cause: { logicalId: 'Queue › Dead', reason: 'It exists already' },
    });
  });

  it('without the permission for events it says which one, and what it does know', async () => {
    const read = await facts(cloudformation, {
      DescribeStacks: () => stacks('UPDATE_COMPLETE'),
      DescribeStackEvents: () => {
        throw new Refused(
          'AccessDenied',
          'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: cloudformation:DescribeStackEvents on resource: x',
        );
      },
    });
    expect(read.facts).toMatchObject({
      word: 'UPDATE_COMPLETE',
      status: { key: 'ok', word: 'Updated' },
      failures: [],
      unread: { action: 'cloudformation:DescribeStackEvents' },
    });
  });

  it('without any permission it names the one that is missing', async () => {
    const read = await facts(cloudformation, {
      DescribeStacks: () => {
        throw new Refused(
          'AccessDenied',
          'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: cloudformation:DescribeStacks on resource: x',
        );
      },
    });
    expect(read.facts).toBeUndefined();
    expect(read.unread).toEqual({
      message: 'Viewer/mara lacks cloudformation:DescribeStacks.',
      action: 'cloudformation:DescribeStacks',
    });
  });

  it('of a stack that is gone it says that', async () => {
    const read = await facts(cloudformation, {
      DescribeStacks: () => {
        throw new Refused('ValidationError', 'Stack with id orders does not exist');
      },
    });
    expect(read.facts).toBeUndefined();
    expect(read.gone).toBe('There is no stack orders.');
  });

  it.each([
    [{ region: 'us-east-1' }, 'Region us-east-1'],
    [{ roleArn: 'arn:aws:iam::333344445555:role/deployer' }, 'account 333344445555'],
  ])('in another Region or account nothing is asked (%j)', async (where, away) => {
    const read = await facts({ ...cloudformation, ...where }, {});
    expect(read.away).toBe(away);
    expect(read.facts).toBeUndefined();
    expect(aws?.calls.filter(([name]) => name.startsWith('DescribeStack'))).toEqual([]);
  });

  it('says so where a later execution has run the action since', async () => {
    const read = await facts(
      cloudformation,
      {
        DescribeStacks: () => stacks('UPDATE_COMPLETE'),
        DescribeStackEvents: () => events(STACK, []),
      },
      [{ ...cloudformation, status: 'Succeeded' }],
    );
    expect(read.later).toBe(true);
  });
});

const ecs: Ran = {
  provider: 'ECS',
  configuration: { ClusterName: 'ledger', ServiceName: 'web', FileName: 'images.json' },
  status: 'InProgress',
};
/** After the example answer of `aws ecs describe-services` (AWS CLI reference). */
const SERVICE = {
  serviceArn: 'arn:aws:ecs:eu-west-1:111122223333:service/ledger/web',
  serviceName: 'web',
  clusterArn: 'arn:aws:ecs:eu-west-1:111122223333:cluster/ledger',
  status: 'ACTIVE',
  desiredCount: 2,
  runningCount: 2,
  pendingCount: 1,
  deployments: [
    {
      id: 'ecs-svc/2290711630455128826',
      status: 'PRIMARY',
      taskDefinition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:43',
      desiredCount: 2,
      pendingCount: 1,
      runningCount: 0,
      failedTasks: 3,
      createdAt: 1796329400,
      updatedAt: 1796329500,
      rolloutState: 'IN_PROGRESS',
      rolloutStateReason: 'ECS deployment ecs-svc/2290711630455128826 in progress.',
    },
    {
      id: 'ecs-svc/1180640573012044711',
      status: 'ACTIVE',
      taskDefinition: 'arn:aws:ecs:eu-west-1:111122223333:task-definition/web:42',
      desiredCount: 2,
      pendingCount: 0,
      runningCount: 2,
      failedTasks: 0,
      createdAt: 1796000000,
      updatedAt: 1796000100,
      rolloutState: 'COMPLETED',
    },
  ],
  events: [
    {
      id: '1',
      createdAt: 1796329500,
      message: '(service web) is unable to consistently start tasks successfully.',
    },
    { id: '2', createdAt: 1796329400, message: '(service web) has started 1 tasks: (task 77).' },
  ],
};

describe('what ECS says of an action', () => {
  it('the deployments with their rollouts and tasks, and the newest events', async () => {
    const read = await facts(ecs, {
      DescribeServices: () => ({ services: [SERVICE], failures: [] }),
    });
    expect(aws?.calls.find(([name]) => name === 'DescribeServices')?.[1]).toEqual({
      cluster: 'ledger',
      services: ['web'],
    });
    expect(read.facts).toMatchObject({
      kind: 'service',
      cluster: 'ledger',
      running: 2,
      desired: 2,
      deployments: [
        {
          word: 'PRIMARY',
          rollout: { key: 'run' },
          task: 'web:43',
          running: 0,
          desired: 2,
          failed: 3,
        },
        { word: 'ACTIVE', rollout: { key: 'ok' }, task: 'web:42', running: 2, failed: 0 },
      ],
    });
    expect(read.facts?.kind === 'service' && read.facts.events[0]?.message).toContain(
      'unable to consistently start',
    );
  });

  it('a service that is missing, or its cluster, is said to be', async () => {
    const missing = await facts(ecs, {
      DescribeServices: () => ({
        services: [],
        failures: [{ arn: 'arn:aws:ecs:eu-west-1:111122223333:service/web', reason: 'MISSING' }],
      }),
    });
    expect(missing.gone).toBe('There is no service web in the cluster ledger.');
  });
});

describe('what CodePipeline says of the instances of an EC2 deploy action', () => {
  const LOG = 'log-group:/aws/codepipeline/shop:log-stream:e0/Live/roll/a0';
  const ec2: Ran = {
    provider: 'EC2',
    configuration: { InstanceTagKey: 'role', InstanceType: 'EC2' },
    logStreamARN: `arn:aws:logs:eu-west-1:111122223333:${LOG}`,
  };
  const event = (name: string, status: string, more: object = {}) => ({ name, status, ...more });
  const targets = [
    {
      targetId: 'i-1',
      targetType: 'EC2',
      status: 'Failed',
      events: [
        event('BeforeDeploy', 'Failed', {
          startTime: STARTED,
          endTime: STARTED + 2,
          context: { ssmCommandId: 'c', message: 'exit code 1' },
        }),
        event('Deploy', 'Skipped', { context: { message: '' } }),
      ],
    },
    { targetId: 'i-2', targetType: 'EC2', status: 'Skipped', events: [event('Deploy', 'Skipped')] },
  ];
  const answers: Answers = {
    ListDeployActionExecutionTargets: ({ nextToken }) =>
      nextToken ? { targets: targets.slice(1) } : { targets: targets.slice(0, 1), nextToken: '2' },
    GetLogEvents: () => ({ events: [{ timestamp: STARTED * 1000, message: '[i-1] no\n' }] }),
  };

  it('each with its events, why one failed, and the last lines of the log', async () => {
    const { facts: read } = await facts(ec2, answers);
    expect(new Map(aws?.calls).get('ListDeployActionExecutionTargets')).toMatchObject({
      actionExecutionId: 'a0',
    });
    expect(new Map(aws?.calls).get('GetLogEvents')).toMatchObject({
      logGroupName: '/aws/codepipeline/shop',
      logStreamName: 'e0/Live/roll/a0',
    });
    expect(read).toMatchObject({
      kind: 'fleet',
      instances: [
        {
          id: 'i-1',
          status: { key: 'fail' },
          events: [
            {
              name: 'BeforeDeploy',
              status: { key: 'fail' },
              from: STARTED * 1000,
              to: (STARTED + 2) * 1000,
              message: 'exit code 1',
            },
            { name: 'Deploy', status: { key: 'skip' }, message: undefined },
          ],
        },
        { id: 'i-2', status: { key: 'skip' } },
      ],
      lines: ['[i-1] no'],
    });
  });

  it('its instances, where its log may not be read', async () => {
    const { facts: read } = await facts(ec2, {
      ...answers,
      GetLogEvents: () => {
        throw new Refused(
          'AccessDeniedException',
          'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: logs:GetLogEvents on resource: x',
        );
      },
    });
    expect(read).toMatchObject({
      instances: [{ id: 'i-1' }, { id: 'i-2' }],
      lines: [],
      unread: { action: 'logs:GetLogEvents' },
    });
  });
});

describe('what Lambda says of an action', () => {
  const lambda: Ran = {
    provider: 'Lambda',
    configuration: { FunctionName: 'notify', FunctionAlias: 'live', DeployStrategy: 'Canary' },
    status: 'InProgress',
  };

  it('the versions that the alias invokes, each with its share', async () => {
    const read = await facts(lambda, {
      'GET /2015-03-31/functions/notify/aliases/live': () => ({
        AliasArn: 'arn:aws:lambda:eu-west-1:111122223333:function:notify:live',
        Name: 'live',
        FunctionVersion: '8',
        RoutingConfig: { AdditionalVersionWeights: { '9': 0.1 } },
      }),
    });
    expect(read.facts).toEqual({
      kind: 'alias',
      function: 'notify',
      alias: 'live',
      versions: [
        { version: '8', percent: 90 },
        { version: '9', percent: 10 },
      ],
    });
  });

  it('without the permission it names it', async () => {
    const read = await facts(lambda, {
      'GET /2015-03-31/functions/notify/aliases/live': () => {
        throw new Refused(
          'AccessDeniedException',
          'User: arn:aws:sts::111122223333:assumed-role/Viewer/mara is not authorized to perform: lambda:GetAlias on resource: x',
        );
      },
    });
    expect(read.unread?.action).toBe('lambda:GetAlias');
  });
});

describe('which actions have facts', () => {
  it.each<[string, string, string, Readonly<Record<string, string>>, string | undefined]>([
    ['CloudFormation', 'Deploy', 'CloudFormation', { StackName: 's' }, 'stack'],
    ['ECS in the default cluster', 'Deploy', 'ECS', { ServiceName: 'w' }, 'service'],
    [
      'Lambda with an alias',
      'Deploy',
      'Lambda',
      { FunctionName: 'f', FunctionAlias: 'a' },
      'alias',
    ],
    ['Lambda without one', 'Deploy', 'Lambda', { FunctionName: 'f' }, undefined],
    [
      'a Lambda function that is invoked',
      'Invoke',
      'Lambda',
      { FunctionName: 'f', FunctionAlias: 'a' },
      undefined,
    ],
    ['instances with a tag', 'Deploy', 'EC2', { InstanceTagKey: 'role' }, 'fleet'],
    ['any other', 'Deploy', 'S3', { BucketName: 'b' }, undefined],
  ])('%s', (_name, category, provider, configuration, kind) => {
    expect(
      wantOf({
        input: {
          actionTypeId: {
            category: category as 'Deploy',
            owner: 'AWS',
            provider,
            version: '1',
          },
          configuration,
        },
      })?.kind,
    ).toBe(kind);
  });
});
