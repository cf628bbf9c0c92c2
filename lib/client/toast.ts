'use client';
import { useEffect, useEffectEvent, type ReactNode } from 'react';

/** What is said in passing, on whatever page the person is by then. */
export interface Message {
  readonly text: string;
  readonly href?: string | undefined;
  readonly hrefLabel?: string | undefined;
  /** What goes on after it, followed under its text. */
  readonly below?: ReactNode;
  /** The way back, while there is one: such a toast stays until it is closed. */
  readonly undo?: { readonly label: string; readonly run: () => void } | undefined;
}

/** A message on its way to the toasts, or a toast that is taken away again. */
interface Said {
  readonly id: string;
  readonly message: Message | undefined;
}

let waiting: Said[] = [];
let count = 0;
const listeners = new Set<() => void>();

function tell(said: Said): void {
  waiting.push(said);
  for (const l of listeners) l();
}

/** Says something in a toast. It is kept until the toasts' code has loaded. Returns how to take it away. */
export function say(message: Message): () => void {
  const id = `said ${++count}`;
  tell({ id, message });
  return () => {
    const isShown = !waiting.some((w) => w.id === id);
    waiting = waiting.filter((w) => w.id !== id);
    if (isShown) tell({ id, message: undefined });
  };
}

export function onSaid(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes what was said and not shown yet. */
export function takeSaid(): readonly Said[] {
  const taken = waiting;
  waiting = [];
  return taken;
}

interface Done {
  readonly sentence: string;
  readonly undo?: object | undefined;
}

/**
 * Says in a toast what was done, with the way back where there is one. It goes with the next command and with the part of
 * the page that did it.
 */
export function useDoneToast(done: Done | undefined, label: string, onUndo: () => void): void {
  const undo = useEffectEvent(onUndo);
  useEffect(() => {
    if (!done) return undefined;
    const run = (): void => undo();
    return say({ text: done.sentence, undo: done.undo && { label, run } });
  }, [done, label]);
}
