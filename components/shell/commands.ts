'use client';
import { openChange } from '@/lib/client/change-address';
import { openShell } from '@/lib/client/shell-events';
import { chooseTheme } from '@/lib/client/theme';
import type { SearchEntry } from '@/lib/domain/search';
import { routes } from '@/lib/routes';
import type { IconName } from '@/components/ui/icon';

export interface Command {
  readonly label: string;
  readonly icon: IconName;
  readonly run: () => void;
}

const currentProject = (path: string): string | undefined =>
  decodeURIComponent(/^\/(?:projects|pipelines)\/([^/]+)/.exec(path)?.[1] ?? '') || undefined;

/** What the palette can do: those about the project of this page come first. Each that changes something opens the dialog. */
export function commandsFor(
  path: string,
  entries: readonly SearchEntry[],
  go: (href: string) => void,
): Command[] {
  const here = currentProject(path);
  const names = entries
    .filter((e) => e.kind === 'pipeline')
    .map((e) => e.id)
    .sort((a, b) => Number(b === here) - Number(a === here));
  return [
    ...names.flatMap((pipeline): Command[] => [
      {
        label: `Roll back ${pipeline}…`,
        icon: 'undo',
        run: () => openChange({ kind: 'rollback', pipeline }),
      },
      {
        label: `Release ${pipeline}…`,
        icon: 'play',
        run: () => openChange({ kind: 'release', pipeline }),
      },
    ]),
    { label: 'New project', icon: 'plus', run: () => go(routes.newProject) },
    { label: 'Where is my commit?', icon: 'commit', run: () => go(routes.commits()) },
    { label: 'Approvals', icon: 'inbox', run: () => go(routes.approvals) },
    { label: 'Environments', icon: 'server', run: () => go(routes.environments) },
    { label: 'Insights', icon: 'chart', run: () => go(routes.insights) },
    { label: 'Board', icon: 'grid', run: () => go(routes.board) },
    { label: 'Light theme', icon: 'sun', run: () => chooseTheme('light') },
    { label: 'Dark theme', icon: 'moon', run: () => chooseTheme('dark') },
    { label: "Follow the system's theme", icon: 'auto', run: () => chooseTheme(undefined) },
    { label: 'Keys', icon: 'keyboard', run: () => openShell('keys') },
  ];
}
