'use client';
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

export interface MenuItem {
  readonly label: ReactNode;
  readonly onSelect: () => void;
  readonly why?: string | undefined;
  readonly danger?: boolean | undefined;
  readonly key: string;
}

/** A menu behind a button; an item that cannot work stays in it and says why. */
export function Menu({
  trigger,
  items,
  label,
}: {
  trigger: ReactElement;
  items: readonly MenuItem[];
  label: string;
}) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} aria-label={label} />
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} align="end">
          <Base.Popup className="popover menu">
            {items.map((item) => (
              <Base.Item
                key={item.key}
                className={item.danger ? 'menu-item danger' : 'menu-item'}
                disabled={item.why !== undefined}
                onClick={item.onSelect}
              >
                <span>{item.label}</span>
                {item.why !== undefined && <span className="text-xs text-faint">{item.why}</span>}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
