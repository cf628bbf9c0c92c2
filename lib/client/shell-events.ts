'use client';

type Name = 'palette' | 'keys';
const target = new EventTarget();

/** Opens a part of the shell from anywhere: a button, a key, a command. */
export const openShell = (name: Name): void => void target.dispatchEvent(new Event(name));

export function onShell(name: Name, listener: () => void): () => void {
  target.addEventListener(name, listener);
  return () => target.removeEventListener(name, listener);
}
