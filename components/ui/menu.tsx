'use client';
import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';

export interface MenuItem {
  readonly label: ReactNode;
  readonly onSelect: () => void;
  readonly disabledReason?: string | undefined;
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
                disabled={item.disabledReason !== undefined}
                onClick={item.onSelect}
              >
                <span>{item.label}</span>
                {item.disabledReason !== undefined && (
                  <span className="text-xs text-faint">{item.disabledReason}</span>
                )}
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
