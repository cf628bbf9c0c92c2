'use client';
import dynamic from 'next/dynamic';
import { useEffect, useEffectEvent, useState } from 'react';
import { usePathname } from 'next/navigation';
import { noteVisit } from '@/lib/client/recents';
import { onShell } from '@/lib/client/shell-events';

const Palette = dynamic(() => import('./palette').then((m) => m.Palette), { ssr: false });

/** A key that writes a character, as it is pressed for the palette's field. */
const writes = (event: KeyboardEvent): boolean =>
  event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;

/** What is typed until the palette is there is meant for its field, and is no key of the page behind it. */
function useEarlyKeys(isWaiting: boolean, take: (character: string) => void): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (!writes(event)) return;
    event.preventDefault();
    event.stopPropagation();
    take(event.key);
  });
  useEffect(() => {
    if (!isWaiting) return;
    const hear = (event: KeyboardEvent): void => onKey(event);
    window.addEventListener('keydown', hear, true);
    return () => window.removeEventListener('keydown', hear, true);
  }, [isWaiting]);
}

/** The palette's code comes with the first ⌘K; which pages somebody was on is remembered before that. */
export function PaletteHost() {
  const [open, setOpen] = useState(false);
  const [used, setUsed] = useState(false);
  const [isThere, setThere] = useState(false);
  const [text, setText] = useState('');
  useEarlyKeys(used && !isThere, (character) => setText((before) => before + character));
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
  if (!used) return null;
  return (
    <Palette
      open={open}
      onClose={() => setOpen(false)}
      text={text}
      onText={setText}
      onThere={() => setThere(true)}
    />
  );
}
