import { allOf, shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { Copy } from './copy';
import { ShaButton, ShaText } from './sha';

const titleOf = (r: Revision): string =>
  [r.source && `${r.source}:`, r.sha || 'no revision', r.message].filter(Boolean).join(' ');

/** Beside a link that is a revision: copies the whole id. It is there for a pointer on its row, for the keyboard, and for a finger. */
export function CopyRevision({ revision }: { revision: Revision }) {
  if (!revision.sha) return null;
  return (
    <span className="sha-copy">
      <Copy text={revision.sha} label={`Copy ${shortRevision(revision)} in full`} />
    </span>
  );
}

/**
 * A revision by the characters that people compare; the whole of it is copied: by a press on it, or (`copy`) by a button of
 * its own. `plain` where it is a part of a link or a choice. Other sources are counted beside it.
 */
export function RevisionId({
  revision,
  copy = false,
  strong = false,
  plain = false,
}: {
  revision: Revision;
  copy?: boolean;
  strong?: boolean;
  plain?: boolean;
}) {
  const short = shortRevision(revision) ?? '';
  const more = revision.others?.length ?? 0;
  const shown = { short, strong, title: titleOf(revision) };
  return (
    <span className="sha-box">
      {plain || copy || !revision.sha ? (
        <ShaText {...shown} />
      ) : (
        <ShaButton {...shown} whole={revision.sha} />
      )}
      {copy && revision.sha && <Copy text={revision.sha} label={`Copy ${short} in full`} />}
      {more > 0 && (
        <span
          className="text-2xs text-faint"
          title={allOf(revision).slice(1).map(titleOf).join('\n')}
        >
          +{more}
        </span>
      )}
    </span>
  );
}
