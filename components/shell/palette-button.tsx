'use client';
import { openShell } from '@/lib/client/shell-events';
import { Icon } from '@/components/ui/icon';
import { Kbd } from '@/components/ui/kbd';

export function PaletteButton() {
  return (
    <button
      type="button"
      className="palette-button"
      onClick={() => openShell('palette')}
      aria-label="Search or run"
      aria-haspopup="dialog"
    >
      <Icon name="search" small />
      <span className="wide">Search or run…</span>
      <Kbd>⌘K</Kbd>
    </button>
  );
}
