import 'server-only';
import type { LoadBalancerInfo } from '@aws-sdk/client-codedeploy';
import { addressOf } from '@/lib/domain/traffic/load-balancer';
import { client } from '../aws/clients';
import type { Connection } from '../aws/connection';
import { pages } from '../aws/pages';
import { balancersByArn, targetGroupsByName } from './target-groups';

/** The target groups that a deployment group's load balancer settings name, those of pairs too. */
export const targetGroupNames = (info: LoadBalancerInfo | undefined): readonly string[] =>
  [
    ...(info?.targetGroupInfoList ?? []),
    ...(info?.targetGroupPairInfoList ?? []).flatMap((pair) => pair.targetGroups ?? []),
  ].flatMap((g) => g.name ?? []);

/** Where the load balancer answers that a deployment group stands behind; undefined where none takes HTTP. */
export async function balancerAddress(
  connection: Connection,
  info: LoadBalancerInfo | undefined,
): Promise<string | undefined> {
  const groups = await targetGroupsByName(connection, targetGroupNames(info));
  const arns = groups.flatMap((g) => g.LoadBalancerArns ?? []);
  const [balancer] = await balancersByArn(connection, arns);
  if (!balancer) return undefined;
  const { LoadBalancerArn, DNSName = '' } = balancer;
  const elb = await client('elasticloadbalancing', connection);
  const listeners = await pages(async (Marker) => {
    const p = await elb.describeListeners({ LoadBalancerArn, Marker });
    return [p.Listeners, p.NextMarker] as const;
  });
  const addresses = listeners.flatMap(
    ({ Protocol: protocol = '', Port: port = 0 }) => addressOf(DNSName, { protocol, port }) ?? [],
  );
  return addresses.find((a) => a.startsWith('https:')) ?? addresses[0];
}
