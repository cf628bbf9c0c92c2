'use client';
import Link from 'next/link';
import type { Newest } from '@/lib/domain/list/newest';
import type { BuildRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { List } from '@/components/list/list';
import { ListLoading } from '@/components/list/loading';
import { Older } from '@/components/list/older';
import { useNewest } from '@/components/list/use-pages';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { LoadingMeta } from '@/components/ui/skeletons';
import { Empty } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { Unread } from '@/components/ui/unread';
import { BuildProjects } from './projects';
import { BUILDS } from './spec';
import { Trend } from './trend';

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

/** The build projects of the builds below; their line is there before they are known. */
function Projects({ isKnown, rows }: { isKnown: boolean; rows: readonly BuildRow[] }) {
  if (!isKnown) return <LoadingMeta />;
  if (!rows.length) return null;
  return <BuildProjects names={[...new Set(rows.map((b) => b.project))].sort()} />;
}

export function BuildList({ initial }: { initial: Newest<BuildRow> | undefined }) {
  const { topic, rows, more, isReading } = useNewest('builds', initial, BUILDS.keyOf);
  return (
    <>
      <PageHead title="Builds" meta={<Projects isKnown={topic.data !== undefined} rows={rows} />} />
      <TopicView
        topic={topic}
        loading={<ListLoading spec={BUILDS} above={<div className="card mb-3 trend-loading" />} />}
        empty={() => !rows.length && NO_BUILDS}
      >
        {({ unread }) => (
          <>
            <Unread texts={unread} />
            <List
              spec={BUILDS}
              rows={rows}
              freshness={
                <ConnectionIndicator readAt={topic.readAt} failed={Boolean(topic.error)} />
              }
              above={(left) => <Trend builds={left} />}
            >
              <Older count={rows.length} more={more} isReading={isReading} many="builds" />
            </List>
          </>
        )}
      </TopicView>
    </>
  );
}
