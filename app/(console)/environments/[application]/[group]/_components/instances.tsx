'use client';
import Link from 'next/link';
import type {
  Drift,
  EnvironmentInstance,
  EnvironmentView,
} from '@/lib/domain/deployments/environment';
import { healthIn, othersIn } from '@/lib/domain/traffic/traffic';
import type { TargetGroupView } from '@/lib/domain/traffic/target-group';
import { instanceStatus } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { HealthLabel } from '@/components/traffic/health';
import { ConsoleLink } from '@/components/ui/console-link';
import { Copyable } from '@/components/ui/copyable';
import { Button } from '@/components/ui/button';
import { DeployedName } from '@/components/ui/deployed-name';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';

const NOTHING: Readonly<Partial<Record<Drift, string>>> = {
  none: 'Nothing deployed yet',
  unknown: 'Not known',
};

function Revision({ instance: i }: { instance: EnvironmentInstance }) {
  if (!i.revision) return <span className="text-faint">{NOTHING[i.drift] ?? 'Not known'}</span>;
  return (
    <>
      <DeployedName revision={i.revision} message />
      {i.drift === 'other' && (
        <span className="block text-xs warn-text k-wait">
          <Icon name="warn" small /> Not what is live
        </span>
      )}
      {i.deployment && (
        <span className="block text-xs text-muted">
          by{' '}
          <Link href={routes.deployment(i.deployment)} prefetch={false}>
            <code>{i.deployment}</code>
          </Link>
        </span>
      )}
    </>
  );
}

function Manage({ instance: i, view }: { instance: EnvironmentInstance; view: EnvironmentView }) {
  const { application: pipeline, group: stage } = view;
  const isStopped = i.state === 'stopped';
  return (
    <ChangeButton
      size="small"
      change={{
        kind: isStopped ? 'start-instance' : 'stop-instance',
        pipeline,
        stage,
        execution: i.id,
      }}
      disabledReason={isStopped || i.state === 'running' ? undefined : `it is ${i.state}`}
      label={`${isStopped ? 'Start' : 'Stop'} ${i.id}`}
    >
      {isStopped ? 'Start…' : 'Stop…'}
    </ChangeButton>
  );
}

/** How the balancer sees an instance, by target group. */
function InBalancer({ id, groups }: { id: string; groups: readonly TargetGroupView[] }) {
  const found = healthIn(groups, id);
  if (!found.length) return <span className="text-xs text-faint">Not registered</span>;
  return found.map(({ group, health }) => (
    <HealthLabel key={group.arn} health={health} group={group} named={groups.length > 1} />
  ));
}

/** What each instance has, and how it stands to what is live. */
export function Instances({
  view,
  groups,
  open,
  onOpen,
}: {
  view: EnvironmentView;
  /** Those whose targets could be read tell who gets requests. */
  groups: readonly TargetGroupView[];
  /** The instance whose console is open. */
  open: string;
  onOpen: (id: string) => void;
}) {
  const { instances } = view;
  // The page says what could not be read.
  if (view.platform !== 'Server' || !instances) return null;
  if (!instances.length)
    return (
      <Panel title="Instances">
        <p className="text-muted">
          No instance has the tags of this group or is in its Auto Scaling groups, so a deployment
          to it fails.
        </p>
      </Panel>
    );
  const others = othersIn(
    groups,
    instances.map((i) => i.id),
  );
  const hasHealth = groups.some((g) => g.targets);
  const hasManage = view.canManage && instances.some((i) => !i.isOnPremises);
  return (
    <section className="card env-table" aria-label={`Instances of ${view.group}`}>
      <table className="table">
        <thead>
          <tr>
            <th>Instance</th>
            <th>Revision</th>
            <th>State</th>
            {hasHealth && <th>Load balancer</th>}
            {hasManage && <th>Actions</th>}
          </tr>
        </thead>
        <tbody>
          {instances.map((i) => (
            <tr key={i.id}>
              <td>
                {i.name && <b className="font-medium">{i.name}</b>}
                <span className="flex items-center gap-1 text-xs">
                  <Copyable text={i.id} what={`the ID ${i.id}`} />
                  <ConsoleLink object={{ kind: 'instance', id: i.id }} about={i.name || i.id} />
                </span>
                <span className="block text-xs text-muted">
                  {i.isOnPremises ? 'On premises' : i.zone}
                </span>
              </td>
              <td>
                <Revision instance={i} />
              </td>
              <td>
                <StatusLabel status={instanceStatus(i.state)} />
                {i.address && <span className="block text-xs text-muted">{i.address}</span>}
              </td>
              {hasHealth && (
                <td className="target-cell">
                  <InBalancer id={i.id} groups={groups} />
                </td>
              )}
              {hasManage && (
                <td className="env-actions">
                  {!i.isOnPremises && (
                    <span className="flex gap-2">
                      <Button
                        size="small"
                        aria-pressed={open === i.id}
                        aria-label={`Console of ${i.id}`}
                        onClick={() => onOpen(open === i.id ? '' : i.id)}
                      >
                        Console
                      </Button>
                      <Manage instance={i} view={view} />
                    </span>
                  )}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {others.length > 0 && (
        <p className="px-3 py-2 text-xs text-muted">
          Also in the load balancer, and not of this group now: {others.join(', ')}
        </p>
      )}
    </section>
  );
}
