'use client';
import { openChange } from '@/lib/client/change-address';
import type { BoardCell } from '@/lib/domain/views';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

/** What can be done in a stage, from the board. */
export function CellMenu({ cell, project }: { cell: BoardCell; project: string }) {
  return (
    <Menu
      label={`Actions for ${project} ${cell.stage}`}
      trigger={
        <button type="button" className="icon-btn cell-menu">
          <Icon name="more" />
        </button>
      }
      items={[
        ...cell.waits.flatMap((w) => {
          const which = cell.waits.length > 1 ? ` ${w.action}` : '';
          return (['approve', 'reject'] as const).map((kind) => ({
            key: `${kind} ${w.execution} ${w.stage} ${w.action}`,
            label: `${kind === 'approve' ? 'Approve' : 'Reject'}${which}…`,
            onSelect: () => openChange({ kind, pipeline: project, ...w }),
          }));
        }),
        {
          key: 'rollback',
          label: 'Roll back…',
          disabledReason: cell.live ? undefined : 'Nothing is live here yet',
          onSelect: () => openChange({ kind: 'rollback', pipeline: project, stage: cell.stage }),
        },
        {
          key: 'release',
          label: 'Release…',
          onSelect: () => openChange({ kind: 'release', pipeline: project }),
        },
      ]}
    />
  );
}
