import 'server-only';
import { z } from 'zod';
import { alarmName, type AlarmDone } from '@/lib/domain/build-project';
import { client, isAwsError } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { assertMayWrite } from '../aws/identity';
import { AppError } from '../data/errors';
import { stir } from '../live/followed';

const order = z.discriminatedUnion('action', [
  z.object({
    action: z.literal('create'),
    project: z.string().min(1).max(150),
    /** None: a topic of that name is made. */ topic: z
      .string()
      .startsWith('arn:')
      .max(2048)
      .optional(),
  }),
  z.object({
    action: z.literal('delete'),
    project: z.string().min(1).max(150),
    topic: z.string().max(2048).optional(),
  }),
]);

const PERIOD_SECONDS = 300;

/** Makes or removes the alarm on a project's failed builds: one failure within five minutes rings, five quiet minutes end it. */
export async function orderAlarm(connection: Connection, raw: unknown): Promise<AlarmDone> {
  const parsed = order.safeParse(raw);
  if (!parsed.success)
    throw new AppError(
      'invalid',
      parsed.error.issues[0]?.message ?? 'The request is not understood.',
    );
  await assertMayWrite(connection);
  const { action, project } = parsed.data;
  const name = alarmName(project);
  const cloudwatch = await client('cloudwatch', connection);
  try {
    if (action === 'delete') {
      const { MetricAlarms = [] } = await cloudwatch.describeAlarms({ AlarmNames: [name] });
      await cloudwatch.deleteAlarms({ AlarmNames: [name] });
      return {
        sentence: 'The alarm is gone. Its topic and who hears it stay.',
        undo: { action: 'create', project, topic: MetricAlarms[0]?.AlarmActions?.[0] },
      };
    }
    const topic =
      parsed.data.topic ??
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
    return {
      sentence: `From now on ${topic.split(':').pop() ?? 'the topic'} is told when a build of ${project} fails, and when it is quiet again.`,
      undo: { action: 'delete', project },
    };
  } catch (error) {
    if (isAwsError(error, 'ValidationError', 'InvalidParameterException', 'ResourceNotFound'))
      throw new AppError('invalid', `AWS refuses: ${error.message}`, error);
    throw error;
  } finally {
    stir();
  }
}
