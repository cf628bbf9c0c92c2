import { admits } from '../../core/network/security-groups';
import type { Ctx } from '../../ports/context';
import type { Internal } from '../../ports/module';
import { SUBNETS } from './default-network';
import { instanceDir, instances, isLive, unclaimedPort, type Instance } from './instances';
import { ingressOf } from './network';

/** The file in an instance's folder that tells its agent on which ports of the machine to listen. */
export const LISTENERS = 'listeners.json';

/** Tells the agent. Who asks for another port at the same time writes again. */
export async function tellListeners(ctx: Ctx, id: string): Promise<void> {
  const dir = instanceDir(ctx, id);
  for (let told = ''; ctx.machines.wasStarted(dir);) {
    const wanted = JSON.stringify(ctx.store.get(instances, id)?.listeners ?? {});
    if (wanted === told) return;
    told = wanted;
    await ctx.machines.write(`${dir}/${LISTENERS}`, Buffer.from(wanted));
  }
}

/** A port of the machine for a port of an instance, kept with the instance: the same after every restart. */
async function allot(ctx: Ctx, id: string, port: number): Promise<number | undefined> {
  const host = await unclaimedPort(ctx);
  const allotted = ctx.store.transaction(() => {
    const instance = ctx.store.get(instances, id);
    if (!instance || !isLive(instance)) return undefined;
    const known = instance.listeners?.[port];
    if (known !== undefined) return known;
    const listeners = { ...instance.listeners, [port]: host };
    ctx.store.put(instances, id, { ...instance, listeners });
    return host;
  });
  if (allotted !== undefined) await tellListeners(ctx, id);
  return allotted;
}

/** Who is in no group is in the default one, which lets in its own (EC2 user guide, "Default security groups"). */
function isAdmitted(ctx: Ctx, instance: Instance, port: number, from: readonly string[]): boolean {
  if (!instance.securityGroupIds.length) return !from.length;
  const addresses = SUBNETS(ctx).map((subnet) => firstAddress(subnet.CidrBlock ?? ''));
  return admits(ingressOf(ctx, instance.securityGroupIds), port, { groupIds: from, addresses });
}

/** A host's address in a subnet. */
const firstAddress = (cidr: string): string => cidr.replace(/0\/\d+$/, '10');

/** Where on this machine a port of an instance is reached; undefined where it does not run. */
export const addressOf: Internal<'ec2'>['addressOf'] = async ({ instanceId, port, from }, ctx) => {
  const instance = ctx.store.get(instances, instanceId);
  if (!instance || !isLive(instance)) return undefined;
  const host = instance.listeners?.[port] ?? (await allot(ctx, instanceId, port));
  return host === undefined
    ? undefined
    : {
        host: '127.0.0.1',
        port: host,
        isAdmitted: from === undefined || isAdmitted(ctx, instance, port, from),
      };
};
