'use client';
import { openChange } from '@/lib/client/change-address';
import type { BoardCell } from '@/lib/domain/views';
import { Icon } from '@/components/ui/icon';
import { Menu } from '@/components/ui/menu';

/** What can be done in a stage, from the board. */
export function CellMenu({ cell, project }: { cell: BoardCell; project: string }) {
  const gate = cell.gate;
  return (
    <Menu
      label={`Actions for ${project} ${cell.stage}`}
      trigger={
        <button type="button" className="icon-btn cell-menu">
          <Icon name="more" />
        </button>
      }
      items={[
        ...(gate
          ? [
              {
                key: 'approve',
                label: 'Approve…',
                onSelect: () =>
                  openChange({ kind: 'approve' as const, pipeline: project, ...gate }),
              },
              {
                key: 'reject',
                label: 'Reject…',
                onSelect: () => openChange({ kind: 'reject' as const, pipeline: project, ...gate }),
              },
            ]
          : []),
        {
          key: 'rollback',
          label: 'Roll back…',
          why: cell.live ? undefined : 'Nothing is live here yet',
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
