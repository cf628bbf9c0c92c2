import type * as CP from '@aws-sdk/client-codepipeline';
import { page } from '../../core/paging';
import type { FleetEvent, FleetTarget } from '../../core/pipeline/fleet';
import type { Ctx, Handler } from '../../ports/context';
import { allShown } from '../../shared/shown-page';
import { AwsError } from '../../wire/errors';
import { fleets } from './fleet-store';
import { executionsOf, pipelineOrThrow, pipelines } from './store';

const MAX_PAGE = 100;

const time = (at: number | undefined): Date | undefined =>
  at === undefined ? undefined : new Date(at);

/** Nothing went through Systems Manager, so that no event has a command there. */
const event = ({
  name,
  status,
  startTime,
  endTime,
  message,
}: FleetEvent): CP.DeployTargetEvent => ({
  name,
  status,
  startTime: time(startTime),
  endTime: time(endTime),
  context: message === undefined ? undefined : { message },
});

const target = (t: FleetTarget, targetType: string): CP.DeployActionExecutionTarget => ({
  targetId: t.id,
  targetType,
  status: t.status,
  startTime: time(t.startTime),
  endTime: time(t.endTime),
  events: t.events.map(event),
});

const isKnown = (ctx: Ctx, names: readonly string[], id: string): boolean =>
  names.some((name) =>
    executionsOf(ctx, name, Number.MAX_SAFE_INTEGER).some((e) =>
      e.actions.some((a) => a.id === id),
    ),
  );

/** The instances of an EC2 deploy action; other actions have none. */
export const listDeployActionExecutionTargets: Handler<
  CP.ListDeployActionExecutionTargetsInput,
  CP.ListDeployActionExecutionTargetsOutput
> = ({ pipelineName, actionExecutionId, filters = [], maxResults, nextToken }, ctx) => {
  const names =
    pipelineName === undefined
      ? allShown(ctx.store, pipelines).map((p) => p.name)
      : [pipelineOrThrow(ctx, pipelineName).name];
  const found = ctx.store.get(fleets, actionExecutionId);
  const fleet = found && names.includes(found.pipeline) ? found : undefined;
  if (!fleet && !isKnown(ctx, names, actionExecutionId))
    throw new AwsError(
      'ActionExecutionNotFoundException',
      `The action execution ${actionExecutionId} was not found`,
    );
  const wanted = (fleet?.state.targets ?? []).filter((t) =>
    filters.every((f) => f.values?.includes(t.status)),
  );
  const { items, nextToken: next } = page(wanted, maxResults ?? MAX_PAGE, nextToken);
  return {
    targets: items.map((t) => target(t, fleet?.instanceType ?? '')),
    nextToken: next,
  };
};
