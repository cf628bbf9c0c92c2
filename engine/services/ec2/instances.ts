import type * as EC2 from '@aws-sdk/client-ec2';
import type { InstanceNetworkFacts } from '../../core/deployment/journal';
import { freeAddress, privateName, SUBNET_CIDRS } from '../../core/network/vpc';
import { page } from '../../core/paging';
import type { Ctx, Handler } from '../../ports/context';
import { ALNUM, HEX } from '../../core/alphabets';
import { kind } from '../../shared/kind';
import { AwsError } from '../../wire/errors';
import { filtered, type FilterValues } from './filters';
import { SUBNETS, VPC_ID } from './default-network';
import { withTemplate } from './launch-templates';
import { changePeers } from './peer-changes';

/** What a describing operation answers at once at the most. */
export const MAX_RESULTS = 1000;

export type InstanceState =
  'pending' | 'running' | 'stopping' | 'stopped' | 'shutting-down' | 'terminated';
export interface Instance {
  readonly id: string;
  readonly state: InstanceState;
  readonly reason?: string | undefined;
  /** As it was launched: whose its files are cannot change later. */
  readonly realUsers?: boolean | undefined;
  readonly port: number;
  /** In its subnet; missing in the record of one from before they had one. Whether it has it in truth its network says. */
  readonly privateIp?: string | undefined;
  readonly launchedAt: number;
  readonly terminatedAt?: number | undefined;
  readonly imageId: string;
  readonly instanceType: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly profileArn?: string | undefined;
  readonly userData?: string | undefined;
  readonly httpTokens: string;
  readonly tags: readonly { Key: string; Value: string }[];
  readonly clientToken?: string | undefined;
  /** What came with the token, the same for all that it launched. */
  readonly request?: string | undefined;
  readonly grant: string;
  readonly offset: number;
  readonly sandbox?: string | undefined;
  /** As its agent has said when it came up last. */
  readonly network?: InstanceNetworkFacts | undefined;
  /** Ports of the machine's loopback that lead to ports of the instance, by these. For as long as it lives. */
  readonly listeners?: Readonly<Record<string, number>> | undefined;
  readonly signalled?: boolean | undefined;
  readonly missingRuntime?: string | undefined;
  /** Of what its application showed after its newest release. */
  readonly picture?: Picture | undefined;
}
/** A picture that was asked for, and what came of it. Times in ms since the epoch. */
export interface Picture {
  readonly id: string;
  readonly release: string;
  readonly askedAt: number;
  readonly takenAt?: number | undefined;
  /** Why there is none. */
  readonly problem?: string | undefined;
}

export const instances = kind<Instance>('ec2.instance');
const NAMES: Readonly<Record<InstanceState, number>> = {
  pending: 0,
  running: 16,
  'shutting-down': 32,
  terminated: 48,
  stopping: 64,
  stopped: 80,
};
const KEEP_TERMINATED_MS = 3_600_000;

export const instanceDir = (ctx: Ctx, id: string): string => `${ctx.paths.instances}/${id}`;
export const address = (i: Instance): string => `127.0.0.1:${i.port}`;
export const isLive = (i: Instance): boolean => i.state === 'pending' || i.state === 'running';
export const tag = (i: Instance, key: string): string | undefined =>
  i.tags.find((t) => t.Key === key)?.Value;

/** EventBridge tells of each state that an instance comes to (EC2 user guide, "State change events"). */
export function tellState(ctx: Ctx, { id, state }: Pick<Instance, 'id' | 'state'>): void {
  ctx.emit('aws.ec2', 'EC2 Instance State-change Notification', { 'instance-id': id, state }, [
    ctx.arn('ec2', `instance/${id}`),
  ]);
}

export function instanceOrThrow(ctx: Ctx, id: string): Instance {
  const found = ctx.store.get(instances, id);
  if (!found)
    throw new AwsError('InvalidInstanceID.NotFound', `The instance ID '${id}' does not exist`);
  return found;
}

/** Why it is in its state (EC2 API reference, StateReason). */
function stateReason({ state, reason }: Instance): EC2.StateReason | undefined {
  if (state === 'stopping' || state === 'stopped')
    return {
      Code: 'Client.UserInitiatedShutdown',
      Message: 'Client.UserInitiatedShutdown: User initiated shutdown',
    };
  return reason ? { Code: 'Server.InternalError', Message: reason } : undefined;
}

/** By which other instances reach it; loopback where it shares the network of the machine. */
function privateAddress(
  { region }: Ctx,
  { state, network }: Instance,
): { readonly ip: string | undefined; readonly name: string } {
  const ip = network?.privateIp;
  // As on AWS it is kept while the instance is stopped.
  if (ip !== undefined && state !== 'terminated') return { ip, name: privateName(ip, region) };
  return state === 'running' ? { ip: '127.0.0.1', name: 'localhost' } : { ip: undefined, name: '' };
}

/** A public address is `127.0.0.1:PORT`, the one deviation from AWS (CONTRACT, A project on the wire). */
export function instanceDto(ctx: Ctx, i: Instance): EC2.Instance {
  const live = i.state === 'running';
  const own = privateAddress(ctx, i);
  return {
    InstanceId: i.id,
    ImageId: i.imageId,
    InstanceType: i.instanceType as EC2._InstanceType,
    State: { Code: NAMES[i.state], Name: i.state },
    StateReason: stateReason(i),
    LaunchTime: new Date(i.launchedAt),
    SubnetId: i.subnetId,
    VpcId: VPC_ID,
    PublicIpAddress: live ? address(i) : undefined,
    PublicDnsName: live ? address(i) : '',
    PrivateIpAddress: own.ip,
    PrivateDnsName: own.name,
    SecurityGroups: i.securityGroupIds.map((GroupId) => ({ GroupId })),
    Tags: [...i.tags],
    ClientToken: i.clientToken,
    IamInstanceProfile: i.profileArn ? { Arn: i.profileArn } : undefined,
    MetadataOptions: { HttpTokens: i.httpTokens as EC2.HttpTokensState, State: 'applied' },
    Placement: {
      AvailabilityZone: SUBNETS(ctx).find((s) => s.SubnetId === i.subnetId)?.AvailabilityZone,
    },
    Architecture: 'x86_64',
    RootDeviceType: 'ebs',
  };
}

/** The subnet that is asked for, or the default one of the zone that is. */
function subnetOf(ctx: Ctx, id: string | undefined, placement: EC2.Placement | undefined): string {
  const zone = placement?.AvailabilityZone;
  const subnets = SUBNETS(ctx);
  if (id !== undefined && !subnets.some((s) => s.SubnetId === id))
    throw new AwsError('InvalidSubnetID.NotFound', `The subnet ID '${id}' does not exist`);
  const found = subnets.find(
    (s) =>
      (id === undefined || s.SubnetId === id) &&
      (zone === undefined || s.AvailabilityZone === zone),
  );
  if (!found?.SubnetId)
    throw new AwsError(
      'InvalidParameterValue',
      id === undefined
        ? `Invalid availability zone: [${zone ?? ''}]`
        : `The subnet '${id}' is not in the availability zone '${zone ?? ''}'`,
    );
  return found.SubnetId;
}

/** A free port that no instance has been given: one that is stopped listens on none of its own. */
export async function unclaimedPort(ctx: Ctx, others: readonly Instance[] = []): Promise<number> {
  for (;;) {
    const port = await ctx.machines.freePort();
    const there = ctx.store.list(instances).filter((i) => i.state !== 'terminated');
    const claimed = [...there, ...others].flatMap((i) => [
      i.port,
      ...Object.values(i.listeners ?? {}),
    ]);
    if (!claimed.includes(port)) return port;
  }
}

/** Digits of an instance's ID that say which address it gets, where that one is free. */
const SEED_DIGITS = 6;

/** A private address in the subnet of an instance, for as long as it lives. */
export function freePrivateIp(
  ctx: Ctx,
  { id, subnetId }: Pick<Instance, 'id' | 'subnetId'>,
  others: readonly Instance[] = [],
): string {
  const there = ctx.store.list(instances).filter((i) => i.state !== 'terminated');
  const taken = [...there, ...others].flatMap((i) => i.privateIp ?? []);
  const cidr = SUBNETS(ctx).find((s) => s.SubnetId === subnetId)?.CidrBlock ?? SUBNET_CIDRS[0];
  const seed = parseInt(id.slice(-SEED_DIGITS), 16) || 0;
  return freeAddress(cidr, seed, new Set(taken));
}

const requestOf = ({
  ClientToken: _token,
  ...rest
}: object & { ClientToken?: string | undefined }): string => JSON.stringify(rest);

/** What the same request has launched already; refused where its token came with something else (EC2 user guide, "Ensuring idempotency"). */
function launchedBefore(
  ctx: Ctx,
  input: object & { ClientToken?: string | undefined },
): readonly Instance[] | undefined {
  if (input.ClientToken === undefined) return undefined;
  const found = ctx.store.list(instances).filter((i) => i.clientToken === input.ClientToken);
  const [first] = found;
  if (!first) return undefined;
  if (first.request !== undefined && first.request !== requestOf(input))
    throw new AwsError(
      'IdempotentParameterMismatch',
      'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
    );
  return found;
}

function reservation(ctx: Ctx, launched: readonly Instance[]): EC2.Reservation {
  const all = [...launched].sort((a, b) => (a.id < b.id ? -1 : 1));
  return {
    ReservationId: `r-${all[0]?.id.slice(2) ?? ''}`,
    OwnerId: ctx.accountId,
    Instances: all.map((i) => instanceDto(ctx, i)),
  };
}

/** How many there may be at once; on AWS a limit of the account that can be raised. */
export const MOST_INSTANCES = 40;

function checkLimit(ctx: Ctx, more: number): void {
  const there = ctx.store.list(instances).filter((i) => i.state !== 'terminated').length;
  if (there + more > MOST_INSTANCES)
    throw new AwsError(
      'InstanceLimitExceeded',
      `You have requested more instances (${there + more}) than your current instance limit of ${MOST_INSTANCES} allows for the specified instance type. Starboard's engine runs at most ${MOST_INSTANCES} instances at once.`,
    );
}

export const runInstances: Handler<EC2.RunInstancesRequest, EC2.Reservation> = async (
  request,
  ctx,
) => {
  const known = launchedBefore(ctx, request);
  if (known) return reservation(ctx, known);
  const input = withTemplate(ctx, request);
  if (!input.ImageId)
    throw new AwsError('MissingParameter', 'The request must contain the parameter ImageId');
  if (!/^ami-/.test(input.ImageId))
    throw new AwsError(
      'InvalidAMIID.Malformed',
      `Invalid id: "${input.ImageId}" (expecting "ami-...")`,
    );
  const count = input.MaxCount;
  if (input.MinCount > count)
    throw new AwsError(
      'InvalidParameterValue',
      'The value for minCount is larger than that of maxCount.',
    );
  if (!(count >= 1 && count <= 20))
    throw new AwsError(
      'InvalidParameterValue',
      "Starboard's engine launches 1 to 20 instances at once.",
    );
  checkLimit(ctx, count);
  const [network, ...others] = input.NetworkInterfaces ?? [];
  if (others.length)
    throw new AwsError(
      'InvalidParameterValue',
      "An instance with more than one of NetworkInterfaces is not served by Starboard's engine yet",
    );
  const subnetId = subnetOf(ctx, input.SubnetId ?? network?.SubnetId, input.Placement);
  const made: Instance[] = [];
  for (let n = 0; n < count; n++) {
    const port = await unclaimedPort(ctx, made);
    const profile =
      input.IamInstanceProfile?.Arn ??
      (input.IamInstanceProfile?.Name
        ? `arn:${ctx.partition}:iam::${ctx.accountId}:instance-profile/${input.IamInstanceProfile.Name}`
        : undefined);
    const id = `i-0${ctx.ids.random(16, HEX)}`;
    const instance: Instance = {
      id,
      state: 'pending',
      port,
      privateIp: freePrivateIp(ctx, { id, subnetId }, made),
      launchedAt: ctx.clock.now(),
      imageId: input.ImageId,
      instanceType: input.InstanceType ?? 't3.micro',
      subnetId,
      securityGroupIds: input.SecurityGroupIds ?? network?.Groups ?? [],
      profileArn: profile,
      userData: input.UserData,
      httpTokens: input.MetadataOptions?.HttpTokens ?? 'required',
      tags: (input.TagSpecifications ?? [])
        .filter((t) => t.ResourceType === 'instance')
        .flatMap((t) => t.Tags ?? [])
        .map((t) => ({ Key: t.Key ?? '', Value: t.Value ?? '' })),
      clientToken: input.ClientToken,
      request: input.ClientToken === undefined ? undefined : requestOf(request),
      grant: ctx.ids.random(48, ALNUM),
      offset: 0,
    };
    made.push(instance);
  }
  return ctx.store.transaction(() => {
    // Ports were looked for in between: the same request may have come again.
    const other = launchedBefore(ctx, request);
    if (other) return reservation(ctx, other);
    for (const instance of made) {
      ctx.store.put(instances, instance.id, instance);
      tellState(ctx, instance);
      ctx.enqueue('ec2.launch', instance.id);
    }
    return reservation(ctx, made);
  });
};

const FILTERS: FilterValues<Instance> = {
  'client-token': (i) => i.clientToken,
  'instance-state-name': (i) => i.state,
  'instance-id': (i) => i.id,
  'private-ip-address': (i) => i.network?.privateIp,
  'instance-type': (i) => i.instanceType,
  'image-id': (i) => i.imageId,
  'vpc-id': () => VPC_ID,
  'subnet-id': (i) => i.subnetId,
};

export const describeInstances: Handler<
  EC2.DescribeInstancesRequest,
  EC2.DescribeInstancesResult
> = (input, ctx) => {
  const ids = input.InstanceIds;
  const found = ids
    ? ids.map((id) => instanceOrThrow(ctx, id))
    : ctx.store
        .list(instances)
        .filter(
          (i) =>
            i.terminatedAt === undefined || ctx.clock.now() - i.terminatedAt < KEEP_TERMINATED_MS,
        );
  const kept = filtered(found, input.Filters, FILTERS, (i) => i.tags);
  const { items, nextToken } = page(kept, input.MaxResults ?? MAX_RESULTS, input.NextToken);
  return {
    NextToken: nextToken,
    Reservations: items.map((i) => ({
      ReservationId: `r-${i.id.slice(2)}`,
      OwnerId: ctx.accountId,
      Instances: [instanceDto(ctx, i)],
    })),
  };
};

const codeOf = (state: InstanceState): EC2.InstanceState => ({ Code: NAMES[state], Name: state });

/** What a request for a change of state comes to: from which states to which, and the job that brings it about. */
interface Transition {
  readonly verb: string;
  readonly from: readonly InstanceState[];
  readonly to: InstanceState;
  /** States in which the change was made already. */
  readonly already: readonly InstanceState[];
  readonly job: string;
}

const TERMINATE: Transition = {
  verb: 'terminated',
  from: ['pending', 'running', 'stopping', 'stopped'],
  to: 'shutting-down',
  already: ['shutting-down', 'terminated'],
  job: 'ec2.terminate',
};
const STOP: Transition = {
  verb: 'stopped',
  from: ['running'],
  to: 'stopping',
  already: ['stopping', 'stopped'],
  job: 'ec2.stop',
};
const START: Transition = {
  verb: 'started',
  from: ['stopped'],
  to: 'pending',
  already: ['pending', 'running'],
  job: 'ec2.start',
};

/** All of them or none: one that is in another state refuses the request (EC2 API reference, error codes, IncorrectInstanceState). */
function transition(ctx: Ctx, ids: readonly string[], t: Transition): EC2.InstanceStateChange[] {
  return ctx.store.transaction(() => {
    const all = ids.map((id) => instanceOrThrow(ctx, id));
    for (const { id, state } of all)
      if (!t.from.includes(state) && !t.already.includes(state))
        throw new AwsError(
          'IncorrectInstanceState',
          `The instance '${id}' is not in a state from which it can be ${t.verb}.`,
        );
    return all.map((instance) => {
      const before = codeOf(instance.state);
      if (t.already.includes(instance.state))
        return { InstanceId: instance.id, CurrentState: before, PreviousState: before };
      ctx.store.put(instances, instance.id, { ...instance, state: t.to });
      tellState(ctx, { id: instance.id, state: t.to });
      changePeers(ctx);
      ctx.enqueue(t.job, instance.id);
      return { InstanceId: instance.id, CurrentState: codeOf(t.to), PreviousState: before };
    });
  });
}

export const terminateInstances: Handler<
  EC2.TerminateInstancesRequest,
  EC2.TerminateInstancesResult
> = (input, ctx) => ({ TerminatingInstances: transition(ctx, input.InstanceIds, TERMINATE) });

export const stopInstances: Handler<EC2.StopInstancesRequest, EC2.StopInstancesResult> = (
  input,
  ctx,
) => ({ StoppingInstances: transition(ctx, input.InstanceIds, STOP) });

export const startInstances: Handler<EC2.StartInstancesRequest, EC2.StartInstancesResult> = (
  input,
  ctx,
) => ({ StartingInstances: transition(ctx, input.InstanceIds, START) });

export const createTags: Handler<EC2.CreateTagsRequest, object> = (input, ctx) => {
  for (const id of input.Resources) {
    const instance = ctx.store.get(instances, id);
    if (!instance)
      throw new AwsError(
        'InvalidID',
        `The ID '${id}' is not valid, or tags of its type are not served by Starboard's engine yet`,
      );
    const added = input.Tags.map((t) => ({ Key: t.Key ?? '', Value: t.Value ?? '' }));
    ctx.store.put(instances, id, {
      ...instance,
      tags: [...instance.tags.filter((t) => !added.some((a) => a.Key === t.Key)), ...added],
    });
  }
  return {};
};

/** Without tags all go but AWS's own; a tag with a value goes where it has that value (EC2 API reference, DeleteTags). */
export const deleteTags: Handler<EC2.DeleteTagsRequest, object> = (input, ctx) => {
  const { Tags: given } = input;
  const goes = ({ Key, Value }: Instance['tags'][number]): boolean =>
    given?.length
      ? given.some((t) => t.Key === Key && (t.Value === undefined || t.Value === Value))
      : !Key.startsWith('aws:');
  for (const id of input.Resources) {
    const instance = ctx.store.get(instances, id);
    if (!instance)
      throw new AwsError(
        'InvalidID',
        `The ID '${id}' is not valid, or tags of its type are not served by Starboard's engine yet`,
      );
    const tags = instance.tags.filter((t) => !goes(t));
    ctx.store.put(instances, id, { ...instance, tags });
  }
  return {};
};
