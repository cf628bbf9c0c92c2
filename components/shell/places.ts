import { routes } from '@/lib/routes';
import type { IconName } from '@/components/ui/icon';

export interface Place {
  readonly label: string;
  readonly href: string;
  readonly icon: IconName;
}

const place = (label: string, href: string, icon: IconName): Place => ({ label, href, icon });

/** What the bar at the bottom of a phone has room for. */
export const FIRST: readonly Place[] = [
  place('Board', routes.board, 'grid'),
  place('Approvals', routes.approvals, 'inbox'),
  place('Pipelines', routes.pipelines, 'flow'),
  place('Builds', routes.builds, 'terminal'),
];
export const NEXT: readonly Place[] = [
  place('Deployments', routes.deployments, 'server'),
  place('Environments', routes.environments, 'globe'),
  place('Insights', routes.insights, 'chart'),
];
/** Looked for now and then: never in a bar. */
export const LAST: readonly Place[] = [
  place('Load balancers', routes.loadBalancers, 'flow'),
  place('Where is my commit?', routes.commits(), 'commit'),
  place('Settings', routes.settings, 'gear'),
];

/** Whether a path is of a place: a project is the board's. */
export const isIn = (path: string, { href }: Place): boolean =>
  href === '/' ? path === '/' || path.startsWith('/projects') : path.startsWith(href);
