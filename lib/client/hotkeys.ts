'use client';
import { useEffect, useEffectEvent } from 'react';

/** What each key does, by the browser's name of it. `Mod+k` is ⌘K, on other keyboards Ctrl-K; `g b` is one key after the other. */
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

/** The key that goes before another one. */
const FIRST = 'g';
/** How long the second key is waited for. */
const SECOND_MS = 1500;

/** Keys one after the other: what each press is, with the one before it. */
export class Sequence {
  private firstAt = -Infinity;

  /** The hotkey that a press makes at a time in ms: `g b` after a `g`, else the key alone; undefined for the `g` itself. */
  press(hotkey: string, now: number): string | undefined {
    const isSecond = now - this.firstAt < SECOND_MS && !hotkey.startsWith('Mod+');
    this.firstAt = !isSecond && hotkey === FIRST ? now : -Infinity;
    if (isSecond) return `${FIRST} ${hotkey}`;
    return hotkey === FIRST ? undefined : hotkey;
  }
}

/** One for all who listen: the second key is not a single one to anybody. */
const sequence = new Sequence();
const heard = new WeakMap<KeyboardEvent, string | undefined>();

/** Keys that only change what another one means. */
const MODIFIERS: ReadonlySet<string> = new Set(['Shift', 'Control', 'Alt', 'Meta', 'CapsLock']);

function hotkeyIn(event: KeyboardEvent): string | undefined {
  if (heard.has(event)) return heard.get(event);
  const single = MODIFIERS.has(event.key) ? undefined : hotkeyOf(event);
  const isOurs = single !== undefined && (single.startsWith('Mod+') || !isTyping(event));
  const hotkey = isOurs ? sequence.press(single, performance.now()) : undefined;
  heard.set(event, hotkey);
  return hotkey;
}

/** Keys of a page. A single key does nothing while the person is typing or a dialog is open; a chord works everywhere. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const press = useEffectEvent((event: KeyboardEvent) => {
    const hotkey = hotkeyIn(event);
    const act = hotkey === undefined ? undefined : hotkeys[hotkey];
    if (!act) return;
    event.preventDefault();
    act();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent): void => press(event);
    document.addEventListener('keydown', listener);
    return () => document.removeEventListener('keydown', listener);
  }, []);
}
