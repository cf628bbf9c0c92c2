import type { ComponentProps, ReactNode } from 'react';

interface Props extends Omit<ComponentProps<'button'>, 'type'> {
  /** One primary button a region; danger is for what destroys. */
  readonly variant?: 'primary' | 'danger' | 'quiet' | undefined;
  readonly size?: 'small' | 'large' | undefined;
  /** Why it cannot work; the button is then off and says so. */
  readonly disabledReason?: string | undefined;
  /** Leads to what is missing, when the button is pressed while it is off. */
  readonly onOff?: (() => void) | undefined;
  readonly children: ReactNode;
}

/** A button that cannot work is off and says why, before the click. */
export function Button({
  variant,
  size,
  disabledReason,
  onOff,
  children,
  className,
  disabled,
  ...rest
}: Props) {
  const off = disabled || disabledReason !== undefined;
  return (
    <button
      type="button"
      className={['btn', variant, size, className].filter(Boolean).join(' ')}
      aria-disabled={off || undefined}
      title={disabledReason}
      {...rest}
      onClick={
        off
          ? (e) => {
              e.preventDefault();
              if (!disabled) onOff?.();
            }
          : rest.onClick
      }
    >
      {children}
      {disabledReason !== undefined && (
        <span className="sr-only">. Not available: {disabledReason}</span>
      )}
    </button>
  );
}
