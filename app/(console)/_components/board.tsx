'use client';
import { useMemo } from 'react';
import { useTopic } from '@/lib/client/live/use-topic';
import { layoutOf, type BoardLayout } from '@/lib/domain/board/board-layout';
import { byEnvironment, byTag, tagsOf } from '@/lib/domain/board/board-order';
import type { TemplateView } from '@/lib/domain/projects/project';
import type { Board as BoardData, BoardRow } from '@/lib/domain/views';
import { looksLikeSha } from '@/lib/domain/commits/whereabouts';
import { Findings } from '@/components/commits/finder';
import { NoneLeft, useFilter } from '@/components/ui/filter-bar';
import { TopicView } from '@/components/ui/topic-view';
import { NotRead } from '@/components/ui/not-read';
import { CHOICES, textOf, useArrangement, type Arrangement } from './arrangement';
import { AttentionStrip } from './attention';
import { BoardLoading } from './board-loading';
import { ByEnvironment } from './by-environment';
import { ByTag } from './by-tag';
import { FirstRun } from './first-run';
import { Grid } from './grid';
import { OnTheWay } from './on-the-way';
import { Tools } from './tools';
import { useOrder } from './use-order';

type Filter = ReturnType<typeof useFilter<BoardRow>>;

interface Arranged {
  readonly rows: readonly BoardRow[];
  readonly layout: BoardLayout;
  readonly arrangement: Arrangement;
}

function Groups({ rows, layout, arrangement: { isByEnvironment, tag } }: Arranged) {
  if (isByEnvironment) return <ByEnvironment groups={byEnvironment(rows)} />;
  if (tag !== undefined) return <ByTag tag={tag} groups={byTag(rows, tag)} layout={layout} />;
  return <Grid rows={rows} layout={layout} />;
}

/** The rows that the filter leaves, or where a commit is, if its SHA was typed. */
function Left({ filter, ...arranged }: Arranged & { filter: Filter }) {
  const isSha = looksLikeSha(filter.text);
  return (
    <>
      {isSha && (
        <section aria-label="Where this commit is">
          <Findings key={filter.text} query={filter.text.trim()} />
        </section>
      )}
      {!arranged.rows.length && !isSha && <NoneLeft onClear={filter.clear} />}
      {arranged.rows.length > 0 && <Groups {...arranged} />}
    </>
  );
}

/** The same text is the same layout: rows are drawn again only when it has changed. */
function useLayout(rows: readonly BoardRow[]): BoardLayout {
  const text = JSON.stringify(layoutOf(rows));
  return useMemo(() => JSON.parse(text) as BoardLayout, [text]);
}

const NO_ROWS: readonly BoardRow[] = [];

/** What needs a person, and what is live where: one row a project, one column a stage. */
export function Board({
  initial,
  starters,
}: {
  initial: BoardData | undefined;
  /** For a board without projects. */
  starters?: readonly TemplateView[] | undefined;
}) {
  const board = useTopic('board', [], initial);
  const { data, error } = board;
  const all = data?.rows ?? NO_ROWS;
  const arrangement = useArrangement();
  const filter = useFilter(all, textOf, CHOICES);
  const order = useOrder(all, arrangement.sort);
  const layout = useLayout(all);
  const tags = useMemo(() => tagsOf(all), [all]);
  if (data?.coming?.length) return <OnTheWay projects={data.coming} />;
  // What could not be read may be somebody's first project.
  const isEmpty = data && !data.rows.length && !data.unreadable.length && !error;
  if (isEmpty)
    return (
      <>
        {/* Of deployments that no pipeline has started. */}
        {data.attention.length > 0 && <AttentionStrip board={data} />}
        <FirstRun starters={starters} unreadStacks={data.unreadStacks} />
      </>
    );
  return (
    <>
      <h1 className="sr-only">Board</h1>
      <TopicView topic={board} loading={<BoardLoading />}>
        {(known) =>
          known.rows.length ? (
            <>
              <AttentionStrip board={known} />
              <Tools
                topic={board}
                filter={filter}
                arrangement={arrangement}
                rowOrder={order}
                tags={tags}
              />
              <Left
                rows={order.ordered(filter.left)}
                layout={layout}
                arrangement={arrangement}
                filter={filter}
              />
              <NotRead coming={0} unreadable={known.unreadable} />
            </>
          ) : (
            <NotRead coming={0} unreadable={known.unreadable} />
          )
        }
      </TopicView>
    </>
  );
}
