import {
  checkWords,
  healthCount,
  isFailsOpen,
  isHealthy,
  type TargetGroupView,
} from '@/lib/domain/traffic/target-group';
import type { LoadBalancerView } from '@/lib/domain/traffic/load-balancer';
import { HealthLabel } from '@/components/traffic/health';
import { ConsoleLink } from '@/components/ui/console-link';
import { Copyable } from '@/components/ui/copyable';
import { Panel } from '@/components/ui/panel';

const seconds = (n: number): string => (n >= 120 && n % 60 === 0 ? `${n / 60} min` : `${n} s`);

function Targets({ group: g }: { group: TargetGroupView }) {
  const { targets } = g;
  if (!targets) return null;
  if (!targets.length)
    return (
      <p className="px-4 pb-3 text-muted">
        No target is registered. Requests to this group are answered with 503.
      </p>
    );
  return (
    <div className="env-table">
      <table className="table">
        <thead>
          <tr>
            <th>Target</th>
            <th>Health</th>
          </tr>
        </thead>
        <tbody>
          {targets.map((t) => (
            <tr key={`${t.id}:${t.port ?? ''}`}>
              <td>
                <span className="flex items-center gap-1">
                  <Copyable text={t.id} what={`the ID ${t.id}`} />
                  {g.targetType === 'instance' && (
                    <ConsoleLink object={{ kind: 'instance', id: t.id }} about={t.id} />
                  )}
                </span>
                <span className="block text-xs text-muted">
                  {[t.port === undefined ? '' : `port ${t.port}`, t.zone]
                    .filter(Boolean)
                    .join(', ')}
                </span>
              </td>
              <td className="target-cell">
                <HealthLabel health={t} group={g} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Group({ group: g, balancer }: { group: TargetGroupView; balancer: string }) {
  const { targets = [] } = g;
  const isWhole = targets.length > 0 && targets.every(isHealthy);
  return (
    <section
      className="card target-group"
      id={`group-${g.name}`}
      aria-label={`Target group ${g.name} of ${balancer}`}
    >
      <header className="card-head">
        <h2 className="flex items-center gap-1.5">
          {g.name} <ConsoleLink object={{ kind: 'target-group', arn: g.arn }} about={g.name} />
        </h2>
        {g.targets && (
          <span
            className={`text-xs ${isWhole || !targets.length ? 'text-muted' : 'warn-text k-wait'}`}
          >
            {healthCount(g.targets)}
            {isFailsOpen(g.targets) && ', all get requests'}
          </span>
        )}
      </header>
      <dl className="balancer-facts px-4 py-3">
        <dt>Sends to</dt>
        <dd>
          {g.protocol} port {g.port} of {g.targetType === 'ip' ? 'addresses' : `${g.targetType}s`}
        </dd>
        <dt>Health check</dt>
        <dd>{checkWords(g.check)}</dd>
        {g.drainSeconds !== undefined && (
          <>
            <dt>Draining</dt>
            <dd>A target that leaves may finish its requests for {seconds(g.drainSeconds)}</dd>
          </>
        )}
      </dl>
      <Targets group={g} />
    </section>
  );
}

/** Each target group with its targets: who gets requests, and why not who does not. */
export function TargetGroups({ view: { groups, listeners, name } }: { view: LoadBalancerView }) {
  if (!groups.length)
    return listeners ? (
      <Panel title="Target groups">
        <p className="text-muted">None of its listeners forwards to a target group.</p>
      </Panel>
    ) : null;
  return groups.map((g) => <Group key={g.arn} group={g} balancer={name} />);
}
