import type { BoardLayout } from '@/lib/domain/board/board-layout';
import type { TagGroup } from '@/lib/domain/board/board-order';
import { Grid } from './grid';

/** Whether the tags of all of a group's rows were read: only then have they none. */
const isRead = ({ rows }: TagGroup): boolean => rows.every((r) => r.tags !== undefined);

/** The rows by a tag of their pipelines. */
export function ByTag({
  tag,
  groups,
  layout,
}: {
  tag: string;
  groups: readonly TagGroup[];
  layout: BoardLayout;
}) {
  return groups.map((group) => {
    const title = group.value ?? (isRead(group) ? `No tag ${tag}` : `No tag ${tag}, or not read`);
    return (
      <section key={title} className="env" aria-label={title}>
        <h2 className="mb-2">
          {group.value !== undefined && <span className="text-faint font-normal">{tag}: </span>}
          {title} <span className="text-faint font-normal">{group.rows.length}</span>
        </h2>
        <Grid rows={group.rows} layout={layout} />
      </section>
    );
  });
}
