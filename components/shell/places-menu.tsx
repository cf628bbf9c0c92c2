'use client';
import { Menu as Base } from '@base-ui/react/menu';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Icon, type IconName } from '@/components/ui/icon';
import { isIn, type Place } from './places';

interface Props {
  readonly label: string;
  readonly icon: IconName;
  readonly className: string;
  readonly places: readonly Place[];
  /** How many approvals wait, where Approvals is among the places. */
  readonly waiting?: number;
}

/** Places that a bar has no room for. */
export function PlacesMenu({ label, icon, className, places, waiting = 0 }: Props) {
  const path = usePathname();
  return (
    <Base.Root>
      <Base.Trigger
        className={className}
        data-here={places.some((p) => isIn(path, p)) || undefined}
      >
        <Icon name={icon} />
        {label}
        {waiting > 0 && (
          <span className="count" aria-label={`${waiting} waiting`}>
            {waiting}
          </span>
        )}
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={6} align="end" collisionPadding={8}>
          <Base.Popup className="popover menu places">
            {places.map((p) => (
              <Base.LinkItem
                key={p.href}
                className="menu-item"
                closeOnClick
                render={<Link href={p.href} aria-current={isIn(path, p) ? 'page' : undefined} />}
              >
                <Icon name={p.icon} small />
                {p.label}
              </Base.LinkItem>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
