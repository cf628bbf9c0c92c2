'use client';
import { useHydrated } from '@/lib/client/hydrated';
import { openShell } from '@/lib/client/shell-events';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';

/** Looks like the field that it opens; what it says is as long as there is room. */
export function PaletteButton() {
  const isMac = useHydrated() && navigator.platform.startsWith('Mac');
  return (
    <button
      type="button"
      className="palette-button"
      onClick={() => openShell('palette')}
      aria-label="Search or jump to"
      aria-haspopup="dialog"
      title={`Search or jump to (${isMac ? '⌘K' : 'Ctrl K'})`}
    >
      <Icon name="search" small />
      <span className="wide">Search or jump to…</span>
      <span className="narrow">Search…</span>
      <Kbd>{isMac ? '⌘K' : 'Ctrl K'}</Kbd>
    </button>
  );
}
