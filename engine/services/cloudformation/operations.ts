import type { Operations } from '../../ports/context';
import * as s from './stack-operations';
import { createResource, deleteResource, signalTimeout } from './work';

export const operations = {
  CreateStack: s.createStack,
  DeleteStack: s.deleteStack,
  DescribeStackEvents: s.describeStackEvents,
  DescribeStackResources: s.describeStackResources,
  DescribeStacks: s.describeStacks,
  GetTemplate: s.getTemplate,
  ListStackResources: s.listStackResources,
  ListStacks: s.listStacks,
  SignalResource: s.signalResource,
  ValidateTemplate: s.validateTemplate,
} satisfies Operations;

export const jobs = {
  'cloudformation.create': createResource,
  'cloudformation.delete': deleteResource,
  'cloudformation.signal-timeout': signalTimeout,
};
