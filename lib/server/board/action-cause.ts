import 'server-only';
import { causeIn } from '@/lib/domain/deployments/failure-cause';
import { ecsWords, plainProblem } from '@/lib/domain/executions/problem-words';
import type { Connection } from '../aws/connection';
import { serviceFacts } from '../execution/service-facts';
import { stackFacts } from '../execution/stack-facts';
import type { FailedAction } from './failed-action';
import { causeOfLog } from './build-cause';
import { logOfArn, logTail } from './log-tail';

/** ECS's clock and CodePipeline's are not one. */
const SKEW_MS = 5000;
const SOUNDS_BAD = /unable|fail|unhealthy|error|could not|stopped/i;

/** The first resource that failed, and what its service says. */
export async function stackCause(
  connection: Connection,
  stack: string,
  { from, to }: FailedAction,
): Promise<string | undefined> {
  const { cause } = await stackFacts(connection, stack, { from, to });
  return cause && `${cause.logicalId}: ${plainProblem(cause.reason) ?? cause.word}`;
}

/** What a service said last while the action ran; its newer events are of another deployment. */
export async function serviceCause(
  connection: Connection,
  cluster: string,
  service: string,
  { from, to }: FailedAction,
): Promise<string | undefined> {
  const { events } = await serviceFacts(connection, cluster, service);
  const said = events.find(
    (e) => e.at >= from && e.at <= to + SKEW_MS && SOUNDS_BAD.test(e.message),
  );
  return said && ecsWords(said.message);
}

/** What was written by an action whose log CodePipeline names: its commands, or the scripts of an EC2 deployment. */
export async function logCause(
  connection: Connection,
  arn: string | undefined,
): Promise<string | undefined> {
  const log = logOfArn(arn);
  if (!log) return undefined;
  const lines = await logTail(connection, log.group, log.stream);
  return causeOfLog(lines) ?? causeIn(lines.map((text) => ({ at: 0, text })));
}
