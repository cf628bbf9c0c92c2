'use client';
import { useTopic } from '@/lib/client/live/use-topic';
import type { WaitingApproval } from '@/lib/domain/approvals/approval';
import { TopicView } from '@/components/ui/topic-view';
import { EvidenceList } from './evidence-list';
import { Requirements } from './requirements';
import { Signed } from './signed';

const LOADING = (
  <div aria-busy="true" role="status" aria-label="Reading the evidence" className="evidence">
    <div className="skeleton h-11" />
    <div className="skeleton h-11" />
  </div>
);

/** The evidence of one approval, followed while it is on the screen. */
export function EvidencePanel({
  pipeline,
  approval,
  open = false,
}: {
  pipeline: string;
  approval: WaitingApproval;
  open?: boolean;
}) {
  const { stage, action, execution } = approval;
  const evidence = useTopic('evidence', [pipeline, stage, action, execution]);
  return (
    <div role="group" className="evidence" aria-label="Evidence">
      <h3 className="label">Evidence</h3>
      <TopicView topic={evidence} loading={LOADING}>
        {(view) => (
          <>
            {view.signed && <Signed signed={view.signed} />}
            <Requirements requirements={view.requirements} />
            <EvidenceList view={view} open={open} />
          </>
        )}
      </TopicView>
    </div>
  );
}
