'use client';
import Link from 'next/link';
import type { EnvironmentDeployment, EnvironmentView } from '@/lib/domain/deployments/environment';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { DeployedName } from '@/components/ui/deployed-name';
import { Panel } from '@/components/ui/panel';
import { Duration, RelativeTime } from '@/components/ui/time';

/** An entry that is a rollback says so, and of what. */
function RollbackMark({ rollback: { by, of } }: EnvironmentDeployment) {
  const other = of ?? by;
  if (other === undefined) return null;
  return (
    <span className="block text-xs text-muted">
      {of ? 'rolls back ' : 'rolled back by '}
      <Link href={routes.deployment(other)} prefetch={false}>
        <code>{other}</code>
      </Link>
    </span>
  );
}

/** The newest deployments of the group, each of which can be deployed again. */
export function History({ view }: { view: EnvironmentView }) {
  const { deployments } = view;
  // The page says what could not be read.
  if (!deployments) return null;
  if (!deployments.length)
    return (
      <Panel title="Deployments">
        <p className="text-muted">Nothing was deployed here yet.</p>
      </Panel>
    );
  return (
    <section className="card env-table" aria-label={`Deployments to ${view.group}`}>
      <table className="table">
        <thead>
          <tr>
            <th>Revision</th>
            <th>Status</th>
            <th className="num phone-off">Started</th>
            <th className="num phone-off">Duration</th>
            <th>
              <span className="sr-only">Deploy it again</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {deployments.map((d) => (
            <tr key={d.id}>
              <td>
                {d.what ? <DeployedName revision={d.what} message /> : null}
                <span className="block text-xs">
                  <Link href={routes.deployment(d.id)} prefetch={false}>
                    <code>{d.id}</code>
                  </Link>
                </span>
                <RollbackMark {...d} />
              </td>
              <td>
                <StatusLabel status={d.status} />
              </td>
              <td className="num text-muted phone-off">
                <RelativeTime at={d.createdAt} suffix=" ago" />
              </td>
              <td className="num phone-off">
                <Duration from={d.createdAt} to={d.endedAt} />
              </td>
              <td className="num">
                <ChangeButton
                  size="small"
                  change={{
                    kind: 'deploy-revision',
                    pipeline: view.application,
                    stage: view.group,
                    execution: d.id,
                  }}
                  label={`Deploy the revision of ${d.id} again`}
                >
                  Deploy…
                </ChangeButton>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
