import { allOf, shortRevision, type Revision } from '@/lib/domain/commits/revision';
import { Copy } from './copy';

const titleOf = (r: Revision): string =>
  [r.source && `${r.source}:`, r.sha || 'no revision', r.message].filter(Boolean).join(' ');

/** A revision by the characters that people compare; the whole of it is copied. Other sources are counted beside it. */
export function RevisionId({
  revision,
  copy = false,
  strong = false,
}: {
  revision: Revision;
  copy?: boolean;
  strong?: boolean;
}) {
  const short = shortRevision(revision);
  const more = revision.others?.length ?? 0;
  return (
    <span className="sha-box">
      <span className={strong ? 'sha strong' : 'sha'} title={titleOf(revision)}>
        {short}
      </span>
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
