'use client';
import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode } from 'react';
import { Icon } from './icon';

/** The second half of a double click: what has just come under the pointer was not meant. */
export const isSecondHalf = (event: Event): boolean =>
  event instanceof MouseEvent && event.detail > 1;

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly subtitle?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
  readonly initialFocus?: React.RefObject<HTMLElement | null>;
}

/** A modal: focus stays in it and goes back where it was; Escape closes. On a phone it is the whole screen. */
export function Dialog({ open, onClose, title, subtitle, children, wide, initialFocus }: Props) {
  return (
    <Base.Root
      open={open}
      onOpenChange={(next, { event }) => {
        if (!next && !isSecondHalf(event)) onClose();
      }}
    >
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className={wide ? 'dialog wide-dialog' : 'dialog'}
          {...(initialFocus ? { initialFocus } : {})}
        >
          <div className="dialog-head">
            <div className="min-w-0">
              <Base.Title className="dialog-title">{title}</Base.Title>
              {subtitle && (
                <Base.Description className="text-xs text-muted">{subtitle}</Base.Description>
              )}
            </div>
            <Base.Close className="icon-btn" aria-label="Close">
              <Icon name="close" />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
