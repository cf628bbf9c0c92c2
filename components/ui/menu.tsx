'use client';
import { Menu as Base } from '@base-ui/react/menu';
import Link from 'next/link';
import type { ReactElement, ReactNode } from 'react';

export interface MenuItem {
  readonly label: ReactNode;
  readonly onSelect?: () => void;
  /** A page, in place of something that is done. */
  readonly href?: string | undefined;
  /** That is opened in a tab of its own. */
  readonly newTab?: boolean | undefined;
  readonly disabledReason?: string | undefined;
  readonly danger?: boolean | undefined;
  readonly key: string;
}

const Words = ({ item }: { item: MenuItem }) => (
  <>
    <span>{item.label}</span>
    {item.disabledReason !== undefined && (
      <span className="text-xs text-faint">{item.disabledReason}</span>
    )}
  </>
);

function Item({ item }: { item: MenuItem }) {
  const className = item.danger ? 'menu-item danger' : 'menu-item';
  if (item.href !== undefined)
    return (
      <Base.LinkItem
        className={className}
        closeOnClick
        render={
          item.newTab ? (
            <a href={item.href} target="_blank" rel="noreferrer" />
          ) : (
            <Link href={item.href} prefetch={false} />
          )
        }
      >
        <Words item={item} />
      </Base.LinkItem>
    );
  return (
    <Base.Item
      className={className}
      disabled={item.disabledReason !== undefined}
      onClick={item.onSelect}
    >
      <Words item={item} />
    </Base.Item>
  );
}

/** A menu behind a button; an item that cannot work stays in it and says why. */
export function Menu({
  trigger,
  items,
  label,
  defaultOpen = false,
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  label: string;
  defaultOpen?: boolean;
}) {
  return (
    <Base.Root defaultOpen={defaultOpen}>
      <Base.Trigger render={trigger} aria-label={label} />
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} align="end">
          <Base.Popup className="popover menu">
            {items.map((item) => (
              <Item key={item.key} item={item} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
