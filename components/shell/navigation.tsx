'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useHydrated } from '@/lib/client/hydrated';
import { useTopic } from '@/lib/client/live/use-topic';
import { useNotifications } from '@/lib/client/notify';
import { useTab } from '@/lib/client/tab';
import { needsPerson } from '@/lib/domain/status';
import type { Attention } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';

const ITEMS: readonly (readonly [string, string, IconName])[] = [
  ['Board', routes.board, 'grid'],
  ['Approvals', routes.approvals, 'inbox'],
  ['Pipelines', routes.pipelines, 'flow'],
  ['Builds', routes.builds, 'terminal'],
  ['Deployments', routes.deployments, 'server'],
];
/** Where the bar has no room the user menu has them. */
const MORE: typeof ITEMS = [
  ['Environments', routes.environments, 'server'],
  ['Insights', routes.insights, 'chart'],
];

/** What the board asks for; unset until this is hydrated, for the server's markup has no count. */
function useAttention(): readonly Attention[] | undefined {
  const { data } = useTopic('board', []);
  return useHydrated() ? data?.attention : undefined;
}

function Tab({ count, attention }: { count: number; attention: readonly Attention[] | undefined }) {
  useTab(count);
  useNotifications(attention);
  return null;
}

/** The same five places in the header and, on a phone, in the bar at the bottom; the header has room for more. */
export function Navigation({ as }: { as: 'nav' | 'tabbar' }) {
  const path = usePathname();
  const attention = useAttention();
  const waiting = attention?.filter((a) => needsPerson(a.status)).length ?? 0;
  const current = (href: string): boolean =>
    href === '/' ? path === '/' || path.startsWith('/projects') : path.startsWith(href);
  return (
    <nav className={as} aria-label={as === 'nav' ? 'Main' : 'Main, bottom'}>
      {as === 'nav' && <Tab count={waiting} attention={attention} />}
      {(as === 'nav' ? [...ITEMS, ...MORE] : ITEMS).map(([label, href, icon]) => (
        <Link key={href} href={href} aria-current={current(href) ? 'page' : undefined}>
          {as === 'tabbar' && <Icon name={icon} />}
          {label}
          {href === routes.approvals && waiting > 0 && (
            <span className="count" aria-label={`${waiting} waiting`}>
              {waiting}
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
