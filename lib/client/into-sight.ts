import type { FocusEvent } from 'react';

/** What the keyboard reaches in a line that scrolls sideways is seen whole. A press moves nothing under the pointer. */
export function intoSight({ target }: FocusEvent<HTMLElement>): void {
  if (target.matches(':focus-visible'))
    target.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
