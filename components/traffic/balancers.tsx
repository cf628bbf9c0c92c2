import Link from 'next/link';
import { healthCount, isFailsOpen } from '@/lib/domain/traffic/target-group';
import type { TrafficView } from '@/lib/domain/traffic/traffic';
import { routes } from '@/lib/routes';
import { Icon, StatusIcon } from '@/components/ui/icon';

/** The load balancers that stand before it, and the target groups it registers with. */
export function Balancers({ traffic: { balancers, groups } }: { traffic: TrafficView }) {
  if (!balancers.length && !groups.length) return null;
  return (
    <p className="balancers text-xs text-muted">
      {balancers.map((b) => (
        <Link key={b.arn} href={routes.loadBalancer(b.name)} prefetch={false}>
          Load balancer {b.name}
        </Link>
      ))}
      {groups.map((g) => (
        <span key={g.arn}>
          Target group {g.name}: {g.targets ? healthCount(g.targets) : 'health not read'}
        </span>
      ))}
    </p>
  );
}

/** What is wrong in the balancer, said before the tables. */
export function BalancerNotes({
  traffic: { groups, unread },
}: {
  traffic: Pick<TrafficView, 'groups' | 'unread'>;
}) {
  return (
    <>
      {unread.map((text) => (
        <p key={text} className="note k-unk">
          <StatusIcon status="unk" />
          <span>{text}</span>
        </p>
      ))}
      {groups.map(
        (g) =>
          g.targets &&
          isFailsOpen(g.targets) && (
            <p key={g.arn} className="note k-fail">
              <Icon name="warn" />
              <span>
                <b>All targets of {g.name} are unhealthy.</b> The load balancer sends requests to
                all of them, so people see errors or whatever they answer.
              </span>
            </p>
          ),
      )}
    </>
  );
}
