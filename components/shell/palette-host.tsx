'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { onShell } from '@/lib/client/shell-events';

const Palette = dynamic(() => import('./palette').then((m) => m.Palette), { ssr: false });

/** The palette's code comes with the first ⌘K. */
export function PaletteHost() {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  useEffect(
    () =>
      onShell('palette', () => {
        setUsed(true);
        setOpen(true);
      }),
    [],
  );
  return used ? <Palette open={open} onClose={() => setOpen(false)} /> : null;
}
