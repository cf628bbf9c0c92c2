import type { ReactNode } from 'react';
import { StatusIcon } from './icon';

/** What goes here, and how the first one is made. */
export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return <div className="card empty"><h2>{title}</h2>{children}</div>;
}

/** A read that failed: what, and what happens next. Old data stays below it. */
export function ReadProblem({ message, old }: { message: string; old: boolean }) {
  return <div className="note k-unk" role="status"><StatusIcon status="unk" /><div><b>{old ? 'This page is not up to date.' : 'This could not be read.'}</b> {/[.!?]$/.test(message) ? message : `${message}.`} It is tried again by itself.</div></div>;
}

/** A skeleton in the final shape of a list. */
export function Loading({ rows = 4 }: { rows?: number }) {
  return <div className="card" aria-busy="true" aria-label="Loading">{Array.from({ length: rows }, (_, i) => <div key={i} className="m-4 h-5 skeleton" />)}</div>;
}
