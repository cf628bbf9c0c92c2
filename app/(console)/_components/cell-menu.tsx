'use client';
import { useState } from 'react';
import { openChange } from '@/lib/client/change-address';
import { copyText } from '@/lib/client/clipboard';
import { say } from '@/lib/client/toast';
import { shortRevision } from '@/lib/domain/commits/revision';
import type { BoardCell } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Icon } from '@/components/ui/icon';
import { Menu, type MenuItem } from '@/components/ui/menu';

/** Answers to the approvals that wait, each by its name where there are several. */
const answers = ({ waits }: BoardCell, pipeline: string): MenuItem[] =>
  waits.flatMap((w) => {
    const which = waits.length > 1 ? ` ${w.action}` : '';
    return (['approve', 'reject'] as const).map((kind) => ({
      key: `${kind} ${w.execution} ${w.stage} ${w.action}`,
      label: `${kind === 'approve' ? 'Approve' : 'Reject'}${which}…`,
      onSelect: () => openChange({ kind, pipeline, ...w }),
    }));
  });

const LOG_WORDS: Readonly<Record<BoardCell['kind'], string>> = {
  source: 'Open log',
  build: 'Open build and log',
  deploy: 'Open deployment and log',
};

/** Pages about what is in the stage. */
const places = (cell: BoardCell, pipeline: string): MenuItem[] => [
  ...(cell.application === undefined
    ? []
    : [{ key: 'application', label: 'Open application', href: cell.application, newTab: true }]),
  ...(cell.log === undefined ? [] : [{ key: 'log', label: LOG_WORDS[cell.kind], href: cell.log }]),
  ...(cell.environment === undefined
    ? []
    : [{ key: 'environment', label: 'Open environment', href: cell.environment }]),
  { key: 'pipeline', label: 'Open pipeline', href: routes.pipeline(pipeline) },
];

async function copyId(sha: string): Promise<void> {
  say({ text: (await copyText(sha)) ? `Copied ${sha}.` : 'Could not copy.' });
}

/** The ids of what is live and of what comes: in the cell itself a press opens its page. */
const ids = ({ live, next }: BoardCell): MenuItem[] =>
  [live, next?.sha === live?.sha ? undefined : next].flatMap((r) =>
    r?.sha
      ? [
          {
            key: `copy ${r.sha}`,
            label: `Copy ${shortRevision(r)} in full`,
            onSelect: () => void copyId(r.sha),
          },
        ]
      : [],
  );

/** What can be done in the stage. */
function deeds(cell: BoardCell, pipeline: string): MenuItem[] {
  const { retry } = cell;
  return [
    ...(retry
      ? [
          {
            key: 'retry',
            label: `Retry ${retry.stage}…`,
            onSelect: () => openChange({ kind: 'retry', pipeline, ...retry }),
          },
        ]
      : []),
    ...(cell.kind === 'deploy'
      ? [
          {
            key: 'rollback',
            label: 'Roll back…',
            disabledReason: cell.live ? undefined : 'Nothing is live here yet',
            onSelect: () => openChange({ kind: 'rollback', pipeline, stage: cell.stage }),
          },
        ]
      : []),
    {
      key: 'release',
      label: 'Release…',
      onSelect: () => openChange({ kind: 'release', pipeline }),
    },
  ];
}

/**
 * What can be done in a stage, from the board. A board has hundreds of cells, and few of their menus are ever opened: a
 * menu is made when it is.
 */
export function CellMenu({ cell, project }: { cell: BoardCell; project: string }) {
  const [isWanted, setWanted] = useState(false);
  const label = `Actions for ${project} ${cell.stage}`;
  const trigger = (
    <button type="button" className="icon-btn cell-menu">
      <Icon name="more" />
    </button>
  );
  if (isWanted)
    return (
      <Menu
        label={label}
        trigger={trigger}
        defaultOpen
        items={[
          ...answers(cell, project),
          ...places(cell, project),
          ...deeds(cell, project),
          ...ids(cell),
        ]}
      />
    );
  return (
    <button
      type="button"
      className="icon-btn cell-menu"
      aria-label={label}
      aria-haspopup="menu"
      onClick={() => setWanted(true)}
    >
      <Icon name="more" />
    </button>
  );
}
