'use client';
import Link from 'next/link';
import { useTopic } from '@/lib/client/live/use-topic';
import type { Board, BoardRow } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { List } from '@/components/list/list';
import { ListLoading } from '@/components/list/loading';
import { ConnectionIndicator } from '@/components/ui/connection-indicator';
import { NotRead } from '@/components/ui/not-read';
import { PageHead } from '@/components/ui/page-head';
import { Empty } from '@/components/ui/states';
import { TopicView } from '@/components/ui/topic-view';
import { PIPELINES } from './spec';

const NO_PIPELINES = (
  <Empty title="No pipelines yet">
    <p>
      A pipeline carries each commit through build and environments. Creating a project makes one.
    </p>
    <Link className="btn primary" href={routes.newProject}>
      New project
    </Link>
  </Empty>
);

const NONE: readonly BoardRow[] = [];

export function PipelineList({ initial }: { initial: Board | undefined }) {
  const board = useTopic('board', [], initial);
  const { data, error, readAt } = board;
  return (
    <>
      <PageHead title="Pipelines" />
      <TopicView
        topic={board}
        loading={<ListLoading spec={PIPELINES} />}
        empty={(all) => !all.rows.length && NO_PIPELINES}
      >
        {(all) => (
          <List
            spec={PIPELINES}
            rows={data?.rows ?? NONE}
            freshness={
              <ConnectionIndicator
                readAt={readAt}
                failed={Boolean(error)}
                reading={{ left: all.unread, of: all.rows.length }}
              />
            }
          >
            <NotRead coming={0} unreadable={all.unreadable} />
          </List>
        )}
      </TopicView>
    </>
  );
}
