'use client';
import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { useState } from 'react';
import { useHash } from '@/lib/client/hash';
import { staysLive, waitSentence } from '@/lib/domain/changes/consequences';
import { noneLive } from '@/lib/domain/deployments/live-words';
import { approvalId, type ApprovalView } from '@/lib/domain/approvals/approval';
import { ChangeButton } from '@/components/change-dialog/button';
import { BeforeAfter } from '@/components/change-dialog/before-after';
import { EvidencePanel } from '@/components/evidence/lazy';
import { ComparisonPanel } from '@/components/diff/comparison';
import { Size } from '@/components/diff/size';
import { StatusLabel } from '@/components/status/status-label';
import { Button } from '@/components/ui/button';
import { Icon } from '@/components/ui/icon';
import { RevisionId } from '@/components/ui/revision-id';
import { Countdown } from '@/components/ui/time';
import { InlineCode } from '@/components/ui/inline-code';
import { WAITING } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ToReview } from '@/components/change-dialog/to-review';
import { Facts } from './facts';
import { Behind } from './behind';

/** What approving does. */
function entrySentence(a: ApprovalView): string {
  if (!a.deploys) return `This release enters ${a.target} immediately.`;
  return a.live || a.unread
    ? `This release goes live in ${a.target} immediately.`
    : `The first release goes to ${a.target} immediately.`;
}

/** What a folded card says of the two commits, and of how much is between them. */
function Summary({ approval: a }: { approval: ApprovalView }) {
  return (
    <span className="approval-summary text-xs text-muted">
      {a.live && (
        <>
          <RevisionId revision={a.live} />
          <Icon name="arrow" small />
        </>
      )}
      {a.candidate && <RevisionId revision={a.candidate} />}
      {a.size && <Size size={a.size} />}
      <span className="truncate max-w-[40ch]">{a.candidate?.message}</span>
    </span>
  );
}

/** Live and candidate, and what differs between them. */
function Differences({ approval: a }: { approval: ApprovalView }) {
  return (
    <div className="approval-main">
      <ToReview review={a} sha={a.candidate?.sha} />
      {a.unread && (
        <p className="note k-unk">
          <Icon name="info" />
          <span>
            What is live in {a.target} could not be read: {a.unread}
            {a.live && ' Showing the pipeline’s last release.'}
          </span>
        </p>
      )}
      <BeforeAfter
        before={{ label: a.held, revision: a.live, none: noneLive(a.unread) }}
        after={{ label: 'Candidate', revision: a.candidate }}
      />
      <EvidencePanel pipeline={a.pipeline} approval={a} />
      <ComparisonPanel pipeline={a.pipeline} from={a.from} to={a.execution} word="Goes live" open />
    </div>
  );
}

function Consequences({ approval: a }: { approval: ApprovalView }) {
  const { candidate, live, unread, behind, mode } = a;
  const words = { stage: a.target, candidate, live, unread, behind, mode };
  return (
    <dl className="if-you">
      <dt>approve</dt>
      <dd>{entrySentence(a)}</dd>
      <dt>wait</dt>
      <dd>
        <InlineCode text={waitSentence(words)} />{' '}
        {a.behindExecution && <Behind approval={a} execution={a.behindExecution} />}
      </dd>
      <dt>reject</dt>
      <dd>
        <InlineCode text={staysLive(words)} /> The commits come again with the next one.
      </dd>
    </dl>
  );
}

/** What speaks for it, what each answer would do, and the two buttons. */
function Decision({ approval: a }: { approval: ApprovalView }) {
  const { pipeline, stage, action, execution } = a;
  const target = { pipeline, stage, action, execution };
  const answered = a.accepted && `Already answered: ${a.accepted}`;
  return (
    <aside className="approval-side">
      <Facts approval={a} />
      <Consequences approval={a} />
      {a.accepted && (
        <p className="note k-run" role="status">
          <Icon name="info" />
          <span>{a.accepted}: AWS accepted the answer. Its reads do not show it yet.</span>
        </p>
      )}
      <div className="decide">
        <ChangeButton size="large" change={{ kind: 'reject', ...target }} disabledReason={answered}>
          Reject…
        </ChangeButton>
        <ChangeButton
          size="large"
          variant="primary"
          change={{ kind: 'approve', ...target }}
          disabledReason={answered}
        >
          Approve {shortRevision(a.candidate) ?? ''}…
        </ChangeButton>
      </div>
    </aside>
  );
}

/** Live versus candidate: commits, files and the diff in place; the decision beside them. */
export function ApprovalCard({
  approval: a,
  first,
  current = false,
  settling = false,
}: {
  approval: ApprovalView;
  first: boolean;
  /** What the page reads at first is still on its way: it is drawn when all of it is there. */
  settling?: boolean;
  /** Reached by the keyboard. */
  current?: boolean;
}) {
  const hash = useHash();
  const [open, setOpen] = useState<boolean>();
  // A link of an earlier version names the execution alone.
  const shown = open ?? (first || current || hash === approvalId(a) || hash === a.execution);
  return (
    <article
      id={approvalId(a)}
      tabIndex={-1}
      className={`card approval ${current ? 'current' : ''}`}
      aria-label={`${a.pipeline} to ${a.target}${a.alsoWaits.length ? `, ${a.action}` : ''}`}
    >
      <header>
        <StatusLabel as="pill" status={WAITING} />
        <h2 className="truncate">
          <Link className="plain" href={routes.project(a.pipeline)} prefetch={false}>
            {a.pipeline}
          </Link>{' '}
          <span className="text-muted font-normal">→</span> {a.target}
        </h2>
        <span className="text-xs text-faint truncate min-w-0">{a.action}</span>
        {!shown && <Summary approval={a} />}
        <span className="flex-1" />
        <span className="deadline text-xs">
          <Icon name="clock" small />
          Decide within <Countdown until={a.deadline} />
        </span>
        <Button size="small" aria-expanded={shown} onClick={() => setOpen(!shown)}>
          {shown ? 'Fold' : 'Review'}
        </Button>
      </header>
      {shown && (
        <div
          className={`approval-body ${settling ? 'settling' : ''}`}
          aria-busy={settling || undefined}
        >
          <Differences approval={a} />
          <Decision approval={a} />
        </div>
      )}
    </article>
  );
}
