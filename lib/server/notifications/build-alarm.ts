import 'server-only';
import { alarmName, type AlarmCommand, type AlarmDone } from '@/lib/domain/builds/build-project';
import { alarmCommand } from '@/lib/domain/builds/build-project-schema';
import { failed, ok, type Result } from '@/lib/domain/result';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { defineCommand } from '../commands/command';

const PERIOD_SECONDS = 300;

async function perform(
  connection: Connection,
  { action, project, topic: chosen }: AlarmCommand,
): Promise<Result<AlarmDone>> {
  const name = alarmName(project);
  const cloudwatch = await client('cloudwatch', connection);
  try {
    if (action === 'delete') {
      const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: [name] });
      await cloudwatch.deleteAlarms({ AlarmNames: [name] });
      return ok({
        sentence: 'The alarm is deleted. Its topic and subscribers stay.',
        undo: { action: 'create', project, topic: MetricAlarms[0]?.AlarmActions?.[0] },
      });
    }
    const topic =
      chosen ??
      (await (await client('sns', connection)).createTopic({ Name: name })).TopicArn ??
      '';
    await cloudwatch.putMetricAlarm({
      AlarmName: name,
      AlarmDescription: `A build of ${project} failed`,
      Namespace: 'AWS/CodeBuild',
      MetricName: 'FailedBuilds',
      Dimensions: [{ Name: 'ProjectName', Value: project }],
      Statistic: 'Sum',
      Period: PERIOD_SECONDS,
      EvaluationPeriods: 1,
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic],
      OKActions: [topic],
      Tags: [{ Key: 'starboard:project', Value: project }],
    });
    return ok({
      sentence: `From now on ${topic.split(':').pop() ?? 'the topic'} is notified when a build of ${project} fails, and when the alarm is over.`,
      undo: { action: 'delete', project },
    });
  } catch (error) {
    if (isAwsError(error, 'ValidationError', 'InvalidParameterException', 'ResourceNotFound'))
      return failed('invalid', `AWS refuses: ${error.message}`);
    throw error;
  }
}

/** Makes or removes the alarm on a project's failed builds: one failure within five minutes rings, five quiet minutes end it. */
export const changeAlarm = defineCommand('alarm', alarmCommand, perform);
