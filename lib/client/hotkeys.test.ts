import { describe, expect, it } from 'vitest';
import { hotkeyOf, Sequence } from './hotkeys';

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

describe('keys one after the other', () => {
  it('are one hotkey: the second is not a single key to anybody', () => {
    const s = new Sequence();
    expect(s.press('g', 0)).toBeUndefined();
    expect(s.press('a', 300)).toBe('g a');
    expect(s.press('a', 400)).toBe('a');
  });

  it('are single keys again after a while', () => {
    const s = new Sequence();
    s.press('g', 0);
    expect(s.press('a', 2000)).toBe('a');
  });

  it('leave chords alone, and a second g is no new beginning', () => {
    const s = new Sequence();
    s.press('g', 0);
    expect(s.press('Mod+k', 10)).toBe('Mod+k');
    expect(s.press('b', 20)).toBe('b');
    s.press('g', 30);
    expect(s.press('g', 40)).toBe('g g');
    expect(s.press('b', 50)).toBe('b');
  });
});
