'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isGood, isOver } from '@/lib/domain/status';
import { countWords, failedOf, totalOf } from '@/lib/domain/deployments/targets';
import type { DeploymentRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { RelativeTime, Duration } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';

const CHOICES: readonly FilterChoice<DeploymentRow>[] = [
  { key: 'running', label: 'Running', test: (d) => !isOver(d.status) },
  { key: 'failed', label: 'Failed', test: (d) => isFailure(d.status) },
  { key: 'succeeded', label: 'Succeeded', test: (d) => isGood(d.status) },
];

function DeploymentTable({ deployments }: { deployments: readonly DeploymentRow[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th>Deployment</th>
            <th>Status</th>
            <th>Id</th>
            <th className="num">Started</th>
            <th className="num">Duration</th>
          </tr>
        </thead>
        <tbody>
          {deployments.map((d) => (
            <tr key={d.id}>
              <td>
                <Link href={routes.deployment(d.id)} prefetch={false}>
                  <b className="font-medium">{d.application}</b> → {d.group}
                </Link>
                {d.platform && d.platform !== 'Server' && (
                  <span className="text-xs text-faint"> {d.platform}</span>
                )}
              </td>
              <td>
                <StatusLabel status={d.status} />
                {failedOf(d.count) > 0 && totalOf(d.count) > 1 && (
                  <span className="block text-xs text-muted">{countWords(d.count)}</span>
                )}
              </td>
              <td className="phone-off">
                <code>{d.id}</code>
              </td>
              <td className="num text-muted">
                <RelativeTime at={d.createdAt} suffix=" ago" />
              </td>
              <td className="num phone-off">
                <Duration from={d.createdAt} to={d.endedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NO_DEPLOYMENTS = (
  <Empty title="No deployments yet">
    <p>
      A deployment brings a revision to instances, an ECS service or a Lambda function, event by
      event. A pipeline creates one wherever it deploys by CodeDeploy.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

export function DeploymentList({ initial }: { initial: DeploymentRow[] | undefined }) {
  const deployments = useTopic('deployments', [], initial);
  const filter = useFilter(
    deployments.data ?? [],
    (d) => `${d.application} ${d.group} ${d.id} ${d.status.word} ${d.platform ?? ''}`,
    CHOICES,
  );
  return (
    <>
      <PageHead title="Deployments" />
      <TopicView topic={deployments} empty={(all) => !all.length && NO_DEPLOYMENTS}>
        {() => (
          <>
            <FilterBar placeholder="Application or environment" filter={filter} choices={CHOICES}>
              <ConnectionIndicator
                readAt={deployments.readAt}
                failed={Boolean(deployments.error)}
              />
            </FilterBar>
            {filter.left.length ? (
              <DeploymentTable deployments={filter.left} />
            ) : (
              <NoneLeft onClear={filter.clear} />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
