import { downloadEnvironment } from '../../core/build/environment';
import { nameOfCommand, type AgentEntry, type InstanceJob } from '../../core/deployment/journal';
import { privateName } from '../../core/network/vpc';
import { programOf } from '../../core/runtimes';
import type { Ctx } from '../../ports/context';
import { appendLogEvents, ensureLogStream } from '../../shared/log-sink';
import type { Follower, ProcessIdentity } from '../../ports/machines';
import { grants } from '../../shared/role-grants';
import type { Internal } from '../../ports/module';
import type { Job } from '../../ports/store';
import { AwsError } from '../../wire/errors';
import {
  freePrivateIp,
  instanceDir,
  instanceOrThrow,
  instances,
  isLive,
  tag,
  tellState,
  type Instance,
} from './instances';
import { LISTENERS, tellListeners } from './listeners';
import { changePeers } from './peer-changes';
import { withPicture } from './pictures';

const followers = new WeakMap<object, Map<string, Follower>>();

function following(ctx: Ctx): Map<string, Follower> {
  let map = followers.get(ctx.store);
  if (!map) followers.set(ctx.store, (map = new Map()));
  return map;
}

function environment(ctx: Ctx, i: Instance): Record<string, string> {
  return {
    AWS_REGION: ctx.region,
    AWS_DEFAULT_REGION: ctx.region,
    AWS_ENDPOINT_URL: ctx.endpoint(),
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    ...(i.profileArn
      ? {
          AWS_CONTAINER_CREDENTIALS_FULL_URI: `${ctx.endpoint()}/_starboard/role-credentials`,
          AWS_CONTAINER_AUTHORIZATION_TOKEN: i.grant,
        }
      : {}),
  };
}

/** One from before instances had private addresses gets its own. */
function withPrivateIp(ctx: Ctx, found: Instance): Instance {
  if (found.privateIp !== undefined) return found;
  const instance = { ...found, privateIp: freePrivateIp(ctx, found) };
  ctx.store.put(instances, instance.id, instance);
  return instance;
}

/** What the agent of an instance is told: where its home and its engine are now. */
function taskOf(ctx: Ctx, instance: Instance): InstanceJob {
  const runtime = tag(instance, 'starboard:runtime');
  const { privateIp } = instance;
  return {
    instanceId: instance.id,
    home: ctx.paths.home,
    port: instance.port,
    runtime: runtime && programOf(runtime),
    env: environment(ctx, instance),
    machine: downloadEnvironment(ctx.machines.builds.environment),
    agent: ctx.agentVersion,
    realUsers: instance.realUsers,
    privateHost:
      privateIp === undefined
        ? undefined
        : {
            address: privateIp,
            name: privateName(privateIp, ctx.region),
          },
  };
}

async function roleOf(ctx: Ctx, profileArn: string): Promise<string | undefined> {
  const name = profileArn.slice(profileArn.lastIndexOf('/') + 1);
  const found = await ctx.call.iam
    .getInstanceProfile({ InstanceProfileName: name })
    .catch((error: unknown) => {
      if (error instanceof AwsError) return undefined;
      throw error;
    });
  return found?.InstanceProfile?.Roles?.[0]?.Arn;
}

/** Job: lays out the instance's folder and starts its agent. User data is stored, not run: runtime and agent are this machine's own. */
export async function launch(job: Job, ctx: Ctx): Promise<void> {
  await ctx.machines.ready();
  const found = ctx.store.get(instances, job.key);
  if (!found || !isLive(found) || following(ctx).has(found.id)) return;
  const instance = withPrivateIp(ctx, { ...found, realUsers: found.realUsers ?? ctx.realUsers });
  ctx.store.put(instances, instance.id, instance);
  const roleArn = instance.profileArn ? await roleOf(ctx, instance.profileArn) : undefined;
  if (roleArn)
    ctx.store.put(grants, instance.grant, {
      token: instance.grant,
      roleArn,
      sessionName: instance.id,
    });
  if (instance.offset === 0 && !ctx.machines.wasStarted(instanceDir(ctx, instance.id)))
    await ctx.machines.prepare(instanceDir(ctx, instance.id), {
      'instance.json': taskOf(ctx, instance),
      [LISTENERS]: instance.listeners ?? {},
    });
  follow(ctx, instance.id, ctx.machines.start('agent', instanceDir(ctx, instance.id)));
  // Somebody may have asked for a port since the folder was made.
  await tellListeners(ctx, instance.id);
}

function follow(ctx: Ctx, id: string, writer: ProcessIdentity | undefined): void {
  const instance = ctx.store.get(instances, id);
  if (!instance || following(ctx).has(id)) return;
  const dir = instanceDir(ctx, id);
  following(ctx).set(
    id,
    ctx.machines.follow(
      dir,
      instance.offset,
      (entries, offset) => apply(ctx, id, entries as AgentEntry[], offset),
      () => {
        following(ctx).delete(id);
        const now = ctx.store.get(instances, id);
        // An agent that died is started again; what it was doing fails, as on a machine that lost power.
        if (now && isLive(now)) ctx.enqueue('ec2.restart', id, {}, ctx.clock.now() + 500);
      },
      {
        writer,
        // One that lives and does nothing: ended by force, it counts as one that died.
        blocked: () => {
          void ctx.machines.endTree(dir, { process: writer, graceMs: 0 });
        },
      },
    ),
  );
}

/** Starts an agent again. What a dead one has left goes first: its application would hold the address. */
async function startAgain(ctx: Ctx, id: string): Promise<void> {
  await ctx.machines.ready();
  const dir = instanceDir(ctx, id);
  const writer = ctx.machines.writer(dir);
  if (!writer || !ctx.machines.isAlive(writer))
    await ctx.machines.endTree(dir, { process: writer, graceMs: 0 });
  const instance = ctx.store.get(instances, id);
  if (!instance || !isLive(instance) || following(ctx).has(id)) return;
  follow(ctx, id, ctx.machines.start('agent', dir));
}

/** Job: an agent has died. */
export async function restart(job: Job, ctx: Ctx): Promise<void> {
  const instance = ctx.store.get(instances, job.key);
  if (instance && isLive(instance) && !following(ctx).has(instance.id))
    await startAgain(ctx, instance.id);
}

/** Journal entries and the offset behind them, in one transaction; what concerns deployments goes on to CodeDeploy as a job. */
function apply(ctx: Ctx, id: string, entries: readonly AgentEntry[], offset: number): void {
  ctx.store.transaction(() => {
    let instance = ctx.store.get(instances, id);
    if (!instance) return;
    const lines: { timestamp: number; message: string }[] = [];
    for (const entry of entries) {
      if (entry.type === 'started') instance = { ...instance, sandbox: entry.sandbox };
      else if (entry.type === 'log') lines.push({ timestamp: entry.at, message: entry.text });
      else if (entry.type === 'fleet-log')
        appendLogEvents(
          ctx.store,
          entry.log.group,
          entry.log.stream,
          ctx.clock.now(),
          entry.lines.map((line) => ({ timestamp: entry.at, message: `${line}\n` })),
        );
      else if (entry.type === 'fleet-event' || entry.type === 'fleet-ended')
        ctx.enqueue('codepipeline.fleet', entry.id, { instanceId: id, entry });
      else if (entry.type === 'lifecycle' || entry.type === 'deployment-ended') {
        ctx.enqueue('codedeploy.agent', entry.deploymentId, { instanceId: id, entry });
        if (
          entry.type === 'deployment-ended' &&
          entry.status === 'Succeeded' &&
          entry.installs !== false
        )
          ctx.enqueue('ec2.picture', id, { release: entry.deploymentId });
      } else if (entry.type === 'picture') instance = withPicture(instance, entry);
      else if (entry.type === 'ready') {
        const before = instance;
        instance = {
          ...instance,
          state: instance.state === 'pending' ? 'running' : instance.state,
          reason: entry.portProblem
            ? `The address 127.0.0.1:${entry.port} cannot be bound: ${entry.portProblem}.`
            : undefined,
          missingRuntime: entry.missing,
          network: entry.network,
        };
        if (instance.state !== before.state) tellState(ctx, instance);
        changePeers(ctx);
        if (!instance.signalled) ctx.enqueue('ec2.signal', id);
      }
    }
    const project = tag(instance, 'starboard:project');
    const environmentName = tag(instance, 'starboard:environment');
    if (lines.length && project && environmentName) {
      const group = `/starboard/${project}/${environmentName}`;
      ensureLogStream(ctx.store, group, id, ctx.clock.now());
      appendLogEvents(ctx.store, group, id, ctx.clock.now(), lines);
    }
    ctx.store.put(instances, id, { ...instance, offset });
  });
}

/** Job: tells the stack that made the instance whether it is ready, as `cfn-signal` in the user data does on AWS. */
export async function signalStack(job: Job, ctx: Ctx): Promise<void> {
  const instance = ctx.store.get(instances, job.key);
  if (!instance || instance.signalled) return;
  const stack = tag(instance, 'aws:cloudformation:stack-id');
  const logicalId = tag(instance, 'aws:cloudformation:logical-id');
  const problem = instance.missingRuntime
    ? `The runtime '${instance.missingRuntime}' was not found on this machine. Install it and create the project again.`
    : instance.reason;
  if (stack && logicalId) {
    await ctx.internal.cloudformation
      .signalResource({
        request: {
          StackName: stack,
          LogicalResourceId: logicalId,
          UniqueId: instance.id,
          Status: problem ? 'FAILURE' : 'SUCCESS',
        },
        reason: problem,
      })
      .catch((error: unknown) => {
        // A stack that is being deleted, or a resource that waits for no signal.
        if (!(error instanceof AwsError)) throw error;
      });
  }
  ctx.store.transaction(() => {
    const fresh = ctx.store.get(instances, job.key);
    if (fresh) ctx.store.put(instances, fresh.id, { ...fresh, signalled: true });
  });
}

const NOTHING = new Uint8Array();

/** An agent gives its application time to end, and that is more than its own. */
const AGENT_GRACES = 1.5;

async function endAgent(ctx: Ctx, id: string): Promise<void> {
  following(ctx).get(id)?.close();
  following(ctx).delete(id);
  const dir = instanceDir(ctx, id);
  if (ctx.machines.wasStarted(dir))
    await ctx.machines.endTree(dir, {
      graceMs: AGENT_GRACES * ctx.machines.builds.graceMs,
    });
}

/** Job: everything of the instance goes; the record stays for an hour, without its tags, as on AWS. */
export async function terminate(job: Job, ctx: Ctx): Promise<void> {
  const instance = ctx.store.get(instances, job.key);
  if (!instance || instance.state === 'terminated') return;
  await endAgent(ctx, instance.id);
  await ctx.machines.remove(instanceDir(ctx, instance.id));
  ctx.store.transaction(() => {
    ctx.store.delete(grants, instance.grant);
    ctx.enqueue('codepipeline.fleet-lost', instance.id);
    ctx.enqueue('codedeploy.lost', instance.id);
    ctx.store.put(instances, instance.id, {
      ...instance,
      state: 'terminated',
      terminatedAt: ctx.clock.now(),
      tags: [],
    });
    tellState(ctx, { id: instance.id, state: 'terminated' });
  });
}

/** Job: the agent ends with its application, as when a machine is shut down; its files and its address stay. */
export async function stopInstance(job: Job, ctx: Ctx): Promise<void> {
  if (ctx.store.get(instances, job.key)?.state !== 'stopping') return;
  await endAgent(ctx, job.key);
  ctx.store.transaction(() => {
    const instance = ctx.store.get(instances, job.key);
    // Somebody may have terminated it meanwhile.
    if (instance?.state !== 'stopping') return;
    ctx.store.put(instances, instance.id, { ...instance, state: 'stopped' });
    tellState(ctx, { id: instance.id, state: 'stopped' });
  });
}

/** Job: the agent of one that was stopped starts again, and with it what was deployed last. */
export async function start(job: Job, ctx: Ctx): Promise<void> {
  const found = ctx.store.get(instances, job.key);
  if (!found || !isLive(found)) return;
  const instance = withPrivateIp(ctx, found);
  const task = Buffer.from(JSON.stringify(taskOf(ctx, instance)));
  await ctx.machines.write(`${instanceDir(ctx, instance.id)}/instance.json`, task);
  await startAgain(ctx, instance.id);
}

/** CodeDeploy's and CodePipeline's way to an instance: the bundle, then the command. */
export const deployToInstance: Internal<'ec2'>['deployToInstance'] = async (
  { instanceId, command, bundle },
  ctx,
) => {
  const instance = instanceOrThrow(ctx, instanceId);
  const dir = instanceDir(ctx, instance.id);
  // A repeat after a kill: the agent has the command, or has done with it.
  const name = nameOfCommand(command);
  if (ctx.machines.wasPosted(dir, name)) return;
  if (bundle && 'bundle' in command) await ctx.machines.write(`${dir}/${command.bundle}`, bundle);
  ctx.machines.post(dir, name, command);
};

/** The agent looks before each event whether this is there. */
export const cancelOnInstance: Internal<'ec2'>['cancelOnInstance'] = async (
  { instanceId, deploymentId },
  ctx,
) => {
  const instance = instanceOrThrow(ctx, instanceId);
  // One that is stopped finds its commands when it is started again.
  if (instance.state !== 'terminated')
    await ctx.machines.write(`${instanceDir(ctx, instance.id)}/cancelled/${deploymentId}`, NOTHING);
};

/** At a start: agents that live are followed, the others are started again. */
export async function recover(ctx: Ctx): Promise<void> {
  // One that was never started has its launch job still to come.
  const known = ctx.store
    .list(instances)
    .filter((i) => isLive(i) && ctx.machines.wasStarted(instanceDir(ctx, i.id)));
  await Promise.all(
    known.map((found) => {
      // A home that was copied or restored lies elsewhere, and its engine may have another port.
      const task = Buffer.from(JSON.stringify(taskOf(ctx, withPrivateIp(ctx, found))));
      return ctx.machines.write(`${instanceDir(ctx, found.id)}/instance.json`, task);
    }),
  );
  // What an agent has written since may begin a job, which may end another instance.
  await Promise.all(known.map(({ id }) => startAgain(ctx, id)));
}

/** An orderly stop: the agents end with their applications and come back at the next start, on the same addresses. */
export async function stop(ctx: Ctx): Promise<void> {
  await Promise.all(
    ctx.store
      .list(instances)
      .filter((i) => i.state !== 'terminated')
      .map((i) => endAgent(ctx, i.id)),
  );
}
