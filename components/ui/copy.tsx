'use client';
import { useState } from 'react';
import { Icon } from './icon';

/** Copies a text; says so for a moment, to those who cannot see it too. */
export function Copy({ text, label }: { text: string; label: string }) {
  const [state, setState] = useState<'rest' | 'done' | 'failed'>('rest');
  const copy = (): void => {
    navigator.clipboard.writeText(text).then(
      () => setState('done'),
      () => setState('failed'),
    );
    setTimeout(() => setState('rest'), 1600);
  };
  return (
    <button type="button" className="copy" onClick={copy} aria-label={label} title={label}>
      <Icon name={state === 'done' ? 'check' : 'copy'} small />
      <span role="status" className="sr-only">
        {state === 'done' ? 'Copied' : state === 'failed' ? 'Could not copy' : ''}
      </span>
    </button>
  );
}
