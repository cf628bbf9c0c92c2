'use client';
import { rollbackEventWords, type DeploymentContext } from '@/lib/domain/deployments/deployment';
import { HEALTHY, UNHEALTHY, UNKNOWN, type Status } from '@/lib/domain/status';
import type { DeploymentView } from '@/lib/domain/views';
import { StatusLabel } from '@/components/status/status-label';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';
import { TwoOwners } from '@/components/ui/two-owners';

function statusOf({ health }: NonNullable<DeploymentContext['application']>): Status {
  if (health.asking) return UNKNOWN;
  return health.ok ? HEALTHY : UNHEALTHY;
}

function Address({ application }: { application: DeploymentContext['application'] }) {
  if (!application)
    return <p className="text-muted">No public address of these targets is known.</p>;
  return (
    <>
      <div className="flex items-center justify-between gap-3">
        <a className="address" href={application.url} target="_blank" rel="noreferrer noopener">
          <span className="truncate">{application.url.replace(/^https?:\/\//, '')}</span>
          <Icon name="out" small />
        </a>
        <StatusLabel status={statusOf(application)} />
      </div>
      <p className="text-xs text-muted">Now: {application.health.word}</p>
    </>
  );
}

/** Where the application answers and whether it does now; beside it what the group does by itself when a deployment fails. */
export function ApplicationCard({
  deployment: d,
  context,
}: {
  deployment: DeploymentView;
  context: DeploymentContext;
}) {
  const events = rollbackEventWords(context.rollsBackOn);
  return (
    <Panel title="Application" aside={d.group}>
      <Address application={context.application} />
      <dl className="application-facts">
        <dt>Automatic rollback</dt>
        <dd>{events ?? 'off'}</dd>
        {context.alarms.length > 0 && (
          <>
            <dt>Stopped by alarms</dt>
            <dd>{context.alarms.join(', ')}</dd>
          </>
        )}
      </dl>
      {context.secondOwner !== undefined && <TwoOwners />}
    </Panel>
  );
}
