'use client';
import { isReroutingBack } from '@/lib/domain/deployments/blue-green';
import {
  fleetsOf,
  servingWords,
  type Fleet,
  type FleetMember,
} from '@/lib/domain/deployments/fleets';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import type { DeploymentView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { HealthLabel } from '@/components/traffic/health';
import { ConsoleLink } from '@/components/ui/console-link';
import { DeployedName } from '@/components/ui/deployed-name';
import { DeploymentLink } from './deployment-link';

function Member({ member: m, hasHealth }: { member: FleetMember; hasHealth: boolean }) {
  const several = m.health.length > 1;
  return (
    <li>
      <span className="flex items-center gap-1.5 min-w-0">
        <code className="truncate" title={m.target.id}>
          {m.target.id}
        </code>
        <ConsoleLink object={{ kind: 'instance', id: m.target.id }} about={m.target.id} />
      </span>
      <span className="flex items-center gap-1.5 text-xs text-muted">
        <StatusLabel as="bare" status={m.target.status} />
        {m.step}
      </span>
      <div className="fleet-health">
        {m.health.map(({ group, health }) => (
          <HealthLabel key={group.arn} health={health} group={group} named={several} />
        ))}
        {hasHealth && !m.health.length && (
          <span className="text-xs text-faint">Not registered with the load balancer</span>
        )}
      </div>
    </li>
  );
}

/** What a fleet runs. A rollback that reroutes brings the old fleet back; the new one has what was rolled back. */
function Revision({ fleet: { key }, deployment: d }: { fleet: Fleet; deployment: DeploymentView }) {
  const { of } = d.rollback;
  const gains = (key === 'before') === isReroutingBack(d);
  const revision = gains ? d.what : d.before;
  if (!gains && of !== undefined)
    return (
      <>
        Deployed by <DeploymentLink id={of} />
      </>
    );
  return revision ? (
    <DeployedName revision={revision} message />
  ) : (
    <span className="text-faint">Revision not known</span>
  );
}

/** So many are shown before somebody asks for all. */
const FIRST = 12;

function FleetCard({
  fleet: f,
  deployment: d,
  hasHealth,
}: {
  fleet: Fleet;
  deployment: DeploymentView;
  hasHealth: boolean;
}) {
  const rest = f.members.slice(FIRST);
  const member = (m: FleetMember) => <Member key={m.target.id} member={m} hasHealth={hasHealth} />;
  return (
    <section
      className={`card fleet${f.serving ? ' serves' : ''}`}
      aria-label={`${f.title} of ${d.id}`}
    >
      <header className="card-head">
        <h3>{f.title}</h3>
        <span className="text-xs">
          {f.members.length ? `${f.serving} of ${f.members.length} serve` : 'none'}
        </span>
      </header>
      <p className="fleet-what text-xs">
        <Revision fleet={f} deployment={d} />
      </p>
      <ul className="fleet-members">{f.members.slice(0, FIRST).map(member)}</ul>
      {rest.length > 0 && (
        <details className="px-4 pb-3">
          <summary>Show {rest.length} more</summary>
          <ul className="fleet-members">{rest.map(member)}</ul>
        </details>
      )}
      {!f.members.length && (
        <p className="px-4 pb-3 text-muted">
          {f.key === 'after' && d.blueGreen?.isCopied && !d.over
            ? 'CodeDeploy is making it.'
            : 'No instance.'}
        </p>
      )}
    </section>
  );
}

/** Old and new side by side: what each runs, what CodeDeploy does with it, and how the balancer sees it. */
export function Fleets({
  deployment: d,
  groups,
}: {
  deployment: DeploymentView;
  /** As they are now; none of a deployment that is over. */
  groups: readonly TargetGroupView[];
}) {
  const fleets = fleetsOf(d, groups);
  const hasHealth = groups.some((g) => g.targets);
  return (
    <section className="fleets" aria-label={`Fleets of ${d.id}`}>
      <p className="fleets-say">
        {servingWords(fleets, d.style === 'BLUE_GREEN', d.over)}
        {d.rollback.by !== undefined && fleets.at(-1)?.serving !== 0 && (
          <>
            {' '}
            Then <DeploymentLink id={d.rollback.by} /> rolled it back.
          </>
        )}
      </p>
      {fleets.map((f) => (
        <FleetCard key={f.key} fleet={f} deployment={d} hasHealth={hasHealth} />
      ))}
    </section>
  );
}
