import type * as AS from '@aws-sdk/client-auto-scaling';
import type * as ELB from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Operations } from '../ports/context';
import { AwsError } from '../wire/errors';

const arnOf = (name: string): string =>
  `arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/${name}/1`;

interface Targets {
  readonly TargetGroupArn: string;
  readonly Targets: readonly { readonly Id: string; readonly Port?: number }[];
}

/** Target groups as ELB has them; what drains, and what becomes healthy, is as the test says. */
export class FakeBalancer {
  /** By target group and instance. */
  private readonly groups = new Map<string, Map<string, { port: number; state: string }>>();
  /** Instances that are not done with what they were told. */
  readonly slow = new Set<string>();
  readonly told: string[] = [];

  add(name: string, ...instances: string[]): void {
    this.groups.set(
      arnOf(name),
      new Map(instances.map((id) => [id, { port: 80, state: 'healthy' }])),
    );
  }

  /** The instances that get requests. */
  serving(name: string): string[] {
    return [...(this.groups.get(arnOf(name)) ?? [])]
      .filter(([, { state }]) => state === 'healthy')
      .map(([id]) => id)
      .sort();
  }

  private targetsOf(arn: string): Map<string, { port: number; state: string }> {
    const found = this.groups.get(arn);
    if (!found) throw new AwsError('TargetGroupNotFound', 'One or more target groups not found');
    return found;
  }

  /** What was told is done, by those that are not slow. */
  private settle(targets: Map<string, { port: number; state: string }>): void {
    for (const [id, target] of [...targets]) {
      if (this.slow.has(id)) continue;
      if (target.state === 'draining') targets.delete(id);
      if (target.state === 'initial') targets.set(id, { ...target, state: 'healthy' });
    }
  }

  readonly operations: Operations = {
    DescribeTargetGroups: ({ Names = [] }: ELB.DescribeTargetGroupsInput) => ({
      TargetGroups: Names.map((name) => {
        this.targetsOf(arnOf(name));
        return { TargetGroupArn: arnOf(name), TargetGroupName: name };
      }),
    }),
    DescribeTargetHealth: ({ TargetGroupArn = '' }: ELB.DescribeTargetHealthInput) => {
      const targets = this.targetsOf(TargetGroupArn);
      const answer = [...targets].map(([Id, { port, state }]) => ({
        Target: { Id, Port: port },
        TargetHealth: { State: state },
      }));
      this.settle(targets);
      return { TargetHealthDescriptions: answer };
    },
    RegisterTargets: ({ TargetGroupArn, Targets }: Targets) => {
      for (const { Id, Port = 80 } of Targets) {
        this.told.push(`register ${Id}:${Port}`);
        this.targetsOf(TargetGroupArn).set(Id, { port: Port, state: 'initial' });
      }
    },
    DeregisterTargets: ({ TargetGroupArn, Targets }: Targets) => {
      for (const { Id, Port = 80 } of Targets) {
        this.told.push(`deregister ${Id}:${Port}`);
        this.targetsOf(TargetGroupArn).set(Id, { port: Port, state: 'draining' });
      }
    },
  };

  registerOn(name: string, id: string, port: number): void {
    this.targetsOf(arnOf(name)).set(id, { port, state: 'healthy' });
  }
}

type FakeGroup = AS.AutoScalingGroup & { hooks: AS.LifecycleHook[] };

/** Auto Scaling groups; instances are those that the test says. */
export class FakeScaling {
  readonly groups = new Map<string, FakeGroup>();
  readonly completed: AS.CompleteLifecycleActionType[] = [];
  readonly heartbeats: AS.RecordLifecycleActionHeartbeatType[] = [];
  hookLimit = Infinity;

  constructor(
    /** Launches instances of a group that is made. */
    private readonly launch: (count: number) => string[],
    private readonly terminate: (ids: readonly string[]) => void,
  ) {}

  add(name: string, ids: readonly string[], more: Partial<AS.AutoScalingGroup> = {}): void {
    const instances = ids.map((InstanceId) => ({ InstanceId, LifecycleState: 'InService' }));
    this.groups.set(name, {
      AutoScalingGroupName: name,
      DesiredCapacity: ids.length,
      MinSize: 1,
      MaxSize: 9,
      TargetGroupARNs: [],
      Instances: instances,
      hooks: [],
      ...more,
    } as unknown as FakeGroup);
  }

  hooksOf(name: string): string[] {
    return (this.groups.get(name)?.hooks ?? []).map((h) => h.LifecycleHookName ?? '');
  }

  private group(name: string | undefined): FakeGroup {
    const found = this.groups.get(name ?? '');
    if (!found) throw new AwsError('ValidationError', `AutoScalingGroup name not found: ${name}`);
    return found;
  }

  readonly operations: Operations = {
    DescribeAutoScalingGroups: ({ AutoScalingGroupNames = [] }: AS.AutoScalingGroupNamesType) => ({
      AutoScalingGroups: AutoScalingGroupNames.flatMap((name) => this.groups.get(name) ?? []),
    }),
    DescribeAutoScalingInstances: ({ InstanceIds = [] }: AS.DescribeAutoScalingInstancesType) => ({
      AutoScalingInstances: [...this.groups.values()].flatMap((g) =>
        (g.Instances ?? [])
          .filter((i) => InstanceIds.includes(i.InstanceId ?? ''))
          .map((i) => ({ ...i, AutoScalingGroupName: g.AutoScalingGroupName })),
      ),
    }),
    DescribeLifecycleHooks: (input: AS.DescribeLifecycleHooksType) => ({
      LifecycleHooks: this.group(input.AutoScalingGroupName).hooks,
    }),
    PutLifecycleHook: (input: AS.PutLifecycleHookType) => {
      const group = this.group(input.AutoScalingGroupName);
      if (group.hooks.length >= this.hookLimit)
        throw new AwsError('LimitExceeded', 'You have already reached a limit');
      group.hooks = [
        ...group.hooks.filter((h) => h.LifecycleHookName !== input.LifecycleHookName),
        input,
      ];
    },
    DeleteLifecycleHook: (input: AS.DeleteLifecycleHookType) => {
      const group = this.group(input.AutoScalingGroupName);
      group.hooks = group.hooks.filter((h) => h.LifecycleHookName !== input.LifecycleHookName);
    },
    CompleteLifecycleAction: (input: AS.CompleteLifecycleActionType) =>
      void this.completed.push(input),
    RecordLifecycleActionHeartbeat: (input: AS.RecordLifecycleActionHeartbeatType) =>
      void this.heartbeats.push(input),
    CreateAutoScalingGroup: (input: AS.CreateAutoScalingGroupType) => {
      const { AutoScalingGroupName: name = '', DesiredCapacity = 0 } = input;
      this.add(name, this.launch(DesiredCapacity), {
        ...(input as AS.AutoScalingGroup),
        TargetGroupARNs: input.TargetGroupARNs ?? [],
      });
    },
    AttachLoadBalancerTargetGroups: (input: AS.AttachLoadBalancerTargetGroupsType) => {
      const group = this.group(input.AutoScalingGroupName);
      group.TargetGroupARNs = [...(group.TargetGroupARNs ?? []), ...(input.TargetGroupARNs ?? [])];
    },
    DeleteAutoScalingGroup: (input: AS.DeleteAutoScalingGroupType) => {
      const { Instances = [] } = this.group(input.AutoScalingGroupName);
      this.terminate(Instances.flatMap((i) => i.InstanceId ?? []));
      this.groups.delete(input.AutoScalingGroupName ?? '');
    },
  };
}
