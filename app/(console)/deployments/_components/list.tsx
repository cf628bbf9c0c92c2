'use client';
import Link from 'next/link';
import type { Newest } from '@/lib/domain/list/newest';
import type { ListedDeployment } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { List } from '@/components/list/list';
import { ListLoading } from '@/components/list/loading';
import { Older } from '@/components/list/older';
import { useNewest } from '@/components/list/use-pages';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { Unread } from '@/components/ui/unread';
import { DEPLOYMENTS } from './spec';

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

export function DeploymentList({ initial }: { initial: Newest<ListedDeployment> | undefined }) {
  const { topic, rows, more, isReading } = useNewest('deployments', initial, DEPLOYMENTS.keyOf);
  return (
    <>
      <PageHead title="Deployments" />
      <TopicView
        topic={topic}
        loading={<ListLoading spec={DEPLOYMENTS} />}
        empty={() => !rows.length && NO_DEPLOYMENTS}
      >
        {({ unread }) => (
          <>
            <Unread texts={unread} />
            <List
              spec={DEPLOYMENTS}
              rows={rows}
              freshness={
                <ConnectionIndicator readAt={topic.readAt} failed={Boolean(topic.error)} />
              }
            >
              <Older count={rows.length} more={more} isReading={isReading} many="deployments" />
            </List>
          </>
        )}
      </TopicView>
    </>
  );
}
