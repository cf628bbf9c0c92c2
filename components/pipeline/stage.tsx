import Link from 'next/link';
import type { ActionView, StageView } from '@/lib/domain/views';
import { isMoving, isOver, LIVE as LIVE_STATUS } from '@/lib/domain/status';
import { routes } from '@/lib/routes';
import { ChangeButton } from '@/components/change/button';
import { StatusLabel } from '@/components/status/status-label';
import { Icon, StatusIcon } from '@/components/ui/icon';
import { Sha } from '@/components/ui/sha';
import { Age, Took } from '@/components/ui/time';

function Action({ action }: { action: ActionView }) {
  const done = isOver(action.status);
  return (
    <div className="action">
      <StatusLabel as="bare" status={action.status} />
      <div>
        <div className="flex justify-between gap-2"><b className="cut font-medium">{action.name}</b><span className="t12 dim whitespace-nowrap">{action.startedAt ? <Took from={action.startedAt} to={done ? action.endedAt : undefined} /> : action.endedAt !== undefined && <Age at={action.endedAt} />}</span></div>
        <div className="t12 dim cut">{action.provider}</div>
        {action.revision && <div className="flex items-center gap-1.5 mt-0.5"><Sha sha={action.revision.sha} /><span className="t12 second cut" title={action.revision.message}>{action.revision.message}</span></div>}
        {action.by && <div className="t12 dim">by {action.by}</div>}
        {action.summary && <div className="t12 second">“{action.summary}”</div>}
        {action.problem && <div className="why">{action.problem}</div>}
        {action.waits && <Link className="btn small primary mt-2" href={`${routes.approvals}#${action.waits.execution}`} prefetch={false} aria-label={`Review ${action.revision?.sha.slice(0, 7) ?? ''}`}>Review…</Link>}
        {action.href && <Link className="btn small mt-2" href={action.href} prefetch={false} aria-label={`Log of ${action.name}, ${action.provider}`}>Log</Link>}
      </div>
    </div>
  );
}

const LIVE = { source: 'Newest', build: 'Last good', deploy: 'Live' } as const;

/** One stage: its status, what is live there, its actions with their gate first, and what can be done. */
export function Stage({ stage, pipeline }: { stage: StageView; pipeline: string }) {
  return (
    <section className={`card stage k-${stage.status.key} ${stage.closed ? 'closed' : ''}`} aria-label={stage.name}>
      <header><h2>{stage.name}</h2><StatusLabel status={stage.status} /></header>
      <div className="live-box">
        <div className="dim">{LIVE[stage.kind]}</div>
        {stage.live ? <div className="flex items-center gap-1.5"><StatusLabel as="bare" quiet status={LIVE_STATUS} /><Sha sha={stage.live.sha} /><Age at={stage.live.at} suffix=" ago" /></div> : <div className="dim">Nothing yet</div>}
        {(stage.live?.disagrees ?? stage.unread) && <div className="t12 warn-text k-unk"><StatusIcon status="unk" small /> {stage.live?.disagrees ?? stage.unread}</div>}
      </div>
      {stage.closed && <div className="note k-stop m-3"><Icon name="lock" /><div><b>Transition closed.</b> {stage.closed.reason && `“${stage.closed.reason}” `}{stage.closed.by}</div></div>}
      {stage.actions.map((a) => <Action key={a.name} action={a} />)}
      {(stage.kind === 'deploy' || stage.retry) && (
        <footer className="stage-foot">
          {stage.kind === 'deploy' && <ChangeButton size="small" change={{ kind: 'rollback', pipeline, stage: stage.name }} why={!stage.live ? 'nothing is live here yet' : isMoving(stage.status) ? 'it is running' : undefined} label={`Roll back ${stage.name}…`}><Icon name="undo" small />Roll back…</ChangeButton>}
          {stage.retry && <ChangeButton size="small" change={{ kind: 'retry', pipeline, ...stage.retry }} label={`Retry ${stage.name}…`}><Icon name="retry" small />Retry…</ChangeButton>}
        </footer>
      )}
    </section>
  );
}
