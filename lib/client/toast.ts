'use client';

/** What is said in passing, on whatever page the person is by then. */
export interface Message {
  readonly text: string;
  readonly href?: string | undefined;
  readonly hrefLabel?: string | undefined;
}

let waiting: Message[] = [];
const listeners = new Set<() => void>();

/** Says something in a toast. It is kept until the toasts' code has loaded. */
export function say(message: Message): void {
  waiting.push(message);
  for (const l of listeners) l();
}

export function onSaid(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Takes what was said and not shown yet. */
export function takeSaid(): readonly Message[] {
  const taken = waiting;
  waiting = [];
  return taken;
}
