'use client';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useHydrated } from '@/lib/client/hydrated';
import { useTopic } from '@/lib/client/live/use-topic';
import { useNotifications } from '@/lib/client/notify';
import { useTab } from '@/lib/client/tab';
import type { Attention } from '@/lib/domain/views';
import { routes } from '@/lib/routes';
import { Icon } from '@/components/ui/icon';
import { FIRST, isIn, LAST, NEXT, type Place } from './places';
import { PlacesMenu } from './places-menu';

/** What the board asks for; unset until this is hydrated, for the server's markup has no count. */
function useAttention(): readonly Attention[] | undefined {
  const { data } = useTopic('board', []);
  return useHydrated() ? data?.attention : undefined;
}

/** How many approvals wait: those alone are behind the link. */
const waitingIn = (attention: readonly Attention[] = []): number =>
  attention.filter((a) => a.approval !== undefined).length;

const NOTHING: readonly Attention[] = [];

/** The tab's title and icon, and what the browser notifies of. */
function Tab({ attention }: { attention: readonly Attention[] | undefined }) {
  useTab(attention ?? NOTHING);
  useNotifications(attention);
  return null;
}

function PlaceLink({ place: p, icon, waiting }: { place: Place; icon: boolean; waiting: number }) {
  const path = usePathname();
  return (
    <Link href={p.href} aria-current={isIn(path, p) ? 'page' : undefined}>
      {icon && <Icon name={p.icon} />}
      {p.label}
      {p.href === routes.approvals && waiting > 0 && (
        <span className="count" aria-label={`${waiting} waiting`}>
          {waiting}
        </span>
      )}
    </Link>
  );
}

/** The places in the header: on one line, and in one menu where the window is low and narrow, as when it is zoomed. */
export function Navigation() {
  const attention = useAttention();
  const waiting = waitingIn(attention);
  return (
    <>
      <Tab attention={attention} />
      <nav className="nav" aria-label="Main">
        {[...FIRST, ...NEXT].map((p) => (
          <PlaceLink key={p.href} place={p} icon={false} waiting={waiting} />
        ))}
      </nav>
      <PlacesMenu
        label="Menu"
        icon="menu"
        className="btn places-button"
        places={[...FIRST, ...NEXT, ...LAST]}
        waiting={waiting}
      />
    </>
  );
}

/** The bar at the bottom of a small screen: all places where it is wide enough, else the first and the rest in a menu. */
export function TabBar() {
  const waiting = waitingIn(useAttention());
  return (
    <nav className="tabbar" aria-label="Main, bottom">
      {[...FIRST, ...NEXT].map((p) => (
        <PlaceLink key={p.href} place={p} icon waiting={waiting} />
      ))}
      <PlacesMenu label="More" icon="more" className="more" places={[...NEXT, ...LAST]} />
    </nav>
  );
}
