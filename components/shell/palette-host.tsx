'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { usePathname } from 'next/navigation';
import { noteVisit } from '@/lib/client/recents';
import { onShell } from '@/lib/client/shell-events';

const Palette = dynamic(() => import('./palette').then((m) => m.Palette), { ssr: false });

/** The palette's code comes with the first ⌘K; which pages somebody was on is remembered before that. */
export function PaletteHost() {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const path = usePathname();
  useEffect(() => noteVisit(path), [path]);
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
