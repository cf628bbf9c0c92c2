'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import { isFailure, isGood } from '@/lib/domain/status';
import type { BuildView } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { FilterBar, NoneLeft, useFilter, type FilterChoice } from '@/components/ui/filter-bar';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { RelativeTime, Duration } from '@/components/ui/time';
import { TopicView } from '@/components/ui/topic-view';
import { BuildProjects } from './projects';
import { Trend } from './trend';

const CHOICES: readonly FilterChoice<BuildView>[] = [
  { key: 'running', label: 'Running', test: (b) => !b.over },
  { key: 'failed', label: 'Failed', test: (b) => isFailure(b.status) },
  { key: 'succeeded', label: 'Succeeded', test: (b) => isGood(b.status) },
];

const wordOf = (b: BuildView): string => {
  if (b.problem) return `${b.status.word} in ${b.problem.phase}`;
  return b.over ? b.status.word : `${b.status.word}: ${b.phase}`;
};

function BuildTable({ builds }: { builds: readonly BuildView[] }) {
  return (
    <div className="card">
      <table className="table">
        <thead>
          <tr>
            <th>Build</th>
            <th>Status</th>
            <th>Revision</th>
            <th className="num">Started</th>
            <th className="num">Duration</th>
          </tr>
        </thead>
        <tbody>
          {builds.map((b) => (
            <tr key={b.id}>
              <td>
                <Link href={routes.build(b.id)} prefetch={false}>
                  <b className="font-medium">{b.project}</b> {b.number}
                </Link>
              </td>
              <td>
                <StatusLabel status={b.status} word={wordOf(b)} />
              </td>
              <td className="phone-off">
                <span className="sha">{b.revision.slice(0, 7)}</span>
              </td>
              <td className="num text-muted">
                <RelativeTime at={b.startedAt} suffix=" ago" />
              </td>
              <td className="num phone-off">
                <Duration from={b.startedAt} to={b.endedAt} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const NO_BUILDS = (
  <Empty title="No builds yet">
    <p>
      A build runs the commands in a commit&apos;s buildspec.yml. A project&apos;s first push starts
      one.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

export function BuildList({ initial }: { initial: BuildView[] | undefined }) {
  const builds = useTopic('builds', [], initial);
  const { data, error, readAt } = builds;
  const filter = useFilter(
    data ?? [],
    (b) => `${b.project} ${b.number} ${b.revision} ${b.status.word}`,
    CHOICES,
  );
  return (
    <>
      <PageHead
        title="Builds"
        meta={
          data &&
          data.length > 0 && (
            <BuildProjects names={[...new Set(data.map((b) => b.project))].sort()} />
          )
        }
      />
      <TopicView topic={builds} empty={(all) => !all.length && NO_BUILDS}>
        {() => (
          <>
            <FilterBar placeholder="Filter by project or commit" filter={filter} choices={CHOICES}>
              <ConnectionIndicator readAt={readAt} failed={Boolean(error)} />
            </FilterBar>
            {filter.left.length ? (
              <>
                <Trend builds={filter.left} />
                <BuildTable builds={filter.left} />
              </>
            ) : (
              <NoneLeft onClear={filter.clear} />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
