import { duration } from '@/lib/domain/time';
import type { Creation } from '@/lib/domain/projects/project';
import { StatusLabel } from '@/components/status/status-label';

export function ResourceList({ progress: p, made }: { progress: Creation; made: number }) {
  return (
    <section className="card" aria-label="Resources">
      <header className="card-head">
        <h2>Resources</h2>
        <span className="text-xs text-faint">
          {made} {p.kind === 'create' ? `of ${p.total} created` : 'done'}
        </span>
      </header>
      <ul className="rows">
        {p.resources.map((r) => (
          <li key={r.logicalId} className="resource">
            <span className="w-[110px] flex-none flex">
              <StatusLabel status={r.status} />
            </span>
            <span className="w-[170px] flex-none">{r.label}</span>
            <code className="truncate flex-1" title={r.name}>
              {r.name}
            </code>
            <span className="text-xs text-faint phone-off">{r.service}</span>
            <span className="num text-xs text-muted">
              {r.ms === undefined ? '' : duration(r.ms)}
            </span>
            {r.reason && <p className="why">{r.reason}</p>}
          </li>
        ))}
        {!p.resources.length && (
          <li className="text-muted">{p.step ?? 'The first resource appears in a moment.'}</li>
        )}
      </ul>
    </section>
  );
}
