import { shortRevision } from '@/lib/domain/commits/revision';
import Link from 'next/link';
import { approvalId } from '@/lib/domain/approvals/approval';
import { deployedBy, doubtOf, HELD_WORDS, noneLive } from '@/lib/domain/deployments/live-words';
import type { ActionView, StageView } from '@/lib/domain/views';
import { isMoving, isOver, LIVE as LIVE_STATUS } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change-dialog/button';
import { Avatar } from '@/components/ui/avatar';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { OutLink } from '@/components/ui/out-link';
import { RevisionId } from '@/components/ui/revision-id';
import { RelativeTime, Duration } from '@/components/ui/time';
import { Conditions } from './conditions';
import { Work } from './work';

/** One action: how it goes, with what, and the way to look closer. */
export function Action({ action }: { action: ActionView }) {
  const done = isOver(action.status);
  return (
    <div className="action">
      <StatusLabel as="bare" status={action.status} />
      <div>
        <div className="flex justify-between gap-2">
          <b className="truncate font-medium">{action.name}</b>
          <span className="text-xs text-faint whitespace-nowrap">
            {action.person && action.startedAt && (done ? 'waited ' : 'waiting ')}
            {action.startedAt ? (
              <Duration from={action.startedAt} to={done ? action.endedAt : undefined} />
            ) : (
              action.endedAt !== undefined && <RelativeTime at={action.endedAt} />
            )}
          </span>
        </div>
        <div className="text-xs text-faint truncate">{action.provider}</div>
        {action.revision && (
          <div className="flex items-center gap-1.5 mt-0.5">
            <RevisionId revision={action.revision} />
            <span className="text-xs text-muted truncate" title={action.revision.message}>
              {action.revision.message}
            </span>
          </div>
        )}
        {action.author && (
          <div className="author">
            <Avatar name={action.author} />
            {action.author}
          </div>
        )}
        <Work action={action} />
        {action.away && (
          <div className="text-xs text-faint">In {action.away}, not read from here</div>
        )}
        {action.by && <div className="text-xs text-faint">by {action.by}</div>}
        {action.summary && <div className="text-xs text-muted">“{action.summary}”</div>}
        {action.problem && <div className="why">{action.problem}</div>}
        {action.waits && (
          <Link
            className="btn small primary mt-2"
            href={`${routes.approvals}#${encodeURIComponent(approvalId(action.waits))}`}
            prefetch={false}
            aria-label={`Review ${shortRevision(action.revision) ?? ''}`}
          >
            Review…
          </Link>
        )}
        {action.href && (
          <Link
            className="btn small mt-2"
            href={action.href}
            prefetch={false}
            aria-label={`Log of ${action.name}, ${action.provider}`}
          >
            Log
          </Link>
        )}
        {action.link && (
          <div className="text-xs mt-1">
            <OutLink
              href={action.link}
              label={action.linkLabel ?? action.link}
              about={action.name}
            />
          </div>
        )}
      </div>
    </div>
  );
}

/** Who waits in front, the first first: in SUPERSEDED mode it is one at most. */
function Inbound({ inbound }: { inbound: NonNullable<StageView['inbound']> }) {
  return (
    <div className="inbound">
      <div className="text-xs text-faint">
        {inbound.length === 1
          ? 'Waiting to enter'
          : `${inbound.length} are waiting to enter, in this order`}
      </div>
      <ol>
        {inbound.slice(0, 5).map((e) => (
          <li key={e.executionId} className="flex items-center gap-1.5">
            {e.revision ? (
              <>
                <RevisionId revision={e.revision} />
                <span className="text-xs text-muted truncate">{e.revision.message}</span>
              </>
            ) : (
              <span className="sha">new</span>
            )}
          </li>
        ))}
      </ol>
      {inbound.length > 5 && (
        <div className="text-xs text-faint">and {inbound.length - 5} more</div>
      )}
    </div>
  );
}

interface StageProps {
  readonly stage: StageView;
  readonly pipeline: string;
  readonly parallel: boolean;
}

/** Whether more than one action of the stage could have deployed what is live. */
const isUnclear = ({ actions }: StageView): boolean => actions.filter((a) => !a.person).length > 1;

/** What the stage holds: what is live in it, passed it or was read by it. */
function Held({ stage }: { stage: StageView }) {
  const doubt = doubtOf(stage.live, stage.unread);
  return (
    <div className="live-box">
      <div className="text-faint">{HELD_WORDS[stage.kind]}</div>
      {stage.live ? (
        <div className="flex items-center gap-1.5">
          <StatusLabel as="bare" quiet status={LIVE_STATUS} word={HELD_WORDS[stage.kind]} />
          <RevisionId revision={stage.live} />
          <RelativeTime at={stage.live.at} suffix=" ago" />
        </div>
      ) : (
        <div className="text-faint">{noneLive(stage.unread)}</div>
      )}
      {stage.kind === 'deploy' && stage.live?.by && isUnclear(stage) && (
        <div className="text-xs text-faint">{deployedBy(stage.live.by)}</div>
      )}
      {doubt !== undefined && (
        <div className="text-xs warn-text k-unk">
          <StatusIcon status="unk" small /> {doubt}
        </div>
      )}
    </div>
  );
}

/** Why the stage cannot be rolled back. */
function unfitForRollback(stage: StageView, parallel: boolean): string | undefined {
  if (parallel)
    return 'PARALLEL pipelines cannot roll back a stage; release the older commit again';
  if (!stage.live) return 'nothing is live here yet';
  return isMoving(stage.status) ? 'it is running' : undefined;
}

/** Opens or closes the transition into the stage. */
function TransitionButton({ stage, pipeline }: Omit<StageProps, 'parallel'>) {
  if (stage.entrance === undefined) return null;
  if (stage.closed)
    return (
      <ChangeButton
        size="small"
        change={{ kind: 'open', pipeline, stage: stage.closed.stage }}
        label={`Open entry to ${stage.name}…`}
      >
        Open…
      </ChangeButton>
    );
  return (
    <ChangeButton
      size="small"
      variant="quiet"
      change={{ kind: 'close', pipeline, stage: stage.entrance }}
      label={`Close entry to ${stage.name}…`}
    >
      <Icon name="lock" small />
      Close…
    </ChangeButton>
  );
}

function StageFoot({ stage, pipeline, parallel }: StageProps) {
  const isDeploy = stage.kind === 'deploy';
  if (!isDeploy && !stage.retry && stage.entrance === undefined) return null;
  return (
    <footer className="stage-foot">
      {isDeploy && (
        <ChangeButton
          size="small"
          change={{ kind: 'rollback', pipeline, stage: stage.name }}
          disabledReason={unfitForRollback(stage, parallel)}
          label={`Roll back ${stage.name}…`}
        >
          <Icon name="undo" small />
          Roll back…
        </ChangeButton>
      )}
      {isDeploy && parallel && (
        <ChangeButton
          size="small"
          change={{ kind: 'release', pipeline }}
          label={`Release an older commit to ${stage.name}…`}
        >
          Release older…
        </ChangeButton>
      )}
      {!parallel && stage.retry && (
        <ChangeButton
          size="small"
          change={{ kind: 'retry', pipeline, ...stage.retry }}
          label={`Retry ${stage.name}…`}
        >
          <Icon name="retry" small />
          Retry…
        </ChangeButton>
      )}
      <TransitionButton stage={stage} pipeline={pipeline} />
    </footer>
  );
}

/** One stage: its status, what is live there, its actions with their gate first, and what can be done. */
export function Stage({ stage, pipeline, parallel }: StageProps) {
  return (
    <section
      className={`card stage k-${parallel ? 'pend' : stage.status.key} ${stage.closed ? 'closed' : ''}`}
      aria-label={stage.name}
    >
      <span className="way" aria-hidden="true">
        <Icon name={stage.closed ? 'lock' : 'right'} small />
      </span>
      <header>
        <h2>{stage.name}</h2>
        {!parallel && <StatusLabel status={stage.status} />}
      </header>
      <Held stage={stage} />
      {stage.closed && (
        <div className="note k-stop m-3">
          <Icon name="lock" />
          <div>
            <b>Transition closed.</b> {stage.closed.reason && `“${stage.closed.reason}” `}
            {stage.closed.by && `by ${stage.closed.by}`}
          </div>
        </div>
      )}
      {stage.inbound && stage.inbound.length > 0 && <Inbound inbound={stage.inbound} />}
      {!parallel && stage.conditions && stage.conditions.length > 0 && (
        <Conditions conditions={stage.conditions} pipeline={pipeline} />
      )}
      {!parallel && stage.actions.map((a) => <Action key={`${a.stage}/${a.name}`} action={a} />)}
      {stage.retries && <div className="text-xs text-faint px-3 pb-2">{stage.retries}</div>}
      <StageFoot stage={stage} pipeline={pipeline} parallel={parallel} />
    </section>
  );
}
