import Link from 'next/link';
import type { ProjectView } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { Sha } from '@/components/ui/sha';
import { RelativeTime } from '@/components/ui/time';

/** The branch's newest commits, each with where it has got to. */
export function Commits({
  commits,
  elsewhere,
}: {
  commits: ProjectView['commits'];
  elsewhere: string | undefined;
}) {
  return (
    <section className="card">
      <header className="card-head">
        <h2>Commits</h2>
        {elsewhere && <span className="text-xs text-faint">as taken from {elsewhere}</span>}
      </header>
      {!commits?.length && (
        <p className="p-4 text-muted">
          {commits ? 'Commits appear here after the first push.' : 'Not known'}
        </p>
      )}
      <ul className="rows">
        {commits?.map((c) => (
          <li key={c.sha}>
            {c.author && <Avatar name={c.author} />}
            <Sha sha={c.sha} copy />
            <span
              className="truncate flex-1"
              title={c.author ? `${c.message} (${c.author})` : c.message}
            >
              {c.message}
            </span>
            {c.where && <StatusLabel status={c.where.status} word={c.where.word} />}
            <span className="text-xs text-faint num">
              <RelativeTime at={c.at} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function Deployments({ deployments }: { deployments: ProjectView['deployments'] }) {
  return (
    <section className="card">
      <header className="card-head">
        <h2>Deployments</h2>
        <Link className="text-xs" href={routes.deployments}>
          All
        </Link>
      </header>
      {!deployments?.length && (
        <p className="p-4 text-muted">
          {deployments ? 'A deployment appears when a change reaches an environment.' : 'Not known'}
        </p>
      )}
      <ul className="rows">
        {deployments?.map((d) => (
          <li key={d.id}>
            <StatusLabel status={d.status} />
            <Link href={d.href ?? routes.deployment(d.id)} prefetch={false}>
              {d.group}
            </Link>
            <span className="flex-1" />
            {d.sha && <Sha sha={d.sha} />}
            <span className="text-xs text-faint num">
              <RelativeTime at={d.createdAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
