'use client';
import { useEffect, useEffectEvent } from 'react';

/** What each key does, by the browser's name of it. `Mod+k` is ⌘K, on other keyboards Ctrl-K. */
export type Hotkeys = Readonly<Record<string, () => void>>;

/** What has keys of its own: a field, an open menu or list. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], [role=menu], [role=listbox]';
/** Not one that is closing, nor a toast, which is a dialog too but takes no keys. */
const OPEN_DIALOG = ':is([role=dialog], [role=alertdialog]):not([aria-modal=false], [data-closed])';

/** Whether a key is meant for what has the focus, or for the dialog that is open, and not for the page. */
const isTyping = ({ target }: KeyboardEvent): boolean =>
  (target instanceof Element && target.closest(OWN_KEYS) !== null) ||
  document.querySelector(OPEN_DIALOG) !== null;

type Pressed = Pick<KeyboardEvent, 'key' | 'metaKey' | 'ctrlKey' | 'altKey'>;

/** A key as `Hotkeys` names it; undefined for chords that belong to the browser or the system. */
export function hotkeyOf({ key, metaKey, ctrlKey, altKey }: Pressed): string | undefined {
  if (altKey) return undefined;
  return metaKey || ctrlKey ? `Mod+${key.toLowerCase()}` : key;
}

/** Keys of a page. A single key does nothing while the person is typing or a dialog is open; a chord works everywhere. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const hotkey = hotkeyOf(event);
    const act = hotkey === undefined ? undefined : hotkeys[hotkey];
    if (!act || (!hotkey?.startsWith('Mod+') && isTyping(event))) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
