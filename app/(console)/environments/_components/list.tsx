'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { EnvironmentRow, Environments } from '@/lib/domain/deployments/environment';
import { isFailure, isOver } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { DeployedName } from '@/components/ui/deployed-name';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { StatusIcon } from '@/components/ui/icon';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { RelativeTime } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';

const CHOICES: readonly FilterChoice<EnvironmentRow>[] = [
  { key: 'running', label: 'Deploying', test: (e) => !!e.last && !isOver(e.last.status) },
  { key: 'failed', label: 'Last one failed', test: (e) => !!e.last && isFailure(e.last.status) },
  { key: 'empty', label: 'Nothing live', test: (e) => !e.live },
];

function EnvironmentTable({ rows }: { rows: readonly EnvironmentRow[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th>Environment</th>
            <th>Live</th>
            <th>Last deployment</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((e) => (
            <tr key={`${e.application}/${e.group}`}>
              <td>
                <Link href={routes.environment(e.application, e.group)} prefetch={false}>
                  <b className="font-medium">{e.application}</b> → {e.group}
                </Link>
                {e.platform !== 'Server' && (
                  <span className="text-xs text-faint"> {e.platform}</span>
                )}
              </td>
              <td>
                {e.live ? (
                  <DeployedName revision={e.live} message />
                ) : (
                  <span className="text-faint">Nothing yet</span>
                )}
                {e.liveAt > 0 && (
                  <span className="block text-xs text-muted">
                    <RelativeTime at={e.liveAt} suffix=" ago" />
                  </span>
                )}
              </td>
              <td>
                {e.last ? (
                  <Link href={routes.deployment(e.last.id)} prefetch={false}>
                    <StatusLabel status={e.last.status} />
                    <span className="block text-xs text-muted">
                      <RelativeTime at={e.last.createdAt} suffix=" ago" still />
                    </span>
                  </Link>
                ) : (
                  <span className="text-faint">None yet</span>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NO_ENVIRONMENTS = (
  <Empty title="No environments yet">
    <p>
      An environment is a deployment group of CodeDeploy: the instances, the ECS service or the
      Lambda function that a release goes to. A project brings its own; groups that were made
      elsewhere appear here too.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

/** Every deployment group, whoever made it: what is live in it, and how its last deployment went. */
export function EnvironmentList({ initial }: { initial: Environments | undefined }) {
  const environments = useTopic('environments', [], initial);
  const filter = useFilter(
    environments.data?.rows ?? [],
    (e) => `${e.application} ${e.group} ${e.platform} ${e.live?.revision?.message ?? ''}`,
    CHOICES,
  );
  return (
    <>
      <PageHead title="Environments" />
      <TopicView
        topic={environments}
        empty={({ rows, unread }) => !rows.length && !unread.length && NO_ENVIRONMENTS}
      >
        {({ unread }) => (
          <>
            <FilterBar placeholder="Application or environment" filter={filter} choices={CHOICES}>
              <ConnectionIndicator
                readAt={environments.readAt}
                failed={Boolean(environments.error)}
              />
            </FilterBar>
            {unread.map((text) => (
              <p key={text} className="note k-unk">
                <StatusIcon status="unk" />
                <span>{text}</span>
              </p>
            ))}
            {filter.left.length ? (
              <EnvironmentTable rows={filter.left} />
            ) : (
              <NoneLeft onClear={filter.clear} />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
