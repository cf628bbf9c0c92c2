'use client';
import { useState } from 'react';
import { duration } from '@/lib/domain/time';
import type { Creation, ResourceProgressView } from '@/lib/domain/projects/project';
import { StatusLabel } from '@/components/status/status-label';

function Resource({ resource: r }: { resource: ResourceProgressView }) {
  return (
    <li className="resource">
      <span className="w-[150px] flex-none flex">
        <StatusLabel status={r.status} />
      </span>
      <span className="w-[150px] flex-none">{r.label}</span>
      <code className="truncate flex-1" title={r.name}>
        {r.name}
      </code>
      <span className="text-xs text-faint phone-off">{r.service}</span>
      <span className="num text-xs text-muted">{r.ms === undefined ? '' : duration(r.ms)}</span>
      {r.reason && <p className="why">{r.reason}</p>}
    </li>
  );
}

function countOf(p: Creation, made: number, folds: boolean): string {
  if (p.kind === 'delete') return `${made} done`;
  return folds ? `${made} created` : `${made} of ${p.total} created`;
}

/** The stack's resources; once all are created, one line that opens. */
export function ResourceList({
  progress: p,
  made,
  folds,
}: {
  progress: Creation;
  made: number;
  /** The list is folded until somebody opens it. */
  folds: boolean;
}) {
  const [isOpened, setOpened] = useState(false);
  return (
    <section className="card" aria-label={`Resources of ${p.name}`}>
      <header className="card-head">
        <span className="beside-title">
          <h2>Resources</h2>
          <span className="text-xs text-faint">{countOf(p, made, folds)}</span>
        </span>
        {folds && (
          <button
            type="button"
            className="link"
            aria-expanded={isOpened}
            onClick={() => setOpened(!isOpened)}
          >
            {isOpened ? 'Hide' : `Show all ${made}`}
          </button>
        )}
      </header>
      {(!folds || isOpened) && (
        <ul className="rows">
          {p.resources.map((r) => (
            <Resource key={r.logicalId} resource={r} />
          ))}
          {!p.resources.length && (
            <li className="text-muted">{p.step ?? 'The first resource appears in a moment.'}</li>
          )}
        </ul>
      )}
    </section>
  );
}
