import type { FleetDeployCommand } from '../../../core/deployment/journal';
import { countOf, createFleet } from '../../../core/pipeline/fleet';
import {
  MAX_BATCH_UNLESS_SAID,
  MAX_ERROR_UNLESS_SAID,
  NO_INSTANCES,
} from '../../../core/pipeline/unverified';
import { ensureLogStream } from '../../../shared/log-sink';
import { AwsError } from '../../../wire/errors';
import { fail, inputsOf, progress, type ActionAttempt } from '../action-run';
import { dispatchFleet } from '../fleet';
import { fleets, heldBy, nameOfArtifact, saveFleet, type Fleet } from '../fleet-store';

/** Source: CodePipeline user guide, "Amazon EC2 action reference". */
const MAX_FLEET = 500;

function specOf(config: ActionAttempt['config']): FleetDeployCommand['spec'] {
  if (config['DeploySpec']) return config['DeploySpec'];
  return {
    targetDirectory: config['TargetDirectory'] ?? '',
    preScript: config['PreScript'] || undefined,
    postScript: config['PostScript'] ?? '',
  };
}

/** The running instances with the tag. Each local one has an agent, so it is a managed node of Systems Manager too. */
async function instancesOf({ ctx, config }: ActionAttempt): Promise<string[]> {
  const key = config['InstanceTagKey'] ?? '';
  const value = config['InstanceTagValue'];
  const ids: string[] = [];
  let NextToken: string | undefined;
  do {
    const found = await ctx.call.ec2.describeInstances({
      NextToken,
      Filters: [
        { Name: 'instance-state-name', Values: ['running'] },
        value ? { Name: `tag:${key}`, Values: [value] } : { Name: 'tag-key', Values: [key] },
      ],
    });
    for (const { Instances = [] } of found.Reservations ?? [])
      ids.push(...Instances.flatMap((i) => i.InstanceId ?? []));
    ({ NextToken } = found);
  } while (NextToken !== undefined);
  return ids;
}

function limitOf(d: ActionAttempt, name: string, fallback: string, fleet: number): number {
  const text = d.config[name] || fallback;
  const count = countOf(text, fleet);
  if (count !== undefined) return count;
  throw new AwsError(
    'ConfigurationError',
    `${name} must be a number of instances or a percentage; it is ${text}`,
  );
}

/** The EC2 deploy action: the artifact to each instance with a tag, some at a time. */
export async function deployToFleet(d: ActionAttempt): Promise<void> {
  const { ctx, e, run, config } = d;
  if (config['TargetGroupNameList'])
    return fail(
      ctx,
      e,
      run.id,
      'ConfigurationError',
      "TargetGroupNameList is not served by Starboard's engine yet: it has no load balancers",
    );
  // The job comes again after a crash: what it began goes on by itself.
  if (ctx.store.get(fleets, run.id)) return;
  const [input] = inputsOf(d);
  const ids = await instancesOf(d);
  if (!ids.length) return fail(ctx, e, run.id, 'JobFailed', NO_INSTANCES);
  if (ids.length > MAX_FLEET)
    return fail(
      ctx,
      e,
      run.id,
      'JobFailed',
      `${ids.length} instances have the tag; ${MAX_FLEET} are supported`,
    );
  const limits = {
    maxBatch: limitOf(d, 'MaxBatch', MAX_BATCH_UNLESS_SAID, ids.length),
    maxErrors: limitOf(d, 'MaxError', MAX_ERROR_UNLESS_SAID, ids.length),
  };
  const artifact = input?.location ?? { bucket: '', key: '' };
  const place = { pipeline: e.pipeline, stage: run.stage, action: run.name };
  const log = {
    group: `/aws/codepipeline/${e.pipeline}`,
    stream: `${e.id}/${run.stage}/${run.name}/${run.id}`,
  };
  ctx.store.transaction(() => {
    const before = heldBy(ctx, place);
    const earlier = (id: string): 'has it' | 'failed' | undefined => {
      const last = before[id];
      if (last?.artifact !== nameOfArtifact(artifact)) return undefined;
      return last.hasFailed ? 'failed' : 'has it';
    };
    const fleet: Fleet = {
      id: run.id,
      executionId: e.id,
      ...place,
      artifact,
      instanceType: config['InstanceType'] ?? '',
      spec: specOf(config),
      log,
      state: createFleet(ids, limits, earlier),
    };
    saveFleet(ctx, fleet);
    ensureLogStream(ctx.store, log.group, log.stream, ctx.clock.now());
    progress(d, {
      inputs: input ? [input] : [],
      resolved: config,
      logStreamArn: ctx.arn('logs', `log-group:${log.group}:log-stream:${log.stream}`),
    });
    dispatchFleet(ctx, run.id, { type: 'start' });
  });
}
