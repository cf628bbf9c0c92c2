import type { Ctx } from '../../ports/context';
import { kind } from '../../shared/kind';

/** The ports on which an instance was in a target group, before a deployment took it out: it comes back on them. */
interface Ports {
  readonly arn: string;
  readonly target: string;
  readonly ports: readonly number[];
}

const kept = kind<Ports>('codedeploy.target-ports');
const keyOf = (groupId: string, arn: string, target: string): string =>
  `${groupId}\u0001${arn}\u0001${target}`;

export const keepPorts = (
  ctx: Ctx,
  groupId: string,
  arn: string,
  target: string,
  ports: readonly number[],
): void => ctx.store.put(kept, keyOf(groupId, arn, target), { arn, target, ports });

/** None where it was in no deployment's way: it comes on the port of the target group. */
export const portsOf = (
  ctx: Ctx,
  groupId: string,
  arn: string,
  target: string,
): readonly number[] => ctx.store.get(kept, keyOf(groupId, arn, target))?.ports ?? [];

/** What was kept of a group that is deleted. */
export function forgetPorts(ctx: Ctx, groupId: string): void {
  for (const { arn, target } of ctx.store.list(kept, keyOf(groupId, '', '').slice(0, -1)))
    ctx.store.delete(kept, keyOf(groupId, arn, target));
}
