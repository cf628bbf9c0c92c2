import type { ComponentProps, ReactNode } from 'react';

interface Props extends Omit<ComponentProps<'button'>, 'type'> {
  /** One primary button a region; danger is for what destroys. */
  readonly look?: 'primary' | 'danger' | 'quiet' | undefined;
  readonly size?: 'small' | 'large' | undefined;
  /** Why it cannot work; the button is then off and says so. */
  readonly why?: string | undefined;
  readonly children: ReactNode;
}

/** A button that cannot work is off and says why, before the click. */
export function Button({ look, size, why, children, className, disabled, ...rest }: Props) {
  const off = disabled || why !== undefined;
  return (
    <button
      type="button"
      className={['btn', look, size, className].filter(Boolean).join(' ')}
      aria-disabled={off || undefined}
      title={why}
      {...rest}
      onClick={off ? (e) => e.preventDefault() : rest.onClick}
    >
      {children}
      {why !== undefined && <span className="sr-only">. Not available: {why}</span>}
    </button>
  );
}
