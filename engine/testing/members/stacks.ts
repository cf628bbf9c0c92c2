import type { Any, Calling, Calls } from './calls';
import { until } from '../wait';

const GROUP = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: { Ref: 'Name' } } };
const template = (more: object = {}): string =>
  JSON.stringify({
    Parameters: { Name: { Type: 'String', Default: '/stack' } },
    Resources: { Group: GROUP },
    Outputs: { Name: { Value: { Ref: 'Name' } } },
    ...more,
  });
/** A name that is taken already, so that the stack fails. */
const TAKEN = '/stack-taken';

async function settled(c: Calling, StackName: string): Promise<Any> {
  return until(`${StackName} ends`, async () => {
    const { Stacks } = await c.call('cloudformation:DescribeStacks', { StackName });
    return !/_IN_PROGRESS$/.test(Stacks[0].StackStatus as string) && (Stacks[0] as Any);
  });
}
async function create(c: Calling, StackName: string, more: object = {}): Promise<string> {
  const { StackId } = await c.call('cloudformation:CreateStack', {
    StackName,
    TemplateBody: template({
      Parameters: { Name: { Type: 'String', Default: `/${StackName}` } },
    }),
    ...more,
  });
  await settled(c, StackId);
  return StackId as string;
}
const two = (more: object) => async (c: Calling) => {
  await c.once('stacks', async () => {
    for (const name of ['stack-a', 'stack-b']) await create(c, name);
  });
  return more;
};
const taken = (c: Calling): Promise<unknown> =>
  c.once('taken name', () => c.call('logs:CreateLogGroup', { logGroupName: TAKEN }));

/** CloudFormation. */
export const stacks: Calls = {
  'cloudformation:CreateStack': {
    input: async (c) => {
      await taken(c);
      return {
        StackName: c.n,
        TemplateBody: template({ Parameters: { Name: { Type: 'String', Default: TAKEN } } }),
      };
    },
    reads: async (c, { StackId }) => {
      const stack = await settled(c, StackId);
      const events = await c.call('cloudformation:DescribeStackEvents', { StackName: StackId });
      return [
        stack,
        events.StackEvents.map((e: Any) => [e.ResourceStatus, e.ClientRequestToken as string]),
      ];
    },
    members: {
      TemplateBody: template({ Parameters: { Name: { Type: 'String', Default: '/stack-new' } } }),
      Parameters: [{ ParameterKey: 'Name', ParameterValue: '/stack-newer' }],
      DisableRollback: true,
      TimeoutInMinutes: 5,
      Capabilities: ['CAPABILITY_IAM'],
      OnFailure: 'DELETE',
      ClientRequestToken: 'token',
      EnableTerminationProtection: true,
    },
  },
  'cloudformation:DeleteStack': {
    input: async (c) => ({ StackName: await create(c, c.n) }),
    reads: async (c, _answer, { StackName }) => {
      await settled(c, StackName);
      const events = await c.call('cloudformation:DescribeStackEvents', { StackName });
      return events.StackEvents.map((e: Any) => [
        e.ResourceStatus as string,
        e.ClientRequestToken as string,
      ]);
    },
    members: { RetainResources: ['Group'], ClientRequestToken: 'token' },
  },
  'cloudformation:DescribeStackEvents': { input: two({ StackName: 'stack-a' }) },
  'cloudformation:DescribeStackResources': {
    input: two({ StackName: 'stack-a' }),
    members: {
      StackName: 'stack-b',
      LogicalResourceId: 'None',
      PhysicalResourceId: 'none',
    },
  },
  'cloudformation:DescribeStacks': { input: two({}), members: { StackName: 'stack-a' } },
  'cloudformation:GetTemplate': {
    input: two({ StackName: 'stack-a' }),
    members: { StackName: 'stack-b' },
    unseen: { TemplateStage: 'Without a transform, which no stack here has, both are the same.' },
  },
  'cloudformation:ListStackResources': { input: two({ StackName: 'stack-a' }) },
  'cloudformation:ListStacks': {
    input: two({}),
    members: { StackStatusFilter: ['DELETE_FAILED'] },
  },
  'cloudformation:ValidateTemplate': {
    input: () => ({ TemplateBody: template() }),
    members: { TemplateBody: template({ Description: 'd' }) },
  },
};
