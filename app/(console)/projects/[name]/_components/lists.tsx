import Link from 'next/link';
import type { ProjectSource, ProjectView, ProjectWork } from '@/lib/domain/projects/project';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { RevisionId } from '@/components/ui/revision-id';
import { Sha } from '@/components/ui/sha';
import { Duration, RelativeTime } from '@/components/ui/time';

/** The newest commits, each with its author and where it has got to. */
export function Commits({
  pipeline,
  commits,
  source,
}: {
  pipeline: string;
  commits: ProjectView['commits'];
  source: ProjectSource | undefined;
}) {
  const isTaken = source !== undefined && source.provider !== 'CodeCommit';
  return (
    <section className="card">
      <header className="card-head">
        <h2>Commits</h2>
        {!isTaken && (
          <Link className="text-xs" href={routes.commitsOf(pipeline)} prefetch={false}>
            All<span className="sr-only"> commits</span>
          </Link>
        )}
        {isTaken && (
          <span className="text-xs text-faint truncate">
            released from {source.repository || source.provider}
          </span>
        )}
      </header>
      {!commits?.length && (
        <p className="p-4 text-muted">
          {commits ? 'Commits appear here after the first push.' : 'Not known'}
        </p>
      )}
      <ul className="rows">
        {commits?.map((c) => (
          <li key={c.sha} className="commit-row">
            {c.author && <Avatar name={c.author} />}
            <Sha sha={c.sha} copy />
            <span className="truncate flex-1" title={c.message}>
              {c.message}
            </span>
            {c.author && <span className="text-xs text-faint person">{c.author}</span>}
            {c.where && <StatusLabel status={c.where.status} word={c.where.word} />}
            <span className="text-xs text-faint num">
              <RelativeTime at={c.at} />
            </span>
            {c.execution !== undefined && (
              <ChangeButton
                size="small"
                variant="quiet"
                change={{ kind: 'release', pipeline, execution: c.execution }}
                label={`Release ${c.sha.slice(0, 7)} ${c.message}…`}
              >
                Release…
              </ChangeButton>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Builds or deployments, the newest first. */
export function Work({
  title,
  all,
  empty,
  work,
}: {
  title: string;
  /** The list of all of them. */
  all: string;
  empty: string;
  work: readonly ProjectWork[] | undefined;
}) {
  return (
    <section className="card">
      <header className="card-head">
        <h2>{title}</h2>
        <Link className="text-xs" href={all} prefetch={false}>
          All<span className="sr-only"> {title.toLowerCase()}</span>
        </Link>
      </header>
      {!work?.length && <p className="p-4 text-muted">{work ? empty : 'Not known'}</p>}
      <ul className="rows">
        {work?.map((w) => (
          <li key={w.id} className="work-row">
            <StatusLabel status={w.status} />
            <Link
              className="truncate flex-1"
              href={w.href ?? routes.builds}
              prefetch={false}
              title={w.revision?.message}
            >
              {w.label || w.revision?.message || 'Build'}
            </Link>
            {w.revision && <RevisionId revision={w.revision} />}
            <span className="text-xs text-faint num">
              <Duration from={w.startedAt} to={w.endedAt} />
            </span>
            <span className="text-xs text-faint num">
              <RelativeTime at={w.startedAt} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
