import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as a from './alarms';
import { act, lookAgain } from './evaluate';
import * as m from './metrics';
import { roll } from './points';
import * as r from './reads';

export const operations = {
  DeleteAlarms: a.deleteAlarms,
  DescribeAlarmHistory: a.describeAlarmHistory,
  DescribeAlarms: a.describeAlarms,
  DescribeAlarmsForMetric: a.describeAlarmsForMetric,
  DisableAlarmActions: a.disableAlarmActions,
  EnableAlarmActions: a.enableAlarmActions,
  GetMetricData: r.getMetricData,
  GetMetricStatistics: r.getMetricStatistics,
  ListMetrics: m.listMetrics,
  ListTagsForResource: a.listTagsForResource,
  PutMetricAlarm: a.putMetricAlarm,
  PutMetricData: m.putMetricData,
  SetAlarmState: a.setAlarmState,
  TagResource: a.tagResource,
  UntagResource: a.untagResource,
} satisfies Operations;

export const internal: Internal<'cloudwatch'> = { record: m.recordAll };

export const jobs = {
  'cloudwatch.act': act,
  'cloudwatch.look': lookAgain,
  'cloudwatch.roll': roll,
};
export { onEvent } from './metrics';
