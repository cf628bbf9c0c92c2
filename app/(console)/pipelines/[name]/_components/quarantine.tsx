import { shortRevision } from '@/lib/domain/commits/revision';
import type { QuarantineView } from '@/lib/domain/views';
import { ChangeButton } from '@/components/change-dialog/button';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { Sha } from '@/components/ui/sha';
import { RelativeTime } from '@/components/ui/time';

/** A commit that must not come back by itself, why, and the way out. */
export function QuarantineNote({
  quarantine: q,
  pipeline,
}: {
  quarantine: QuarantineView;
  pipeline: string;
}) {
  return (
    <div className="note k-stop">
      <Icon name="lock" />
      <div className="min-w-0 flex-1">
        <b>
          <Sha sha={q.sha} /> is in quarantine.
        </b>{' '}
        Rolled back from {q.stage} by {q.by} <RelativeTime at={q.at} suffix=" ago" />: “{q.reason}”{' '}
        {q.closed
          ? `Entry to ${q.stage} is closed until the quarantine is lifted.`
          : `Entry to ${q.stage} is open again.`}
        {q.newer && (
          <>
            {' '}
            A newer commit waits in front: <RevisionId revision={q.newer} /> {q.newer.message}.
          </>
        )}
      </div>
      <ChangeButton
        size="small"
        change={{ kind: 'lift', pipeline, stage: q.stage, execution: q.executionId }}
        label={`Lift the quarantine of ${shortRevision(q)}…`}
      >
        Lift…
      </ChangeButton>
    </div>
  );
}
