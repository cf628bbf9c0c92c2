'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { boardQuery } from '@/lib/client/queries/views';
import { useHydrated } from '@/lib/client/hydrated';
import { needsPerson } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { Icon, type IconName } from '@/components/ui/icon';

const ITEMS: readonly (readonly [string, string, IconName])[] = [
  ['Board', routes.board, 'grid'], ['Approvals', routes.approvals, 'inbox'], ['Pipelines', routes.pipelines, 'flow'], ['Builds', routes.builds, 'terminal'], ['Deployments', routes.deployments, 'server'],
];

/** The same five places in the header and, on a phone, in the bar at the bottom. */
export function Navigation({ as }: { as: 'nav' | 'tabbar' }) {
  const path = usePathname();
  const { data } = useQuery(boardQuery());
  const hydrated = useHydrated();
  // The page below may have filled the cache before this is hydrated; the server's markup has no count.
  const waiting = !hydrated ? 0 : data?.attention.filter((a) => needsPerson(a.status)).length ?? 0;
  const current = (href: string): boolean => (href === '/' ? path === '/' || path.startsWith('/projects') : path.startsWith(href));
  return (
    <nav className={as} aria-label={as === 'nav' ? 'Main' : 'Main, bottom'}>
      {ITEMS.map(([label, href, icon]) => (
        <Link key={href} href={href} aria-current={current(href) ? 'page' : undefined}>
          {as === 'tabbar' && <Icon name={icon} />}{label}
          {href === routes.approvals && waiting > 0 && <span className="count" aria-label={`${waiting} waiting`}>{waiting}</span>}
        </Link>
      ))}
    </nav>
  );
}
