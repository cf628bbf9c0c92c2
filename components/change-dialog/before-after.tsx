import type { ChangePreview, ShownRevision } from '@/lib/domain/changes/change';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime } from '@/components/ui/time';

function Side({
  label,
  revision,
  none,
}: {
  label: string;
  revision: ShownRevision | undefined;
  none: string;
}) {
  return (
    <div className="side">
      <div className="text-xs text-faint">{label}</div>
      {revision ? (
        <>
          <div className="flex items-baseline gap-2">
            <RevisionId revision={revision} strong copy />
            <span className="text-xs text-muted">
              {revision.at > 0 && <RelativeTime at={revision.at} suffix=" ago" />}
            </span>
          </div>
          <div className="text-muted message">{revision.message}</div>
          {revision.doubt && (
            <div className="text-xs warn-text k-unk">
              <StatusIcon status="unk" small /> {revision.doubt}
            </div>
          )}
          {revision.others?.map((r) => (
            <div key={r.source} className="text-xs text-muted truncate" title={r.message}>
              {r.source}: <RevisionId revision={r} /> {r.message}
            </div>
          ))}
        </>
      ) : (
        <div className="text-muted">{none}</div>
      )}
    </div>
  );
}

/** Live now → live after. */
export function BeforeAfter({ before, after }: Pick<ChangePreview, 'before' | 'after'>) {
  return (
    <div className={`before-after ${before && after ? '' : 'single'}`}>
      {before && (
        <Side label={before.label} revision={before.revision} none={before.none ?? 'Nothing yet'} />
      )}
      {before && after && <Icon name="arrow" />}
      {after && (
        <Side label={after.label} revision={after.revision} none={after.none ?? 'Nothing'} />
      )}
    </div>
  );
}
