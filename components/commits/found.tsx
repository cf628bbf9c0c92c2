import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import type { FoundCommit, FoundIn } from '@/lib/domain/commits/whereabouts';
import { StatusLabel } from '@/components/status/status-label';
import { Avatar } from '@/components/ui/avatar';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

function Place({ place }: { place: FoundIn }) {
  return (
    <li className="place">
      <Link className="place-name" href={place.href} prefetch={false}>
        <b className="truncate">{place.pipeline}</b>
      </Link>
      <ol>
        {place.stages.map((s) => (
          <li key={s.stage}>
            <span className="text-xs text-faint">{s.stage}</span>
            <StatusLabel
              status={s.status}
              word={s.status.key === 'pend' && !s.note ? 'Not there yet' : s.status.word}
            />
            <span className="text-xs text-muted">
              {s.at ? (
                <RelativeTime
                  at={s.at}
                  prefix={
                    s.status.key === 'ok' || s.status.key === 'wait' || s.status.key === 'run'
                      ? 'for '
                      : ''
                  }
                  suffix={
                    s.status.key === 'ok' || s.status.key === 'wait' || s.status.key === 'run'
                      ? ''
                      : ' ago'
                  }
                />
              ) : null}
              {s.note && (
                <span>
                  {s.at ? ', ' : ''}
                  {s.note}
                </span>
              )}
            </span>
          </li>
        ))}
      </ol>
    </li>
  );
}

/** One commit, and where it is in each pipeline that has it. */
export function Found({ commit: c }: { commit: FoundCommit }) {
  return (
    <article className="card found" aria-label={`Commit ${shortRevision(c)}`}>
      <header>
        <RevisionId revision={c} copy strong />
        <span className="truncate flex-1" title={c.message}>
          {c.message}
        </span>
        {c.author && (
          <span className="flex items-center gap-1.5 text-xs text-faint">
            <Avatar name={c.author} />
            {c.author}
            {c.at ? <RelativeTime at={c.at} suffix=" ago" /> : null}
          </span>
        )}
      </header>
      <ul>
        {c.places.map((p) => (
          <Place key={p.pipeline} place={p} />
        ))}
      </ul>
    </article>
  );
}
