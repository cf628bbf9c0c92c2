'use client';
import { useEffect, useRef, useState } from 'react';
import { copyText } from '@/lib/client/clipboard';
import { Icon, type IconName } from './icon';

type State = 'rest' | 'done' | 'failed';
const ICONS: Readonly<Record<State, IconName>> = { rest: 'copy', done: 'check', failed: 'warn' };
const WORDS: Readonly<Record<State, string>> = {
  rest: '',
  done: 'Copied',
  failed: 'Could not copy',
};
/** How long it is said what became of it. */
const SAID_MS = 1600;

/** Copies, and what became of it, for a moment. */
export function useCopy(text: string): {
  readonly state: State;
  /** In a word, for those who cannot see it; empty at rest. */
  readonly said: string;
  readonly copy: () => void;
} {
  const [state, setState] = useState<State>('rest');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = (): void => {
    void copyText(text).then((done) => {
      setState(done ? 'done' : 'failed');
      clearTimeout(timer.current);
      timer.current = setTimeout(() => setState('rest'), SAID_MS);
    });
  };
  return { state, said: WORDS[state], copy };
}

/** Copies a text; says so for a moment, to those who cannot see it too. */
export function Copy({ text, label }: { text: string; label: string }) {
  const { state, said, copy } = useCopy(text);
  return (
    <button type="button" className="copy" onClick={copy} aria-label={label} title={said || label}>
      <Icon name={ICONS[state]} small />
      <span role="status" className="sr-only">
        {said}
      </span>
    </button>
  );
}
