'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import type { LoadBalancers } from '@/lib/domain/traffic/load-balancer';
import { List } from '@/components/list/list';
import { ListLoading } from '@/components/list/loading';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { Unread } from '@/components/ui/unread';
import { LOAD_BALANCERS } from './spec';

const NONE = (
  <Empty title="No load balancers in this Region">
    <p>
      A project with the target “Load balancer, in place” or “Load balancer, blue/green” brings its
      own. Application and Network Load Balancers that were made elsewhere appear here too; Classic
      Load Balancers do not.
    </p>
  </Empty>
);

/** Every load balancer of the Region: its listeners, how its targets are, and what deploys behind it. */
export function LoadBalancerList({ initial }: { initial: LoadBalancers | undefined }) {
  const balancers = useTopic('load-balancers', [], initial);
  return (
    <>
      <PageHead title="Load balancers" />
      <TopicView
        topic={balancers}
        loading={<ListLoading spec={LOAD_BALANCERS} />}
        empty={({ rows }) => !rows.length && NONE}
      >
        {({ rows, unread }) => (
          <>
            <Unread texts={unread} />
            <List
              spec={LOAD_BALANCERS}
              rows={rows}
              freshness={
                <ConnectionIndicator readAt={balancers.readAt} failed={Boolean(balancers.error)} />
              }
            />
          </>
        )}
      </TopicView>
    </>
  );
}
