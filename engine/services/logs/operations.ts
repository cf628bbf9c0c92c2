import type { Operations } from '../../ports/context';
import * as e from './events';
import * as g from './groups';
import { startLiveTail } from './live-tail';
import { expire } from './retention';

export const operations = {
  CreateLogGroup: g.createLogGroup,
  CreateLogStream: g.createLogStream,
  DeleteLogGroup: g.deleteLogGroup,
  DeleteLogStream: g.deleteLogStream,
  DeleteRetentionPolicy: g.deleteRetentionPolicy,
  DescribeLogGroups: g.describeLogGroups,
  DescribeLogStreams: g.describeLogStreams,
  FilterLogEvents: e.filterLogEvents,
  GetLogEvents: e.getLogEvents,
  ListTagsForResource: g.listTagsForResource,
  PutLogEvents: e.putLogEvents,
  PutRetentionPolicy: g.putRetentionPolicy,
  StartLiveTail: startLiveTail,
} satisfies Operations;

export const jobs = { 'logs.expire': expire };
