import { request } from 'node:http';
import type { Socket } from 'node:net';
import type { HealthCheck } from '../../core/balancer/config';
import {
  checked,
  isSame,
  NOT_REACHED,
  resultOf,
  TIMED_OUT,
  type CheckResult,
} from '../../core/balancer/health';
import type { Fleet, Group } from './fleet';
import { connection, type Target } from './target';

const AGENT = 'ELB-HealthChecker/2.0';

/** One check over a connection of its own, as AWS makes them. */
function check({ config }: Target, how: HealthCheck): Promise<CheckResult> {
  const { host, healthPort: port } = config;
  return new Promise((resolve) => {
    const end = (result: CheckResult): void => {
      clearTimeout(timer);
      sent.destroy();
      resolve(result);
    };
    const headers = { host: `${host}:${port}`, 'user-agent': AGENT, connection: 'close' };
    const open = (): Socket => connection(config, port);
    const ask = { host, port, path: how.path, headers, createConnection: open };
    const sent: { destroy: () => unknown } =
      how.protocol === 'TCP'
        ? failing(open().once('connect', () => end({ ok: true })))
        : failing(request(ask, (answer) => end(resultOf(answer.statusCode ?? 0, how.codes))).end());
    const timer = setTimeout(() => end(TIMED_OUT), how.timeoutMs);
    function failing<T extends Socket | ReturnType<typeof request>>(one: T): T {
      one.on('error', () => end(NOT_REACHED));
      return one;
    }
  });
}

/** Asks each target for its health, for as long as it is registered. */
export class HealthChecks {
  private readonly timers = new Map<Target, NodeJS.Timeout>();

  constructor(
    private readonly fleet: Fleet,
    private readonly onChange: (group: Group, target: Target) => void,
  ) {}

  /** The fleet has changed: new targets are asked immediately, those that are gone no longer. */
  update(): void {
    const wanted = new Map<Target, Group>();
    for (const group of this.fleet.groups.values())
      for (const target of group.targets.values())
        if (group.config.health.enabled && !target.isDraining) wanted.set(target, group);
    for (const [target, timer] of this.timers)
      if (!wanted.has(target)) {
        clearTimeout(timer);
        this.timers.delete(target);
      }
    for (const [target, group] of wanted) if (!this.timers.has(target)) this.next(group, target, 0);
  }

  private next(group: Group, target: Target, waitMs: number): void {
    this.timers.set(
      target,
      setTimeout(() => void this.look(group, target), waitMs),
    );
  }

  private async look(group: Group, target: Target): Promise<void> {
    const how = group.config.health;
    const began = Date.now();
    const result = await check(target, how);
    if (!this.timers.has(target)) return;
    const before = target.health;
    target.health = checked(before, result, group.config.health);
    if (!isSame(before, target.health)) {
      group.changed();
      this.onChange(group, target);
    }
    this.next(group, target, Math.max(0, began + how.intervalMs - Date.now()));
  }
}
