'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Environments } from '@/lib/domain/deployments/environment';
import { routes } from '@/lib/routes';
import { List } from '@/components/list/list';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { ListLoading } from '@/components/list/loading';
import { TopicView } from '@/components/ui/topic-view';
import { Unread } from '@/components/ui/unread';
import { ENVIRONMENTS } from './spec';

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
  return (
    <>
      <PageHead title="Environments" />
      <TopicView
        topic={environments}
        loading={<ListLoading spec={ENVIRONMENTS} />}
        empty={({ rows, unread }) => !rows.length && !unread.length && NO_ENVIRONMENTS}
      >
        {({ rows, unread }) => (
          <>
            <Unread texts={unread} />
            {rows.length > 0 && (
              <List
                spec={ENVIRONMENTS}
                rows={rows}
                freshness={
                  <ConnectionIndicator
                    readAt={environments.readAt}
                    failed={Boolean(environments.error)}
                  />
                }
              />
            )}
          </>
        )}
      </TopicView>
    </>
  );
}
