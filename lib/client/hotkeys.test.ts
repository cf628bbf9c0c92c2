import { expect, it } from 'vitest';
import { hotkeyOf } from './hotkeys';

const NONE = { metaKey: false, ctrlKey: false, altKey: false };

it.each([
  [{ ...NONE, key: 'n' }, 'n'],
  [{ ...NONE, key: 'N' }, 'N'],
  [{ ...NONE, key: '?' }, '?'],
  [{ ...NONE, key: 'k', metaKey: true }, 'Mod+k'],
  [{ ...NONE, key: 'K', ctrlKey: true }, 'Mod+k'],
  [{ ...NONE, key: 'f', altKey: true }, undefined],
  [{ ...NONE, key: 'f', ctrlKey: true, altKey: true }, undefined],
])('%j is the hotkey %s', (pressed, hotkey) => {
  expect(hotkeyOf(pressed)).toBe(hotkey);
});
