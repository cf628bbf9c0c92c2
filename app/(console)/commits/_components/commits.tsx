'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { RecentCommits } from '@/lib/domain/commits/recent';
import { routes } from '@/lib/routes';
import { Finder } from '@/components/commits/finder';
import { List } from '@/components/list/list';
import { ListLoading } from '@/components/list/loading';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { NotRead } from '@/components/ui/not-read';
import { Empty } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { COMMITS } from './spec';

const NO_COMMITS = (
  <Empty title="No commits yet">
    <p>
      Here are the commits that pipelines have taken: who wrote them, and where each is live. A
      project&apos;s first push brings one.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

/** Commits that may have been read are none only when every pipeline was read. */
const isEmpty = ({ rows, unreadable, coming }: RecentCommits): boolean =>
  !rows.length && !unreadable.length && !coming;

function Recent({ initial }: { initial: RecentCommits | undefined }) {
  const commits = useTopic('commits', [], initial);
  return (
    <TopicView
      topic={commits}
      loading={<ListLoading spec={COMMITS} isSearched={false} />}
      empty={(all) => isEmpty(all) && NO_COMMITS}
    >
      {({ rows, more, coming, unreadable }) => (
        <>
          <NotRead coming={coming} unreadable={unreadable} />
          {rows.length > 0 && (
            <List
              spec={COMMITS}
              rows={rows}
              isSearched={false}
              freshness={
                <ConnectionIndicator readAt={commits.readAt} failed={Boolean(commits.error)} />
              }
            >
              <p className="list-older text-xs text-muted">
                {more ? `The newest ${rows.length} commits` : 'The commits'} of each pipeline&apos;s
                last executions. The search above also finds older ones.
              </p>
            </List>
          )}
        </>
      )}
    </TopicView>
  );
}

/** The newest commits with their people and where each is live; a search for any commit stands at their head. */
export function Commits({ initial }: { initial: RecentCommits | undefined }) {
  return <Finder otherwise={<Recent initial={initial} />} />;
}
