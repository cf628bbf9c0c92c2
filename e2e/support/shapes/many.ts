import { randomUUID } from 'node:crypto';
import type { Shape } from './format';
import { loadShape } from './merge';

/** A pipeline of three stages and a deployment group, at rest: a GitHub source, CodeBuild and CodeDeploy. */
const LIKE = 'github-oauth-v1-codedeploy';

export const nameOf = (i: number): string => `service-${String(i).padStart(4, '0')}`;

/** An account with `count` pipelines of one shape, each with a CodeDeploy application of its own. */
export function manyPipelines(count: number): Shape {
  const shape = loadShape(LIKE);
  const [[name, pipeline] = ['', undefined]] = Object.entries(shape.pipelines);
  if (!pipeline) throw new Error(`${LIKE} has no pipeline.`);
  const text = JSON.stringify(pipeline);
  return {
    ...shape,
    pipelines: Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        nameOf(i),
        JSON.parse(text.replaceAll(`"${name}"`, `"${nameOf(i)}"`)) as typeof pipeline,
      ]),
    ),
  };
}

interface Action {
  latestExecution?: { status?: string; lastStatusChange?: number };
}
interface Stage {
  actionStates?: Action[];
  latestExecution?: { status?: string };
}

/**
 * Lets a stage of a pipeline work (`InProgress`) or end; `now` is in seconds since the epoch. Each call is a change that
 * a read shows. Without a stage it is the last one.
 */
export function setMoving(
  shape: Shape,
  name: string,
  isMoving: boolean,
  stage = -1,
  now = Date.now() / 1000,
): void {
  const pipeline = shape.pipelines[name];
  const stages = (pipeline?.state['stageStates'] ?? []) as Stage[];
  const status = isMoving ? 'InProgress' : 'Succeeded';
  const chosen = stages.at(stage);
  if (chosen?.latestExecution) chosen.latestExecution.status = status;
  for (const action of chosen?.actionStates ?? [])
    if (action.latestExecution)
      Object.assign(action.latestExecution, {
        actionExecutionId: randomUUID(),
        status,
        lastStatusChange: now,
      });
  const runs = stages.some((s) => s.latestExecution?.status === 'InProgress');
  const newest = pipeline?.executions[0];
  if (newest)
    Object.assign(newest, { status: runs ? 'InProgress' : 'Succeeded', lastUpdateTime: now });
}
