import type { Execution } from '../../core/pipeline/types';
import type { Ctx } from '../../ports/context';
import type { Pipeline } from './store';

export function newExecution(
  ctx: Ctx,
  p: Pipeline,
  changes: Pick<Execution, 'trigger'> & Partial<Execution>,
): Execution {
  const now = ctx.clock.now();
  return {
    id: ctx.ids.uuid(),
    serial: p.serial + 1,
    pipeline: p.name,
    version: p.version,
    declaration: p.declaration,
    status: 'InProgress',
    startTime: now,
    lastUpdate: now,
    type: 'STANDARD',
    variables: {},
    overrides: {},
    artifacts: {},
    stages: [],
    actions: [],
    attempts: 1,
    ...changes,
  };
}

/** An execution that takes one stage back to what `target` brought there: its artifacts and variables (AWS-SEMANTICS 3.7). */
export function rollbackExecution(
  ctx: Ctx,
  p: Pipeline,
  target: Execution,
  trigger: Execution['trigger'],
): Execution {
  const done = target.actions.filter((a) => a.status === 'Succeeded');
  const artifacts = Object.fromEntries(
    [...Object.values(target.artifacts), ...done.flatMap((a) => a.outputs ?? [])].map((a) => [
      a.name,
      a,
    ]),
  );
  const outputs = Object.fromEntries(
    target.declaration.stages.flatMap((s) =>
      s.actions.flatMap((d) => {
        const variables =
          d.namespace === undefined
            ? undefined
            : [...done].reverse().find((a) => a.stage === s.name && a.name === d.name)?.variables;
        return variables ? [[d.namespace, variables]] : [];
      }),
    ) as [string, Record<string, string>][],
  );
  return newExecution(ctx, p, {
    type: 'ROLLBACK',
    rollbackTarget: target.id,
    artifacts,
    outputs,
    variables: target.variables,
    trigger,
  });
}
