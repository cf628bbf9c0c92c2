import { routes } from '@/lib/routes';
import type { PaletteItem } from './item';

/** A page that two keys lead to. */
export interface Place {
  readonly keys: string;
  readonly label: string;
  readonly href: string;
  readonly words?: string;
}

/** The pages of the header and its menu, by their keys: the palette and the help show them. */
export const PLACES: readonly Place[] = [
  { keys: 'g b', label: 'Board', href: routes.board, words: 'home overview' },
  { keys: 'g a', label: 'Approvals', href: routes.approvals, words: 'inbox waiting' },
  { keys: 'g p', label: 'Pipelines', href: routes.pipelines },
  { keys: 'g u', label: 'Builds', href: routes.builds },
  { keys: 'g d', label: 'Deployments', href: routes.deployments },
  { keys: 'g e', label: 'Environments', href: routes.environments },
  {
    keys: 'g l',
    label: 'Load balancers',
    href: routes.loadBalancers,
    words: 'traffic targets listeners elb',
  },
  { keys: 'g c', label: 'Commits', href: routes.commits(), words: 'where is my commit' },
  { keys: 'g i', label: 'Insights', href: routes.insights, words: 'metrics dora charts' },
  { keys: 'g s', label: 'Settings', href: routes.settings, words: 'preferences account' },
  { keys: 'g n', label: 'New project', href: routes.newProject, words: 'create template start' },
];

export const PLACE_ITEMS: readonly PaletteItem[] = PLACES.map((p) => ({
  key: `go ${p.href}`,
  section: 'Go to',
  kind: 'place',
  label: p.label,
  words: p.words ?? '',
  detail: '',
  act: { href: p.href },
  keys: p.keys,
}));

/** What the palette does beside going somewhere. */
export const PREFERENCES: readonly PaletteItem[] = (
  [
    ['light', 'Light theme', 'bright'],
    ['dark', 'Dark theme', 'night'],
    ['system', "Follow the system's theme", 'auto'],
    ['keys', 'Keyboard shortcuts', 'keys help'],
  ] as const
).map(([command, label, words]) => ({
  key: `command ${command}`,
  section: 'Preferences',
  kind: command,
  label,
  words,
  detail: '',
  act: { command },
  keys: command === 'keys' ? '?' : undefined,
}));
