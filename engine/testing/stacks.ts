import type { CloudFormation, Stack } from '@aws-sdk/client-cloudformation';
import { until } from './wait';

/** What became of a stack. */
export interface Outcome {
  readonly id: string;
  readonly status: string;
  /** Why the resource failed that failed first; empty where none did. */
  readonly why: string;
  readonly outputs: Readonly<Record<string, string>>;
}

/** Waits until nothing moves in a stack any more; `StackName` is its name or id. */
export async function settled(cfn: CloudFormation, StackName: string): Promise<Outcome> {
  const stack = await until(`${StackName} is settled`, async (): Promise<Stack | false> => {
    const [found] = (await cfn.describeStacks({ StackName })).Stacks ?? [];
    return found !== undefined && !found.StackStatus?.endsWith('IN_PROGRESS') && found;
  });
  const { StackId: id = '', StackStatus: status = '', Outputs = [] } = stack;
  const { StackEvents = [] } = await cfn.describeStackEvents({ StackName: id });
  return {
    id,
    status,
    why:
      StackEvents.findLast((e) => e.ResourceStatus === 'CREATE_FAILED')?.ResourceStatusReason ?? '',
    outputs: Object.fromEntries(Outputs.map((o) => [o.OutputKey ?? '', o.OutputValue ?? ''])),
  };
}

/** Makes a stack and waits for what becomes of it. */
export async function makeStack(
  cfn: CloudFormation,
  StackName: string,
  template: object,
): Promise<Outcome> {
  const { StackId = '' } = await cfn.createStack({
    StackName,
    TemplateBody: JSON.stringify(template),
    Capabilities: ['CAPABILITY_NAMED_IAM'],
  });
  return settled(cfn, StackId);
}

/** Deletes a stack; returns the status in which it ends. */
export async function removeStack(cfn: CloudFormation, { id }: Outcome): Promise<string> {
  await cfn.deleteStack({ StackName: id });
  return (await settled(cfn, id)).status;
}
