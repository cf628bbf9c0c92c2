import type { Attributes, BalancerConfig, GroupConfig } from '../../core/balancer/config';
import { stickinessOf, type Stickiness } from '../../core/balancer/cookies';
import { eligible, leastBusy, nextGroup, nextInTurn, type Turns } from '../../core/balancer/pick';
import type { RuleConfig, ForwardAction } from '../../core/balancer/config';
import { Target } from './target';

const nameOf = (t: { readonly key: string; readonly registration: string }): string =>
  `${t.registration} ${t.key}`;

/** A target group as the proxy has it. */
export class Group {
  readonly targets = new Map<string, Target>();
  private place = 0;
  private ready: readonly Target[] | undefined;
  stickiness: Stickiness | undefined;

  constructor(public config: GroupConfig) {
    this.stickiness = stickinessOf(config.attributes);
  }

  get attributes(): Attributes {
    return this.config.attributes;
  }

  /** The health of a target has changed, or which targets there are. */
  changed(): void {
    this.ready = undefined;
  }

  update(config: GroupConfig, idleMs: number, now: number): void {
    this.config = config;
    this.stickiness = stickinessOf(config.attributes);
    const wanted = new Map(config.targets.map((t) => [nameOf(t), t]));
    for (const [name, target] of this.targets)
      if (!wanted.has(name)) {
        this.targets.delete(name);
        target.leave(now);
      }
    for (const [name, target] of wanted) {
      const known = this.targets.get(name);
      if (known) known.update(target, idleMs);
      else this.targets.set(name, new Target(config.arn, target, idleMs));
    }
    this.changed();
  }

  /** A target for a request: the one that holds it, or the next by the group's algorithm; none that was tried. */
  pick(tried: ReadonlySet<string>, holds?: string): Target | undefined {
    this.ready ??= eligible([...this.targets.values()]);
    const held = holds === undefined ? undefined : this.ready.find((t) => t.key === holds);
    if (held && !tried.has(held.key)) return held;
    const isByLoad =
      this.attributes['load_balancing.algorithm.type'] === 'least_outstanding_requests';
    // Only a request's first target costs a turn.
    if (!tried.size) this.place = (this.place + 1) % Math.max(1, this.ready.length);
    return (isByLoad ? leastBusy : nextInTurn)(this.ready, this.place, tried);
  }

  leave(now: number): void {
    for (const target of this.targets.values()) target.leave(now);
  }
}

/** All target groups of a load balancer. */
export class Fleet {
  readonly groups = new Map<string, Group>();
  private readonly turns = new Map<string, Turns>();

  update(config: BalancerConfig, now: number): void {
    const idleMs = idleOf(config);
    const wanted = new Map(config.groups.map((g) => [g.arn, g]));
    for (const [arn, group] of this.groups)
      if (!wanted.has(arn)) {
        this.groups.delete(arn);
        group.leave(now);
      }
    for (const [arn, group] of wanted) {
      const known = this.groups.get(arn) ?? new Group(group);
      this.groups.set(arn, known);
      known.update(group, idleMs, now);
    }
  }

  *targets(): Iterable<Target> {
    for (const group of this.groups.values()) yield* group.targets.values();
  }

  /** The target group that a request of a rule goes to. */
  groupFor(rule: RuleConfig, action: ForwardAction, holds?: string): Group | undefined {
    const [first] = action.groups;
    if (holds !== undefined && action.groups.some((g) => g.arn === holds && g.weight > 0))
      return this.groups.get(holds);
    if (first && action.groups.length === 1) return this.groups.get(first.arn);
    const { group, turns } = nextGroup(action.groups, this.turns.get(rule.key) ?? new Map());
    this.turns.set(rule.key, turns);
    return group === undefined ? undefined : this.groups.get(group);
  }
}

const SECOND_MS = 1000;
export const idleOf = (config: BalancerConfig): number =>
  Number(config.attributes['idle_timeout.timeout_seconds'] ?? '60') * SECOND_MS;
