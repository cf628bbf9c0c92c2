'use client';
import { Copy, useCopy } from './copy';

interface Shown {
  /** What is copied. */
  readonly whole: string;
  readonly short: string;
  readonly title: string;
  readonly strong: boolean;
}

const classOf = (strong: boolean): string => (strong ? 'sha strong' : 'sha');

/** In as much room as before while it says so. */
const SAID = { rest: undefined, done: 'Copied', failed: 'Not copied' } as const;

/** An id that a press copies whole. */
export function ShaButton({ whole, short, title, strong }: Shown) {
  const { state, said, copy } = useCopy(whole);
  return (
    <>
      <button
        type="button"
        className={`${classOf(strong)} sha-button`}
        aria-label={`Copy ${short} in full`}
        title={`${title}\nPress to copy`}
        data-said={SAID[state]}
        onClick={copy}
      >
        <span>{short}</span>
      </button>
      <span role="status" className="sr-only">
        {said}
      </span>
    </>
  );
}

/** An id as text, for what is a link or a choice as a whole. */
export const ShaText = ({ short, title, strong }: Omit<Shown, 'whole'>) => (
  <span className={classOf(strong)} title={title}>
    {short}
  </span>
);

/** A commit by its first seven characters; the whole of it is copied: by a press on it, or (`copy`) by a button of its own. */
export function Sha({ sha, copy = false }: { sha: string; copy?: boolean }) {
  const short = sha.slice(0, 7);
  if (!copy)
    return (
      <span className="sha-box">
        <ShaButton whole={sha} short={short} title={sha} strong={false} />
      </span>
    );
  return (
    <span className="sha-box">
      <ShaText short={short} title={sha} strong={false} />
      <Copy text={sha} label={`Copy ${short} in full`} />
    </span>
  );
}
