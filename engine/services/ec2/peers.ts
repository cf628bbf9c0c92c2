import { PEERS_FILE, portsBetween, type Party, type Peer } from '../../core/network/peers';
import type { Permission } from '../../core/network/security-groups';
import { privateName } from '../../core/network/vpc';
import type { Ctx } from '../../ports/context';
import type { Job } from '../../ports/store';
import { instanceDir, instances, isLive, type Instance } from './instances';
import { egressOf, ingressOf } from './network';

/** The default group of the network, which is not described: who names none is in it (EC2 user guide, "Default security groups"). */
const DEFAULT_GROUP = 'default';
const ITS_OWN: readonly Permission[] = [
  { IpProtocol: '-1', UserIdGroupPairs: [{ GroupId: DEFAULT_GROUP }] },
];
const ANYWHERE: readonly Permission[] = [{ IpProtocol: '-1', IpRanges: [{ CidrIp: '0.0.0.0/0' }] }];

function partyOf(ctx: Ctx, { securityGroupIds: ids }: Instance, address: string): Party {
  if (!ids.length)
    return { groupIds: [DEFAULT_GROUP], address, ingress: ITS_OWN, egress: ANYWHERE };
  return { groupIds: ids, address, ingress: ingressOf(ctx, ids), egress: egressOf(ctx, ids) };
}

interface There {
  readonly instance: Instance;
  readonly party: Party;
}

/** The others, and the ports of each that an instance reaches; the names of those that it does not resolve as well. */
function peersOf(ctx: Ctx, { instance, party }: There, all: readonly There[]): Peer[] {
  return all
    .filter((other) => other.instance.id !== instance.id)
    .map((other) => ({
      id: other.instance.id,
      address: other.party.address,
      name: privateName(other.party.address, ctx.region),
      ports: portsBetween(party, other.party),
    }));
}

/** Job: tells the agent of each instance which others it reaches. Those that have no address reach nobody. */
export async function tellPeers(_job: Job, ctx: Ctx): Promise<void> {
  const all = ctx.store.list(instances).flatMap((instance) => {
    const address = isLive(instance) ? instance.network?.privateIp : undefined;
    return address === undefined ? [] : [{ instance, party: partyOf(ctx, instance, address) }];
  });
  await Promise.all(
    all.map(async (there) => {
      const dir = instanceDir(ctx, there.instance.id);
      if (!ctx.machines.wasStarted(dir)) return;
      const told = Buffer.from(JSON.stringify(peersOf(ctx, there, all)));
      await ctx.machines.write(`${dir}/${PEERS_FILE}`, told);
    }),
  );
}
