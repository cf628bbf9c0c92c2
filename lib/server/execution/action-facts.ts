import 'server-only';
import type { ActionExecutionDetail } from '@aws-sdk/client-codepipeline';
import type { ActionFacts } from '@/lib/domain/executions/action-facts';
import { isOver, statusOf } from '@/lib/domain/status';
import type { Connection } from '../aws/connection';
import { awayOf } from '../data/action-links';
import { ms } from '../data/dates';
import { AppError } from '../aws/errors';
import { readPipeline } from '../data/facts';
import type { PipelineFacts } from '../data/pipeline-facts';
import { cache } from '../cache/cache';
import { moment } from '../cache/policy';
import { aliasFacts } from './alias-facts';
import { fleetFacts } from './fleet-facts';
import { deniedOrThrow, Gone } from './gone';
import { readExecution } from './one';
import { serviceFacts } from './service-facts';
import { stackFacts } from './stack-facts';
import { toldOf } from './told';

/** What is asked about an action: of its own configuration, never of the look of an id. */
export type Want =
  | { readonly kind: 'stack'; readonly stack: string }
  | { readonly kind: 'service'; readonly cluster: string; readonly service: string }
  | { readonly kind: 'alias'; readonly function: string; readonly alias: string }
  | { readonly kind: 'fleet' };

/** Configuration of CloudFormation, ECS, Lambda and EC2 actions: CodePipeline action structure reference. */
export function wantOf(a: Pick<ActionExecutionDetail, 'input'>): Want | undefined {
  const { provider, category } = a.input?.actionTypeId ?? {};
  if (category !== 'Deploy') return undefined;
  const c = a.input?.resolvedConfiguration ?? a.input?.configuration ?? {};
  if (provider === 'CloudFormation' && c['StackName'])
    return { kind: 'stack', stack: c['StackName'] };
  if (provider === 'ECS' && c['ServiceName'])
    return { kind: 'service', cluster: c['ClusterName'] ?? 'default', service: c['ServiceName'] };
  if (provider === 'Lambda' && c['FunctionName'] && c['FunctionAlias'])
    return { kind: 'alias', function: c['FunctionName'], alias: c['FunctionAlias'] };
  if (provider === 'EC2') return { kind: 'fleet' };
  return undefined;
}

function read(
  connection: Connection,
  want: Want,
  a: ActionExecutionDetail,
): Promise<NonNullable<ActionFacts['facts']>> {
  if (want.kind === 'stack') {
    const over = isOver(statusOf(a.status));
    return stackFacts(connection, want.stack, {
      from: ms(a.startTime),
      to: over ? ms(a.lastUpdateTime) : undefined,
    });
  }
  if (want.kind === 'fleet') {
    const { logStreamARN } = a.output?.executionResult ?? {};
    return fleetFacts(connection, a.actionExecutionId ?? '', logStreamARN);
  }
  return want.kind === 'service'
    ? serviceFacts(connection, want.cluster, want.service)
    : aliasFacts(connection, want.function, want.alias);
}

/** Whether another execution has run the action since. */
const isLater = (facts: PipelineFacts, a: ActionExecutionDetail): boolean =>
  facts.actions.some(
    (o) =>
      o.stageName === a.stageName &&
      o.actionName === a.actionName &&
      o.pipelineExecutionId !== a.pipelineExecutionId &&
      ms(o.startTime) > ms(a.startTime),
  );

/** One action of an execution, with what CloudFormation, ECS or Lambda says of it, or of an EC2 deploy action its instances. Read when somebody looks, never for a board. */
export async function getActionFacts(
  connection: Connection,
  pipeline: string,
  execution: string,
  id: string,
): Promise<ActionFacts> {
  const [facts, { actions }] = await Promise.all([
    readPipeline(connection, pipeline),
    readExecution(connection, pipeline, execution),
  ]);
  const a = actions.find((x) => x.actionExecutionId === id);
  if (!a) throw new AppError('not_found', `The execution ${execution} has no action ${id}.`);
  const base = {
    told: toldOf(a),
    later: isLater(facts, a),
    over: isOver(statusOf(a.status)),
    readAt: Date.now(),
  };
  const want = wantOf(a);
  if (!want) return base;
  const away = awayOf(facts, { region: a.input?.region, roleArn: a.input?.roleArn });
  if (away) return { ...base, away };
  return cache.read(['action-facts', id], [], moment(), async () => {
    try {
      return { ...base, facts: await read(connection, want, a) };
    } catch (error) {
      if (error instanceof Gone) return { ...base, gone: error.message };
      return { ...base, unread: deniedOrThrow(error) };
    }
  });
}
