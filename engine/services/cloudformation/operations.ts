import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { createStack, validateTemplate } from './create-stack';
import * as s from './stack-operations';
import { stopInvocations } from './resources/custom';
import { createResource, deleteResource, signalTimeout, stackTimeout } from './work';

export const operations = {
  CreateStack: createStack,
  DeleteStack: s.deleteStack,
  DescribeStackEvents: s.describeStackEvents,
  DescribeStackResources: s.describeStackResources,
  DescribeStacks: s.describeStacks,
  GetTemplate: s.getTemplate,
  ListStackResources: s.listStackResources,
  ListStacks: s.listStacks,
  SignalResource: s.signalResource,
  UpdateTerminationProtection: s.updateTerminationProtection,
  ValidateTemplate: validateTemplate,
} satisfies Operations;

export const internal: Internal<'cloudformation'> = { signalResource: s.signalWithReason };

export const jobs = {
  'cloudformation.create': createResource,
  'cloudformation.delete': deleteResource,
  'cloudformation.signal-timeout': signalTimeout,
  'cloudformation.timeout': stackTimeout,
};

export const stop = stopInvocations;
